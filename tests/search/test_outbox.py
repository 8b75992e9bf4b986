"""A search server that is away costs no reader an answer and no editor more than two seconds, and is told later."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from guides.models import GlossaryPage
from search import outbox
from search.models import Change, Document
from tests.live_site import free_port
from tests.search import elasticsearch
from tests.search.test_documents import found, guide

pytestmark = pytest.mark.django_db
LONGEST = 2  # seconds


def use(settings: Any, url: str, timeout: int = 1) -> None:
    """Have the site use a search server. One that shares two cores with other tests may take its time."""
    import os

    from website.settings import environment

    before = os.environ.get("SEARCH_URL")
    os.environ["SEARCH_URL"] = url
    try:
        settings.WAGTAILSEARCH_BACKENDS = environment.search()
    finally:
        os.environ.pop("SEARCH_URL") if before is None else os.environ.update(SEARCH_URL=before)
    settings.WAGTAILSEARCH_BACKENDS["engine"]["TIMEOUT"] = timeout
    outbox.answers_again()


@pytest.fixture
def hanging() -> Iterator[int]:
    """A server that takes every connection and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        yield server.getsockname()[1]


@pytest.fixture
def slow() -> Iterator[int]:
    """A server that answers everything, half a second late each time."""

    class Late(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(0.5)
            length = int(self.headers.get("Content-Length", 0))
            self.rfile.read(length)
            body = b'{"errors": false, "items": []}'
            self.send_response(200)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_PUT = do_POST = do_DELETE = do_GET

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Late)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


def test_a_slow_server_costs_an_editor_two_seconds_even_when_much_is_to_be_told(
    settings: Any, slow: int, django_capture_on_commit_callbacks: Any
) -> None:
    use(settings, f"elasticsearch://127.0.0.1:{slow}")
    glossary = GlossaryPage.objects.get(url_path="/pl/glossary/")
    with django_capture_on_commit_callbacks() as callbacks:
        glossary.unpublish()
    gone = Change.objects.count()
    assert gone > 100
    started = time.monotonic()
    for callback in callbacks:
        callback()
    assert time.monotonic() - started < LONGEST
    assert Change.objects.count() > gone / 2, "what was not told waits"


@pytest.fixture(params=["dead", "hanging"])
def away(request: pytest.FixtureRequest, settings: Any) -> None:
    port = free_port() if request.param == "dead" else request.getfixturevalue("hanging")
    use(settings, f"elasticsearch://127.0.0.1:{port}")


def test_readers_get_their_answer_from_the_embedded_index(away: None) -> None:
    started = time.monotonic()
    assert found("zezwolenie na pracę")[0].startswith("/pl/work/work-permit/")
    assert time.monotonic() - started < LONGEST
    started = time.monotonic()
    assert found("karta pobytu")
    assert time.monotonic() - started < LONGEST / 2, "the second reader does not wait for it again"
    assert "the embedded index does" in Client().get("/readyz").json()["search"]
    assert Client().get("/readyz").status_code == 200


def test_an_editor_waits_two_seconds_at_most_and_nothing_is_forgotten(
    away: None, django_capture_on_commit_callbacks: Any
) -> None:
    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        page = guide()
    assert time.monotonic() - started < LONGEST
    document = Document.objects.get(source=f"page:{page.pk}")
    assert Change.objects.filter(document_pk=document.pk).exists()
    outbox.catch_up()
    assert Change.objects.filter(document_pk=document.pk).exists(), "still away"
    assert found("hulajnoga")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    import os

    if missing := elasticsearch.missing():
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    with elasticsearch.server() as url:
        yield url


@pytest.mark.slow
def test_the_server_is_filled_told_and_caught_up(
    settings: Any, server: str, django_capture_on_commit_callbacks: Any
) -> None:
    use(settings, f"{server}/test_{time.monotonic_ns()}_", 20)
    outbox.catch_up()
    assert outbox.server_has_index(), "the worker makes an index that is missing"
    Document.objects.filter(kind="guide").update(name="only in the database")  # the server has its own copy
    assert found("zezwolenie na pracę")[0].startswith("/pl/work/work-permit/")
    with django_capture_on_commit_callbacks(execute=True):
        page = guide()
    assert not Change.objects.exists(), "told at once"
    assert found("hulajnogami")[0].startswith("/pl/work/scooters/")
    outbox.did_not_answer(TimeoutError())  # away for a while: nothing is sent
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert Change.objects.count() == 1
    assert found("hulajnogami") == [], "the embedded index knows"
    outbox.answers_again()
    outbox.catch_up()
    assert not Change.objects.exists()
    assert found("hulajnogami") == []
    assert Client().get("/readyz").json()["search"] == "ok"


@pytest.mark.slow
def test_a_rebuild_leaves_no_gap(settings: Any, server: str) -> None:
    use(settings, f"{server}/gap_{time.monotonic_ns()}_", 20)
    outbox.rebuild()
    seen: list[bool] = []
    outbox.rebuild(lambda done, total: seen.append(bool(found("zezwolenie na pracę"))))
    assert seen
    assert all(seen)
    assert not outbox.is_away()


@pytest.mark.slow
def test_the_server_answers_whatever_is_typed(settings: Any, server: str) -> None:
    import random

    from search.forms import Asked, cleaned
    from search.memory import State
    from search.results import ask

    use(settings, f"{server}/hostile_{time.monotonic_ns()}_", 20)
    outbox.rebuild()
    state = State.read()
    chosen = random.Random(5)
    signs = 'aąeęioóuyzżźśćńłrtpkmnsAND ()"*:^%-+~{}[]\\/0123456789 кирилица عربي  '
    for number in range(100):
        text = "".join(chosen.choices(signs, k=chosen.randint(1, 25)))
        ask(Asked(cleaned(text)), ["pl", "uk", "ar", "en"][number % 4], state)
        assert not outbox.is_away(), text
