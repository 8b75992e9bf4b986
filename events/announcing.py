"""From the published Polish page to the roster, and from a change to the people it concerns.

Publishing writes the facts into the roster and counts ``sequence`` up when time, place or status have changed. The
worker tells everybody, once, in their language (``tell_changes``): ten minutes later, so that an editor who publishes
three corrections in a row sends one mail; a cancelled event at once.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events import registration
from events.choices import Status
from events.models import EventPage, Registration, Roster

TOLD_AFTER = dt.timedelta(minutes=10)


def facts_of(page: EventPage) -> dict[str, Any]:
    """What people who have registered must be told when it changes."""
    return {
        "status": page.status,
        "meetings": [
            [each.starts_at.isoformat(), each.ends_at.isoformat()]
            for each in page.dates
            if not each.is_dropped
        ],
        "place": page.place,
        "online": page.online_link,
    }


def announce(page: EventPage, now: dt.datetime | None = None) -> Roster:
    """Write the roster of a published Polish page; seats that were added are offered to those who wait."""
    now = now or timezone.now()
    with transaction.atomic():
        roster = Roster.objects.select_for_update().filter(event_key=page.translation_key).first()
        facts = facts_of(page)
        if roster is None:
            roster = Roster(event_key=page.translation_key, facts=facts, told=facts)
        elif roster.facts != facts:
            roster.facts, roster.changed_at = facts, now
            roster.sequence += 1
        for name in (
            "title", "kind", "audience", "office", "status", "over_at", "opens_at", "closes_at", "max_party",
            "is_moderated", "asks_confirmation", "is_discreet",
        ):  # fmt: skip
            setattr(roster, name, getattr(page, name))
        began = roster.starts_at
        roster.starts_at = min(
            (each.starts_at for each in page.dates if not each.is_dropped), default=page.starts_at
        )
        roster.is_published = True
        roster.seats = page.seats or 0
        if roster.seats:  # a larger party would wait for ever
            roster.max_party = min(roster.max_party, roster.seats)
        roster.ceiling = max(roster.seats, roster.taken)
        roster.delete_on = timezone.localdate(page.over_at) + dt.timedelta(days=page.delete_after_days)
        roster.save()
        if began and roster.starts_at > max(began, now + registration.REMINDED_BEFORE):
            registration.ask_anew(roster.pk)
        registration.offer_free_seats(roster.pk, now)
    return roster


def withdraw(page: EventPage) -> None:
    """The page is no longer published: nobody can register, and nobody loses a seat."""
    Roster.objects.filter(event_key=page.translation_key).update(is_published=False)


def tell_changes(now: dt.datetime | None = None) -> int:
    """Tell everybody who has registered what has changed; gives the number of people told.

    May be stopped and run again at any point: each mail has a key with the number of the change.
    """
    now = now or timezone.now()
    count = 0
    for roster in Roster.objects.filter(told_sequence__lt=F("sequence")):
        cancelled = roster.status == Status.CANCELLED
        if not cancelled and roster.changed_at and now - roster.changed_at < TOLD_AFTER:
            continue
        if roster.facts != roster.told and roster.over_at > now:
            # From here on some know it: taking the change back must be told too, even after a crash in the middle.
            Roster.objects.filter(pk=roster.pk).update(told={})
            people = Registration.objects.filter(roster=roster, state__in=registration.CONCERNED).order_by(
                "pk"
            )
            for pk in list(people.values_list("pk", flat=True)):
                count += registration.tell_changed(pk, roster.sequence, now)
        # Only what was told: somebody may have published again meanwhile.
        Roster.objects.filter(pk=roster.pk).update(told_sequence=roster.sequence, told=roster.facts)
    return count
