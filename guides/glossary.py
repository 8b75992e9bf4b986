"""Which Polish words of a page the glossary explains. Kept in memory per language and revision of the frame."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.apps import apps

from website.core.models import FrameRevision
from website.core.routing import Route, readable

_POLISH = re.compile(r"<i>(.*?)</i>")
_BRACKETS = re.compile(r"(.+?) \((.+)\)")
MOST_ON_A_PAGE = 12


@dataclass(frozen=True)
class Term:
    """A term as a page shows it: the Polish word, its name in the reader's language, and where it is explained."""

    polish: str
    word: str
    href: str


@dataclass(frozen=True)
class Glossary:
    """The terms of one language by their Polish word in lower case."""

    href: str
    terms: dict[str, Term]


_kept: dict[tuple[str, int], Glossary] = {}


def glossary_for(code: str, revision: int | None = None) -> Glossary:
    """The glossary in a language; without terms where there is none. Without a revision it costs a query more."""
    key = (code, FrameRevision.current() if revision is None else revision)
    if key not in _kept:
        if len(_kept) > 20:
            _kept.clear()
        _kept[key] = _build(code)
    return _kept[key]


def forget() -> None:
    """Drop what this process keeps (tests that roll the database back need it)."""
    _kept.clear()


def _build(code: str) -> Glossary:
    # By name: the model imports what shows its terms.
    pages = apps.get_model("guides.GlossaryPage").objects.filter(locale__language_code=code)
    page = readable(pages).first()
    if page is None:
        return Glossary("", {})
    terms = {}
    for block in page.terms.raw_data:
        value = block["value"]
        # A Polish reader knows the word, and needs what it means.
        word = value["meaning"] if value["word"].lower() == value["polish"].lower() else value["word"]
        term = Term(value["polish"], word, f"{page.url_path}#{value['anchor']}")
        for name in _names(value["polish"]):
            terms.setdefault(name, term)
    return Glossary(page.url_path, terms)


def _names(polish: str) -> list[str]:
    """How a term may stand on a page: whole, without what is in brackets, or only that; each of two alternatives."""
    names = [polish]
    if match := _BRACKETS.fullmatch(polish):
        names += [match[1], match[2]]
    for name in list(names):
        names += re.split(r"\s*/\s*", name) if " / " in name else []
    return [name.lower() for name in names]


def terms_in(page: Any, route: Route) -> list[Term]:
    """The terms that stand on a guide and are explained in the glossary, in the order of the page, each once."""
    glossary = glossary_for(route.content_language.code, route.revision)
    if not glossary.terms:
        return []
    words = [getattr(page, name) for name in ("for_whom", "where", "cost", "time_needed", "outcome")]
    words.extend(_strings(page.body.raw_data))
    found: dict[str, Term] = {}
    for text in words:
        for match in _POLISH.findall(text):
            term = glossary.terms.get(unescape(match).lower())
            if term:
                found.setdefault(term.polish, term)
    return list(found.values())[:MOST_ON_A_PAGE]


def _strings(value: Any) -> list[str]:
    """All strings with marked words in the stored value of a body, in their order."""
    if isinstance(value, str):
        return [value] if "<i>" in value else []
    members = value.values() if isinstance(value, dict) else value if hasattr(value, "__iter__") else ()
    return [text for member in members for text in _strings(member)]
