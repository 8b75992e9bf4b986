"""The feed to subscribe to, and the calendar file of one event, as they come over the wire."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale

from events.choices import Audience, Kind, Status
from events.models import EventPage
from tests.events.factories import make_event, sign_up
from website.core.offices import Office

pytestmark = pytest.mark.django_db


def titles(client: Client, address: str = "/pl/events.ics") -> list[str]:
    response = client.get(address)
    assert response.status_code == 200, address
    return [str(event["summary"]) for event in icalendar.Calendar.from_ical(response.content).walk("VEVENT")]


def days(count: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=count)


def test_the_feed_says_what_it_is_and_how_long_it_may_be_kept(client: Client) -> None:
    response = client.get("/pl/events.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="biwk.ics"'
    assert response["Cache-Control"] == "public, max-age=600"
    assert not response.cookies


def test_one_event_is_a_file_with_its_name(client: Client) -> None:
    page = make_event(slug="debata")
    response = client.get(page.url_path + "event.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="debata.ics"'
    assert response["Cache-Control"] == "public, max-age=600"
    assert titles(client, page.url_path + "event.ics") == [page.title]


@pytest.mark.parametrize("address", ["/pl/events.ics", "/uk/events.ics?office=szczecin", "event"])
def test_who_has_it_already_gets_304_until_an_event_changes(client: Client, address: str) -> None:
    page = make_event()
    address = page.url_path + "event.ics" if address == "event" else address
    first = client.get(address)
    assert first["ETag"]
    again = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    page.place = "Gdzie indziej"
    page.save_revision().publish()
    changed = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_registration_does_not_change_the_feed(client: Client) -> None:
    page = make_event()
    before = client.get("/pl/events.ics").content
    sign_up(page)
    assert client.get("/pl/events.ics").content == before


def test_head_and_other_methods(client: Client) -> None:
    page = make_event()
    for address in ("/pl/events.ics", page.url_path + "event.ics"):
        assert client.head(address).status_code == 200
        assert client.post(address).status_code == 405


@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES])
def test_every_language_has_a_feed_and_subscribes_to_all_events(client: Client, code: str) -> None:
    page = make_event(title="Tylko po polsku")
    assert page.title in titles(client, f"/{code}/events.ics")
    assert titles(client, f"/{code}/events/{page.slug}/event.ics") == [page.title]


def test_past_events_drafts_and_withdrawn_ones_are_not_in_the_feed(client: Client) -> None:
    shown, past = make_event(), make_event(starts_at=days(-3))
    draft, withdrawn = make_event(), make_event()
    draft.title = "Szkic, którego nikt nie widzi"
    draft.save_revision()
    withdrawn.unpublish()
    found = titles(client)
    assert shown.title in found
    assert {past.title, withdrawn.title, draft.title}.isdisjoint(found)
    assert client.get(withdrawn.url_path + "event.ics").status_code == 404


def test_a_cancelled_event_stays_for_thirty_days_and_says_so(client: Client) -> None:
    coming = make_event(status=Status.CANCELLED)
    recent = make_event(starts_at=days(-29), status=Status.CANCELLED)
    old = make_event(starts_at=days(-31), status=Status.CANCELLED)
    response = client.get("/pl/events.ics")
    states = {
        str(event["summary"]): str(event["status"])
        for event in icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    }
    assert states[coming.title] == states[recent.title] == "CANCELLED"
    assert old.title not in states


def test_the_feed_takes_the_filters_of_the_calendar(client: Client) -> None:
    wanted = make_event(
        office=Office.KOSZALIN, kind=Kind.DEBATE, audience=Audience.HOST, spoken_languages=["pl", "vi"]
    )
    others = [
        make_event(office=Office.SZCZECIN, kind=Kind.DEBATE, audience=Audience.HOST, spoken_languages=["vi"]),
        make_event(
            office=Office.KOSZALIN, kind=Kind.MEETING, audience=Audience.HOST, spoken_languages=["vi"]
        ),
        make_event(
            office=Office.KOSZALIN, kind=Kind.DEBATE, audience=Audience.MIGRANTS, spoken_languages=["vi"]
        ),
        make_event(office=Office.KOSZALIN, kind=Kind.DEBATE, audience=Audience.HOST, spoken_languages=["fr"]),
    ]
    found = titles(client, "/pl/events.ics?office=koszalin&kind=debate&for=host&language=vi")
    assert found == [wanted.title]
    everything = titles(client, "/pl/events.ics")
    assert {each.title for each in others} <= set(everything)


def test_unknown_filters_are_left_out(client: Client) -> None:
    page = make_event()
    assert page.title in titles(client, "/pl/events.ics?office=gdansk&kind=%00&from=never&to=2027-99-99&x=1")


def test_an_event_for_some_languages_is_in_their_feeds_only(client: Client) -> None:
    page = make_event(title="Spotkanie", only_where_translated=True)
    copy = page.copy_for_translation(Locale.objects.get(language_code="uk"), copy_parents=True)
    copy.title = "Зустріч"
    copy.save_revision().publish()
    assert "Spotkanie" in titles(client)
    assert "Зустріч" in titles(client, "/uk/events.ics")
    assert {"Spotkanie", "Зустріч"}.isdisjoint(titles(client, "/ar/events.ics"))
    assert client.get(f"/ar/events/{page.slug}/event.ics").status_code == 404
    assert client.get(f"/uk/events/{page.slug}/event.ics").status_code == 200


def test_a_translation_whose_polish_page_is_withdrawn_is_not_announced(client: Client) -> None:
    page = make_event()
    copy = page.copy_for_translation(Locale.objects.get(language_code="uk"), copy_parents=True)
    copy.title = "Зустріч"
    copy.save_revision().publish()
    EventPage.objects.get(pk=page.pk).unpublish()
    assert "Зустріч" not in titles(client, "/uk/events.ics")
    assert client.get(f"/uk/events/{page.slug}/event.ics").status_code == 404


@pytest.mark.parametrize("path", ["nothing", "events", "residence", "events/nothing", "x" * 2000, "a//b"])
def test_what_is_no_event_has_no_calendar_file(client: Client, path: str) -> None:
    assert client.get(f"/pl/{path}/event.ics").status_code == 404


def test_free_seats_only_is_computed_at_once_and_kept_by_nobody(client: Client) -> None:
    full, free = make_event(seats=1), make_event(seats=1)
    sign_up(full)
    response = client.get("/pl/events.ics?free=1")
    assert response["Cache-Control"] == "no-store"
    found = titles(client, "/pl/events.ics?free=1")
    assert free.title in found
    assert full.title not in found


# Free seats -----------------------------------------------------------------------------------------------------


def test_free_seats_have_an_address_that_nobody_keeps(client: Client) -> None:
    page = make_event(seats=3)
    address = f"/en/events/{page.slug}/seats/"
    response = client.get(address)
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {page.translation_key.hex: "3 free seats"}
    for _person in range(3):
        sign_up(page)
    assert client.get(address).json() == {page.translation_key.hex: "No seats – waiting list"}
    assert client.get("/en/events/seats/").json()[page.translation_key.hex] == "No seats – waiting list"
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405
    assert not response.cookies


def test_the_words_about_seats_say_when_registration_opens_and_that_it_is_closed(client: Client) -> None:
    early = make_event(
        opens_at=dt.datetime(2090, 5, 1, 8, tzinfo=dt.UTC), starts_at=dt.datetime(2090, 6, 1, tzinfo=dt.UTC)
    )
    closed = make_event(closes_at=days(-1))
    without = make_event(seats=None)
    cancelled = make_event(status=Status.CANCELLED)
    words = client.get("/en/events/seats/").json()
    assert words[early.translation_key.hex] == "Registration opens on Monday, 1 May 2090, 10:00 (Polish time)"
    assert words[closed.translation_key.hex] == "Registration is closed"
    assert without.translation_key.hex not in words
    assert cancelled.translation_key.hex not in words


@pytest.mark.parametrize("path", ["nothing", "residence", "events/nothing"])
def test_what_is_no_event_has_no_seats(client: Client, path: str) -> None:
    assert client.get(f"/pl/{path}/seats/").status_code == 404


def test_an_event_that_is_not_announced_in_a_language_tells_no_seats_there(client: Client) -> None:
    page = make_event(only_where_translated=True)
    assert client.get(f"/ar/events/{page.slug}/seats/").status_code == 404
    assert client.get(f"/pl/events/{page.slug}/seats/").status_code == 200
