"""An event's page: everything somebody needs to decide, and nothing that is not theirs to know."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation
from wagtail.models import Locale

from events.meetings import WARSAW, WEEKDAYS
from events.models import EventPage
from tests.events.factories import make_event
from website.core.templatetags import core_tags

pytestmark = pytest.mark.django_db


def soup(client: Client, page: EventPage, code: str = "pl") -> BeautifulSoup:
    response = client.get(f"/{code}/events/{page.slug}/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def long_moment(moment: dt.datetime) -> str:
    with translation.override("en"):
        return core_tags.long_moment(moment)


def structured(page: BeautifulSoup) -> dict[str, Any]:
    found = [json.loads(each.string) for each in page.select("script[type='application/ld+json']")]
    return next(each for each in found if each["@type"].startswith("Event"))


def test_the_page_says_when_where_in_which_language_and_how_to_register(client: Client) -> None:
    page = make_event(spoken_languages=["pl"], interpreter_languages=["uk"], has_childcare=True, is_step_free=True,
                      eligibility="Dla wszystkich.", directions="<p>Tramwaj 7</p>")  # fmt: skip
    shown = soup(client, page)
    text = shown.select_one("main").text
    for words in ("czas polski", "ul. Testowa 1", "polski", "ukraiński", "Dla wszystkich.", "Tramwaj 7"):
        assert words in text
    assert shown.select_one(f"a[href='/pl/events/{page.slug}/register/']")
    assert shown.select_one(f"a[href='/pl/events/{page.slug}/event.ics']")


def test_machines_read_what_people_read(client: Client) -> None:
    page = make_event()
    shown = soup(client, page)
    data = structured(shown)
    times = [each["datetime"] for each in shown.select("main time")]
    assert data["name"] == shown.h1.text
    assert dt.datetime.fromisoformat(data["startDate"]) == dt.datetime.fromisoformat(times[0])
    assert dt.datetime.fromisoformat(data["startDate"]).utcoffset() in {
        dt.timedelta(hours=1),
        dt.timedelta(hours=2),
    }
    assert data["location"]["address"]["streetAddress"] in shown.select_one("main").text
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["isAccessibleForFree"] is True


@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
def test_a_private_place_and_the_link_to_an_online_meeting_are_nowhere_in_public(
    client: Client, code: str
) -> None:
    page = make_event(place="ul. Tajna 7", place_is_private=True, directions="<p>Od podwórza</p>",
                      online_link="https://meet.example/tajne")  # fmt: skip
    for address in (f"/{code}/events/{page.slug}/", f"/{code}/events/", f"/{code}/events.ics", f"/{code}/",
                    f"/{code}/events/{page.slug}/event.ics", f"/{code}/events/{page.slug}/register/",
                    f"/{code}/search/?q=Tajna", f"/{code}/search/?q=podw%C3%B3rza"):  # fmt: skip
        text = client.get(address).content.decode()
        assert "meet.example" not in text, address
        assert "Od podwórza" not in text, address
        assert "ul. Tajna" not in text, address


@pytest.mark.parametrize(
    ("status", "schema"), [("cancelled", "EventCancelled"), ("postponed", "EventPostponed")]
)
def test_what_does_not_take_place_is_said_at_the_top_and_cannot_be_registered_for(
    client: Client, status: str, schema: str
) -> None:
    page = make_event(status=status, status_note="Choroba prowadzącej")
    shown = soup(client, page)
    assert "Choroba prowadzącej" in shown.select_one(".notice--warning").text
    assert not shown.select_one("a[href$='/register/']")
    assert structured(shown)["eventStatus"].endswith(schema)


def test_a_past_event_stays_and_says_so(client: Client) -> None:
    shown = soup(client, make_event(starts_at=timezone.now() - dt.timedelta(days=2)))
    assert shown.select_one(".notice--warning")
    assert not shown.select_one("a[href$='/register/']")


def weekday(moment: dt.datetime) -> str:
    """The day of the week as the form of a course calls it."""
    return WEEKDAYS[timezone.localdate(moment).weekday()]


def test_a_course_shows_every_meeting_and_what_was_dropped(client: Client) -> None:
    start = timezone.now() + dt.timedelta(days=4)
    days = [weekday(start), weekday(start + dt.timedelta(days=2))]
    page = make_event(starts_at=start, weekdays=days, until=timezone.localdate(start) + dt.timedelta(days=40))
    second = page.meetings.order_by("starts_at")[1]
    second.is_dropped = True
    second.save()
    page = EventPage.objects.get(pk=page.pk)
    page.save_revision().publish()
    shown = soup(client, page)
    rows = shown.select(".meetings li")
    assert len(rows) == page.meetings.count() > 8
    assert [bool(row.select("s")) for row in rows[:3]] == [False, True, False]
    assert len(structured(shown)["subEvent"]) == len(rows) - 1


def test_an_event_without_registration_says_just_come(client: Client) -> None:
    shown = soup(client, make_event(seats=None))
    assert shown.select_one(".sign-up")
    assert not shown.select_one("a[href$='/register/']")


def test_a_moved_meeting_says_when_it_was_planned_for_and_the_next_one_is_marked(client: Client) -> None:
    start = timezone.now() + dt.timedelta(days=4)
    page = make_event(
        starts_at=start, weekdays=[weekday(start)], until=timezone.localdate(start) + dt.timedelta(days=60)
    )
    rows = list(page.meetings.all())
    planned = rows[1].starts_at
    rows[1].starts_at, rows[1].ends_at = (
        planned + dt.timedelta(days=1),
        rows[1].ends_at + dt.timedelta(days=1),
    )
    page.meetings = rows
    page.save_revision().publish()
    shown = soup(client, page, "en").select(".meetings li")
    assert long_moment(planned) in shown[1].text
    assert (
        shown[1]
        .time["datetime"]
        .startswith((planned + dt.timedelta(days=1)).astimezone(WARSAW).date().isoformat())
    )
    assert [bool(row.select(".tag")) for row in shown[:3]] == [True, False, False]


def test_where_it_is_not_translated_the_editors_words_are_marked_and_all_others_are_the_readers(
    client: Client,
) -> None:
    page = make_event(
        title="Warsztat o szkole", eligibility="Dla rodziców.", status="postponed", status_note="Remont"
    )
    shown = soup(client, page, "ar")
    assert shown.select_one("aside.notice--language")
    assert not shown.main.get("lang")
    for words in ("Warsztat o szkole", "Krótki opis.", "Opis.", "Dla rodziców.", "Remont"):
        element = shown.main.find(string=words).find_parent(lang=True)
        assert (element["lang"], element["dir"]) == ("pl", "ltr"), words
    assert not shown.select_one("dl.facts dt").find_parent(lang="pl")
    assert not any(
        element.get("lang") for element in soup(client, page).main.select("h1, .page__lead, .body")
    )


@pytest.mark.parametrize("code", ["uk", "ar"])
def test_an_event_for_some_languages_is_not_found_in_others(client: Client, code: str) -> None:
    page = make_event(only_where_translated=True)
    assert client.get(page.url_path).status_code == 200
    for end in ("", "register/", "seats/", "event.ics"):
        assert client.get(f"/{code}/events/{page.slug}/{end}").status_code == 404, end


def test_a_course_is_a_series_whose_moments_have_their_own_offset(client: Client) -> None:
    start = dt.datetime(2027, 10, 26, 17, tzinfo=WARSAW)
    page = make_event(
        starts_at=start, ends_at=start + dt.timedelta(hours=2), weekdays=["tue"], until=dt.date(2027, 11, 9)
    )
    data = structured(soup(client, page))
    assert data["@type"] == "EventSeries"
    assert [each["startDate"] for each in data["subEvent"]] == [
        "2027-10-26T17:00:00+02:00",
        "2027-11-02T17:00:00+01:00",
        "2027-11-09T17:00:00+01:00",
    ]
    assert (data["startDate"], data["endDate"]) == ("2027-10-26T17:00:00+02:00", "2027-11-09T19:00:00+01:00")


def test_what_machines_read_holds_no_private_place_and_no_link(client: Client) -> None:
    page = make_event(place="ul. Tajna 7", place_is_private=True, online_link="https://meet.example/tajne")
    text = json.dumps(structured(soup(client, page)), ensure_ascii=False)
    assert "Tajna" not in text
    assert "meet.example" not in text
    data = structured(soup(client, page, "en"))
    assert data["location"] == {"@type": "VirtualLocation", "url": data["url"]}
    assert data["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"


def test_when_registration_is_closed_the_page_says_so(client: Client) -> None:
    page = make_event(closes_at=timezone.now() - dt.timedelta(hours=1))
    shown = soup(client, page, "en")
    assert "The time for registering is over." in shown.select_one(".sign-up").text
    assert not shown.select_one("a[href$='/register/']")


def test_the_page_leads_to_a_calendar_that_keeps_itself_up_to_date(client: Client) -> None:
    shown = soup(client, make_event(), "uk")
    (link,) = [each["href"] for each in shown.select("main a[href^='webcal:']")]
    assert link == f"webcal://{urlsplit(settings.SITE_URL).netloc}/uk/events.ics"


def test_a_draft_translation_can_be_previewed_before_its_polish_page_is_published() -> None:
    page = make_event()
    page.unpublish()
    copy = page.copy_for_translation(Locale.objects.get(language_code="uk"), copy_parents=True)
    response = copy.make_preview_request()
    assert response.status_code == 200
