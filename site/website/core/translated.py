"""Records that stand beside pages, in the language of a reader."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from website.core.languages import source_language


def in_language(rows: QuerySet[Any], code: str) -> list[Any]:
    """One of each record, in this language or in Polish where it is not translated; by key, with one query."""
    wanted = rows.filter(locale__language_code__in={code, source_language().code}).select_related("locale")
    # The reader's own language comes last and wins.
    ordered = sorted(wanted, key=lambda each: each.locale.language_code == code)
    found = {each.translation_key: each for each in ordered}
    return sorted(found.values(), key=lambda each: each.key)
