"""Words of this room for sets of events and registrations."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.query import PageQuerySet

from events.choices import ACTIVE, SEATED, State


class EventQuerySet(PageQuerySet):
    """Events."""

    def with_following(self, now: dt.datetime | None = None) -> EventQuerySet:
        """With ``following``, the beginning of the next meeting that takes place; the first one's when all are over."""
        meetings = self.model._meta.get_field("meetings").related_model.objects
        to_come = meetings.filter(page=OuterRef("pk"), is_dropped=False, ends_at__gt=now or timezone.now())
        following = Subquery(to_come.order_by("starts_at").values("starts_at")[:1])
        return self.annotate(following=Coalesce(following, F("starts_at")))

    def upcoming(self, now: dt.datetime | None = None) -> EventQuerySet:
        """Events whose last meeting has not ended yet, in the order of the next meeting of each."""
        now = now or timezone.now()
        return self.filter(over_at__gt=now).with_following(now).order_by("following", "pk")

    def past(self, now: dt.datetime | None = None) -> EventQuerySet:
        """Events whose last meeting has ended, the latest first."""
        return self.filter(over_at__lte=now or timezone.now()).order_by("-starts_at", "-pk")


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
