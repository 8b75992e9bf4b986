"""From an address to the event it is about."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone

from events.models import EventPage, Roster
from events.models.pages import EventDate
from website.core.languages import active_language, source_language
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
    if roster is None or not route.page.takes_registrations or _is_withheld(route):
        raise Http404
    return FoundEvent(route, route.page, roster)


def _is_withheld(route: Route) -> bool:
    """Not announced in the reader's language, or withdrawn in Polish: its page is not there for the reader either."""
    facts = route.page.facts
    if route.is_fallback:
        return bool(facts.only_where_translated)
    return facts is route.page and route.page.locale.language_code != source_language().code


def next_date(page: EventPage) -> EventDate | None:
    """The meeting that is on or comes next; none when all are over."""
    now = timezone.now()
    return next((date for date in page.dates if not date.is_dropped and date.ends_at > now), None)
