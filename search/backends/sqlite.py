"""The index in SQLite's FTS5.

Stock: a quotation mark is an error 500, two words are ranked worst first, the time grows with the square of the hits,
and each save reads all rows (modelsearch 1.3.2, backends/database/sqlite/sqlite.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import connection, connections
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
    SQLiteSearchResults,
)
from modelsearch.query import Phrase, PlainText
from modelsearch.utils import get_descendants_content_types_pks

from search.wanted import CAP, Hits, Wanted, best_of

ENTRIES, FTS = "wagtailsearch_indexentry", "wagtailsearch_indexentry_fts"
TITLE_WEIGHT = 4.0
MOST_IN_ADMIN = 2_000
_WORD = re.compile(r"\w+")


class Index(SQLiteIndex):
    """Does not read the whole table whenever a record is saved."""

    def _refresh_title_norms(self, full: bool = False) -> None:
        if full:
            super()._refresh_title_norms(full=True)


def _match(text: str, columns: Sequence[str], last_is_prefix: bool, operator: str) -> str:
    """A text typed by somebody as a query of FTS5; empty where it has no words."""
    found = [f'"{word}"' for word in _WORD.findall(text)]
    if not found:
        return ""
    if last_is_prefix:
        found[-1] += "*"
    joined = (" AND " if operator.upper() == "AND" else " OR ").join(found)
    return f"{{{' '.join(columns)}}} : ({joined})"


class _FirstTheIndex:
    """Asks the index first, for a bounded number of hits in one go, and the table for those only."""

    LAST_TERM_IS_PREFIX: bool
    FTS_TABLE_FIELDS: list[str]
    query: Any
    queryset: Any

    def best(self) -> list[int] | None:
        """Primary keys, best first; None for a query that is not simply words."""
        if not isinstance(self.query, PlainText | Phrase):
            return None
        operator = getattr(self.query, "operator", "and")
        match = _match(self.query.query_string, self.FTS_TABLE_FIELDS, self.LAST_TERM_IS_PREFIX, operator)
        if not match:
            return []
        types = get_descendants_content_types_pks(self.queryset.model)
        sql = (
            f"SELECT entry.object_id FROM {FTS} AS fts JOIN {ENTRIES} AS entry ON entry.id = fts.rowid"  # noqa: S608
            f" WHERE {FTS} MATCH %s AND entry.content_type_id IN ({', '.join(['%s'] * len(types))})"
            f" ORDER BY bm25({FTS}, 1.0, 1.0, {TITLE_WEIGHT}) LIMIT {MOST_IN_ADMIN}"
        )
        with connections[self.queryset.db].cursor() as cursor:
            cursor.execute(sql, [match, *types])
            return [self.queryset.model._meta.pk.to_python(row[0]) for row in cursor]


class QueryCompiler(_FirstTheIndex, SQLiteSearchQueryCompiler):
    pass


class AutocompleteQueryCompiler(_FirstTheIndex, SQLiteAutocompleteQueryCompiler):
    pass


class Results(SQLiteSearchResults):
    """Results in the order of the index, or in the order of the queryset when that is wanted."""

    def get_queryset(self) -> Any:
        compiler = self.query_compiler
        best = compiler.best()
        if best is None:
            return super().get_queryset()
        found = compiler.queryset.filter(pk__in=best)
        if not found.query.order_by or compiler.order_by_relevance:
            found = found.order_by("-pk")
        return found[self.start : self.stop]

    def _do_search(self) -> list[Any]:
        compiler = self.query_compiler
        best = compiler.best()
        if best is None or not compiler.order_by_relevance:
            return list(self.get_queryset())
        allowed = set(compiler.queryset.filter(pk__in=best).order_by().values_list("pk", flat=True))
        wanted = [pk for pk in best if pk in allowed][self.start : self.stop]
        found = {each.pk: each for each in compiler.queryset.filter(pk__in=wanted)}
        for place, pk in enumerate(wanted):
            if self._score_field and pk in found:
                setattr(found[pk], self._score_field, float(len(best) - place))
        return [found[pk] for pk in wanted if pk in found]

    def _do_count(self) -> int:
        compiler = self.query_compiler
        best = compiler.best()
        if best is None:
            return super()._do_count()
        count = compiler.queryset.filter(pk__in=best).order_by().count() - (self.start or 0)
        return max(0, min(count, self.stop - (self.start or 0)) if self.stop is not None else count)


class SQLiteBackend(SQLiteSearchBackend):
    """FTS5, asked in its own words."""

    index_class = Index
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
    results_class = Results

    def candidates(self, alternatives: Sequence[Wanted], least: int = 1) -> Hits:
        """Documents for the first question that finds at least so many, or for the last one, in one query.

        Few are ranked by BM25. Of more than ``CAP`` - a word on every page - only that many are read, those with the
        words in their title before others: what is asked of each page says little about any of them.
        """
        parts, parameters = [], []
        tables = []
        for number, wanted in enumerate(alternatives):
            match = wanted.written(" AND ", " OR ")
            before = "".join(f" AND (SELECT count(*) FROM hits{each}) < {least}" for each in range(number))  # noqa: S608
            tables.append(
                f"hits{number} AS MATERIALIZED (SELECT rowid AS id FROM {FTS} WHERE {FTS} MATCH %s{before}"  # noqa: S608
                f" LIMIT {CAP + 1})"
            )
            parameters.append(match)
        rest: list[str] = []
        for number, wanted in enumerate(alternatives):
            match = wanted.written(" AND ", " OR ")
            count = f"(SELECT count(*) FROM hits{number})"  # noqa: S608
            fewest = 1 if number == len(alternatives) - 1 else least
            parts += [
                f"SELECT {number}, id, score FROM (SELECT rowid AS id, -bm25({FTS}, 0.0, 1.0, {TITLE_WEIGHT}) AS score"  # noqa: S608
                f" FROM {FTS} WHERE {FTS} MATCH %s AND {count} BETWEEN {fewest} AND {CAP})",
                f"SELECT {number}, id, 1.0 FROM (SELECT rowid AS id FROM {FTS} WHERE {FTS} MATCH %s"  # noqa: S608
                f" AND {count} > {CAP} LIMIT {CAP})",
                f"SELECT {number}, id, 0.0 FROM hits{number} WHERE {count} > {CAP}",  # noqa: S608
            ]
            rest += [match, f"{{title}} : ({match})"]
        sql = (
            f"WITH {', '.join(tables)}, found (alternative, id, score) AS ({' UNION ALL '.join(parts)})"  # noqa: S608
            f" SELECT alternative, CAST(entry.object_id AS INTEGER), score FROM found JOIN {ENTRIES} AS entry"
            " ON entry.id = found.id"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*parameters, *rest])
            return best_of(cursor.fetchall())
