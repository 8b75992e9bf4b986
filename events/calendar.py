"""The calendar's page: which events it shows, and how."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from events.models import EventPage
from website.core.routing import Route, readable


def calendar_context(request: HttpRequest, route: Route) -> dict[str, Any]:
    """Coming events."""
    return {
        "events": readable(EventPage.objects.filter(locale__language_code=route.language.code)).upcoming()
    }
