"""What readers asked: counted by day and language, never by person.

A request only adds a line to a file - no query, no wait for the database - and the worker counts the lines. Nothing
with an @ or with six digits is written down at all, and everything is deleted after 180 days.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from search.models import PastQuestion
from search.models.documents import normalized_question

KEPT_FOR = dt.timedelta(days=180)
LONGEST = 100
LARGEST_FILE = 2_000_000  # bytes between two counts: a flood of questions fills no disk
_PERSONAL = re.compile(r"@|(?:\d\D{0,2}){6}")


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "search"


def may_be_kept(text: str) -> bool:
    """Whether a question may be written down: no address of a person, no number long enough to be one's own."""
    return not _PERSONAL.search(text)


def record(language: str, text: str, outcome: str, results: int, told: bool = False) -> None:
    """Write down that this was asked. A disk that is full costs no reader an answer."""
    normal = normalized_question(text)[:LONGEST]
    if not normal or not may_be_kept(text):
        return
    line = json.dumps(
        [timezone.localdate().isoformat(), language, normal, outcome, min(results, 9999), int(told)]
    )
    try:
        _folder().mkdir(parents=True, exist_ok=True)
        path = _folder() / "asked.jsonl"
        if path.exists() and path.stat().st_size > LARGEST_FILE:
            return
        # One short write at the end of a file is whole, whoever else writes.
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode() + b"\n")
        finally:
            os.close(handle)
    except OSError:
        return


def collect() -> int:
    """Count the lines written since the last time; how many. A file is put aside first, so none is counted twice."""
    counted = 0
    fresh = _folder() / "asked.jsonl"
    if fresh.exists():
        fresh.replace(_folder() / f"counting-{os.getpid()}-{timezone.now():%Y%m%d%H%M%S%f}.jsonl")
    for path in sorted(_folder().glob("counting-*.jsonl")):
        with transaction.atomic():
            counted += _count(path)
        path.unlink(missing_ok=True)
    return counted


def _count(path: Path) -> int:
    times: Counter[tuple[str, ...]] = Counter()
    told: Counter[tuple[str, ...]] = Counter()
    results: dict[tuple[str, ...], int] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            day, language, text, outcome, count, was_told = json.loads(line)
            key = (
                str(dt.date.fromisoformat(day)),
                str(language)[:10],
                str(text)[:LONGEST],
                str(outcome)[:10],
            )
            results[key] = int(count)
        except (ValueError, TypeError):
            continue  # half a line, after a crash
        if was_told:
            told[key] += 1
        else:
            times[key] += 1
    for key, count in results.items():
        day, language, text, outcome = key
        row, _made = PastQuestion.objects.get_or_create(
            day=day, language=language, text=text, outcome=outcome
        )
        PastQuestion.objects.filter(pk=row.pk).update(
            times=F("times") + times[key], told=F("told") + told[key], results=count
        )
    return sum(times.values()) + sum(told.values())


def delete_old() -> int:
    """Delete what was asked more than 180 days ago; how many rows."""
    return PastQuestion.objects.filter(day__lt=timezone.localdate() - KEPT_FOR).delete()[0]
