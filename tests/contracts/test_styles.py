"""Promises of the stylesheet: contrast, mirrored by itself, everything on tokens, every file delivered."""

from __future__ import annotations

import gzip
import re

import pytest

from website.core.stylesheets import (
    COMPOSED,
    CRITICAL,
    CSS_DIR,
    DEFERRED,
    FORMS,
    critical_css,
    joined,
    minified,
)

PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border|inset)-(?:left|right|top|bottom)|"
    r"(?<![\w-])(?:left|right|width|height|top|bottom)\s*:|text-align:\s*(?:left|right)|float:"
)
# (foreground, background, least contrast by WCAG 2.2: 4.5 for text, 3 for parts of controls)
PAIRS = [
    ("ink", "paper", 4.5),
    ("ink", "sand", 4.5),
    ("ink", "teal-soft", 4.5),
    ("ink", "amber-soft", 4.5),
    ("ink", "brick-soft", 4.5),
    ("ink", "sand-deep", 4.5),
    ("ink-soft", "paper", 4.5),
    ("ink-soft", "sand", 4.5),
    ("ink-soft", "teal-soft", 4.5),
    ("link", "paper", 4.5),
    ("link", "sand", 4.5),
    ("link", "teal-soft", 4.5),
    ("link", "amber-soft", 4.5),
    ("brick", "paper", 4.5),
    ("brick", "sand", 4.5),
    ("brick", "brick-soft", 4.5),
    ("on-teal", "teal", 4.5),
    ("on-teal", "teal-strong", 4.5),
    ("line-strong", "paper", 3.0),
    ("focus", "paper", 3.0),
    ("focus", "focus-halo", 3.0),
]


def tokens() -> dict[str, dict[str, str]]:
    """Colours by scheme."""
    text = (CSS_DIR / "tokens.css").read_text(encoding="utf-8")
    light_text, dark_text = text.split("@media (prefers-color-scheme: dark)")
    light = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", light_text))
    return {"light": light, "dark": light | dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", dark_text))}


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=[f"{pair[0]} on {pair[1]}" for pair in PAIRS])
def test_colours_have_the_contrast_they_need(scheme: str, front: str, back: str, least: float) -> None:
    colours = tokens()[scheme]
    assert contrast(colours[front], colours[back]) >= least


def test_every_file_is_delivered_once() -> None:
    files = {path.relative_to(CSS_DIR).as_posix() for path in CSS_DIR.rglob("*.css")}
    assert files == {*CRITICAL, *DEFERRED, *FORMS}
    assert len(files) == len(CRITICAL) + len(DEFERRED) + len(FORMS) >= 15


def test_only_logical_properties_are_used_so_that_arabic_is_mirrored_by_itself() -> None:
    for name in (*CRITICAL, *DEFERRED, *FORMS):
        css = re.sub(
            r"\(m(?:in|ax)-width:[^)]*\)", "", minified((CSS_DIR / name).read_text(encoding="utf-8"))
        )
        assert not PHYSICAL.findall(css), name


def test_components_take_their_colours_from_the_tokens() -> None:
    for name in (*CRITICAL, *DEFERRED, *FORMS):
        if name in {"tokens.css", "print.css"}:  # paper is white
            continue
        css = (CSS_DIR / name).read_text(encoding="utf-8")
        found = set(re.findall(r"#[0-9a-f]{3,8}\b", css))
        # The header is dark in both schemes, the emblem's border is white by its rules.
        assert found <= {"#fff", "#17262b", "#5b676b", "#9a6a00"}, (name, found)


def test_minifying_keeps_what_counts() -> None:
    css = "a { color: red; /* no */ }\n@media (min-width: 40rem) { .b > .c + .d { margin: 0 1px; } }"
    assert minified(css) == "a{color:red}@media (min-width:40rem){.b>.c + .d{margin:0 1px}}"


def test_the_part_in_the_page_is_small(client) -> None:
    assert len(critical_css()) < 20_000
    # Both reach every browser compressed.
    assert len(gzip.compress(joined(DEFERRED).encode())) < 3_000
    assert len(gzip.compress(joined(FORMS).encode())) < 1_500


@pytest.mark.django_db
def test_the_rest_is_found_as_a_static_file() -> None:
    from django.contrib.staticfiles import finders

    for name in COMPOSED:
        assert finders.find(name)
        assert finders.find(name, find_all=True)
