"""Demonstration events: coming ones whenever the site is loaded, and nothing of what people did is overwritten."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from pathlib import Path

import pytest
from django.utils import timezone

from events import registration
from events.announcing import tell_changes
from events.choices import Audience, Kind, State, Status
from events.models import EventPage, Registration, Roster
from events.registration import active_seats
from tests.events.factories import sign_up
from website.core.models import OutgoingMail
from website.demo.event_files import read_events
from website.demo.files import CONTENT_DIR, ContentError
from website.demo.loader import Loader, Report

pytestmark = pytest.mark.django_db

EVENTS = read_events(CONTENT_DIR / "events")
LATER = timezone.localdate() + dt.timedelta(days=70)


def event(slug: str) -> EventPage:
    return EventPage.objects.get(url_path=f"/pl/events/{slug}/")


def roster(slug: str) -> Roster:
    return Roster.objects.get(event_key=event(slug).translation_key)


def states(slug: str) -> Counter[str]:
    return Counter(Registration.objects.filter(roster=roster(slug)).values_list("state", flat=True))


def load_later() -> Report:
    return Loader(today=LATER).load()


def test_both_offices_announce_events_of_all_kinds_for_everybody() -> None:
    coming = EventPage.objects.filter(locale__language_code="pl", live=True).upcoming()
    assert coming.count() >= 14
    assert {(each.office, each.is_course) for each in coming} >= {("szczecin", True), ("koszalin", True)}
    assert {each.kind for each in coming} == set(Kind.values)
    assert {each.audience for each in coming} == set(Audience.values)
    assert EventPage.objects.filter(locale__language_code="pl", live=True).past().count() == 2
    for page in coming:
        languages = {
            each.locale.language_code for each in page.get_translations(inclusive=True).filter(live=True)
        }
        assert languages == {"pl", "en", "uk", "ru"}


def test_a_course_lasts_ten_weeks_with_a_date_moved_and_one_dropped() -> None:
    for slug in ("polish-course-szczecin", "polish-course-koszalin"):
        page = event(slug)
        meetings = list(page.meetings.all())
        assert 15 <= len(meetings) <= 20
        assert sum(each.is_dropped for each in meetings) == 1
        assert sum(each.starts_at != each.planned_at for each in meetings) == 1
        assert page.until - timezone.localdate(page.starts_at) == dt.timedelta(days=69)
        assert page.get_translation(page.locale.__class__.objects.get(language_code="uk")).dates == page.dates


def test_seats_are_given_by_the_writer_of_seats() -> None:
    for each in Roster.objects.all():
        assert each.taken == active_seats(each) <= max(each.seats, each.ceiling)
    full = roster("school-workshop")
    assert full.taken == full.seats
    assert states("school-workshop")[State.WAITING] >= 3
    assert states("orientation-koszalin")[State.OFFERED] == 1
    assert states("womens-circle")[State.REQUESTED] >= 1
    assert states("past-city-walk")[State.ATTENDED] > states("past-city-walk")[State.ABSENT] > 0
    assert roster("neighbours-debate").seats == 0
    assert roster("media-debate").status == Status.CANCELLED
    assert roster("consultation-szczecin").opens_at > timezone.now()


def test_nobody_invented_gets_mail() -> None:
    assert Registration.objects.count() > 80
    assert set(Registration.objects.values_list("phone", flat=True)) == {""}
    assert not Registration.objects.exclude(email__endswith="@example.org").exists()
    assert not OutgoingMail.objects.exists()
    now = timezone.now()
    for day in range(60):
        registration.remind(now + dt.timedelta(days=day))
        registration.release_unconfirmed(now + dt.timedelta(days=day))
    assert not OutgoingMail.objects.exists()


def test_loading_on_another_day_changes_nothing() -> None:
    before = list(EventPage.objects.order_by("pk").values_list("pk", "starts_at", "latest_revision"))
    report = Loader(today=timezone.localdate() + dt.timedelta(days=5)).load()
    assert report.made == 0
    assert list(EventPage.objects.order_by("pk").values_list("pk", "starts_at", "latest_revision")) == before


def test_after_two_months_the_same_events_are_coming_again() -> None:
    pages = dict(EventPage.objects.values_list("pk", "title"))
    people = states("school-workshop")
    load_later()
    assert dict(EventPage.objects.values_list("pk", "title")) == pages
    page = event("polish-course-szczecin")
    assert timezone.localdate(page.starts_at) > LATER
    assert all(timezone.localdate(each.starts_at) > LATER for each in page.meetings.all())
    assert states("school-workshop") == people
    # Nobody is left whom a changed time concerns, and nobody new is told of it.
    assert tell_changes(timezone.now() + dt.timedelta(hours=1)) == 0
    assert not OutgoingMail.objects.exists()
    assert load_later().made == 0


def test_an_event_that_somebody_edited_or_registered_for_is_left_alone() -> None:
    edited, visited = event("shared-table"), event("volunteers-training")
    edited.title = "Wspólny stół, poprawiony"
    edited.save_revision().publish()
    visitor = sign_up(visited)
    report = load_later()
    assert {"events/shared-table", "events/volunteers-training"} <= set(report.kept)
    assert event("shared-table").title == "Wspólny stół, poprawiony"
    assert event("shared-table").starts_at == edited.starts_at
    assert event("volunteers-training").starts_at == visited.starts_at
    assert Registration.objects.get(pk=visitor.pk).state == State.CONFIRMED


def test_a_changed_file_keeps_the_day_of_its_event(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_DIR, folder)
    file = folder / "events/shared-table.pl.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("seats = 40", "seats = 41"), "utf-8")
    before = event("shared-table")
    Loader(folder=folder, today=timezone.localdate() + dt.timedelta(days=9)).load()
    after = event("shared-table")
    assert (after.seats, after.starts_at) == (41, before.starts_at)
    assert roster("shared-table").seats == 41


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("shared-table.pl.md", ("seats = 40", "sets = 40"), r"shared-table\.pl\.md:15: there is no field “sets”"),
        ("shared-table.pl.md", ("day = 13", 'day = "soon"'), r"shared-table\.pl\.md:4: “day” must be a whole number"),
        ("shared-table.pl.md", ("16:00-19:00", "16:00-25:00"), r"shared-table\.pl\.md:5: “hours” must be"),
        ("shared-table.pl.md", ("16:00-19:00", "19:00-16:00"), r"shared-table\.pl\.md:5: “hours” must be"),
        ("shared-table.pl.md", ("day = 13", "day = = 13"), r"shared-table\.pl\.md.* line 4"),
        ("shared-table.pl.md", ('kind = "meeting"', 'kind = "party"'), r"pl\.md:7: “kind” must be one of workshop"),
        ("shared-table.pl.md", ("seats = 40\n", ""), r"shared-table\.pl\.md:15: “max_party” needs “seats”"),
        ("shared-table.pl.md", ("day = 13\n", ""), r"shared-table\.pl\.md:1: the field “day” is missing"),
        ("shared-table.pl.md", ("delete_after = 7", "delete_after = 999"), r"pl\.md:19: “questions” delete_after must"),
        ("shared-table.uk.md", ('text = "Чого ви не їсте?"\n', ""), r"uk\.md:6: “questions” text is missing"),
        ("shared-table.uk.md", ("[[questions]]", "day = 3\n[[questions]]"), r"uk\.md:6: .*in the Polish file only"),
        ("womens-circle.ru.md", ("eligibility", "note"), r"ru\.md:1: Polish has the field “eligibility”"),
        ("womens-circle.ru.md", None, r"womens-circle\.ru\.md:1: is missing"),
    ],
)  # fmt: skip
def test_a_broken_event_is_named_with_file_and_line(
    tmp_path: Path, file: str, change: tuple[str, str] | None, said: str
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_DIR, folder)
    path = folder / "events" / file
    if change is None:
        path.unlink()
    else:
        text = path.read_text(encoding="utf-8")
        assert change[0] in text
        path.write_text(text.replace(*change, 1), "utf-8")
    with pytest.raises(ContentError, match=said):
        Loader(folder=folder).load()


def test_no_day_is_a_holiday_or_already_over_whenever_the_site_is_loaded() -> None:
    for number in range(0, 366, 5):
        anchor = dt.date(2026, 11, 23) + dt.timedelta(days=number)
        days = {key: each.first_day(anchor) for key, each in EVENTS.items()}
        past = {key for key, day in days.items() if day < anchor}
        assert past == {key for key in days if "/past-" in key}, anchor
        assert all(day - anchor > dt.timedelta(days=2) for key, day in days.items() if key not in past)
        assert not any((day.month, day.day) in {(12, 25), (1, 1), (5, 1), (5, 3)} for day in days.values())
