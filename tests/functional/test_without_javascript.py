"""Everything works without JavaScript; what a script would add is not missed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import LANGUAGES
from tests.functional.conftest import OpenContext
from tests.functional.templates import GUIDE, TEMPLATES

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(open_context: OpenContext) -> Page:
    """A page of a reader whose browser runs no scripts."""
    return open_context(java_script_enabled=False).new_page()


def test_no_template_needs_a_script(plain: Page) -> None:
    seen = 0
    for code in ("pl", "ar"):
        for path in TEMPLATES.values():
            plain.goto(f"/{code}/{path}")
            expect(plain.locator("main h1")).to_be_visible()
            expect(plain.locator("noscript")).to_have_count(0)
            expect(plain.locator(".eu-statement__emblem")).to_be_visible()
            seen += 1
    assert seen == 2 * len(TEMPLATES)


def test_from_the_front_page_to_a_guide(plain: Page) -> None:
    plain.goto("/pl/")
    door = plain.locator(".door a").first
    address = door.get_attribute("href")
    door.click()
    plain.wait_for_url(f"**{address}")
    guide = plain.locator(".card__title a").first
    address = guide.get_attribute("href")
    guide.click()
    plain.wait_for_url(f"**{address}")
    expect(plain.locator(".in-short")).to_be_visible()
    expect(plain.locator("main h1")).to_have_count(1)


def test_search(plain: Page) -> None:
    plain.goto("/uk/")
    plain.locator("#home-search").fill("PESEL")
    plain.locator("main form[role=search] button").click()
    plain.wait_for_url("**/uk/search/?q=PESEL")
    expect(plain.locator("#page-search")).to_have_value("PESEL")
    plain.locator("#results a").first.click()
    expect(plain.locator("main h1")).to_be_visible()


def test_the_same_page_in_another_language(plain: Page) -> None:
    plain.goto(f"/pl/{GUIDE}")
    expect(plain.locator(".languages__link")).to_have_count(len(LANGUAGES))
    for code in ("ar", "uk", "pl"):
        plain.locator(f".languages__link[hreflang={code}]").click()
        plain.wait_for_url(f"**/{code}/{GUIDE}")
        expect(plain.locator("html")).to_have_attribute("lang", code)


def test_the_list_of_contents_leads_to_the_headings(plain: Page) -> None:
    plain.goto(f"/ar/{GUIDE}")
    links = plain.locator(".contents a")
    count = links.count()
    assert count >= 3
    for number in range(count):
        anchor = links.nth(number).get_attribute("href")
        assert anchor
        links.nth(number).click()
        assert plain.url.endswith(anchor)
        expect(plain.locator(f"h2{anchor}")).to_be_in_viewport()


def test_questions_open(plain: Page) -> None:
    plain.goto(f"/pl/{GUIDE}")
    questions = plain.locator(".questions__item")
    assert questions.count() >= 2
    for question in questions.all():
        expect(question.locator(".prose")).to_be_hidden()
        question.locator("summary").click()
        expect(question.locator(".prose")).to_be_visible()


@pytest.mark.parametrize("address", ["/pl/contact/szczecin/", "/ar/contact/", "/uk/"])
def test_the_hours_are_there_and_no_empty_label_beside_them(plain: Page, address: str) -> None:
    plain.goto(address)
    expect(plain.locator(".facts__hours").first).to_be_visible()
    label = plain.locator(".open-now").first
    expect(label).to_be_attached()
    expect(label).to_be_hidden()
    expect(label).to_be_empty()
