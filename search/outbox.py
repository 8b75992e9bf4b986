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
PATIENCE = 1.0  # seconds that a publishing editor waits for the server
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


def _server(is_patient: bool = False) -> Any:
    """Wagtail's backend for the server. Whoever has no reader or editor waiting may be patient."""
    backend: Any = get_search_backend(ENGINE)
    if is_patient:
        backend.es = backend.es.options(request_timeout=PATIENCE_OF_WORKER)
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
    backend = _server(is_patient=until is None)
    sent = 0
    index = backend.get_index_for_model(Document)
    while until is None or time.monotonic() < until:
        changes = list(Change.objects.order_by("pk")[:BATCH])
        if not changes:
            break
        if not sent and not index.exists():
            break  # the worker makes it with everything in it
        pks = {change.document_pk for change in changes}
        documents = list(Document.objects.filter(pk__in=pks))
        index.add_items(Document, documents)
        for pk in pks - {document.pk for document in documents}:
            index.delete_item(Document(pk=pk))
        Change.objects.filter(pk__in=[change.pk for change in changes]).delete()
        sent += len(changes)
    if sent:
        index.refresh()
    answers_again()
    return sent


def rebuild(told: Any = lambda done, total: None) -> int:
    """Fill an index of its own and put it in the place of the old one; readers search the old one until then."""
    backend = _server(is_patient=True)
    rebuilder = backend.rebuilder_class(backend.get_index_for_model(Document))
    index = rebuilder.start()
    index.add_model(Document)
    newest = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    total, done, last = Document.objects.count(), 0, 0
    while batch := list(Document.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        index.add_items(Document, batch)
        last, done = batch[-1].pk, done + len(batch)
        told(done, total)
    rebuilder.finish()
    # What was noted before is in it; what changed while it was filled is sent now.
    Change.objects.filter(pk__lte=newest).delete()
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
