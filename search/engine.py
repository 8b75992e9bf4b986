"""Which engine answers: the search server while it does, else the index in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wagtail.search.backends import get_search_backend

from search import outbox
from search.wanted import NOTHING, Hits, Wanted


def candidates(alternatives: Sequence[Wanted], least: int = 1) -> Hits:
    """Documents for the first question that finds at least so many, or for the last one.

    A server that does not answer costs no reader a page.
    """
    asked = [wanted for wanted in alternatives if wanted]
    if not asked:
        return NOTHING
    if outbox.has_server() and not outbox.is_away():
        server: Any = get_search_backend(outbox.ENGINE)
        try:
            return server.candidates(asked, least)
        except Exception as error:  # noqa: BLE001  whatever the client raises, the other index answers
            outbox.did_not_answer(error)
    embedded: Any = get_search_backend()
    return embedded.candidates(asked, least)
