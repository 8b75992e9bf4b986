"""Calendar files by RFC 5545, parsed by the library and read byte by byte (CONVENTIONS.md K-01 to K-07)."""

from __future__ import annotations

import datetime as dt
import re

import icalendar
import pytest
from django.conf import settings
from django.utils import timezone, translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Locale

from events import ics
from events.choices import Status
from events.meetings import WARSAW
from events.models import EventPage
from tests.events.factories import make_event, roster_of, sign_up

pytestmark = pytest.mark.django_db

HARD_TITLES = [
    "Zażółć gęślą jaźń – spotkanie o tym, jak mówić, pisać i czytać po polsku, gdy język jest jeszcze nowy",
    "Розмовний клуб: як говорити про себе, про роботу й про дітей, коли слів іще замало",
    "ورشة عمل: كيف تتحدث عن نفسك وعن عملك وعن أطفالك عندما لا تزال الكلمات قليلة",
    "👩‍👩‍👧‍👦" * 12,
    "Kawa; herbata, „sok”, a\\b i c:d = e",
]


def calendar_file(page: EventPage, code: str = "pl", **personal: str) -> bytes:
    with translation.override(code):
        entry = ics.Entry.of(page, f"/{code}/events/{page.slug}/", roster_of(page), **personal)
        return ics.calendar([entry], "BIWK", code)


def events(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def publish(page: EventPage) -> EventPage:
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def translated(page: EventPage, code: str, title: str) -> EventPage:
    copy = page.copy_for_translation(Locale.objects.get(language_code=code), copy_parents=True)
    copy.title = title
    copy.save_revision().publish()
    return EventPage.objects.get(pk=copy.pk)


def course(start: dt.datetime, days: int, **values: object) -> EventPage:
    return make_event(
        starts_at=start,
        ends_at=start + dt.timedelta(hours=2),
        weekdays=["tue"],
        until=start.date() + dt.timedelta(days=days),
        **values,
    )


# K-01, K-02 -----------------------------------------------------------------------------------------------------


def assert_lines(content: bytes) -> list[bytes]:
    """Lines end in CRLF, are at most 75 octets long, and no character is cut in two."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")[:-1]
    assert lines
    for line in lines:
        assert len(line) <= 75
        line.decode("utf-8")
    return lines


@pytest.mark.parametrize("title", HARD_TITLES)
def test_long_titles_are_folded_at_75_octets_between_characters(title: str) -> None:
    content = calendar_file(make_event(title=title))
    lines = assert_lines(content)
    assert any(line.startswith(b" ") for line in lines)
    assert str(events(content)[0]["summary"]) == title


def test_semicolons_commas_backslashes_and_line_ends_are_escaped() -> None:
    page = make_event(title="a;b,c\\d", search_description="eins\nzwei; drei, vier")
    content = calendar_file(page)
    unfolded = content.replace(b"\r\n ", b"")
    assert b":a\\;b\\,c\\\\d\r\n" in unfolded
    assert b"eins\\nzwei\\; drei\\, vier" in unfolded
    assert str(events(content)[0]["description"]).startswith("eins\nzwei; drei, vier")


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"),
        min_size=1,
        max_size=250,
    )
)
def test_any_title_and_place_come_back_as_they_were(text: str) -> None:
    now = timezone.now()
    page = EventPage(
        title=text,
        place=text[:200],
        search_description="",
        locale=Locale.objects.get(language_code="pl"),
        starts_at=now,
        ends_at=now + dt.timedelta(hours=1),
    )
    content = ics.calendar([ics.Entry(page, "/pl/x/")], "BIWK", "pl")
    assert_lines(content)
    assert str(events(content)[0]["summary"]) == text
    assert str(events(content)[0]["location"]) == text[:200]


def test_a_title_cannot_bring_lines_of_its_own() -> None:
    page = make_event(title="x\r\nATTENDEE:mailto:evil@example.org")
    content = calendar_file(page)
    assert_lines(content)
    assert not re.search(rb"^ATTENDEE", content, re.MULTILINE)


# K-03, K-04 -----------------------------------------------------------------------------------------------------


def test_the_file_says_what_it_is_and_each_event_who_and_when_it_is() -> None:
    content = calendar_file(make_event())
    made = icalendar.Calendar.from_ical(content)
    assert (str(made["version"]), str(made["method"])) == ("2.0", "PUBLISH")
    assert made["prodid"]
    assert str(made["x-wr-calname"]) == "BIWK"
    (event,) = made.walk("VEVENT")
    assert str(event["uid"]).endswith("@" + settings.SITE_URL.split("//")[1].split(":")[0])
    assert re.search(rb"^DTSTAMP:\d{8}T\d{6}Z\r$", content, re.MULTILINE)
    assert re.search(rb"^LAST-MODIFIED:\d{8}T\d{6}Z\r$", content, re.MULTILINE)


@pytest.mark.parametrize(
    ("first", "offsets"),
    [(dt.date(2027, 3, 23), [1, 2]), (dt.date(2027, 10, 26), [2, 1])],
    ids=["March", "October"],
)
def test_hours_stay_on_the_wall_when_the_clocks_change(first: dt.date, offsets: list[int]) -> None:
    page = course(dt.datetime.combine(first, dt.time(17), WARSAW), 7)
    content = calendar_file(page)
    made = icalendar.Calendar.from_ical(content)
    assert [str(zone["tzid"]) for zone in made.walk("VTIMEZONE")] == ["Europe/Warsaw"]
    starts = [event["dtstart"].dt for event in made.walk("VEVENT")]
    assert [start.utcoffset() for start in starts] == [dt.timedelta(hours=each) for each in offsets]
    assert re.findall(rb"^DTSTART;TZID=Europe/Warsaw:(\d{8}T\d{6})\r$", content, re.MULTILINE) == [
        f"{first:%Y%m%d}T170000".encode(),
        f"{first + dt.timedelta(days=7):%Y%m%d}T170000".encode(),
    ]


def test_the_time_zone_in_the_file_is_right_for_every_event_in_it() -> None:
    """A program that knows no zones computes with the rules in the file."""
    page = course(dt.datetime(2027, 3, 2, 17, tzinfo=WARSAW), 260)
    content = calendar_file(page).decode()
    zone = icalendar.Calendar.from_ical(content).walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    cases = 0
    for date in page.dates:
        wall = date.starts_at.astimezone(WARSAW).replace(tzinfo=None)
        assert wall.replace(tzinfo=zone).utcoffset() == date.starts_at.astimezone(WARSAW).utcoffset(), wall
        cases += 1
    assert cases >= 30


def test_the_end_is_the_moment_at_which_it_is_over() -> None:
    page = make_event()
    (event,) = events(calendar_file(page))
    assert event["dtend"].dt == page.ends_at.replace(microsecond=0)
    assert event["dtend"].dt - event["dtstart"].dt == dt.timedelta(hours=2)


# K-05 -----------------------------------------------------------------------------------------------------------


def test_a_moved_event_is_the_same_event_with_a_higher_number() -> None:
    page = make_event()
    (before,) = events(calendar_file(page))
    page.starts_at += dt.timedelta(hours=1)
    page.ends_at += dt.timedelta(hours=1)
    page = publish(page)
    (after,) = events(calendar_file(page))
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after["dtstart"].dt - before["dtstart"].dt == dt.timedelta(hours=1)
    assert after["last-modified"].dt >= before["last-modified"].dt


def test_a_corrected_word_does_not_count_as_a_move() -> None:
    page = make_event()
    (before,) = events(calendar_file(page))
    page.title = "Inne słowo"
    (after,) = events(calendar_file(publish(page)))
    assert (after["uid"], after["sequence"]) == (before["uid"], before["sequence"])
    assert str(after["summary"]) == "Inne słowo"


def test_the_bytes_are_the_same_until_something_changes() -> None:
    page = make_event()
    assert calendar_file(page) == calendar_file(EventPage.objects.get(pk=page.pk))


def test_a_cancelled_event_says_so_and_says_why() -> None:
    page = make_event()
    page.status, page.status_note = Status.CANCELLED, "Prowadząca jest chora."
    (event,) = events(calendar_file(publish(page)))
    assert str(event["status"]) == "CANCELLED"
    assert event["sequence"] == 1
    assert "Prowadząca jest chora." in str(event["description"])


def test_a_postponed_event_is_tentative() -> None:
    (event,) = events(calendar_file(make_event(status=Status.POSTPONED)))
    assert str(event["status"]) == "TENTATIVE"


def test_a_course_has_an_event_for_each_meeting_and_a_moved_one_stays_itself() -> None:
    start = dt.datetime(2027, 5, 4, 17, tzinfo=WARSAW)
    page = course(start, 28)
    before = events(calendar_file(page))
    rows = list(page.meetings.all())
    rows[1].starts_at += dt.timedelta(days=1)
    rows[1].ends_at += dt.timedelta(days=1)
    rows[2].is_dropped = True
    page.meetings = rows
    after = events(calendar_file(publish(page)))
    assert [event["uid"] for event in after] == [event["uid"] for event in before]
    assert len({str(event["uid"]) for event in after}) == 5
    assert [str(event["status"]) for event in after] == [
        "CONFIRMED",
        "CONFIRMED",
        "CANCELLED",
        "CONFIRMED",
        "CONFIRMED",
    ]
    assert after[1]["dtstart"].dt - before[1]["dtstart"].dt == dt.timedelta(days=1)


# K-06 -----------------------------------------------------------------------------------------------------------


def test_an_event_is_the_same_in_all_languages_and_its_words_are_the_readers() -> None:
    page = make_event(title="Warsztat o szkole")
    ours = translated(page, "uk", "Майстерня про школу")
    (polish,), (ukrainian,) = events(calendar_file(page)), events(calendar_file(ours, "uk"))
    assert polish["uid"] == ukrainian["uid"]
    assert polish["dtstart"].dt == ukrainian["dtstart"].dt
    assert str(ukrainian["summary"]) == "Майстерня про школу"
    assert ukrainian["summary"].params["language"] == "uk"
    assert str(ukrainian["url"]) == f"{settings.SITE_URL}/uk/events/{page.slug}/"
    # Not translated: the title is Polish and says so, the address is the reader's.
    (arabic,) = events(calendar_file(page, "ar"))
    assert arabic["summary"].params["language"] == "pl"
    assert str(arabic["url"]).startswith(f"{settings.SITE_URL}/ar/")


def test_the_public_file_holds_neither_people_nor_a_private_place_nor_the_online_link() -> None:
    page = make_event(
        place="ul. Tajna 7, Szczecin", place_is_private=True, online_link="https://example.org/room-secret"
    )
    person = sign_up(page, name="Olena Kowalska", email="olena@example.org")
    content = calendar_file(page).replace(b"\r\n ", b"")
    for secret in ("Tajna", "room-secret", "Olena", "olena@", person.reference):
        assert secret.encode() not in content, secret
    assert not re.search(rb"^(ATTENDEE|ORGANIZER)", content, re.MULTILINE)
    assert str(events(content)[0]["location"]) == "Szczecin"


def test_a_persons_own_file_holds_the_place_and_how_to_give_the_seat_back() -> None:
    page = make_event(place="ul. Tajna 7, Szczecin", place_is_private=True)
    content = calendar_file(page, place=page.place, manage_url="https://example.org/pl/registration/abc/")
    (event,) = events(content)
    assert str(event["location"]) == "ul. Tajna 7, Szczecin"
    assert "https://example.org/pl/registration/abc/" in str(event["description"])
    assert event["uid"] == events(calendar_file(page))[0]["uid"]


@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES])
def test_the_file_can_be_read_in_every_language(code: str) -> None:
    page = make_event(title=HARD_TITLES[1], status=Status.CANCELLED)
    content = calendar_file(page, code)
    assert_lines(content)
    assert len(events(content)) == 1
