"""Calendar files: a feed to subscribe to, and one event."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from events import ics
from events.calendar import Filters, events_for, listed
from events.choices import Status
from events.models import EventPage, Roster
from website.core.languages import active_language
from website.core.routing import Route
from website.core.views.errors import reads_only

MOST = 500
CANCELLED_STAYS_FOR = dt.timedelta(days=30)


@reads_only
def feed(request: HttpRequest) -> HttpResponse:
    """Coming events in a language, with the calendar's filters; cancelled ones stay for 30 days and say so."""
    code = active_language().code
    now = timezone.now()
    coming = Q(over_at__gt=now) | Q(status=Status.CANCELLED, over_at__gt=now - CANCELLED_STAYS_FOR)
    events = Filters.of(request.GET).apply(events_for(code)).filter(coming).order_by("starts_at")
    found = listed(events[:MOST], code, with_meetings=True)
    keys = [each.page.translation_key for each in found]
    rosters = {roster.event_key: roster for roster in Roster.objects.filter(event_key__in=keys)}
    entries = [ics.Entry.of(each.page, each.href, rosters.get(each.page.translation_key)) for each in found]
    response = _file(ics.calendar(entries, _("Events of BIWK"), code), "biwk.ics", "inline")
    if "free" in request.GET:
        response["Cache-Control"] = "no-store"
    return response


@reads_only
def event(request: HttpRequest, path: str) -> HttpResponse:
    """The calendar file of one event, as everybody may have it."""
    route = Route.find(active_language().code, path)
    if route is None or route.is_restricted or not isinstance(route.page, EventPage):
        raise Http404
    if not route.page.is_announced_in(route.language.code):
        raise Http404
    roster = Roster.objects.filter(event_key=route.page.translation_key).first()
    code = route.language.code
    entry = ics.Entry.of(route.page, f"/{code}/{route.path}/", roster)
    return _file(ics.calendar([entry], _("Events of BIWK"), code), f"{route.page.slug}.ics", "attachment")


def _file(content: bytes, name: str, disposition: str) -> HttpResponse:
    """ETag and 304 come from Django's middleware: the bytes are the same until an event changes."""
    response = HttpResponse(content, content_type=ics.CONTENT_TYPE)
    response["Content-Disposition"] = f'{disposition}; filename="{name}"'
    response["Cache-Control"] = "public, max-age=600"
    return response
