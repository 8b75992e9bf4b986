"""Opening hours: local time, public holidays, both sides of daylight saving."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact.opening import is_open, public_holidays

HOURS = [(day, dt.time(7, 30), dt.time(15, 30)) for day in range(5)]
WARSAW = ZoneInfo("Europe/Warsaw")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T07:29:59", False),
        ("2026-11-23T07:30:00", True),
        ("2026-11-23T15:29:59", True),
        ("2026-11-23T15:30:00", False),
        ("2026-11-22T10:00:00", False),  # Sunday
        ("2026-11-11T10:00:00", False),  # Independence Day, a Wednesday
        ("2026-12-24T10:00:00", False),  # Christmas Eve is a holiday since 2025
        ("2026-03-30T07:30:00", True),  # the day after clocks go forward
        ("2026-10-26T07:30:00", True),  # the day after they go back
    ],
)
def test_an_office_is_open_by_polish_time(moment: str, expected: bool) -> None:
    assert is_open(at(moment), HOURS, public_holidays([2026])) is expected


def test_a_reader_elsewhere_gets_the_polish_answer() -> None:
    bogota = dt.datetime(2026, 11, 23, 3, 0, tzinfo=ZoneInfo("America/Bogota"))  # 9:00 in Warsaw
    assert is_open(bogota, HOURS) is True


def test_holidays_of_a_year_include_the_moving_ones() -> None:
    found = public_holidays([2027])
    assert dt.date(2027, 3, 29) in found  # Easter Monday
    assert dt.date(2027, 5, 27) in found  # Corpus Christi
    assert all(day.weekday() != 6 for day in found)


@given(st.datetimes(min_value=dt.datetime(2020, 1, 1), max_value=dt.datetime(2035, 1, 1)))
def test_an_office_without_hours_is_never_open(moment: dt.datetime) -> None:
    assert is_open(moment.replace(tzinfo=dt.UTC), []) is False


@given(st.datetimes(min_value=dt.datetime(2020, 1, 1), max_value=dt.datetime(2035, 1, 1)))
def test_the_zone_in_which_a_moment_is_written_does_not_matter(moment: dt.datetime) -> None:
    aware = moment.replace(tzinfo=dt.UTC)
    assert is_open(aware, HOURS) == is_open(aware.astimezone(ZoneInfo("Asia/Kathmandu")), HOURS)
