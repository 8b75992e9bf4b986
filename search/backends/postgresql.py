"""The index in PostgreSQL.

Stock reads all rows for every question: the index that its own comment promises is made by no migration
(modelsearch 1.3.2, abstract_models.py:107). Ours is in ``search/migrations``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend

from search.wanted import CAP, Hits, Wanted, best_of

ENTRIES = "wagtailsearch_indexentry"
WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"


class PostgreSQLBackend(PostgresSearchBackend):
    """Text search asked in its own words, and with the configuration that leaves terms alone."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({"SEARCH_CONFIG": "simple", **params})

    def candidates(self, alternatives: Sequence[Wanted], least: int = 1) -> Hits:
        """Documents for the first question that finds so many, in one query; see ``SQLiteBackend.candidates``."""
        tables, parts = [], []
        head: list[str] = []
        tail: list[str] = []
        for number, wanted in enumerate(alternatives):
            question = wanted.written(" & ", " | ")
            before = "".join(f" AND (SELECT count(*) FROM hits{each}) < {least}" for each in range(number))  # noqa: S608
            tables.append(
                f"hits{number} AS MATERIALIZED (SELECT object_id, title, body FROM {ENTRIES}"  # noqa: S608
                f" WHERE (title || body) @@ to_tsquery('simple', %s){before} LIMIT {CAP + 1})"
            )
            head.append(question)
            fewest = 1 if number == len(alternatives) - 1 else least
            count = f"(SELECT count(*) FROM hits{number})"  # noqa: S608
            parts += [
                f"SELECT {number}, object_id, ts_rank('{WEIGHTS}', setweight(title, 'A') || setweight(body, 'D'),"  # noqa: S608
                f" to_tsquery('simple', %s), 1) FROM hits{number} WHERE {count} BETWEEN {fewest} AND {CAP}",
                f"(SELECT {number}, object_id, 1.0 FROM {ENTRIES} WHERE title @@ to_tsquery('simple', %s)"  # noqa: S608
                f" AND {count} > {CAP} LIMIT {CAP})",
                f"SELECT {number}, object_id, 0.0 FROM hits{number} WHERE {count} > {CAP}",  # noqa: S608
            ]
            tail += [question, question]
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {', '.join(tables)} {' UNION ALL '.join(parts)}", [*head, *tail])
            return best_of([(alternative, int(pk), float(score)) for alternative, pk, score in cursor])
