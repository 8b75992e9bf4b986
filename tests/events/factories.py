"""Events and people for the tests; a test says what matters to it."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

from django.utils import timezone

from events.models import EventIndexPage, EventPage, Receipt, Registration, Roster
from events.registration import Application, register

_numbers = itertools.count(1)


def make_event(**values: Any) -> EventPage:
    """A published Polish event in a week, with three seats, made as an editor makes it."""
    number = next(_numbers)
    starts = values.pop("starts_at", timezone.now() + dt.timedelta(days=7))
    fields: dict[str, Any] = {
        "title": f"Warsztat {number}",
        "slug": f"warsztat-{number}",
        "search_description": "Krótki opis.",
        "body": "<p>Opis.</p>",
        "place": "ul. Testowa 1, Szczecin",
        "starts_at": starts,
        "ends_at": starts + dt.timedelta(hours=2),
        "seats": 3,
        **values,
    }
    calendar = EventIndexPage.objects.get(locale__language_code="pl")
    page = EventPage(locale=calendar.locale, **fields)
    calendar.add_child(instance=page)
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def roster_of(page: EventPage) -> Roster:
    return Roster.objects.get(event_key=page.translation_key)


def application(**values: Any) -> Application:
    number = next(_numbers)
    fields: dict[str, Any] = {
        "submission": uuid.uuid4(),
        "name": f"Osoba {number}",
        "email": f"osoba{number}@example.org",
        "language": "uk",
        **values,
    }
    return Application(**fields)


def sign_up(page: EventPage, now: dt.datetime | None = None, **values: Any) -> Registration:
    """Register somebody and give the registration."""
    receipt: Receipt = register(roster_of(page).pk, application(**values), now=now)
    return receipt.registration
