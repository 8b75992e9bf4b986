"""Everything can be reached and done with the keys alone, and the reader always sees where they are."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.functional.conftest import OpenContext
from tests.functional.templates import GUIDE, TEMPLATES

pytestmark = pytest.mark.browser

# In the order of the document; what lies in closed details is not there for the keys either.
# Of a group of radio buttons the keys stop at one: the chosen one, or the first.
REACHABLE = """() => {
    const isStop = (field) => field.type !== "radio" || field === (
        document.querySelector(`[type=radio][name="${field.name}"]:checked`)
        ?? document.querySelector(`[type=radio][name="${field.name}"]`));
    const all = [...document.querySelectorAll(
        "a[href], button, input:not([type=hidden], .trap *), select, textarea, summary, [tabindex='0']")]
        .filter((element) => element.checkVisibility({ contentVisibilityAuto: true }) && isStop(element));
    all.forEach((element, number) => { element.dataset.number = number; });
    return all.length;
}"""
FOCUSED = """() => {
    const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
    return {
        number: Number(element.dataset.number ?? -1),
        name: `${element.localName}.${element.className} “${element.textContent.trim().slice(0, 40)}”`,
        ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
        isSeen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        isCovered: ![[box.left, box.top], [box.right, box.top], [box.left, box.bottom], [box.right, box.bottom]].some(
            ([x, y]) => {
                const top = document.elementFromPoint(
                    Math.min(Math.max(x + (x === box.left ? 3 : -3), 0), innerWidth - 1),
                    Math.min(Math.max(y + (y === box.top ? 3 : -3), 0), innerHeight - 1));
                return top && (element.contains(top) || top.contains(element));
            }),
    };
}"""


@pytest.mark.parametrize("code", ["pl", "ar"])
def test_the_first_key_shows_the_way_to_the_content(page: Page, code: str) -> None:
    page.goto(f"/{code}/{GUIDE}")
    link = page.locator(".skip-link")
    hidden = link.bounding_box()
    assert hidden
    assert hidden["y"] + hidden["height"] <= 0
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    # From there on, through the content and not through the menu again.
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_tab_key_reaches_everything_in_order_and_shows_where_it_is(page: Page, name: str) -> None:
    page.goto(f"/{'ar' if name == 'guide' else 'pl'}/{TEMPLATES[name]}")
    count = page.evaluate(REACHABLE)
    assert count >= 25  # the frame alone has that many
    steps = []
    for _step in range(count + 1):
        page.keyboard.press("Tab")
        # A date has a stop for each of its parts.
        for _part in range(4):
            if not steps or page.evaluate(FOCUSED)["number"] != steps[-1]["number"]:
                break
            page.keyboard.press("Tab")
        steps.append(page.evaluate(FOCUSED))
    after = steps.pop()
    assert [step["number"] for step in steps] == list(range(count))
    assert not [step for step in steps if not step["ring"]]
    assert not [step for step in steps if not step["isSeen"] or step["isCovered"]]
    assert after["number"] == -1  # the way out, to the browser's own buttons
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED)["number"] == count - 1


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_question_opens_and_closes_by_key(page: Page, key: str) -> None:
    page.goto(f"/pl/{GUIDE}")
    question = page.locator(".questions__item").first
    question.locator("summary").focus()
    page.keyboard.press(key)
    expect(question.locator(".prose")).to_be_visible()
    page.keyboard.press(key)
    expect(question.locator(".prose")).to_be_hidden()


def test_a_language_chosen_by_key_is_remembered_at_the_front_door(open_context: OpenContext) -> None:
    context = open_context(locale="de-DE")  # a language the site does not have
    page = context.new_page()
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    assert context.cookies() == []
    for code in ("uk", "ar"):
        page.goto(f"/pl/{GUIDE}")
        page.locator(f".languages__link[hreflang={code}]").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{code}/{GUIDE}")
        assert [(cookie["name"], cookie["value"]) for cookie in context.cookies()] == [("language", code)]
        page.goto("/")
        expect(page.locator("html")).to_have_attribute("lang", code)
        assert page.url.endswith(f"/{code}/")


def test_search_is_sent_by_key(page: Page) -> None:
    page.goto("/ar/")
    page.locator("#header-search").focus()
    page.keyboard.type("PESEL")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ar/search/?q=PESEL")
    expect(page.locator("#results a").first).to_be_visible()


def test_a_wide_table_can_be_scrolled_by_key(open_context: OpenContext) -> None:
    page = open_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(f"/pl/{GUIDE}")
    table = page.locator(".table-wrap").first
    table.focus()
    expect(table).to_be_focused()
    expect(table).to_have_attribute("aria-label", table.locator("caption").inner_text())
