"""How many seats are free: an address of its own, so that a registration never changes a page that others keep."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from events.calendar import seat_words
from events.models import EventIndexPage, EventPage, Roster
from website.core.languages import active_language
from website.core.routing import Route
from website.core.views.errors import reads_only

MOST = 500


@reads_only
def seats(request: HttpRequest, path: str) -> HttpResponse:
    """Words about seats by event, of one event or of all coming ones, in the language of the address."""
    route = Route.find(active_language().code, path)
    if route is None or route.is_restricted:
        raise Http404
    if isinstance(route.page, EventPage):
        # The rule of EventPage.is_announced_in, without asking for the Polish page of a translation.
        withheld = route.is_fallback and route.page.only_where_translated
        rosters = Roster.objects.filter(event_key=route.page.translation_key, is_published=True)
        if withheld or not rosters:
            raise Http404
    elif isinstance(route.page, EventIndexPage):
        rosters = Roster.objects.filter(over_at__gt=timezone.now(), is_published=True)[:MOST]
    else:
        raise Http404
    words = {roster.event_key.hex: seat_words(roster) for roster in rosters}
    return JsonResponse(
        {key: text for key, text in words.items() if text}, headers={"Cache-Control": "no-store"}
    )
