"""Asks the search backend of the site; whatever is typed, the answer is a list."""

from __future__ import annotations

import logging
import re
from typing import Any

from wagtail.models import Page

logger = logging.getLogger(__name__)

MAX_QUERY = 200
MAX_RESULTS = 100
_WORD = re.compile(r"\w+(?:['’ʼ-]\w+)*", re.UNICODE)  # noqa: RUF001  apostrophes people type in Ukrainian


def cleaned(query: str) -> str:
    """The words of a query, shortened to ``MAX_QUERY``: operators of an engine's own language are no words."""
    return " ".join(_WORD.findall(query[:MAX_QUERY].replace("\x00", " ")))


def search(query: str, code: str) -> list[Page]:
    """Public pages in a language, best first, at most ``MAX_RESULTS``. All words first, then any of them."""
    words = cleaned(query)
    if not words:
        return []
    pages = Page.objects.live().public().filter(locale__language_code=code, depth__gt=1)
    for operator in ("and", "or"):
        try:
            found: list[Any] = list(pages.search(words, operator=operator)[:MAX_RESULTS])
        except Exception:
            # An engine that is away or refuses a query must not cost the reader the page.
            logger.exception("Search failed")
            return list(pages.filter(title__icontains=words.split()[0])[:MAX_RESULTS])
        if found or " " not in words:
            return found
    return []
