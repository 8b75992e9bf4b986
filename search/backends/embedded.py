"""The index in the database of the site, whichever that is."""

from __future__ import annotations

from typing import Any

from django.db import connection


def SearchBackend(params: dict[str, Any]) -> Any:
    """The backend for the database in use."""
    if connection.vendor == "postgresql":
        from search.backends.postgresql import PostgreSQLBackend as Backend
    else:
        from search.backends.sqlite import SQLiteBackend as Backend
    return Backend(params)
