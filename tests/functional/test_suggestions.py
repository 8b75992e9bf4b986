"""Titles while one types: by key, by finger, read out, and never in the way."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.functional.conftest import OpenContext
from tests.functional.templates import GUIDE

pytestmark = pytest.mark.browser


def type_into(page: Page, field: str, text: str) -> None:
    page.locator(field).click()
    page.keyboard.type(text, delay=20)


@pytest.mark.parametrize(
    ("address", "field", "typed", "target"),
    [
        ("/uk/", "#home-search", "дозв", "/uk/work/work-permit/"),
        (f"/pl/{GUIDE}", "#header-search", "zezwolenie na prac", "/pl/work/work-permit/"),
        ("/ar/search/", "#page-search", "تصريح ال", "/ar/work/work-permit/"),
    ],
)
def test_a_suggestion_is_chosen_by_key(page: Page, address: str, field: str, typed: str, target: str) -> None:
    page.goto(address)
    type_into(page, field, typed)
    box = page.locator(field)
    options = page.locator(f"{field}-suggestions [role=option]")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_attribute("role", "combobox")
    for _time in range(options.count()):
        page.keyboard.press("ArrowDown")
        chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
        expect(chosen).to_have_attribute("aria-selected", "true")
        if chosen.get_attribute("data-href") == target:
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{target}")


def test_escape_closes_them_and_enter_without_a_choice_searches(page: Page) -> None:
    page.goto("/pl/")
    type_into(page, "#header-search", "pesel")
    listed = page.locator("#header-search-suggestions")
    expect(listed).to_be_visible()
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/pl/search/?q=pesel")


def test_a_suggestion_is_chosen_by_finger(open_context: OpenContext) -> None:
    page = open_context(viewport={"width": 360, "height": 740}, has_touch=True).new_page()
    page.goto("/uk/")
    page.locator("#home-search").tap()
    page.keyboard.type("дозвіл на роб", delay=20)
    option = page.locator("#home-search-suggestions [role=option]").first
    expect(option).to_be_visible()
    box = option.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["height"] >= 44
    option.tap()
    page.wait_for_url("**/uk/work/work-permit/")


@pytest.mark.parametrize("code", ["pl", "ar"])
def test_the_open_list_breaks_no_rule(page: Page, code: str) -> None:
    page.goto(f"/{code}/")
    type_into(page, "#home-search", "pes")
    expect(page.locator("#home-search-suggestions [role=option]").first).to_be_visible()
    found = Axe().run(page, context="main form[role=search]")
    assert found.response["violations"] == [], found.generate_report()
    expect(page.locator("#home-search-suggestions ~ [role=status]")).not_to_be_empty()


def test_the_module_is_fetched_only_when_a_search_field_is_used(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/pl/{GUIDE}")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "suggest" in url]
    type_into(page, "#header-search", "pe")
    expect(page.locator("#header-search-suggestions [role=option]").first).to_be_visible()
    assert [url for url in asked if url.endswith("suggest.js")]


def test_an_answer_that_is_none_changes_nothing(page: Page) -> None:
    page.route("**/search/suggest/**", lambda route: route.fulfill(status=200, body="<html>"))
    page.goto("/pl/")
    type_into(page, "#home-search", "pesel")
    page.wait_for_timeout(500)
    expect(page.locator("#home-search-suggestions")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/pl/search/?q=pesel")
