"""What search does after a change, and by the clock."""

from __future__ import annotations

import subprocess
import sys
import time

from django.apps import apps
from django_tasks import task
from wagtail.models import Page

from search import documents, languages, outbox, questions
from search.models import IndexState
from website.core.schedule import periodic


@task()
def refresh_page(pk: int) -> None:
    """Bring what is found of a page to what it says now."""
    page = Page.objects.filter(pk=pk).specific().first()
    if page is not None:
        documents.refresh(page)


@task()
def refresh_pages_below(pk: int) -> None:
    """The same for a page and everything below it."""
    page = Page.objects.filter(pk=pk).first()
    if page is not None:
        documents.refresh_below(page)


@task()
def refresh_record(label: str, pk: int) -> None:
    """The same for a record that is no page."""
    record = apps.get_model(label)._default_manager.filter(pk=pk).first()
    if record is not None:
        documents.refresh(record)


@periodic(minutes=1)
def keep_index() -> None:
    """Have missing dictionaries made, bring the index to the best analysis, tell the search server what waits."""
    if IndexState.load().built_at is None and Page.objects.filter(depth__gt=1, live=True).exists():
        documents.write_all()  # the first start with this search, or a database from elsewhere
    if languages.missing():
        start_building()
    elif documents.analyse_anew():
        print("Search: the dictionaries are in use now.", flush=True)  # noqa: T201  to whoever started the site
    outbox.catch_up()


@periodic(minutes=1)
def count_questions() -> None:
    """Count what was asked since the last time."""
    questions.collect()


@periodic(minutes=60)
def delete_old_questions() -> None:
    """Delete counted questions 180 days after they were asked."""
    questions.delete_old()


RETRY = 3600.0  # seconds after which dictionaries that could not be made are tried again
_builder: subprocess.Popen[bytes] | None = None
_builder_started = 0.0


def start_building() -> None:
    """Have the missing dictionaries made beside the site: a minute of work, and memory that this process lacks."""
    global _builder, _builder_started  # noqa: PLW0603  one at a time
    if _builder is not None:
        result = _builder.poll()
        if result is None or (result and time.monotonic() - _builder_started < RETRY):
            return
    print("Search: making the dictionaries; until then it knows fewer word forms.", flush=True)  # noqa: T201
    program = f"import sys; sys.path[:0] = {sys.path!r}; from search.analysis.build import main; main(*sys.argv[1:])"
    _builder_started = time.monotonic()
    _builder = subprocess.Popen(
        [sys.executable, "-c", program, str(languages.folder()), *languages.missing()]
    )
