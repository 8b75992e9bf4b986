"""Checks the files of pages, institutions and the glossary. Knows nothing of Django; see docs/content.md.

``problems`` says what is wrong with them before anything is loaded: file, line, and what to do.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from website.demo import facts
from website.demo.checks import line_of
from website.demo.files import SOURCE, WORD_FIELDS, ContentError, ContentFile, parse

LANGUAGES = ("pl", "en", "uk", "ru", "be", "es", "ar")
COMPLETE = ("pl", "en", "uk", "ru")  # every page is written in these
MOST_IN_A_GROUP = 9

# What each type of page is: whether it says "in short", and which languages it must have.
GUIDES = ("guide", "service", "answer")
TYPES = (
    *GUIDES,
    "section",
    "plain",
    "glossary",
    "home",
    "accessibility",
    "contact",
    "office",
    "directory",
    "calendar",
)
IN_SHORT = ("for_whom", "where", "cost", "time", "outcome")
DATES = ("checked_on", "check_by", "law_as_of")
WORDS_OF = {"guide": (250, 700), "service": (120, 450), "answer": (80, 400)}

_PAGE = re.compile(r"\(page:([^)\s]*)\)|^- page:(\S+)|\| page:(\S+)")
_INSTITUTION = re.compile(r"^::: (?:decides|contact) (\S+)")
_PICTURE = re.compile(r"^::: picture (\S+)")


@dataclass(frozen=True)
class _Content:
    """What the files below a folder name one another by."""

    folder: Path
    pages: dict[str, dict[str, ContentFile]]
    institutions: set[str]
    pictures: set[str]
    targets: set[str]


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with the pages and institutions below a folder, one sentence each: ``file:line: what``."""
    pages: dict[str, dict[str, ContentFile]] = {}
    unreadable = False
    for kind in ("pages", "institutions"):
        for path in sorted((folder / kind).rglob("*.md")):
            try:
                content = parse(path, folder / kind)
            except ContentError as error:
                unreadable = True
                yield str(error).replace(f"{folder}/", "")
                continue
            if kind == "pages":
                pages.setdefault(content.key, {})[content.language] = content
    if unreadable:
        return
    names = {path.name.split(".")[0] for path in (folder / "institutions").glob("*.md")}
    events = {f"events/{path.name.split('.')[0]}" for path in (folder / "events").glob("*.pl.md")}
    pictures = {path.stem for path in (folder / "images").glob("*.png")}
    content = _Content(folder, pages, names, pictures, set(pages) | events)
    for key, versions in sorted(pages.items()):
        yield from _languages(content, key, versions)
        for code in sorted(versions):
            yield from _file(content, key, versions[code])
    yield from _forbidden(content)
    yield from facts.problems(folder)
    yield from _editors_words(content)


def _editors_words(content: _Content) -> Iterator[str]:
    """What search is told from the start."""
    for name, wanted in (("synonyms.toml", {"words"}), ("promotions.toml", {"questions", "pages"})):
        path = content.folder / name
        if not path.exists():
            continue
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            yield f"{name}:1: cannot be read: {error}"
            continue
        for code, rows in data.items():
            for each in rows:
                if missing := wanted - set(each):
                    yield f"{name}:1: an entry of “{code}” has no {', '.join(sorted(missing))}"
                for page in each.get("pages", []):
                    if code not in content.pages.get(page, {}):
                        yield f"{name}:1: there is no page “{page}” in “{code}”"


def _place(content: _Content, key: str, code: str, field: str = "") -> str:
    path = content.folder / "pages" / f"{key}.{code}.md"
    return f"pages/{key}.{code}.md:{line_of(path, field)}"


def _languages(content: _Content, key: str, versions: dict[str, ContentFile]) -> Iterator[str]:
    there = _place(content, key, min(versions))
    for code in COMPLETE:
        if code not in versions:
            yield f"{there}: there is no pages/{key}.{code}.md; every page is written in {', '.join(COMPLETE)}"
    for code in sorted(set(versions) - set(LANGUAGES)):
        yield f"{_place(content, key, code)}: “{code}” is none of the languages {', '.join(LANGUAGES)}"
    parent = key.rpartition("/")[0]
    if parent and parent not in content.pages:
        yield f"{there}: there is no page “{parent}” above it"


def _file(content: _Content, key: str, file: ContentFile) -> Iterator[str]:
    if file.language == SOURCE:
        yield from _fields(content, key, file)
    else:
        for name in sorted(set(file.fields) - WORD_FIELDS):
            yield f"{_place(content, key, file.language, name)}: “{name}” stands in the Polish file only"
    yield from _lines(content, key, file.language)


def _fields(content: _Content, key: str, file: ContentFile) -> Iterator[str]:
    kind = file.text("type")
    if kind not in TYPES:
        yield f"{_place(content, key, SOURCE, 'type')}: there is no type “{kind}”; there are {', '.join(TYPES)}"
    for name in ("title", "summary"):
        if not file.text(name).strip():
            yield f"{_place(content, key, SOURCE, name)}: “{name}” is missing"
    if kind not in GUIDES:
        return
    for name in IN_SHORT:
        if (kind == "answer") == bool(file.text(name).strip()):
            rule = "an answer has no “in short”" if kind == "answer" else "is missing"
            yield f"{_place(content, key, SOURCE, name)}: “{name}”: {rule}"
    yield from _dates(content, key, file)
    if not isinstance(file.fields.get("polish_words", []), list):
        yield f"{_place(content, key, SOURCE, 'polish_words')}: “polish_words”: write a list"
    for path in file.fields.get("related", []):
        if path not in content.pages or content.pages[path][SOURCE].text("type") not in GUIDES:
            yield f"{_place(content, key, SOURCE, 'related')}: there is no guide “{path}”"
    if not file.blocks or file.blocks[-1][0] != "source":
        yield f"{_place(content, key, SOURCE)}: a guide ends with its sources"
    least, most = WORDS_OF[kind]
    if not least <= (count := words(file)) <= most:
        yield f"{_place(content, key, SOURCE)}: {count} words; a page of the type “{kind}” has {least} to {most}"


def _dates(content: _Content, key: str, file: ContentFile) -> Iterator[str]:
    dates = {name: file.fields.get(name) for name in DATES}
    wrong = [name for name, day in dates.items() if not isinstance(day, dt.date)]
    for name in wrong:
        yield f"{_place(content, key, SOURCE, name)}: “{name}” must be a day like 2026-11-22, without quotes"
    if not wrong and dates["check_by"] <= dates["checked_on"]:
        yield f"{_place(content, key, SOURCE, 'check_by')}: “check_by” must be after “checked_on”"


def words(file: ContentFile) -> int:
    """How many words a reader sees, without the sources."""
    said = [file.text(name) for name in ("title", "summary", *IN_SHORT)]
    said += [repr(value) for kind, value in file.blocks if kind != "source"]
    text = re.sub(r"<[^>]+>|'\w+':|\[[^\]]*\]\((?=page:|http)|https?://\S+", " ", " ".join(said))
    return len(re.findall(r"\w[\w'\u2019\u02bc-]*", text))


def _lines(content: _Content, key: str, code: str) -> Iterator[str]:
    """Links, institutions and pictures that are not there, with their line."""
    path = content.folder / "pages" / f"{key}.{code}.md"
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        place = f"pages/{key}.{code}.md:{number}"
        for match in _PAGE.finditer(line):
            target = next(group for group in match.groups() if group is not None)
            if target.split("#")[0] not in content.targets:
                yield f"{place}: there is no page “{target}” to link to"
        if (named := _INSTITUTION.match(line)) and named[1] not in content.institutions:
            yield f"{place}: there is no institution “{named[1]}”"
        if (shown := _PICTURE.match(line)) and shown[1] not in content.pictures:
            yield f"{place}: there is no picture “{shown[1]}”"
    for kind, value in content.pages[key][code].blocks:
        if kind == "group" and len(value["guides"]) > MOST_IN_A_GROUP:
            place = _place(content, key, code)
            yield f"{place}: “{value['title']}” has more than {MOST_IN_A_GROUP} guides"


# The same word for the same thing ------------------------------------------------------------------------------------


def avoided(content: ContentFile) -> dict[str, str]:
    """Words that pages of this language do not use, and the word of the glossary to use instead."""
    terms = [value for kind, value in content.blocks if kind == "term"]
    return {wrong: term["word"] for term in terms for wrong in term["avoid"]}


def _forbidden(content: _Content) -> Iterator[str]:
    for code, glossary in content.pages.get("glossary", {}).items():
        wrong = avoided(glossary)
        if not wrong:
            continue
        found = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, wrong)) + r")(?!\w)", re.IGNORECASE)
        for path in sorted((content.folder).glob(f"*/**/*.{code}.md")):
            if path.name == f"glossary.{code}.md":
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
                for match in found.findall(line):
                    place = f"{path.relative_to(content.folder)}:{number}"
                    yield f"{place}: “{match}”; the glossary says “{wrong[match.lower()]}”"
