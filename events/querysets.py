"""Words of this room for sets of events."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from wagtail.query import PageQuerySet


class EventQuerySet(PageQuerySet):
    """Events."""

    def upcoming(self, now: dt.datetime | None = None) -> EventQuerySet:
        """Events that have not ended yet, the next one first."""
        return self.filter(ends_at__gt=now or timezone.now()).order_by("starts_at")

    def past(self, now: dt.datetime | None = None) -> EventQuerySet:
        """Events that have ended, the latest first."""
        return self.filter(ends_at__lte=now or timezone.now()).order_by("-starts_at")
