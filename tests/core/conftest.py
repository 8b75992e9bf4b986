"""A database that several threads share, as workers do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

from website.core.models import OutgoingMail, TaskRun, Throttle

SHARED = [OutgoingMail, TaskRun, Throttle]

At_once = Callable[[Callable[[], Any], int], list[Any]]


def in_thread(function: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_closing, function).result()


def _closing(function: Callable[[], Any]) -> Any:
    try:
        return function()
    finally:
        connections.close_all()


@pytest.fixture
def at_once(db, tmp_path) -> Iterator[At_once]:
    """Runs a function in several threads at the same moment, each with a connection of its own, nothing rolled back.

    SQLite in memory has one connection, so the threads get a file with the tables of the queue.
    """
    settings = connections.settings["default"]
    ours = settings["NAME"]
    file = connection.vendor == "sqlite"

    def make() -> None:
        with connection.schema_editor() as editor:
            for model in SHARED:
                editor.create_model(model)

    def clear() -> None:
        for model in SHARED:
            model._default_manager.all().delete()

    def run(function: Callable[[], Any], threads: int) -> list[Any]:
        barrier = threading.Barrier(threads)

        def one() -> Any:
            barrier.wait()
            return _closing(function)

        with ThreadPoolExecutor(threads) as pool:
            return [future.result() for future in [pool.submit(one) for _number in range(threads)]]

    try:
        if file:
            settings["NAME"] = str(tmp_path / "shared.sqlite3")
            in_thread(make)
        yield run
    finally:
        if not file:
            in_thread(clear)
        settings["NAME"] = ours


@pytest.fixture
def mail_templates(settings) -> None:
    """The templates ``try``, beside the site's own."""
    import copy

    from tests.core.mails import TEMPLATES

    engines = copy.deepcopy(settings.TEMPLATES)
    engines[0]["APP_DIRS"] = False
    engines[0]["OPTIONS"]["loaders"] = [
        ("django.template.loaders.locmem.Loader", TEMPLATES),
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
    settings.TEMPLATES = engines
