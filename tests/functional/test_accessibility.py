"""axe finds nothing, in any template and language, and in whatever way a reader looks at the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.conftest import LANGUAGES
from tests.functional.conftest import OpenContext
from tests.functional.templates import TEMPLATES

pytestmark = pytest.mark.browser

# The annex of the Act of 4 April 2019 is WCAG 2.1 A and AA; the criteria that 2.2 added are our own wish.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MODES: dict[str, dict[str, str]] = {
    "dark": {"color_scheme": "dark"},
    "forced colors": {"forced_colors": "active"},
    "more contrast": {"contrast": "more"},
    "print": {"media": "print"},
    "360 px": {},
}
LOOKED_AT_IN_ALL_MODES = {
    *("home", "guide", "guide that is not translated", "contact", "search with results"),
    *("events", "events by month", "course", "registration"),
}
IN_ALL_MODES_IN = {"pl", "ar"}
USUAL, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture
def examined(open_context: OpenContext) -> Page:
    """A page into which axe is put whenever it is loaded."""
    context = open_context(viewport=USUAL)
    context.add_init_script(AXE_SCRIPT)
    return context.new_page()


def violations(page: Page) -> list[str]:
    options = {"runOnly": TAGS, "resultTypes": ["violations"]}
    result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


@contextmanager
def looking(page: Page, mode: str) -> Iterator[None]:
    """The page as it is in this mode, without loading it again."""
    page.emulate_media(**MODES[mode])
    if mode == "360 px":
        page.set_viewport_size(NARROW)
    yield
    page.emulate_media(**dict.fromkeys(MODES[mode], "null"))
    page.set_viewport_size(USUAL)


@pytest.mark.parametrize("name", TEMPLATES)
def test_axe_finds_nothing(examined: Page, name: str) -> None:
    found, looks = [], 0
    for code in LANGUAGES:
        address = f"/{code}/{TEMPLATES[name]}"
        examined.goto(address)
        found += [f"{address}: {violation}" for violation in violations(examined)]
        looks += 1
        if name not in LOOKED_AT_IN_ALL_MODES or code not in IN_ALL_MODES_IN:
            continue
        for mode in MODES:
            with looking(examined, mode):
                found += [f"{address} ({mode}): {violation}" for violation in violations(examined)]
            looks += 1
    assert not found, "\n\n".join(found)
    more = len(IN_ALL_MODES_IN) * len(MODES) if name in LOOKED_AT_IN_ALL_MODES else 0
    assert looks == len(LANGUAGES) + more


def test_axe_knows_what_we_ask_it(examined: Page) -> None:
    """A run that checks nothing finds nothing: the rules of all five levels take part, and a mistake is found."""
    examined.goto("/pl/")
    ran = examined.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
    rules = {rule["id"] for outcome in ("passes", "incomplete", "inapplicable") for rule in ran[outcome]}
    assert rules >= {"color-contrast", "html-has-lang", "link-name", "target-size", "autocomplete-valid"}
    examined.evaluate("document.querySelector('main img').removeAttribute('alt')")
    assert [text.split()[0] for text in violations(examined)] == ["image-alt"]
