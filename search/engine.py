"""Asks the search backend of the site; whatever is typed, the answer is a list."""

from __future__ import annotations

import logging
import re
from functools import cache

from wagtail.models import Locale, Page

logger = logging.getLogger(__name__)

MAX_QUERY = 200
MAX_RESULTS = 200
_WORD = re.compile(r"\w+(?:['\u2019\u02bc-]\w+)*")  # with the apostrophes that people type in Ukrainian


def cleaned(query: str) -> str:
    """The words of a query, shortened to ``MAX_QUERY``: operators of an engine's own language are no words."""
    return " ".join(_WORD.findall(query[:MAX_QUERY].replace("\x00", " ")))


def search(query: str, codes: list[str]) -> dict[str, list[Page]]:
    """Public pages by language, best first. Pages with all words; where there are none, with any of them."""
    words = cleaned(query)
    found: dict[str, list[Page]] = {code: [] for code in codes}
    if not words:
        return found
    locales = {pk: code for pk, code in _locales() if code in found}
    pages = Page.objects.live().public().filter(locale_id__in=list(locales))
    for page in _asked(pages, words):
        found[locales[page.locale_id]].append(page)
    return found


@cache
def _locales() -> tuple[tuple[int, str], ...]:
    """Languages by their primary keys; kept in memory, for each search would ask for the same seven rows."""
    return tuple(Locale.objects.values_list("pk", "language_code"))


def forget_locales() -> None:
    """Ask again: a language was added or removed."""
    _locales.cache_clear()


def _asked(pages: object, words: str) -> list[Page]:
    for operator in ("and", "or"):
        try:
            found = list(pages.search(words, operator=operator)[:MAX_RESULTS])  # type: ignore[attr-defined]
        except Exception:
            # An engine that is away or refuses a query must not cost the reader the page.
            logger.exception("The search engine did not answer")
            return list(pages.filter(title__icontains=words.split(maxsplit=1)[0])[:MAX_RESULTS])  # type: ignore[attr-defined]
        if found or " " not in words:
            return found
    return []
