"""Doors of the admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import user_passes_test
from django.core.exceptions import PermissionDenied

from website.core.offices import offices_of

ACCESSES = "core.view_dataaccess"


def uses_desk(user: Any) -> bool:
    """Whether somebody works in an office, or administers the site."""
    return bool(offices_of(user))


def required(test: Callable[[Any], bool]) -> Any:
    """A decorator for views: users who fail the test get 403."""

    def checked(user: Any) -> bool:
        if not test(user):
            raise PermissionDenied
        return True

    return user_passes_test(checked)


desk_required = required(uses_desk)
