"""Tasks that run again and again: rooms name them in ``<room>/tasks.py``, the worker runs them.

A room's ``AppConfig.ready`` imports its ``tasks`` module. ``manage.py work`` calls ``run_due``.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb

from django.db import transaction
from django.utils import timezone

from website.core.models import TaskRun

logger = logging.getLogger(__name__)

TaskFunction = Callable[[], object]


@dataclass(frozen=True)
class Task:
    """``name`` is room and function, for example ``core.publish_scheduled``."""

    name: str
    every: dt.timedelta
    function: TaskFunction


@dataclass(frozen=True)
class Outcome:
    """How a run ended; ``error`` is empty or the name of the exception's class."""

    task: Task
    error: str


_tasks: dict[str, Task] = {}


def periodic(*, minutes: int) -> Callable[[TaskFunction], TaskFunction]:
    """Have the worker run a function every so many minutes, counted from the beginning of one run to the next.

    It takes no arguments, ends within a quarter of an hour and may be run again at any time: after a worker was killed
    in the middle another one begins it anew. What it raises is logged by class, without its words.
    """

    def register(function: TaskFunction) -> TaskFunction:
        room = function.__module__.removesuffix(".tasks").rpartition(".")[2]
        name = f"{room}.{function.__name__}"
        _tasks[name] = Task(name, dt.timedelta(minutes=minutes), function)
        return function

    return register


def tasks() -> list[Task]:
    """Every task, by name."""
    return [_tasks[name] for name in sorted(_tasks)]


def run_due() -> Iterator[Outcome]:
    """Run each task that is due and that no other worker is running; how each of them ended."""
    known = {run.name: run for run in TaskRun.objects.all()}
    for task in tasks():
        if task.name not in known:
            TaskRun.objects.get_or_create(name=task.name)
        started_at = _claim(task)
        if started_at:
            yield Outcome(task, _run(task, started_at))


def _claim(task: Task) -> dt.datetime | None:
    now = timezone.now()
    due = TaskRun.objects.filter(name=task.name).due(now, task.every)
    if not due.exists():  # asked every second: without taking SQLite's lock for writing
        return None
    with transaction.atomic(durable=True):
        return now if due.update(started_at=now, finished_at=None) else None


def _run(task: Task, started_at: dt.datetime) -> str:
    error = ""
    try:
        task.function()
    except Exception as exception:  # noqa: BLE001  one task's failure is not the others'
        error = type(exception).__name__
        # Neither the message nor the values: both may quote a person.
        place = extract_tb(exception.__traceback__)[-1]
        logger.error("Task %s failed: %s in %s:%s", task.name, error, Path(place.filename).name, place.lineno)
    TaskRun.objects.filter(name=task.name, started_at=started_at).update(
        finished_at=max(timezone.now(), started_at), last_error=error
    )
    return error
