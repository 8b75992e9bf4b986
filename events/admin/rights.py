"""Whose people a user of the desk may see. Every view and every write of the desk asks here, and nowhere else."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from events.models import Registration, Roster
from website.core.admin.rights import required, uses_desk
from website.core.offices import offices_of

EXPORT = "events.export_roster"
COUNTS = "events.view_counts"


def sees_counts(user: Any) -> bool:
    """Whether somebody may see how many people came, without learning who."""
    return bool(user.has_perm(COUNTS))


def exports(user: Any) -> bool:
    """Whether somebody may take lists of people out of the site."""
    return uses_desk(user) and bool(user.has_perm(EXPORT))


def rosters_for(user: Any) -> QuerySet[Roster]:
    """The events whose people a user may see: those of the user's own office."""
    return Roster.objects.filter(office__in=offices_of(user))


def registrations_for(user: Any) -> QuerySet[Registration]:
    """The people a user may see, of all events."""
    return Registration.objects.filter(roster__office__in=offices_of(user))


def roster_or_404(user: Any, pk: int) -> Roster:
    """An event of the user's own office; any other does not exist for them."""
    roster = rosters_for(user).filter(pk=pk).first()
    if roster is None:
        raise Http404
    return roster


def registration_or_404(roster: Roster, pk: int) -> Registration:
    """Somebody at this event; ``roster`` comes from ``roster_or_404``."""
    registration = roster.registrations.filter(pk=pk).first()
    if registration is None:
        raise Http404
    registration.roster = roster
    return registration


counts_required = required(sees_counts)
