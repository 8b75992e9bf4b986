"""How often search finds the right page: `tests/search/questions.tsv`, asked as readers ask.

A third of the questions is kept aside: those whose need (`group`) falls there by a checksum. Nobody looks at them
while tuning; both thirds are reported.
"""

from __future__ import annotations

import csv
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

QUESTIONS = Path(__file__).parent / "questions.tsv"
FIRST = 3  # results that a person on a phone looks at


@dataclass(frozen=True)
class Question:
    """A question as somebody types it, and the pages that answer it."""

    lang: str
    kind: str
    group: str
    question: str
    pages: tuple[str, ...]

    @property
    def is_aside(self) -> bool:
        """Whether it was kept aside while search was tuned."""
        return zlib.crc32(self.group.encode()) % 3 == 0


@dataclass(frozen=True)
class Verdict:
    """What became of a question: the place of the first right page (0: none of the first) and the first pages."""

    question: Question
    place: int
    found: bool
    first: tuple[str, ...]


def questions() -> list[Question]:
    """All of them."""
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        return [
            Question(row["lang"], row["kind"], row["group"], row["question"], tuple(row["pages"].split("|")))
            for row in csv.DictReader(file, delimiter="\t")
        ]


def judged(asked: Iterable[Question]) -> list[Verdict]:
    """Each question asked of the site that Django is set up for."""
    from search.forms import Asked, cleaned
    from search.memory import State
    from search.results import ask

    verdicts = []
    for question in asked:
        answer = ask(Asked(cleaned(question.question)), question.lang, State.read())
        shown = [*answer.results, *answer.elsewhere]
        paths = [result.document.path for result in shown[:FIRST]]
        place = next((number for number, path in enumerate(paths, 1) if path in question.pages), 0)
        verdicts.append(Verdict(question, place, bool(shown), tuple(paths)))
    return verdicts


def shares(verdicts: list[Verdict]) -> tuple[float, float]:
    """The share of questions with a right page among the first three, and of those that found nothing at all."""
    count = len(verdicts) or 1
    return sum(bool(each.place) for each in verdicts) / count, sum(
        not each.found for each in verdicts
    ) / count


def by(verdicts: list[Verdict], name: str) -> dict[str, list[Verdict]]:
    """The verdicts by an attribute of their questions."""
    found: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        found[str(getattr(verdict.question, name))].append(verdict)
    return dict(found)


def like_for_like(verdicts: list[Verdict], kind: str) -> tuple[float, float]:
    """Of the needs that are asked both plainly and in another way: the share found plainly, and in that way."""
    groups: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        groups[verdict.question.lang, verdict.question.group].append(verdict)
    plain, other = [], []
    for group in groups.values():
        kinds = by(group, "kind")
        if "plain" in kinds and kind in kinds:
            plain += kinds["plain"]
            other += kinds[kind]
    return shares(plain)[0], shares(other)[0]
