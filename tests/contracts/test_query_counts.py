"""Budgets of database queries for a page that nobody keeps a copy of (docs/performance.md), with 1 item and with 20."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page

from events.meetings import WEEKDAYS
from events.models import EventPage
from guides.models import GuideIndexPage, GuidePage
from tests.events.factories import make_event

pytestmark = pytest.mark.django_db

BUDGETS = {
    "/pl/": 6,
    "/uk/": 6,
    "/pl/residence/": 6,
    "/pl/residence/pesel-number/": 4,
    "/uk/residence/pesel-number/": 4,
    "/ar/work/work-permit/": 4,
    "/es/residence/temporary-protection-pesel-ukr/": 4,
    "/pl/contact/": 6,
    "/pl/contact/szczecin/": 5,  # its map is a picture of its own
    "/pl/directory/": 5,
    "/uk/situations/": 6,
    "/uk/situations/card-expires-soon/": 4,
    "/uk/glossary/": 4,
    "/ar/first-steps/": 4,
    "/pl/about/": 4,
    "/pl/accessibility/": 4,
    "/pl/events/": 6,
    "/uk/events/": 6,
    "/ar/events/?month=now": 6,
    "/pl/events/polish-course-szczecin/": 6,
    "/uk/events/polish-course-szczecin/": 6,
    "/ar/events/polish-course-szczecin/": 6,
    "/uk/events.ics": 6,
    "/uk/events/polish-course-szczecin/event.ics": 6,
    "/uk/events/polish-course-szczecin/seats/": 3,
    "/uk/events/seats/": 3,
    "/pl/sitemap/": 6,
    "/pl/search/?q=pesel": 5,
    # No page has all of the words, and events are among those with any of them.
    "/pl/search/?q=kurs+polskiego+xyzzy+konsultacje": 5,
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


def test_what_shows_events_asks_as_often_for_twenty_courses_as_for_one(
    client: Client, django_assert_max_num_queries
) -> None:
    for page in EventPage.objects.live():
        page.unpublish()
    budgets = {
        "/{}/": 6,
        "/{}/events/": 6,
        "/{}/events/?free=1&office=szczecin&language=pl": 6,
        "/{}/events/?month=now": 6,
        "/{}/events/?past=1": 6,
        "/{}/events/course/": 6,
        "/{}/events.ics": 6,
        "/{}/events/course/event.ics": 6,
        "/{}/events/seats/": 3,
        "/{}/events/course/seats/": 3,
    }
    addresses = [
        (address.format(code), budget) for code in ("pl", "uk", "ar") for address, budget in budgets.items()
    ]
    start = timezone.now() + dt.timedelta(days=1)
    rule = {"weekdays": list(WEEKDAYS), "until": timezone.localdate(start) + dt.timedelta(days=100)}
    first = make_event(slug="course", starts_at=start, spoken_languages=["pl"], **rule)
    copy = first.copy_for_translation(Locale.objects.get(language_code="uk"), copy_parents=True)
    copy.save_revision().publish()
    alone = [queries(client, django_assert_max_num_queries, address) for address, _budget in addresses]
    for number in range(19):
        make_event(starts_at=start + dt.timedelta(days=number), spoken_languages=["pl"], **rule)
    many = [queries(client, django_assert_max_num_queries, address) for address, _budget in addresses]
    assert many == alone
    assert not [
        (address, count) for (address, budget), count in zip(addresses, many, strict=True) if count > budget
    ]


def test_search_asks_as_often_for_many_results_as_for_one(
    client: Client, django_assert_max_num_queries
) -> None:
    one = queries(client, django_assert_max_num_queries, "/pl/search/?q=zameldowanie")
    many = queries(client, django_assert_max_num_queries, "/pl/search/?q=urz%C4%85d")
    assert Page.objects.live().count() > 20
    assert many <= 5
    assert one <= 5
