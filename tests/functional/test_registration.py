"""Somebody with a poster in the hand and a cheap phone: from the calendar to a seat, and the seat given back."""

from __future__ import annotations

import re
import time

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.functional.conftest import OpenContext
from tests.functional.templates import FULL
from tests.functional.test_accessibility import violations

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
LONG_ENOUGH = 2.2  # nobody reads the form faster than in two seconds


def wait_and_press(page: Page, step: str) -> None:
    time.sleep(LONG_ENOUGH)
    page.locator(f"button[value={step}]").click()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_calendar_to_a_seat_and_back(open_context: OpenContext, code: str, scripts: bool) -> None:
    context = open_context(viewport=PHONE, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"/{code}/events/?kind=polish-course&office=koszalin")
    page.locator(".event-card a").first.click()
    expect(page.locator("main h1")).to_have_count(1)
    page.locator("a[href$='/register/']").click()
    page.locator("[name=name]").fill("Zażółć Ґєї")
    page.locator("[name=phone]").fill("91 44 12 000")
    page.locator("[name=needs]").first.check()
    wait_and_press(page, "check")
    expect(page.locator("main dl")).to_contain_text("Zażółć Ґєї")
    page.locator("button[value=send]").click()
    page.wait_for_url(re.compile(r"/register/.+/$"))
    reference, pin = page.locator(".code").all_inner_texts()
    assert fits(page) or not scripts
    page.goto(f"/{code}/registration/")
    page.locator("[name=reference]").fill(reference)
    page.locator("[name=pin]").fill(pin)
    time.sleep(LONG_ENOUGH)
    page.locator("main form button").click()
    page.wait_for_url(re.compile(rf"/{code}/registration/.+/"))
    expect(page.locator("main")).to_contain_text(reference)
    page.locator("a[href*='answer=cancel']").click()
    page.locator("button[value=cancel]").click()
    page.wait_for_url(re.compile(r"/registration/.+/"))
    expect(page.locator("button[name=answer]")).to_have_count(0)
    assert not [each for each in context.cookies() if each["name"] != "language"]


@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
def test_axe_finds_nothing_in_any_state_of_the_form(open_context: OpenContext, code: str) -> None:
    context = open_context(viewport=PHONE)
    context.add_init_script(AXE_SCRIPT)
    page = context.new_page()
    page.goto(f"/{code}/{FULL}register/")
    page.locator(".privacy-note summary, details summary").first.click()
    found = violations(page)
    wait_and_press(page, "check")
    expect(page.locator(".error-summary")).to_be_visible()
    assert fits(page)
    found += violations(page)
    page.locator("[name=name]").fill("Anna")
    page.locator("[name=phone]").fill("91 44 12 000")
    page.locator("button[value=check]").click()
    expect(page.locator("button[value=send]")).to_be_visible()
    found += violations(page)
    page.locator("button[value=send]").click()
    page.wait_for_url(re.compile(r"/register/.+/$"))
    found += violations(page)
    assert fits(page)
    reference, pin = page.locator(".code").all_inner_texts()
    page.goto(f"/{code}/registration/")
    page.locator("[name=reference]").fill(reference)
    page.locator("[name=pin]").fill(pin)
    time.sleep(LONG_ENOUGH)
    page.locator("main form button").click()
    page.wait_for_url(re.compile(rf"/{code}/registration/.+/"))
    found += violations(page)
    page.locator("a[href*='answer=cancel']").click()
    expect(page.locator("button[value=cancel]")).to_be_visible()
    found += violations(page)
    page.locator("button[value=cancel]").click()
    expect(page.locator("main [role=status]")).to_be_visible()
    found += violations(page)
    assert not found, "\n\n".join(found)


def test_with_the_keyboard_alone(open_context: OpenContext) -> None:
    page = open_context().new_page()
    page.goto(f"/pl/{FULL}register/")
    time.sleep(LONG_ENOUGH)
    page.locator("[name=name]").focus()
    page.keyboard.type("Jan")
    page.keyboard.press("Tab")
    page.keyboard.type("not an address")
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary a").first
    expect(summary).to_be_visible()
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=email]")).to_be_focused()
    expect(page.locator("[name=name]")).to_have_value("Jan")
    page.keyboard.press("Control+A")
    page.keyboard.type("jan@example.org")
    page.keyboard.press("Enter")
    expect(page.locator("button[value=send]")).to_be_visible()


def test_free_seats_are_said_in_the_calendar_by_a_script(page: Page) -> None:
    page.goto("/uk/events/")
    expect(page.locator("[data-seats]").first).not_to_be_empty()
    assert page.locator("[data-seats]:empty").count() == 0
