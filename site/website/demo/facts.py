"""Every figure that a page prints has a source. Knows nothing of Django; see docs/content.md.

``facts.toml`` lists the figures page by page, as they are printed in Polish. That other languages print the same is
checked elsewhere.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from website.demo.files import SOURCE

FILE = "facts.toml"
FOLDERS = ("pages", "institutions", "topics")
EVERYWHERE = "everywhere"

# What is no figure for readers: numbers of places in a picture and of steps, addresses, anchors, fields without words.
_NOT_PRINTED = re.compile(
    r"^- \*\*\d+\*\* |\]\([^)]*\)|\{#[^}]*\}|^\d+\. "
    r"|^(?:checked_on|check_by|law_as_of|url|website|map_url|map|related|languages|order|polish_words"
    r"|keep_months|answer_within|guide|institution|hours) *=.*|^::: (?:decides|contact|picture|term) .*"
)
_FIGURE = re.compile(r"[\w+]*\d[\w.,:+–-]*(?: [\w%]+)?")


def problems(folder: Path) -> Iterator[str]:
    """Figures without a source, and sources of figures that are printed nowhere: ``file:line: what``."""
    path = folder / FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        yield f"{FILE}:1: cannot be read: {error}"
        return
    known_sources = data.pop("sources", {})
    everywhere = data.pop(EVERYWHERE, {})
    for key, figures in [(EVERYWHERE, everywhere), *data.items()]:
        for figure, sources in figures.items():
            for code in re.split(r"[,;]\s*", sources):
                if code not in known_sources:
                    yield f"{FILE}:{_line(path, figure)}: “{figure}” of “{key}”: there is no source “{code}”"
    unused = set(everywhere)
    for kind in FOLDERS:
        for file in sorted((folder / kind).rglob(f"*.{SOURCE}.md")):
            key = file.relative_to(folder).as_posix().removesuffix(f".{SOURCE}.md").removeprefix("pages/")
            own = data.pop(key, {})
            printed: set[str] = set()
            yield from _without_source(folder, file, {**everywhere, **own}, printed)
            unused -= printed
            for figure in own:
                if figure not in printed:
                    yield f"{FILE}:{_line(path, figure)}: “{key}” does not print “{figure}”"
    for key in data:
        yield f"{FILE}:{_line(path, key)}: there is no page “{key}”"
    for figure in sorted(unused):
        yield f"{FILE}:{_line(path, figure)}: no page prints “{figure}”"


def _line(path: Path, words: str) -> int:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if words in line:
            return number
    return 1


def _printed_as(figure: str) -> re.Pattern[str]:
    """The figure with any kind of space between its parts, and not as a part of a longer one."""
    return re.compile(r"(?<![\d.,:])" + r"\s".join(map(re.escape, figure.split())) + r"(?!\w)", re.IGNORECASE)


def _without_source(folder: Path, file: Path, known: dict[str, str], printed: set[str]) -> Iterator[str]:
    patterns = [(figure, _printed_as(figure)) for figure in known]
    patterns.sort(key=lambda pair: -len(pair[0]))
    in_caption = False  # it names the numbers in its picture
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
        if line.startswith(":::"):
            in_caption = line.startswith("::: picture ")
        if in_caption:
            continue
        text = re.sub(r"\b_|_\b|\*\*", "", _NOT_PRINTED.sub(" ", line))
        for figure, pattern in patterns:
            text, count = pattern.subn(" ", text)
            if count:
                printed.add(figure)
        for match in _FIGURE.finditer(text):
            if re.search(r"\d", match[0]):
                place = f"{file.relative_to(folder)}:{number}"
                yield f"{place}: the figure “{match[0].strip()}” has no source in {FILE}"
