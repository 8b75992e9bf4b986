"""The calendar: what is shown to whom, by day and by month, and how it is filtered."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from events.meetings import WARSAW, WEEKDAYS
from events.models import EventIndexPage, EventPage, Meeting
from tests.conftest import LANGUAGES
from tests.events.factories import make_event, sign_up
from website.core.templatetags.core_tags import long_moment

pytestmark = pytest.mark.django_db
settings_for_fuzz = hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


@pytest.fixture(autouse=True)
def empty_calendar() -> None:
    """Only the events that a test makes."""
    for page in EventPage.objects.all():
        page.unpublish()


def soup(client: Client, code: str = "pl", **query: str) -> BeautifulSoup:
    response = client.get(f"/{code}/events/?{urlencode(query)}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def titles(page: BeautifulSoup) -> list[str]:
    return [link.text for link in page.select(".event-card .card__title a")]


def translate(page: EventPage, code: str, title: str) -> EventPage:
    """Publish a translation whose words are the Polish ones, but for the title."""
    source, _created = TranslationSource.update_or_create_from_instance(page)
    locale = Locale.objects.get(language_code=code)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    translation.save_target(publish=True)
    made = page.get_translation(locale)
    made.title = title
    made.save_revision().publish()
    return EventPage.objects.get(pk=made.pk)


def test_events_stand_under_their_day_with_the_next_one_first(client: Client) -> None:
    day = timezone.now().replace(hour=10, minute=0) + dt.timedelta(days=5)
    make_event(title="Później", starts_at=day + dt.timedelta(days=1))
    make_event(title="Po południu", starts_at=day + dt.timedelta(hours=4))
    make_event(title="Rano", starts_at=day)
    page = soup(client)
    assert titles(page) == ["Rano", "Po południu", "Później"]
    days = [each["datetime"] for each in page.select(".day__name time")]
    local = day.astimezone(WARSAW).date()
    assert days == [local.isoformat(), (local + dt.timedelta(days=1)).isoformat()]


def test_past_events_stand_apart(client: Client) -> None:
    make_event(title="Było", starts_at=timezone.now() - dt.timedelta(days=3))
    make_event(title="Będzie")
    assert titles(soup(client)) == ["Będzie"]
    assert titles(soup(client, past="1")) == ["Było"]


def test_words_are_the_readers_where_there_are_some_and_marked_polish_where_not(client: Client) -> None:
    both = make_event(title="Warsztat")
    make_event(title="Tylko po polsku", starts_at=timezone.now() + dt.timedelta(days=8))
    make_event(title="Nie dla wszystkich", only_where_translated=True)
    translate(both, "uk", "Майстерня")
    page = soup(client, "uk")
    assert titles(page) == ["Майстерня", "Tylko po polsku"]
    marked = [each.get("lang") for each in page.select(".event-card .card__title")]
    assert marked == [None, "pl"]
    assert titles(soup(client, "pl")) == ["Warsztat", "Nie dla wszystkich", "Tylko po polsku"]


def test_a_translation_can_never_show_an_old_hour(client: Client) -> None:
    page = make_event(title="Warsztat")
    translated = translate(page, "uk", "Майстерня")
    moved = page.starts_at + dt.timedelta(days=2, hours=3)
    page.starts_at, page.ends_at, page.place = moved, moved + dt.timedelta(hours=1), "Nowe miejsce"
    page.save_revision().publish()
    for address in ("/uk/events/", translated.url_path):
        text = client.get(address).content.decode()
        assert moved.astimezone(WARSAW).strftime("%H:%M") in text
    assert "Nowe miejsce" in client.get(translated.url_path).content.decode()


def test_an_event_withdrawn_in_polish_is_withdrawn_everywhere(client: Client) -> None:
    page = make_event()
    translated = translate(page, "uk", "Майстерня")
    page.unpublish()
    assert client.get(translated.url_path).status_code == 404
    assert translated.url_path not in client.get("/sitemap.xml").content.decode()
    assert (
        "Майстерня" not in client.get("/uk/search/?q=Майстерня").content.decode().partition('id="results"')[2]
    )
    assert titles(soup(client, "uk")) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"office": "koszalin"}, ["B"]),
        ({"kind": "debate"}, ["B"]),
        ({"for": "migrants"}, ["A", "C"]),
        ({"language": "uk"}, ["C"]),
        ({"free": "1"}, ["B", "C"]),
        ({"from": "DAY+9"}, ["B", "C"]),
        ({"to": "DAY+9"}, ["A"]),
        ({"office": "szczecin", "free": "1"}, ["C"]),
        ({"office": "paris", "kind": "'; DROP TABLE", "language": "%", "free": "yes"}, ["A", "B", "C"]),
    ],
    ids=str,
)
def test_filters(client: Client, query: dict[str, str], expected: list[str]) -> None:
    day = timezone.now() + dt.timedelta(days=5)
    full = make_event(title="A", audience="migrants", starts_at=day, seats=1)
    sign_up(full)
    make_event(
        title="B", office="koszalin", kind="debate", audience="host", starts_at=day + dt.timedelta(days=5)
    )
    make_event(
        title="C",
        audience="everybody",
        spoken_languages=["pl", "uk"],
        seats=None,
        starts_at=day + dt.timedelta(days=6),
    )
    dates = {name: (timezone.localdate() + dt.timedelta(days=9)).isoformat() if value == "DAY+9" else value
             for name, value in query.items()}  # fmt: skip
    assert titles(soup(client, **dates)) == expected


def test_an_unreadable_date_is_named_and_the_rest_is_shown(client: Client) -> None:
    make_event(title="A")
    for text in ("31.12.2026", "2026-02-30", "9999-01-01", "x" * 5000):
        page = soup(client, **{"from": text})
        assert page.select_one(".field__error")
        assert titles(page) == ["A"]


def test_nothing_found_offers_everything(client: Client) -> None:
    page = soup(client, office="koszalin")
    assert page.select_one(".empty a")["href"] == "/pl/events/"
    assert page.select_one(".chips")


def test_a_month_is_a_table_that_begins_on_monday(client: Client) -> None:
    make_event(title="Kurs", starts_at=dt.datetime(2027, 1, 5, 17, tzinfo=WARSAW), weekdays=["tue"],
               until=dt.date(2027, 1, 31))  # fmt: skip
    page = soup(client, month="2027-01")
    table = page.select_one("table.month")
    assert table.select_one("caption").text.strip() == "styczeń 2027"
    heads = [each["title"] for each in table.select("th[scope=col] abbr")]
    assert (heads[0], len(heads)) == ("poniedziałek", 7)
    days = [each.find_parent("td").select_one("time")["datetime"] for each in table.select(".month__events")]
    assert days == ["2027-01-05", "2027-01-12", "2027-01-19", "2027-01-26"]
    assert {"?month=2026-12", "?month=2027-02"} == {
        link["href"].rpartition("/")[2] for link in page.select("[rel=prev], [rel=next]")
    }


@pytest.mark.parametrize("month", ["", "x", "2026-13", "0000-00", "9999-12", "2027-1-1", "٢٠٢٧-٠١"])
def test_an_unreadable_month_is_this_month(client: Client, month: str) -> None:
    assert soup(client, month=month).select_one("table.month")


@pytest.mark.parametrize("page", ["0", "-1", "99", "abc", "1e9"])
def test_a_page_that_does_not_exist_is_not_found(client: Client, page: str) -> None:
    assert client.get(f"/pl/events/?page={page}").status_code == 404


def test_pages_keep_the_filter(client: Client) -> None:
    for _number in range(21):
        make_event(kind="debate")
    following = soup(client, kind="debate").select_one("[rel=next]")["href"]
    assert following == "?kind=debate&page=2"
    assert len(titles(BeautifulSoup(client.get(f"/pl/events/{following}").content, "html5lib"))) == 1


def test_a_registration_changes_no_published_page(client: Client) -> None:
    page = make_event(seats=2)
    addresses = ("/pl/events/", page.url_path, "/pl/")
    before = [client.get(address).content for address in addresses]
    sign_up(page), sign_up(page)
    assert [client.get(address).content for address in addresses] == before


@pytest.mark.parametrize("code", LANGUAGES)
def test_free_seats_have_an_address_of_their_own_that_nobody_keeps(client: Client, code: str) -> None:
    page = make_event(seats=2)
    words = []
    for _each in range(3):
        response = client.get(f"/{code}/events/seats/")
        assert response["Cache-Control"] == "no-store"
        words.append(json.loads(response.content)[page.translation_key.hex])
        assert json.loads(client.get(f"/{code}/events/{page.slug}/seats/").content) == {
            page.translation_key.hex: words[-1]
        }
        sign_up(page)
    assert len(set(words)) == 3


def test_a_whole_calendar_costs_no_more_than_one_event(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    day = timezone.now() + dt.timedelta(days=3)
    first = timezone.localdate(day).weekday()
    twice_a_week = [WEEKDAYS[first], WEEKDAYS[(first + 3) % 7]]
    for count in (1, 19):
        for _number in range(count):
            page = make_event(
                starts_at=day, weekdays=twice_a_week, until=timezone.localdate(day) + dt.timedelta(days=340)
            )
        for code in ("pl", "uk"):
            for address in (f"/{code}/events/", f"/{code}/events/?free=1", f"/{code}/events/?past=1",
                            f"/{code}/events/?month=", f"/{code}/events/{page.slug}/", f"/{code}/events.ics",
                            f"/{code}/"):  # fmt: skip
                client.get(address)
                with django_assert_max_num_queries(6):
                    assert client.get(address).status_code == 200, address
            with django_assert_max_num_queries(3):
                client.get(f"/{code}/events/seats/")
    assert len(page.dates) > 90


def test_search_finds_an_event_by_its_words(client: Client) -> None:
    make_event(title="Malowanie porcelany", body="<p>Przynieś filiżankę.</p>")
    for word in ("porcelany", "filiżankę"):
        found = BeautifulSoup(client.get(f"/pl/search/?q={word}").content, "html5lib")
        assert "Malowanie porcelany" in found.select_one("#results").text


def test_a_result_of_search_says_when_the_event_is_in_the_readers_language(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        page = make_event(title=f"Malowanie porcelany {number}")
    cancelled = make_event(title="Porcelana odwołana", status="cancelled")
    address = "/uk/search/?q=porcelany"
    client.get(address)
    with django_assert_max_num_queries(5):
        found = BeautifulSoup(client.get(address).content, "html5lib")
    notes = [note.text for note in found.select("#results .results__note")]
    with translation.override("uk"):
        assert len(notes) == 4, "three pots and the one that was called off: another form of the same word"
        assert all(long_moment(page.starts_at) in note for note in notes)
        assert any(str(cancelled.get_status_display()) in note for note in notes)
    assert found.select_one(".results__note").find_parent(lang=True)["lang"] == "uk"
    guides = BeautifulSoup(client.get("/pl/search/?q=pesel").content, "html5lib")
    assert not guides.select(".results__note")


def test_the_calendar_lists_only_live_events(client: Client) -> None:
    calendar = EventIndexPage.objects.get(locale__language_code="pl")
    starts = timezone.now() + dt.timedelta(days=3)
    draft = EventPage(title="Szkic", slug="szkic", body="<p>x</p>", place="x", starts_at=starts,
                      ends_at=starts + dt.timedelta(hours=1), locale=calendar.locale, live=False)  # fmt: skip
    calendar.add_child(instance=draft)
    assert titles(soup(client)) == []
    assert b"Szkic" not in client.get("/pl/events.ics").content


def test_the_plain_calendar_may_be_kept_and_the_one_with_free_seats_not(client: Client) -> None:
    full = make_event(title="Pełne", seats=1)
    sign_up(full)
    assert "public" in client.get("/pl/events/")["Cache-Control"]
    assert client.get("/pl/events/?free=1")["Cache-Control"] == "no-store"
    make_event(title="Wolne", seats=7)
    page = soup(client, "en", free="1")
    assert titles(page) == ["Wolne"]
    assert page.select_one(".seats-text").text == "7 free seats"
    assert "7" not in soup(client, "en").select_one(".seats-text").text


def test_filters_stay_when_the_view_changes_and_the_view_when_a_filter_is_removed(client: Client) -> None:
    make_event(kind="debate")
    page = soup(client, kind="debate", office="szczecin", month="2027-01")
    views = [link["href"] for link in page.select(".views a")]
    assert views == [
        "/pl/events/?office=szczecin&kind=debate",
        "/pl/events/?office=szczecin&kind=debate&month=2027-01",
        "/pl/events/?office=szczecin&kind=debate&past=1",
    ]
    assert page.select_one(".views [aria-current]")["href"] == views[1]
    assert [link["href"] for link in page.select(".chips .chip")] == [
        "/pl/events/?kind=debate&month=2027-01",
        "/pl/events/?office=szczecin&month=2027-01",
    ]
    assert page.select_one("[rel=next]")["href"] == "/pl/events/?office=szczecin&kind=debate&month=2027-02"
    assert page.select_one("input[name=month]")["value"] == "2027-01"
    assert soup(client, kind="debate").select_one("a[href='/pl/events/?kind=debate&free=1']")
    feeds = [link["href"] for link in page.select("a[href*='events.ics']")]
    assert feeds == [
        f"webcal://{urlsplit(settings.SITE_URL).netloc}/pl/events.ics?office=szczecin&kind=debate",
        "/pl/events.ics?office=szczecin&kind=debate",
    ]


def test_a_running_course_stands_where_its_next_meeting_is(client: Client) -> None:
    """Also across pages: its beginning was long ago, and twenty events come before its next meeting."""
    now = timezone.now()
    for number in range(21):
        make_event(title=f"Wcześniej {number}", starts_at=now + dt.timedelta(hours=number + 1))
    begun = now - dt.timedelta(days=30)
    later = now + dt.timedelta(days=40)
    course = make_event(title="Kurs", starts_at=begun)
    course.meetings = [
        Meeting(starts_at=each, ends_at=each + dt.timedelta(hours=1))
        for each in (begun, later - dt.timedelta(days=10), later)
    ]
    rows = list(course.meetings.all())
    rows[1].is_dropped = True
    course.meetings = rows
    course.save_revision().publish()
    assert "Kurs" not in titles(soup(client))
    second = soup(client, page="2")
    assert titles(second)[-1] == "Kurs"
    assert second.select(".day__name time")[-1]["datetime"] == later.astimezone(WARSAW).date().isoformat()


def test_a_cancelled_event_says_so_in_the_list_and_in_the_month(client: Client) -> None:
    page = make_event(title="Odwołane", status="cancelled")
    assert "Cancelled" in soup(client, "en").select_one(".event-card").text
    month = soup(client, "en", month=timezone.localdate(page.starts_at).strftime("%Y-%m"))
    assert "Cancelled" in month.select_one(".month__events li").text


@settings_for_fuzz
@given(
    st.dictionaries(
        st.sampled_from(["office", "kind", "for", "language", "free", "from", "to", "past", "month", "x"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
        | st.dates().map(str)
        | st.sampled_from(["szczecin", "debate", "1", "uk", "2026-12", "0001-01", "9999-12"]),
    ),
    st.sampled_from(["events/", "events.ics"]),
)
def test_whatever_stands_in_the_address_the_calendar_answers(query: dict[str, str], path: str) -> None:
    assert Client().get(f"/pl/{path}?{urlencode(query)}").status_code == 200


@pytest.mark.parametrize(
    "query", ["office=szczecin&office=koszalin", "from=%ff%fe", "kind=%00", "=&&&", "free"]
)
def test_odd_addresses_are_answered(client: Client, query: str) -> None:
    assert client.get(f"/pl/events/?{query}").status_code == 200


@pytest.mark.parametrize("code", LANGUAGES)
def test_headings_and_zone_in_every_language(client: Client, code: str) -> None:
    make_event()
    page = soup(client, code)
    levels = [heading.name for heading in page.select("main h1, main h2, main h3, main h4")]
    assert levels == ["h1", "h2", "h3", "h4", "h2"]
    with translation.override(code):
        assert gettext("All times are Polish time.") in page.main.text
    assert page.select_one("[data-seats-from]")["data-seats-from"] == f"/{code}/events/seats/"
    assert page.select_one(f"a[href='/{code}/events/?free=1']")
