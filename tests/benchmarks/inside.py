"""What a benchmark needs inside a site, without a server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

ROUNDS = 30
# Name, value, unit, budget: what a benchmark prints as JSON and makes a figure of.
Row = tuple[str, float, str, float | None]


@contextmanager
def queries() -> Iterator[list[str]]:
    """Everything that is sent to the database, the beginnings and ends of transactions included."""
    from django.db import connection

    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        seen.append(sql)
        return execute(sql, *arguments)

    with connection.execute_wrapper(note):
        yield seen


def milliseconds(step: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Processor time, the median."""
    times = []
    for _round in range(rounds):
        started = time.process_time()
        step()
        times.append((time.process_time() - started) * 1000)
    return median(times)


def answer(
    name: str, visit: Callable[[], Any], budget: float | None, most_milliseconds: float | None = None
) -> Iterator[Row]:
    """Queries and processor time of an answer; the first one, which fills caches, does not count."""

    def answered() -> None:
        response = visit()
        assert response.status_code == 200, (name, response.status_code)
        if response.streaming:
            assert sum(map(len, response))

    answered()
    with queries() as seen:
        answered()
    yield f"{name}: queries", len(seen), "", budget
    yield f"{name}, processor time", milliseconds(answered, 10), "ms", most_milliseconds
