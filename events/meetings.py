"""Dates of a course from its rule. No Django in here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import holidays
from dateutil import rrule

WARSAW = ZoneInfo("Europe/Warsaw")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAX_MEETINGS = 200


@dataclass(frozen=True)
class Rule:
    """Every week on these days, at the time of day of the first meeting, until a day inclusive.

    ``starts_at`` and ``ends_at`` are aware moments of the first meeting; ``weekdays`` are codes of ``WEEKDAYS``.
    """

    starts_at: dt.datetime
    ends_at: dt.datetime
    weekdays: Sequence[str]
    until: dt.date

    @property
    def signature(self) -> str:
        """Changes when the rule does; at most 100 characters."""
        first, last = self.starts_at.astimezone(WARSAW), self.ends_at.astimezone(WARSAW)
        days = ",".join(day for day in WEEKDAYS if day in self.weekdays)
        return f"{first:%Y-%m-%dT%H:%M}/{last:%Y-%m-%dT%H:%M}/{days}/{self.until:%Y-%m-%d}"

    def meetings(self) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """Beginning and end of each meeting, in UTC, at most ``MAX_MEETINGS`` of them.

        The time on the wall stays the same across the change of clocks. Polish public holidays are left out.
        """
        first, last = self.starts_at.astimezone(WARSAW), self.ends_at.astimezone(WARSAW)
        length_in_days = (last.date() - first.date()).days
        numbers = [WEEKDAYS.index(day) for day in self.weekdays]
        days = rrule.rrule(
            rrule.WEEKLY,
            dtstart=dt.datetime.combine(first.date(), dt.time()),
            until=dt.datetime.combine(self.until, dt.time()),
            byweekday=numbers,
        )
        free = holidays.country_holidays("PL", years=range(first.year, self.until.year + 1))
        count = 0
        for moment in days:
            day = moment.date()
            # The first meeting is the editor's own word, holiday or not.
            if day in free and day != first.date():
                continue
            end_day = day + dt.timedelta(days=length_in_days)
            yield _moment(day, first.time()), _moment(end_day, last.time())
            count += 1
            if count == MAX_MEETINGS:
                return


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time.replace(tzinfo=None), WARSAW).astimezone(dt.UTC)
