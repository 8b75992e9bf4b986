"""What the comparison of engines does inside a site of its own: `python -m tests.search.engine_site`.

Reads documents and questions as JSON from standard input, after `migrate`; writes for each question the numbers of the
documents found, on one line of JSON. With ``SEARCH_URL`` the search server is asked, else the index in the database.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django


def make(rows: list[dict[str, Any]]) -> None:
    """Documents as the writer would have made them."""
    from search import documents, outbox
    from search.models import Document
    from website.core.searchable import Entry, Passage

    entries = {
        f"test:{number}": [
            Entry(
                kind=row["kind"],
                language=row["language"],
                path=f"{row['section']}/{number}",
                title=row["title"],
                official=row["official"],
                passages=(Passage("", "", row["text"]),),
            )
        ]
        for number, row in enumerate(rows)
    }
    documents._write(entries)
    if outbox.has_server():
        outbox.rebuild()
    assert Document.objects.count() == len(rows)


def answers(questions: list[dict[str, Any]]) -> list[list[int]]:
    """Numbers of the documents that each question finds literally, and those that it finds at last."""
    from search import engine, outbox, plan
    from search.memory import State
    from search.models import Document
    from search.results import ENOUGH

    numbers = {
        pk: int(source.partition(":")[2]) for pk, source in Document.objects.values_list("pk", "source")
    }
    found = []
    state = State.read()
    for question in questions:
        made = plan.make(
            question["text"], question["language"], state, plan.Filters(section=question["section"])
        )
        for alternatives, least in (([made.first], 1), ([made.wider, made.almost, made.any_word], ENOUGH)):
            hits = engine.candidates(alternatives, least)
            assert not outbox.is_away(), "the search server did not answer"
            found.append(sorted(numbers[pk] for pk, _score in hits.scores))
    return found


def main() -> None:
    """Both, from standard input to standard output."""
    django.setup()
    asked = json.load(sys.stdin)
    make(asked["documents"])
    json.dump(answers(asked["questions"]), sys.stdout)


if __name__ == "__main__":
    main()
