"""Words of this room for sets of events and registrations."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.query import PageQuerySet

from events.choices import ACTIVE, SEATED, State


class EventQuerySet(PageQuerySet):
    """Events."""

    def upcoming(self, now: dt.datetime | None = None) -> EventQuerySet:
        """Events whose last meeting has not ended yet, the next one first."""
        return self.filter(over_at__gt=now or timezone.now()).order_by("starts_at")

    def past(self, now: dt.datetime | None = None) -> EventQuerySet:
        """Events whose last meeting has ended, the latest first."""
        return self.filter(over_at__lte=now or timezone.now()).order_by("-starts_at")


class RegistrationQuerySet(QuerySet):
    """Registrations."""

    def active(self) -> RegistrationQuerySet:
        """Everybody who has not been cancelled."""
        return self.filter(state__in=ACTIVE)

    def seated(self) -> RegistrationQuerySet:
        """Those who take seats: confirmed, offered, and those who were or were not there."""
        return self.filter(state__in=SEATED)

    def waiting(self) -> RegistrationQuerySet:
        """The waiting list, in the order in which seats are offered: the order of arrival."""
        return self.filter(state=State.WAITING).order_by("queued_at", "pk")
