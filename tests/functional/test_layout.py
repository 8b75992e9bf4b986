"""Pages fit small screens, big letters and paper, and Arabic is mirrored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from tests.conftest import LANGUAGES
from tests.functional.conftest import OpenContext
from tests.functional.templates import FALLBACK, GUIDE, TEMPLATES

pytestmark = pytest.mark.browser

WIDTHS = [320, 360, 768, 1280]
SCRIPTS = ["pl", "uk", "ar"]  # Latin, Cyrillic, Arabic from right to left
HEIGHT = 900

# What the reader sees outside the window, or text outside the box that should hold it. Innermost elements only.
OUTSIDE = """() => {
    const width = document.documentElement.clientWidth, found = [];
    const isOutside = (element) => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && (box.left < -1 || box.right > width + 1);
    };
    for (const element of document.body.querySelectorAll("*")) {
        if (element.closest(".table-wrap, .visually-hidden, .skip-link, svg *") || !element.checkVisibility()) continue;
        if (!isOutside(element) || [...element.children].some(isOutside)) continue;
        const { left, right } = element.getBoundingClientRect();
        const name = `${element.localName} in ${element.closest("[class]:not(svg)").className}`;
        found.push(`${name} lies from ${Math.round(left)} to ${Math.round(right)} px`);
    }
    const scrolled = document.documentElement.scrollWidth - width;
    if (scrolled > 0 && !found.length) found.push(`the page is ${scrolled} px wider than the window`);
    return found;
}"""
CLIPPED = """() => {
    const found = [];
    for (const element of document.body.querySelectorAll("*")) {
        if (element.closest(".visually-hidden, svg") || !element.checkVisibility()) continue;
        const style = getComputedStyle(element), box = element.getBoundingClientRect();
        const name = `${element.localName}.${element.className} “${element.textContent.trim().slice(0, 40)}”`;
        const hides = [style.overflowX, style.overflowY].some((value) => ["hidden", "clip"].includes(value));
        // A search field scrolls its text; one pixel is the hidden label of a button.
        if (hides && element.localName !== "input" && box.width > 1) {
            if (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
                found.push(`${name} is cut off`);
        }
        if (style.display === "inline") continue;
        for (const node of element.childNodes) {
            if (node.nodeType !== Node.TEXT_NODE || !node.data.trim() || box.width <= 1) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            for (const text of range.getClientRects())
                if (text.left < box.left - 1 || text.right > box.right + 1) found.push(`${name} sticks out`);
        }
    }
    return found;
}"""
# WCAG 1.4.12; a constructed style sheet, because the policy of the pages allows no other from outside.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
            p { margin-block-end: 2em !important; }"""
ADOPT = """css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
}"""
TARGETS = """() => [...document.querySelectorAll(
    "header a, header button, header input, .breadcrumb a, .contents a, footer a, main button, main input," +
    "summary, .pagination a"
)].filter((element) => element.checkVisibility()).map((element) => {
    const { width, height } = element.getBoundingClientRect();
    return [`${element.localName} in ${element.closest("[class]").className}`, width, height];
})"""

# Regulation (EU) 2021/1060, Annex IX, 1.4. Names without quotes at the end of a list are the browser's own choice.
ANNEX_IX = {
    "arial",
    "auto",
    "calibri",
    "garamond",
    "trebuchet",
    "trebuchet ms",
    "tahoma",
    "verdana",
    "ubuntu",
}
GENERIC = {"serif", "sans-serif", "system-ui"}


@dataclass
class Findings:
    """What was wrong where; the same fault of the frame on every page is told once."""

    looks: int = 0
    places: dict[str, list[str]] = field(default_factory=dict)

    def add(self, place: str, problems: list[str]) -> None:
        self.looks += 1
        for problem in problems:
            self.places.setdefault(problem, []).append(place)

    def __str__(self) -> str:
        return "\n".join(
            f"{problem}: {places[0]}" + (f" and {len(places) - 1} more" if len(places) > 1 else "")
            for problem, places in self.places.items()
        )


def each_template(page: Page, code: str) -> Iterator[str]:
    """Loads every template in a language, and gives its address."""
    for path in TEMPLATES.values():
        address = f"/{code}/{path}"
        page.goto(address)
        yield address


@pytest.mark.parametrize("code", SCRIPTS)
def test_nothing_has_to_be_scrolled_sideways(page: Page, code: str) -> None:
    found = Findings()
    for address in each_template(page, code):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            found.add(f"{address} at {width} px", page.evaluate(OUTSIDE))
    assert str(found) == ""
    assert found.looks == len(TEMPLATES) * len(WIDTHS)


@pytest.mark.parametrize("code", SCRIPTS)
def test_what_is_tapped_is_at_least_24_pixels_high_and_wide(page: Page, code: str) -> None:
    """WCAG 2.5.8, for everything that stands alone; links inside a sentence are as high as the sentence."""
    found, targets = Findings(), 0
    for address in each_template(page, code):
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            measured = page.evaluate(TARGETS)
            small = [f"{name} is {w:.1f} × {h:.1f}" for name, w, h in measured if w < 24 or h < 24]
            found.add(f"{address} at {width} px", small)
            targets += len(measured)
    assert str(found) == ""
    assert targets > 25 * found.looks  # the frame alone has that many


@pytest.mark.parametrize("code", SCRIPTS)
def test_spaced_out_text_is_neither_clipped_nor_too_wide(page: Page, code: str) -> None:
    found = Findings()
    for address in each_template(page, code):
        page.evaluate(ADOPT, SPACED)
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            found.add(f"{address} at {width} px", page.evaluate(OUTSIDE) + page.evaluate(CLIPPED))
    assert str(found) == ""
    assert found.looks == len(TEMPLATES) * 2


@pytest.mark.parametrize("code", SCRIPTS)
def test_nothing_is_lost_at_a_zoom_of_200_percent(open_context: OpenContext, code: str) -> None:
    """A window of 1280 by 720 px as it is at 200 % (WCAG 1.4.4)."""
    page = open_context(viewport={"width": 640, "height": 360}, device_scale_factor=2).new_page()
    found = Findings()
    for address in each_template(page, code):
        found.add(address, page.evaluate(OUTSIDE) + page.evaluate(CLIPPED))
    assert str(found) == ""
    assert found.looks == len(TEMPLATES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_emblem_of_the_union_is_shown_as_the_regulation_wants(page: Page, code: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"/{code}/")
    emblem, mark = page.locator(".eu-statement__emblem"), page.locator(".brand__mark")
    emblem.scroll_into_view_if_needed()
    box, own = emblem.bounding_box(), mark.bounding_box()
    assert box
    assert own
    assert emblem.is_visible()
    assert emblem.locator("use").count() == 12  # stars
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    assert box["height"] >= own["height"]
    assert box["width"] >= own["width"]
    assert box["width"] == pytest.approx(box["height"] * 3 / 2, abs=3)  # never stretched
    assert emblem.get_attribute("aria-label")
    statement = page.locator(".eu-statement")
    assert statement.inner_text().strip()
    styles = statement.evaluate(
        """element => [element, ...element.querySelectorAll("p, strong, span")].map((part) => {
            const { fontFamily, fontStyle, textDecorationLine, textShadow } = getComputedStyle(part);
            return { fontFamily, fontStyle, textDecorationLine, textShadow };
        })"""
    )
    assert len(styles) >= 3
    for style in styles:
        families = {name.strip(" \"'").lower() for name in style["fontFamily"].split(",")}
        assert families - GENERIC
        assert families - GENERIC <= ANNEX_IX
        assert style["fontStyle"] == "normal"
        assert style["textDecorationLine"] == "none"
        assert style["textShadow"] == "none"


def middle(page: Page, selector: str) -> float:
    """Where the middle of an element is, as a share of the width of the window: 0 is left, 1 is right."""
    box = page.locator(selector).first.bounding_box()
    assert box, selector
    assert page.viewport_size
    return (box["x"] + box["width"] / 2) / page.viewport_size["width"]


STEP = """() => {
    const step = document.querySelector(".steps__step"), number = getComputedStyle(step, "::before");
    const title = document.createRange();
    title.selectNodeContents(step.querySelector(".steps__title"));
    const inner = title.getBoundingClientRect(), outer = step.getBoundingClientRect();
    return { left: number.left, right: number.right, spaceLeft: inner.left - outer.left,
             spaceRight: outer.right - inner.right, align: getComputedStyle(step).textAlign };
}"""


@pytest.mark.parametrize(("code", "is_mirrored"), [("pl", False), ("uk", False), ("ar", True)])
def test_arabic_is_mirrored_and_the_others_are_not(page: Page, code: str, is_mirrored: bool) -> None:
    page.goto(f"/{code}/{GUIDE}")
    assert (middle(page, ".brand") > 0.5) is is_mirrored
    assert (middle(page, ".search-box") < 0.5) is is_mirrored
    assert (middle(page, ".search-box__button") < middle(page, ".search-box__input")) is is_mirrored
    assert (
        middle(page, ".breadcrumb li:first-child") > middle(page, ".breadcrumb li:last-child")
    ) is is_mirrored
    assert (middle(page, ".contents") < 0.5) is is_mirrored
    assert (middle(page, ".eu-statement__emblem") > middle(page, ".eu-statement__text")) is is_mirrored
    step = page.evaluate(STEP)
    assert step["align"] == "start"
    assert (step["right"] == "0px") is is_mirrored
    assert (step["left"] == "0px") is not is_mirrored
    near, far = ("spaceRight", "spaceLeft") if is_mirrored else ("spaceLeft", "spaceRight")
    assert step[near] >= 36  # the number stands there
    assert step[far] >= 0


def test_polish_text_under_an_arabic_address_runs_from_left_to_right(page: Page) -> None:
    page.goto(f"/ar/{FALLBACK}")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert (middle(page, ".brand") > 0.5) is True
    assert (
        page.locator(".notice--language").evaluate("element => getComputedStyle(element).direction") == "rtl"
    )
    assert page.evaluate(STEP)["left"] == "0px"


PRINTED_ANSWERS = """() => [...document.querySelectorAll("details:not([open]) > :not(summary)")].map((answer) => ({
    height: answer.getBoundingClientRect().height,
    shown: answer.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }),
}))"""


def sheets(pdf: bytes) -> int:
    assert pdf.startswith(b"%PDF-")
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("code", SCRIPTS)
def test_a_printed_guide_says_who_paid_and_answers_its_questions(page: Page, code: str) -> None:
    """No PDF is read here: what paper gets is looked up in the page as it is printed, and the sheets are counted."""
    page.goto(f"/{code}/{GUIDE}")
    page.emulate_media(media="print")
    assert page.locator(".eu-statement__emblem").is_visible()
    assert page.locator(".eu-statement__text").is_visible()
    for hidden in (".menu", ".languages", ".search-box", ".contents"):
        assert not page.locator(hidden).is_visible()
    answers = page.evaluate(PRINTED_ANSWERS)
    assert len(answers) >= 2
    assert all(answer["shown"] and answer["height"] > 10 for answer in answers), answers
    closed = sheets(page.pdf(format="A4"))
    page.evaluate("document.querySelectorAll('details').forEach((element) => { element.open = true; })")
    assert sheets(page.pdf(format="A4")) == closed >= 2
