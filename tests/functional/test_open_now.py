"""An office is "open now" by the clock on its wall in Poland, wherever the reader and their telephone are."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from contact.opening import WARSAW, public_holidays
from tests.functional.conftest import OpenContext

pytestmark = pytest.mark.browser

OFFICE = "contact/szczecin/"  # Monday to Friday, 7.30 to 15.30
MONDAY, SUNDAY = 0, 6


def this_year_or_next() -> list[dt.date]:
    """The days for which the page knows the holidays, from today on."""
    today = dt.datetime.now(ZoneInfo(WARSAW)).date()
    return [
        today + dt.timedelta(days=number) for number in range((dt.date(today.year + 1, 12, 31) - today).days)
    ]


def next_day(weekday: int, month: int = 0) -> dt.date:
    """The next such day that is no holiday, in any month or in this one."""
    days = this_year_or_next()
    holidays = set(public_holidays({day.year for day in days}))
    return next(
        day for day in days if day.weekday() == weekday and day not in holidays and month in {0, day.month}
    )


def holiday() -> dt.date:
    """The next Independence Day, or the one after it should it be a Sunday."""
    return next(day for day in this_year_or_next() if (day.month, day.day) == (11, 11))


def at(day: dt.date, clock: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), ZoneInfo(WARSAW))


def expect_label(page: Page, code: str, moment: dt.datetime, is_open: bool) -> None:
    page.clock.set_fixed_time(moment)
    page.goto(f"/{code}/{OFFICE}")
    label = page.locator(".open-now")
    expect(label).to_be_visible()
    with translation.override(code):
        expect(label).to_have_text(gettext("Open now") if is_open else gettext("Closed now"))
    assert label.evaluate("element => element.classList.contains('open-now--open')") is is_open
    assert label.get_attribute("data-open") != label.get_attribute("data-shut")
    expect(page.locator(".facts__hours").first).to_be_visible()


@pytest.mark.parametrize("code", ["pl", "ar"])
@pytest.mark.parametrize(
    ("weekday", "clock", "is_open"),
    [
        (MONDAY, "07:29", False),
        (MONDAY, "07:30", True),
        (MONDAY, "10:00", True),
        (MONDAY, "15:29", True),
        (MONDAY, "15:30", False),
        (SUNDAY, "10:00", False),
    ],
)
def test_the_label_follows_the_hours(page: Page, code: str, weekday: int, clock: str, is_open: bool) -> None:
    expect_label(page, code, at(next_day(weekday), clock), is_open)


def test_on_independence_day_the_office_is_closed(page: Page) -> None:
    expect_label(page, "pl", at(holiday(), "10:00"), is_open=False)


@pytest.mark.parametrize("timezone", ["America/Bogota", "Asia/Tashkent", "Europe/Warsaw"])
@pytest.mark.parametrize("month", [1, 7])  # winter time and summer time
def test_the_readers_own_time_zone_does_not_matter(
    open_context: OpenContext, timezone: str, month: int
) -> None:
    page = open_context(timezone_id=timezone).new_page()
    day = next_day(MONDAY, month)
    for clock, is_open in (("07:30", True), ("15:29", True), ("15:30", False), ("23:30", False)):
        expect_label(page, "pl", at(day, clock), is_open)


def test_the_label_changes_while_the_page_is_open(page: Page) -> None:
    page.clock.install(time=at(next_day(MONDAY), "15:29"))
    page.goto(f"/pl/{OFFICE}")
    label = page.locator(".open-now")
    expect(label).to_have_class("open-now open-now--open")
    page.clock.run_for(2 * 60_000)
    expect(label).to_have_class("open-now")


def test_an_office_whose_hours_are_not_known_has_no_label(page: Page) -> None:
    page.goto("/pl/contact/koszalin/")
    expect(page.locator(".facts")).to_be_visible()
    expect(page.locator(".open-now")).to_have_count(0)
