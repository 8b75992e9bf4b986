"""What a record has to say to search. Rooms answer; the search room asks, and knows none of them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

_POLISH_WORDS = re.compile(r"<i>(.*?)</i>", re.DOTALL)
_BLOCK_ENDS = re.compile(r"</(?:p|li|h[1-6]|td|th|div)>|<br\s*/?>", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Passage:
    """A part of a record under one heading; ``anchor`` is empty for what stands before the first one."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class Entry:
    """One result that a search may have.

    ``path`` is the address without the language, ``fragment`` what follows its ``#``: the same in all languages.
    ``official`` is the Polish name, ``polish_words`` are Polish words in a text of another language. ``counts_from``
    and ``counts_until`` say when an event is; ``is_minor`` makes a page come after others that say as much.
    """

    kind: str
    language: str
    path: str
    title: str
    fragment: str = ""
    summary: str = ""
    official: str = ""
    polish_words: str = ""
    passages: tuple[Passage, ...] = ()
    counts_from: dt.datetime | None = None
    counts_until: dt.datetime | None = None
    is_minor: bool = False


class Searchable:
    """A record that search finds. ``search_entries`` says as what."""

    def search_entries(self) -> list[Entry]:
        """What of this record is found; nothing when nobody may read it. A page need not ask that of itself."""
        raise NotImplementedError

    def search_dependents(self) -> Iterable[Searchable]:
        """Other records whose entries say what this one decides: they are brought up to date with it."""
        return ()


def plain(html: str) -> str:
    """The words of rich text."""
    return _SPACES.sub(" ", unescape(strip_tags(_BLOCK_ENDS.sub(" ", html or "")))).strip()


def passages_of(record: Any, leaving_out: set[str]) -> tuple[Passage, ...]:
    """The text of all fields that the record names in ``search_fields``, divided at its headings."""
    found: list[tuple[str, str, list[str]]] = [("", "", [])]
    for name in _searched_fields(record, leaving_out):
        field = record._meta.get_field(name)
        value = getattr(record, name)
        if isinstance(field, StreamField):
            _read_stream(value, found)
        elif isinstance(field, RichTextField):
            found[0][2].append(plain(value))
        elif isinstance(value, str):
            found[0][2].append(value)
    return tuple(
        Passage(anchor, heading, _SPACES.sub(" ", " ".join(filter(None, texts))).strip())
        for anchor, heading, texts in found
        if heading or any(texts)
    )


def _searched_fields(record: Any, leaving_out: set[str]) -> list[str]:
    fields = [each for each in record.get_search_fields() if isinstance(each, index.SearchField)]
    return [each.field_name for each in fields if each.field_name not in leaving_out]


def _read_stream(value: Any, found: list[tuple[str, str, list[str]]]) -> None:
    for child in value:
        anchor_or = getattr(child.value, "anchor_or", None)
        if anchor_or:
            found.append((anchor_or(child.id), child.value["text"], []))
        else:
            found[-1][2].extend(plain(text) for text in child.block.get_searchable_content(child.value))


def polish_words_in(record: Any) -> str:
    """Official Polish words that the record's text marks as Polish."""
    stored = " ".join(
        json.dumps(list(value.raw_data), default=str, ensure_ascii=False)
        if isinstance(field, StreamField)
        else str(value or "")
        for field in record._meta.get_fields()
        if isinstance(field, StreamField | RichTextField)
        for value in [getattr(record, field.name)]
    )
    return " | ".join(dict.fromkeys(plain(words) for words in _POLISH_WORDS.findall(stored)))
