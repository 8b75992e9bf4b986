"""What the search server still has to be told. Written with the document, sent after the commit, tried again later.

Without ``SEARCH_URL`` there is no server, and nothing to do.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.search.backends import get_search_backend

from search.models import Change, Document

logger = logging.getLogger(__name__)

BATCH = 200
PATIENCE = 1.0  # seconds that a publishing editor waits for the server, all requests together
PATIENCE_OF_WORKER = 30.0  # seconds for making an index or filling it
PAUSE = 15.0  # seconds in which a server that was away is not asked again
ENGINE = "engine"

_away_until = 0.0


def has_server() -> bool:
    """Whether there is a search server at all."""
    return ENGINE in settings.WAGTAILSEARCH_BACKENDS


def is_away() -> bool:
    """Whether the server did not answer a moment ago."""
    return time.monotonic() < _away_until


def did_not_answer(error: Exception) -> None:
    """Remember that the server is away, and leave it alone for a while."""
    global _away_until  # noqa: PLW0603  one breaker for the process
    if not is_away():
        logger.warning("The search server does not answer: %s", type(error).__name__)
    _away_until = time.monotonic() + PAUSE


def answers_again() -> None:
    """Forget that it was away."""
    global _away_until  # noqa: PLW0603
    _away_until = 0.0


def server_has_index() -> bool:
    """Whether the server answers and knows the index. What the client raises is the caller's."""
    return bool(_server().get_index_for_model(Document).exists())


def _server(patience: float | None = None) -> Any:
    """Wagtail's backend for the server; ``patience`` in seconds, for each request."""
    backend: Any = get_search_backend(ENGINE)
    if patience is not None:
        backend.es = backend.es.options(request_timeout=patience)
    return backend


def note(documents: Iterable[int]) -> None:
    """Write down that these documents changed or are gone; in the transaction of the change."""
    if has_server():
        Change.objects.bulk_create([Change(document_pk=pk) for pk in documents], batch_size=500)


def soon() -> None:
    """Send what is written down once the transaction is through; at most one try, at most ``PATIENCE`` seconds."""
    if has_server() and not is_away():
        transaction.on_commit(_send_quietly, robust=True)


def _send_quietly() -> None:
    if not is_away():
        try:
            send(until=time.monotonic() + PATIENCE)
        except Exception as error:  # noqa: BLE001  whatever the client raises, the editor's page is published
            did_not_answer(error)


def send(until: float | None = None) -> int:
    """Tell the server everything that is written down; how many documents. What the client raises is the caller's."""
    sent = 0
    while changes := list(Change.objects.order_by("pk")[:BATCH]):
        if not sent and not _index(until).exists():
            break  # the worker makes it with everything in it
        pks = {change.document_pk for change in changes}
        documents = list(Document.objects.filter(pk__in=pks))
        _index(until).tell(documents, gone=pks - {document.pk for document in documents})
        Change.objects.filter(pk__in=[change.pk for change in changes]).delete()
        sent += len(changes)
    answers_again()
    return sent


def _index(until: float | None) -> Any:
    """The server's index, for one request that must be over by then."""
    patience = PATIENCE_OF_WORKER if until is None else until - time.monotonic()
    if patience <= 0:
        raise TimeoutError
    return _server(patience).get_index_for_model(Document)


def rebuild(told: Any = lambda done, total: None) -> int:
    """Fill an index of its own and put it in the place of the old one; readers search the old one until then."""
    backend = _server(PATIENCE_OF_WORKER)
    rebuilder = backend.rebuilder_class(backend.get_index_for_model(Document))
    index = rebuilder.start()
    index.add_model(Document)
    noted = list(Change.objects.values_list("pk", flat=True))
    total, done, last = Document.objects.count(), 0, 0
    while batch := list(Document.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        index.add_items(Document, batch)
        last, done = batch[-1].pk, done + len(batch)
        told(done, total)
    rebuilder.finish()
    # What was noted before is in it; what changed while it was filled is sent now.
    for start in range(0, len(noted), BATCH):
        Change.objects.filter(pk__in=noted[start : start + BATCH]).delete()
    send()
    return done


def catch_up() -> None:
    """What the worker does each minute: make the index where it is missing, and send what waits."""
    if not has_server():
        return
    try:
        if server_has_index():
            send()
        elif Document.objects.exists():
            rebuild()
        answers_again()
    except Exception as error:  # noqa: BLE001  it is away; the next minute will tell
        did_not_answer(error)
