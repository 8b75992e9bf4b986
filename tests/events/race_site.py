"""What the race needs to know and do inside a site of its own: `python -m tests.events.race_site COMMAND`.

make              the front page and the calendar, after `migrate`
event SEATS       an event with so many seats; prints its path and the number of its roster
state ROSTER      everything the writer wrote, as JSON
forget-claims     time passes: what a killed worker had claimed may be taken by another
storm ROSTER...   a thousand steps of people, the office and the clock from eight threads at once
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django

THREADS, STEPS = 8, 60  # of each thread


def make() -> None:
    from django.conf import settings
    from wagtail.models import Locale

    from events.models import EventIndexPage
    from home.setup import set_up_site

    home = set_up_site()
    calendar = EventIndexPage(
        title="Wydarzenia",
        slug="events",
        search_description="Kalendarz.",
        locale=Locale.objects.get(language_code=settings.LANGUAGE_CODE),
    )
    home.add_child(instance=calendar)
    calendar.save_revision().publish()


def event(seats: str) -> dict[str, Any]:
    from tests.events.factories import make_event, roster_of

    page = make_event(seats=int(seats), slug=f"race-{uuid.uuid4().hex[:8]}")
    return {"path": f"/{page.url_path.strip('/')}/", "roster": roster_of(page).pk}


def state(roster_id: str) -> dict[str, Any]:
    from events import messages
    from events.models import Receipt, Registration, Roster
    from events.registration import active_seats
    from website.core.models import OutgoingMail

    roster = Roster.objects.get(pk=roster_id)
    mails: dict[str, list[str]] = {}
    for mail in OutgoingMail.objects.filter(key__startswith="registration/").order_by("pk"):
        mails.setdefault(mail.key.split("/")[1], []).append(mail.kind.removeprefix("events."))
    rows = Registration.objects.filter(roster=roster).order_by("pk")
    return {
        "taken": roster.taken,
        "counted": active_seats(roster),
        "queue": list(Registration.objects.waiting().filter(roster=roster).values_list("pk", flat=True)),
        "receipts": Receipt.objects.filter(roster=roster).count(),
        "answered": Receipt.objects.filter(roster=roster).values("registration").distinct().count(),
        "people": [
            {
                "pk": row.pk,
                "state": row.state,
                "email": row.email,
                "path": messages.manage_path(row),
                "mails": mails.get(row.key.hex, []),
            }
            for row in rows
        ],
    }


def forget_claims() -> None:
    from website.core.models import OutgoingMail

    OutgoingMail.objects.filter(state=OutgoingMail.State.SENDING).update(
        claimed_at=django_now() - dt.timedelta(minutes=6)
    )


def django_now() -> dt.datetime:
    from django.utils import timezone

    return timezone.now()


def storm(*roster_ids: str) -> dict[str, int]:
    """What was done, and what was refused, by name; anything else than a refusal ends it."""
    with ThreadPoolExecutor(THREADS) as pool:
        done = [pool.submit(_steps, number, [int(each) for each in roster_ids]) for number in range(THREADS)]
        return dict(sum((each.result() for each in done), Counter()))


def _steps(seed: int, roster_ids: list[int]) -> Counter[str]:
    from django.core.exceptions import ObjectDoesNotExist
    from django.db import connections

    from events.registration import Refused

    chance, count = random.Random(seed), Counter[str]()
    try:
        for _number in range(STEPS):
            name, step = chance.choice(_possible(chance, roster_ids))
            try:
                step()
                count[name] += 1
            except (Refused, ObjectDoesNotExist):
                count["refused"] += 1
        return count
    finally:
        connections.close_all()


def _possible(chance: random.Random, roster_ids: list[int]) -> list[tuple[str, Callable[[], Any]]]:
    from events import announcing, registration
    from events.models import EventPage, Registration, Roster
    from tests.events.factories import application

    roster_id = chance.choice(roster_ids)
    rows = list(Registration.objects.filter(roster__in=roster_ids).values_list("pk", flat=True)) or [0]
    one = chance.choice(rows)
    far = django_now() + dt.timedelta(hours=30)

    def announce() -> None:
        page = EventPage.objects.get(translation_key=Roster.objects.get(pk=roster_id).event_key)
        page.seats = chance.randint(2, 12)
        announcing.announce(page)

    email = f"{chance.randrange(10**9)}@example.org"
    seats = chance.choice([1, 1, 1, 2, 3])
    return [
        *[("register", lambda: registration.register(roster_id, application(seats=seats, email=email)))] * 6,
        ("cancel", lambda: registration.cancel(one)),
        ("accept", lambda: registration.accept(one)),
        ("decline", lambda: registration.decline(one)),
        ("erase", lambda: registration.erase(one)),
        ("move up", lambda: registration.move_up(one)),
        ("expire", lambda: registration.expire_offers(far)),
        ("announce", announce),
        ("tell", lambda: announcing.tell_changes(far)),
    ]


COMMANDS: dict[str, Callable[..., Any]] = {
    "make": make,
    "event": event,
    "state": state,
    "forget-claims": forget_claims,
    "storm": storm,
}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])))  # noqa: T201  for the test that started it
