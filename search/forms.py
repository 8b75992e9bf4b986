"""What the address of a search may hold."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.http import Http404, QueryDict

from search.kinds import KIND_NAMES
from search.plan import LONGEST, Filters

_SECTION = re.compile(r"[a-z0-9-]{1,100}")
_MOST_PAGES = 1_000


NO_FILTERS = Filters()


@dataclass(frozen=True)
class Asked:
    """A search as somebody asked for it."""

    text: str
    filters: Filters = NO_FILTERS
    page: int = 1
    literally: bool = False  # the reader does not want to be corrected
    was_told: bool = False

    @property
    def is_first(self) -> bool:
        """Whether it is the question itself, and not a next page or a narrower look at the same results."""
        return self.page == 1 and self.filters == NO_FILTERS and not self.literally and not self.was_told


def read(data: QueryDict) -> Asked:
    """What is asked. ``Http404`` for a page, a kind or a section that cannot exist; any words are welcome."""
    kind, section, number = data.get("kind", ""), data.get("section", ""), data.get("page", "1") or "1"
    if kind and kind not in KIND_NAMES:
        raise Http404("There is no such kind of result.")
    if section and not _SECTION.fullmatch(section):
        raise Http404("There is no such section.")
    if not (number.isascii() and number.isdecimal() and len(number) <= 4 and 0 < int(number) <= _MOST_PAGES):
        raise Http404("There is no such page.")
    return Asked(
        cleaned(data.get("q", "")),
        Filters(kind, section),
        int(number),
        literally=data.get("exact") == "1",
        was_told=data.get("told") == "1",
    )


def cleaned(text: str) -> str:
    """The question without characters that nobody types: control and direction signs, lone surrogates."""
    text = "".join(
        " " if unicodedata.category(each) in {"Cc", "Cs", "Co"} else each for each in text[: 4 * LONGEST]
    )
    text = "".join(each for each in text if unicodedata.category(each) != "Cf" or each in "\u200c\u200d")
    return " ".join(text.split())[:LONGEST].strip()
