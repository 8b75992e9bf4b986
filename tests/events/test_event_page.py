"""An event's page: everything somebody needs to decide, and nothing that is not theirs to know."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from events.models import EventPage
from tests.events.factories import make_event

pytestmark = pytest.mark.django_db


def soup(client: Client, page: EventPage, code: str = "pl") -> BeautifulSoup:
    response = client.get(f"/{code}/events/{page.slug}/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def structured(page: BeautifulSoup) -> dict[str, Any]:
    found = [json.loads(each.text) for each in page.select("script[type='application/ld+json']")]
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


def test_a_course_shows_every_meeting_and_what_was_dropped(client: Client) -> None:
    start = timezone.now() + dt.timedelta(days=4)
    page = make_event(
        starts_at=start, weekdays=["tue", "thu"], until=timezone.localdate(start) + dt.timedelta(days=40)
    )
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
