"""Everything that stands in the database, as text: for tests of what must not stand there."""

from __future__ import annotations

from django.db import connection


def all_rows() -> list[tuple[str, str]]:
    """Each row of each table with the name of the table, in small letters; tables that no model knows included."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found += [(table, " ".join(map(_text, row)).lower()) for row in cursor.fetchall()]
    return found


def _text(value: object) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode(errors="replace")
    return str(value)
