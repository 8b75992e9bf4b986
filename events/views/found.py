"""From an address to the event it is about."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from events.models import EventPage, Roster
from website.core.languages import active_language
from website.core.routing import Route


@dataclass(frozen=True)
class FoundEvent:
    """A published event: the page in the reader's language or in Polish, and its roster."""

    route: Route
    page: EventPage
    roster: Roster

    @property
    def href(self) -> str:
        """The event's address in the reader's language."""
        return f"/{self.route.language.code}/{self.route.path}/"


def find_event(path: str) -> FoundEvent:
    """The event at a path without its language; ``Http404`` when there is none that people register for."""
    route = Route.find(active_language().code, path)
    if route is None or route.is_restricted or not isinstance(route.page, EventPage):
        raise Http404
    roster = Roster.objects.filter(event_key=route.page.translation_key).first()
    if roster is None or not route.page.takes_registrations:
        raise Http404
    return FoundEvent(route, route.page, roster)
