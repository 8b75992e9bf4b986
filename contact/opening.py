"""When an office is open: its weekly hours, less Polish public holidays. No Django in here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import holidays

WARSAW = "Europe/Warsaw"


def public_holidays(years: Iterable[int]) -> list[dt.date]:
    """Days on which no Polish office opens, by the act of 18 January 1951 as amended; Sundays are left out."""
    found = holidays.country_holidays("PL", years=list(years))
    return sorted(day for day in found if day.weekday() != 6)


def is_open(
    moment: dt.datetime, hours: Iterable[tuple[int, dt.time, dt.time]], closed: Iterable[dt.date] = ()
) -> bool:
    """Whether an office with these weekly hours (Monday is 0, local time) is open at an aware ``moment``."""
    from zoneinfo import ZoneInfo

    local = moment.astimezone(ZoneInfo(WARSAW))
    if local.date() in set(closed):
        return False
    return any(
        weekday == local.weekday() and opens <= local.time() < closes for weekday, opens, closes in hours
    )
