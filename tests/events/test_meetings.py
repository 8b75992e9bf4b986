"""Dates of a course: what a rule gives, and what is left of it when single dates or the rule are changed."""

from __future__ import annotations

import datetime as dt

import holidays
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from events.meetings import MAX_MEETINGS, WARSAW, WEEKDAYS, Rule
from events.models import EventPage, Meeting
from tests.events.factories import make_event, roster_of

DAY = dt.timedelta(days=1)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Rules as editors make them: any weekdays, up to a year, between four in the morning and eleven at night."""
    day = draw(st.dates(dt.date(2025, 1, 1), dt.date(2030, 12, 31)))
    start = dt.datetime.combine(
        day, dt.time(draw(st.integers(4, 20)), draw(st.sampled_from([0, 15, 30]))), WARSAW
    )
    minutes = draw(st.integers(15, 180))
    weekdays = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True))
    until = day + DAY * draw(st.integers(0, 370))
    return Rule(start, start + dt.timedelta(minutes=minutes), weekdays, until)


@given(rules())
def test_the_time_on_the_wall_never_changes(rule: Rule) -> None:
    begins = rule.starts_at.astimezone(WARSAW).time()
    ends = rule.ends_at.astimezone(WARSAW).time()
    for starts_at, ends_at in rule.meetings():
        assert (starts_at.tzinfo, ends_at.tzinfo) == (dt.UTC, dt.UTC)
        assert starts_at.astimezone(WARSAW).time() == begins
        assert ends_at.astimezone(WARSAW).time() == ends


@given(rules())
def test_all_meetings_are_on_the_days_of_the_rule_and_no_others_are_missing(rule: Rule) -> None:
    first = rule.starts_at.astimezone(WARSAW).date()
    free = holidays.country_holidays("PL", years=range(first.year, rule.until.year + 1))
    days = [first + DAY * number for number in range((rule.until - first).days + 1)]
    wanted = [
        day for day in days if WEEKDAYS[day.weekday()] in rule.weekdays and (day == first or day not in free)
    ]
    assert [starts.astimezone(WARSAW).date() for starts, _ends in rule.meetings()] == wanted[:MAX_MEETINGS]


@given(rules())
def test_the_signature_says_whether_two_rules_give_the_same_dates(rule: Rule) -> None:
    other = Rule(
        rule.starts_at.astimezone(dt.UTC),
        rule.ends_at.astimezone(dt.UTC),
        rule.weekdays[::-1],
        rule.until,
    )
    assert other.signature == rule.signature
    assert list(other.meetings()) == list(rule.meetings())
    assert Rule(rule.starts_at, rule.ends_at, rule.weekdays, rule.until + DAY).signature != rule.signature
    assert len(rule.signature) <= EventPage._meta.get_field("planned_rule").max_length


@pytest.mark.parametrize(
    ("first", "until", "offsets"),
    [
        (dt.date(2026, 3, 24), dt.date(2026, 3, 31), [1, 1, 2]),  # clocks go forward on 29 March
        (dt.date(2026, 10, 20), dt.date(2026, 10, 27), [2, 2, 1]),  # and back on 25 October
    ],
    ids=["March", "October"],
)
def test_a_course_keeps_its_hour_when_the_clocks_change(
    first: dt.date, until: dt.date, offsets: list[int]
) -> None:
    start = dt.datetime.combine(first, dt.time(17), WARSAW)
    rule = Rule(start, start + dt.timedelta(hours=2), ["tue", "thu"], until)
    moments = [starts.astimezone(WARSAW) for starts, _ends in rule.meetings()]
    assert [moment.hour for moment in moments] == [17, 17, 17]
    assert [moment.utcoffset() for moment in moments] == [dt.timedelta(hours=each) for each in offsets]


def test_a_public_holiday_is_left_out_but_not_the_first_day_which_the_editor_chose() -> None:
    all_saints = dt.datetime(2026, 11, 1, 17, tzinfo=WARSAW)  # a Sunday; 11 November is a Wednesday
    rule = Rule(all_saints, all_saints + dt.timedelta(hours=1), ["sun", "wed"], dt.date(2026, 11, 15))
    assert [starts.astimezone(WARSAW).day for starts, _ends in rule.meetings()] == [1, 4, 8, 15]


def test_an_endless_rule_ends() -> None:
    start = dt.datetime(2026, 1, 1, 17, tzinfo=WARSAW)
    rule = Rule(start, start + dt.timedelta(hours=1), list(WEEKDAYS), dt.date(2090, 1, 1))
    assert len(list(rule.meetings())) == MAX_MEETINGS


# On the page ----------------------------------------------------------------------------------------------------


def evening(in_days: int, hour: int = 17) -> dt.datetime:
    """A time of day in Poland, some days from today."""
    return dt.datetime.combine(timezone.localdate() + DAY * in_days, dt.time(hour), WARSAW)


def course(**values: object) -> EventPage:
    """A daily course from tomorrow for two weeks, unless said otherwise; holidays of the calendar may be missing."""
    start = evening(1)
    fields = {
        "starts_at": start,
        "ends_at": start + dt.timedelta(hours=2),
        "weekdays": list(WEEKDAYS),
        "until": start.date() + DAY * 13,
        **values,
    }
    return make_event(**fields)


def publish(page: EventPage) -> EventPage:
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def hours(page: EventPage) -> set[int]:
    return {timezone.localtime(row.starts_at, WARSAW).hour for row in page.meetings.all()}


@pytest.mark.django_db
def test_publishing_a_course_writes_its_dates_and_publishing_it_again_changes_none() -> None:
    page = course()
    rows = list(page.meetings.values_list("pk", "starts_at"))
    assert 10 <= len(rows) <= 14
    assert page.over_at == page.meetings.last().ends_at
    page = publish(page)
    assert list(page.meetings.values_list("pk", "starts_at")) == rows
    assert [each.starts_at for each in page.dates] == [starts for _pk, starts in rows]


@pytest.mark.django_db
def test_a_new_rule_keeps_dates_that_were_moved_added_or_dropped() -> None:
    page = course()
    rows = list(page.meetings.all())
    moved, dropped = rows[2], rows[3]
    moved.starts_at, moved.ends_at = moved.starts_at + DAY / 24, moved.ends_at + DAY / 24
    dropped.is_dropped = True
    added = Meeting(starts_at=evening(40, 9), ends_at=evening(40, 10))
    page.meetings = [*rows, added]
    page = publish(page)
    assert page.over_at == evening(40, 10)

    page.starts_at, page.ends_at = evening(1, 19), evening(1, 20)
    page = publish(page)
    kept = {row.planned_at: row for row in page.meetings.all()}
    assert kept[moved.planned_at].starts_at == moved.starts_at
    assert kept[dropped.planned_at].is_dropped
    assert page.meetings.filter(planned_at=None, starts_at=evening(40, 9)).count() == 1
    # The others follow the new hour, and no day of a kept date is planned twice.
    assert hours(page) == {17, 18, 19, 9}
    days = [timezone.localdate(row.planned_at, WARSAW) for row in page.meetings.all() if row.planned_at]
    assert len(days) == len(set(days)) == len(rows)


@pytest.mark.django_db
def test_a_new_rule_replaces_only_the_coming_dates_that_nobody_touched() -> None:
    start = dt.datetime.combine(timezone.localdate() + dt.timedelta(days=7), dt.time(17), WARSAW)
    days = [WEEKDAYS[start.weekday()], WEEKDAYS[(start.weekday() + 2) % 7]]
    page = make_event(starts_at=start, weekdays=days, until=timezone.localdate(start) + dt.timedelta(days=60))
    moved, dropped = page.meetings.order_by("starts_at")[1:3]
    moved.starts_at += dt.timedelta(hours=2)
    moved.ends_at += dt.timedelta(hours=2)
    moved.save()
    dropped.is_dropped = True
    dropped.save()
    extra = start + dt.timedelta(days=80)
    Meeting.objects.create(page=page, starts_at=extra, ends_at=extra + dt.timedelta(hours=1))
    page = EventPage.objects.get(pk=page.pk)
    page.until = timezone.localdate(start) + dt.timedelta(days=30)
    page.save_revision().publish()
    rows = {row.starts_at: row for row in EventPage.objects.get(pk=page.pk).meetings.all()}
    assert moved.starts_at in rows
    assert rows[dropped.starts_at].is_dropped
    assert extra in rows
    as_planned = [row for row in rows.values() if row.is_as_planned]
    assert as_planned
    assert all(timezone.localdate(row.starts_at) <= page.until for row in as_planned)
    planned_days = [timezone.localdate(row.planned_at) for row in rows.values() if row.planned_at]
    assert len(set(planned_days)) == len(planned_days)
    assert EventPage.objects.get(pk=page.pk).over_at == extra + dt.timedelta(hours=1)


@pytest.mark.django_db
def test_a_new_rule_keeps_what_has_been() -> None:
    start = evening(-10)
    page = course(starts_at=start, ends_at=start + dt.timedelta(hours=2), until=evening(10).date())
    past = list(page.meetings.filter(ends_at__lt=timezone.now()).values_list("pk", "starts_at"))
    assert past
    page.weekdays = list(WEEKDAYS)
    page.starts_at, page.ends_at = evening(-10, 19), evening(-10, 20)
    page = publish(page)
    now = timezone.now()
    assert list(page.meetings.filter(ends_at__lt=now).values_list("pk", "starts_at")) == past
    coming = page.meetings.filter(ends_at__gte=now)
    assert {timezone.localtime(row.starts_at, WARSAW).hour for row in coming} == {19}


@pytest.mark.django_db
def test_a_new_rule_invents_no_meetings_in_the_past() -> None:
    start = evening(-15)
    page = course(
        starts_at=start,
        ends_at=start + dt.timedelta(hours=2),
        weekdays=[WEEKDAYS[start.weekday()]],
        until=evening(15).date(),
    )
    past = page.meetings.filter(ends_at__lt=timezone.now()).count()
    page.weekdays = list(WEEKDAYS)
    page = publish(page)
    assert page.meetings.filter(ends_at__lt=timezone.now()).count() == past
    assert page.meetings.count() > past + 10


@pytest.mark.django_db
def test_a_course_that_becomes_a_single_event_has_one_date() -> None:
    page = course()
    page.weekdays, page.until = [], None
    page = publish(page)
    assert not page.meetings.exists()
    assert not page.is_course
    assert page.over_at == page.ends_at


@pytest.mark.django_db
def test_a_shorter_course_is_over_sooner() -> None:
    page = course()
    page.until = page.until - DAY * 7
    page = publish(page)
    assert page.over_at == page.meetings.last().ends_at
    assert roster_of(page).over_at == page.over_at


@pytest.mark.django_db
def test_a_draft_changes_no_published_date() -> None:
    page = course()
    before = list(page.meetings.values_list("pk", "starts_at"))
    draft = page.get_latest_revision_as_object()
    draft.starts_at, draft.ends_at = evening(1, 9), evening(1, 10)
    draft.save_revision()
    assert list(EventPage.objects.get(pk=page.pk).meetings.values_list("pk", "starts_at")) == before
    assert {timezone.localtime(each.starts_at, WARSAW).hour for each in draft.dates} == {9}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("ends_at", {"ends_at": evening(1, 16)}),
        ("until", {"weekdays": []}),
        ("until", {"until": None}),
        ("until", {"until": evening(-3).date()}),
        ("weekdays", {"weekdays": [WEEKDAYS[evening(2).weekday()]]}),
        ("closes_at", {"opens_at": evening(0, 12), "closes_at": evening(0, 11)}),
        ("seats", {"seats": 0}),
        ("place_is_private", {"place_is_private": True, "seats": None}),
    ],
)
def test_dates_that_contradict_each_other_are_refused_at_their_field(
    field: str, change: dict[str, object]
) -> None:
    page = course()
    for name, value in change.items():
        setattr(page, name, value)
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    assert field in caught.value.message_dict
