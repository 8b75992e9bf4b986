"""The only writer of documents: what a record says of itself becomes what can be found, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import translation
from django.utils.timezone import now
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from search import outbox
from search.languages import best_analysis
from search.models import Document, IndexState, Opening, Word
from search.models.documents import TERM
from website.core.models import BasePage
from website.core.routing import readable
from website.core.searchable import Entry, Searchable

BATCH = 200


def source_of(record: Any) -> str:
    """The name under which the documents of a record are kept. A page keeps it when its type is not known."""
    return f"page:{record.pk}" if isinstance(record, Page) else f"{record._meta.label_lower}:{record.pk}"


def searchable_models() -> list[type[models.Model]]:
    """Every type of record that can be found."""
    return [model for model in apps.get_models() if issubclass(model, Searchable)]


def refresh(record: Any) -> None:
    """Bring the documents of a record to what it says now, and those of records for which it decides something."""
    _write({source_of(each): _entries(each) for each in (record, *_dependents([record]))})


def forget(sources: Iterable[str]) -> None:
    """Take away all documents of these records."""
    _write({source: [] for source in sources})


def record_gone(record: Any) -> None:
    """Take away the documents of a deleted record, and bring those up to date for which it decided something."""
    _write({source_of(record): [], **{source_of(each): _entries(each) for each in _dependents([record])}})


def refresh_below(page: Page) -> None:
    """The same for a page and all pages below it: it was moved, or closed to some people."""
    below = Page.objects.filter(path__startswith=page.path).order_by("path")
    for pages in _batches(below.specific().iterator(BATCH)):
        public = set(
            readable(Page.objects.filter(pk__in=[each.pk for each in pages])).values_list("pk", flat=True)
        )
        _write({
            **{source_of(each): _said_by(each) if each.pk in public else [] for each in pages},
            **{source_of(each): _entries(each) for each in _dependents(pages)},
        })  # fmt: skip


def _dependents(records: Iterable[Any]) -> list[Any]:
    return [other for each in records if isinstance(each, Searchable) for other in each.search_dependents()]


def _entries(record: Any) -> list[Entry]:
    is_page = isinstance(record, Page)
    if is_page and not readable(Page.objects.filter(pk=record.pk)).exists():
        return []
    return _said_by(record)


def _said_by(record: Any) -> list[Entry]:
    if not isinstance(record, Searchable):
        return []
    with translation.override(record.locale.language_code):
        return record.search_entries()


def _write(entries: dict[str, list[Entry]]) -> None:
    with transaction.atomic():
        known: dict[tuple[str, str], Document] = {
            (each.source, each.fragment): each for each in Document.objects.filter(source__in=entries)
        }
        written = []
        for source, said in entries.items():
            for entry in said:
                document = known.pop((source, entry.fragment), None) or Document(source=source)
                _fill(document, entry)
                document.save()
                written.append(document)
        _delete(list(known.values()))
        _index(written)
        if any(document.kind == TERM for document in (*written, *known.values())):
            IndexState.editors_words_changed()
    outbox.soon()


def _fill(document: Document, entry: Entry) -> None:
    document.fragment, document.language, document.kind = entry.fragment, entry.language, entry.kind
    document.path, document.section = entry.path, entry.path.split("/")[0]
    document.address = f"{entry.path}#{entry.fragment}" if entry.fragment else entry.path
    document.name, document.official = entry.title[:255], entry.official[:255]
    document.summary, document.polish_words = entry.summary, entry.polish_words
    document.passages = [list(asdict(passage).values()) for passage in entry.passages]
    document.counts_from, document.counts_until = entry.counts_from, entry.counts_until
    document.is_minor = entry.is_minor


def _index(documents: list[Document]) -> None:
    if documents:
        _enter(documents)
        _record_words(documents)


def _enter(documents: list[Document]) -> None:
    state = IndexState.load()
    for document in documents:
        document.analyses = state.written_analyses
    get_search_backend().add_bulk(Document, documents)
    outbox.note(document.pk for document in documents)


def _record_words(documents: list[Document]) -> None:
    Opening.objects.filter(document__in=documents).delete()
    Opening.objects.bulk_create(
        [opening for each in documents for opening in Opening.of(each)], batch_size=500
    )
    found = {
        (word.language, word.text, word.is_official): word for each in documents for word in Word.of(each)
    }
    # In one order everywhere, so that two editors who publish at once do not wait for one another for ever.
    Word.objects.bulk_create([found[key] for key in sorted(found)], ignore_conflicts=True, batch_size=300)


def _delete(documents: list[Document]) -> None:
    outbox.note([document.pk for document in documents])
    backend = get_search_backend()
    for document in documents:
        backend.delete(document)
        document.delete()


# All of them -------------------------------------------------------------------------------------------------------


def write_all(told: Any = lambda done, total: None) -> int:
    """Make all documents anew from what the records say; how many there are.

    Readers go on searching: what is found is replaced piece by piece, and what is gone is taken away at the end.
    """
    before = set(Document.objects.values_list("source", flat=True).distinct())
    pages = readable(Page.objects.filter(depth__gt=1)).order_by("path")
    wanted: list[tuple[Any, list[int]]] = [(Page, list(pages.values_list("pk", flat=True)))]
    for model in searchable_models():
        if not issubclass(model, BasePage):
            wanted.append((model, list(model._default_manager.order_by("pk").values_list("pk", flat=True))))
    total, done = sum(len(pks) for _model, pks in wanted), 0
    for model, pks in wanted:
        for batch in _batches(pks):
            with transaction.atomic():
                # Locked before the records are read: what is published in between must not become older again.
                sources = {source_of(model(pk=pk)) for pk in batch}
                list(Document.objects.filter(source__in=sources).select_for_update().values_list("pk"))
                found = model._default_manager.filter(pk__in=batch)
                records = readable(found).specific() if model is Page else found.select_related("locale")
                _write({source_of(each): _said_by(each) for each in records})
            before -= sources
            done += len(batch)
            told(done, total)
    forget(before)
    IndexState.load()
    _announce(built_at=now())
    return Document.objects.count()


def analyse_anew(told: Any = lambda done, total: None) -> bool:
    """Bring the index to the best analysis that is possible now; whether there was anything to do.

    While it is written every document has the terms of both analyses. Questions are put by the old one until the last
    document has the new one; then by that, and the terms of the old one are taken away.
    """
    state = IndexState.load()
    best = best_analysis()
    if state.analysis == best and not state.building:
        return False
    if state.analysis != best:
        _announce(building=best)
        _index_all(told)
        _announce(analysis=best, building="")
    else:
        _announce(building="")
    _index_all(told)
    return True


def _announce(**values: Any) -> None:
    IndexState.objects.filter(pk=IndexState.SINGLE).update(**values)


def _index_all(told: Any) -> None:
    documents = Document.objects.order_by("pk")
    total, done = documents.count(), 0
    last = 0
    while True:
        with transaction.atomic():
            # Locked: what somebody publishes in between must not be overwritten with older words.
            batch = list(documents.filter(pk__gt=last).select_for_update()[:BATCH])
            if not batch:
                break
            _enter(batch)
        last, done = batch[-1].pk, done + len(batch)
        _announce(done=done, total=total)
        told(done, total)
    outbox.soon()


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
