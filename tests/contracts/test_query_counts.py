"""Budgets of database queries for a page that nobody keeps a copy of (docs/performance.md), with 1 item and with 20."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from events.models import EventIndexPage, EventPage
from guides.models import GuideIndexPage, GuidePage

pytestmark = pytest.mark.django_db

BUDGETS = {
    "/pl/": 6,
    "/uk/": 6,
    "/pl/residence/": 6,
    "/pl/residence/pesel-number/": 4,
    "/uk/residence/pesel-number/": 4,
    "/ar/work/work-permit/": 4,
    "/es/residence/temporary-protection-pesel-ukr/": 4,
    "/pl/contact/": 5,
    "/pl/contact/szczecin/": 4,
    "/pl/directory/": 4,
    "/pl/about/": 4,
    "/pl/accessibility/": 4,
    "/pl/events/": 6,
    "/pl/sitemap/": 6,
    "/pl/search/?q=pesel": 5,
    "/sitemap.xml": 2,
}


@pytest.mark.parametrize(("address", "budget"), BUDGETS.items(), ids=BUDGETS)
def test_a_page_stays_within_its_budget(
    client: Client, django_assert_max_num_queries, address: str, budget: int
) -> None:
    assert (
        client.get(address).status_code == 200
    )  # pictures are made and the frame is built at the first visit
    with django_assert_max_num_queries(budget):
        assert client.get(address).status_code == 200


def queries(client: Client, django_assert_max_num_queries, address: str) -> int:
    client.get(address)
    with django_assert_max_num_queries(20) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_section_asks_as_often_for_twenty_guides_as_for_one(
    client: Client, django_assert_max_num_queries
) -> None:
    section = GuideIndexPage.objects.get(url_path="/pl/residence/")
    original = GuidePage.objects.child_of(section).first()
    for guide in GuidePage.objects.child_of(section).exclude(pk=original.pk):
        guide.unpublish()
    alone = queries(client, django_assert_max_num_queries, section.url_path)
    for number in range(20):
        original.copy(update_attrs={"slug": f"copy-{number}", "title": f"Kopia {number}"})
    assert queries(client, django_assert_max_num_queries, section.url_path) == alone


def test_the_calendar_and_the_front_page_ask_as_often_for_twenty_events_as_for_one(
    client: Client, django_assert_max_num_queries
) -> None:
    calendar = EventIndexPage.objects.get(url_path="/pl/events/")
    counts = []
    for total in (1, 20):
        for number in range(calendar.get_children().count(), total):
            start = timezone.now() + dt.timedelta(days=number + 1)
            event = EventPage(
                title=f"Warsztat {number}",
                slug=f"workshop-{number}",
                search_description="Opis",
                starts_at=start,
                ends_at=start + dt.timedelta(hours=2),
                place="Biuro",
                body="<p>Opis</p>",
                locale=calendar.locale,
            )
            calendar.add_child(instance=event)
        counts.append(
            [queries(client, django_assert_max_num_queries, address) for address in ("/pl/events/", "/pl/")]
        )
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 6


def test_search_asks_as_often_for_many_results_as_for_one(
    client: Client, django_assert_max_num_queries
) -> None:
    one = queries(client, django_assert_max_num_queries, "/pl/search/?q=zameldowanie")
    many = queries(client, django_assert_max_num_queries, "/pl/search/?q=urz%C4%85d")
    assert Page.objects.live().count() > 20
    assert many <= 5
    assert one <= 5
