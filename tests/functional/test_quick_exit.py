"""The way out of pages about violence: a link without a script; with one, nothing of the page stays on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.functional.templates import DISCREET, SAFETY_GUIDE, SENSITIVE_FORM
from tests.live_site import HOST

pytestmark = pytest.mark.browser

SHIFT = "Shift"


@pytest.fixture
def away() -> list[str]:
    """Where pages went, outside of this site."""
    return []


def _context(browser: Browser, site: str, away: list[str], **options: object) -> BrowserContext:
    """Whatever lies outside is answered here, and noted."""
    context = browser.new_context(base_url=site, locale="pl-PL", reduced_motion="reduce", **options)
    context.set_default_timeout(10_000)

    def answer(route: Route) -> None:
        if urlsplit(route.request.url).hostname == HOST:
            route.continue_()
            return
        away.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<title>Pogoda</title><h1>Pogoda</h1>")

    context.route("**/*", answer)
    return context


@pytest.fixture
def page(browser: Browser, site: str, away: list[str]) -> Iterator[Page]:
    context = _context(browser, site, away)
    yield context.new_page()
    context.close()


def is_away(page: Page) -> None:
    expect(page).to_have_title("Pogoda")
    assert urlsplit(page.url).hostname != HOST


def test_without_a_script_it_is_a_link(browser: Browser, site: str, away: list[str]) -> None:
    context = _context(browser, site, away, java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"/uk/{SAFETY_GUIDE}")
    plain.locator(".quick-exit__button").click()
    is_away(plain)
    assert len(away) == 1
    context.close()


@pytest.mark.parametrize("name", DISCREET)
def test_the_page_is_gone_from_the_screen_and_from_the_way_back(page: Page, name: str) -> None:
    page.goto("/pl/help/")
    page.goto(f"/pl/{DISCREET[name]}")
    page.locator(".quick-exit__button").click()
    is_away(page)
    page.go_back()
    expect(page).to_have_url(f"{page.url.partition('/pl/')[0]}/pl/help/")


SCREEN_AT_ONCE = """() => {
    document.querySelector(".quick-exit__button").click();
    const cover = document.querySelector("[role=alert]"), box = cover.getBoundingClientRect();
    const rest = [...document.body.children].filter((each) => each !== cover);
    return {
        said: cover.textContent,
        isWhole: box.x === 0 && box.y === 0 && box.width >= innerWidth - 20 && box.height === innerHeight,
        seen: rest.filter((each) => each.checkVisibility()).map((each) => each.outerHTML.slice(0, 80)),
    };
}"""


def test_while_the_other_page_loads_nothing_is_seen_and_it_is_said(page: Page) -> None:
    page.goto(f"/pl/{SAFETY_GUIDE}")
    # In one step: nothing can be asked of a page that is on its way.
    screen = page.evaluate(SCREEN_AT_ONCE)
    assert screen["said"]
    assert screen["isWhole"]
    assert screen["seen"] == []
    is_away(page)


def test_shift_three_times_leaves_and_says_how_many_are_left(page: Page) -> None:
    page.goto(f"/pl/{SAFETY_GUIDE}")
    told = page.locator(".quick-exit [role=status]")
    page.keyboard.press(SHIFT)
    expect(told).to_contain_text("2")
    expect(page.locator(".quick-exit__dots")).to_be_visible()
    page.keyboard.press(SHIFT)
    expect(told).to_contain_text("1")
    page.keyboard.press(SHIFT)
    is_away(page)


def test_shift_waits_five_seconds_and_no_longer(page: Page) -> None:
    page.clock.install()
    page.goto(f"/pl/{SAFETY_GUIDE}")
    page.keyboard.press(SHIFT)
    page.clock.run_for(4000)
    page.keyboard.press(SHIFT)  # begins anew
    page.clock.run_for(4000)
    expect(page.locator(".quick-exit")).to_have_attribute("data-presses", "2")
    page.clock.run_for(2000)
    expect(page.locator(".quick-exit")).to_have_attribute("data-presses", "0")
    expect(page.locator(".quick-exit [role=status]")).not_to_be_empty()
    page.keyboard.press(SHIFT)
    expect(page.locator(".quick-exit")).to_have_attribute("data-presses", "1")


def test_capitals_other_keys_and_the_mouse_do_not_leave(page: Page, away: list[str]) -> None:
    page.goto(f"/pl/{SENSITIVE_FORM}")
    text = page.locator("textarea").first
    text.focus()
    for letter in "ANNA":
        page.keyboard.press(f"Shift+{letter}")
    page.keyboard.press(SHIFT)
    page.keyboard.press(SHIFT)
    page.keyboard.press("a")
    page.keyboard.press(SHIFT)
    for _click in range(3):
        text.click(modifiers=[SHIFT])
    page.wait_for_timeout(200)
    expect(text).to_have_value("ANNAa")
    assert away == []


@pytest.mark.parametrize("held", ["Alt", "Control"])
def test_changing_the_keyboard_layout_does_not_leave(page: Page, away: list[str], held: str) -> None:
    page.goto(f"/ar/{SENSITIVE_FORM}")
    text = page.locator("textarea").first
    text.fill("سلام")
    page.keyboard.down(held)
    for _layout in range(4):
        page.keyboard.press(SHIFT)
    page.keyboard.up(held)
    page.keyboard.down(SHIFT)
    page.keyboard.press(held)
    page.keyboard.up(SHIFT)
    page.wait_for_timeout(200)
    expect(text).to_have_value("سلام")
    expect(page.locator(".quick-exit")).to_have_attribute("data-presses", "0")
    assert away == []


def test_presses_can_be_told_apart_without_colours(browser: Browser, site: str, away: list[str]) -> None:
    context = _context(browser, site, away, forced_colors="active")
    page = context.new_page()
    page.goto(f"/pl/{SAFETY_GUIDE}")
    page.keyboard.press(SHIFT)
    widths = page.locator(".quick-exit__dots i").evaluate_all(
        "dots => dots.map((dot) => getComputedStyle(dot).borderTopWidth)"
    )
    assert widths[0] != widths[1] == widths[2]
    context.close()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_keys_press_the_button_and_the_second_skip_link(page: Page, key: str) -> None:
    page.goto(f"/ar/{SAFETY_GUIDE}")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    second = page.locator(".skip-link[data-quick-exit]")
    expect(second).to_be_focused()
    expect(second).to_be_in_viewport(ratio=1)
    if key == "Space":
        page.locator(".quick-exit__button").focus()
    page.keyboard.press(key)
    is_away(page)


def test_back_shows_the_page_again_when_the_browser_kept_it(page: Page) -> None:
    page.goto(f"/pl/{SAFETY_GUIDE}")
    page.evaluate(
        "document.body.classList.add('is-left'); dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
    )
    expect(page.locator("main h1")).to_be_visible()


@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_it_is_large_first_and_stays_on_the_screen(
    browser: Browser, site: str, away: list[str], code: str, width: int
) -> None:
    context = _context(browser, site, away, viewport={"width": width, "height": 640})
    page = context.new_page()
    page.goto(f"/{code}/{SAFETY_GUIDE}")
    button = page.locator(".quick-exit__button")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for step in (0, 900, 100_000):
        page.evaluate(f"scrollTo(0, {step})")
        expect(button).to_be_in_viewport(ratio=1)
    box = button.bounding_box()
    assert box
    assert box["height"] >= 44
    assert box["width"] >= 44
    first = page.evaluate("document.querySelector('main a, .quick-exit a').className")
    assert first == "quick-exit__button", "before all links of the content, in any direction of writing"
    page.emulate_media(media="print")
    expect(button).to_be_hidden()
    context.close()


def test_such_a_page_keeps_nothing_and_asks_nobody(page: Page, away: list[str]) -> None:
    page.goto(f"/uk/{SAFETY_GUIDE}")
    page.locator(".languages__link[hreflang=ru]").click()
    page.wait_for_url(f"**/ru/{SAFETY_GUIDE}")
    page.goto(f"/ru/{SENSITIVE_FORM}")
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert away == []
