"""What registering costs: 200 people at once for 20 seats, one registration by itself, and 10,000 on one event.

    python -m tests.benchmarks.registration

is the part that runs inside a site, and prints JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import django

from tests.benchmarks.inside import Row, answer, milliseconds, queries
from tests.benchmarks.table import Figure, Table
from tests.events.race import PEOPLE, SEATS, RaceSite, race
from tests.live_site import HOST

FEW, MANY = 1_000, 10_000
REGISTER_QUERIES, EVENT_QUERIES, LIST_QUERIES = 20, 6, 20
MEMORY_GROWTH = 2  # from FEW to MANY: ten times the people, at most twice the memory


def measure(table: Table, folder: Path) -> None:
    """On a site of its own, on SQLite."""
    site = RaceSite(folder)
    site.prepare()
    table.title(f"Registration: {PEOPLE} people at once for {SEATS} seats, then {MANY} on one event")
    made = site.tell("event", str(SEATS))
    with site.serving():
        people = race(site, made["path"])
    waits = sorted(person.waited for person in people)
    refused = sum(status not in {200, 303} for person in people for status in person.statuses)
    table.single(Figure("answers that were no success", refused, "", 0))
    table.single(Figure("sending the form, median", median(waits), "s"))
    table.single(Figure("sending the form, 95 %", quantiles(waits, n=20)[-1], "s"))
    table.single(Figure("registrations per second", PEOPLE / waits[-1]))
    found = json.loads(site.command("-m", "tests.benchmarks.registration").strip().splitlines()[-1])
    for name, value, unit, budget in found:
        table.single(Figure(name, value, unit, budget))


def main() -> None:
    """Measure inside the site, without a server."""
    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]
    user = get_user_model().objects.create_superuser("bench", "bench@example.org", "x")
    visitor, desk = Client(SERVER_NAME=HOST), Client(SERVER_NAME=HOST)
    desk.force_login(user)
    few, many = (_event_with(number) for number in (FEW, MANY))
    figures = [
        *_registering(many),
        *answer("event page", lambda: visitor.get(f"/{many.url_path.strip('/')}/"), EVENT_QUERIES),
        *_desk(desk, few, many),
        *_deleting(many),
    ]
    print(json.dumps(figures))


# Inside -------------------------------------------------------------------------------------------------------------


def _event_with(people: int) -> Any:
    """An event with so many registrations, half of them confirmed."""
    from events.choices import Need, State
    from events.models import Registration, Roster
    from tests.events.factories import make_event, roster_of

    page = make_event(seats=people // 2, slug=f"bench-{people}")
    roster, now = roster_of(page), dt.datetime.now(dt.UTC)
    Registration.objects.bulk_create(
        [
            Registration(
                roster=roster,
                name=f"Osoba {number}",
                email=f"osoba{number}@example.org",
                language="uk",
                needs=[Need.CHILDCARE.value],
                state=State.CONFIRMED if number < people // 2 else State.WAITING,
                created_at=now,
                queued_at=now,
            )
            for number in range(people)
        ],
        batch_size=500,
    )
    Roster.objects.filter(pk=roster.pk).update(taken=people // 2)
    return page


def _registering(page: Any) -> Iterator[Row]:
    from events.registration import register
    from tests.events.factories import application, roster_of

    roster = roster_of(page).pk
    register(roster, application())
    with queries() as seen:
        register(roster, application())
    yield "one registration: queries", len(seen), "", REGISTER_QUERIES
    yield (
        "one registration, processor time",
        milliseconds(lambda: register(roster, application())),
        "ms",
        None,
    )


def _desk(client: Any, few: Any, many: Any) -> Iterator[Row]:
    from django.urls import reverse

    from tests.events.factories import roster_of

    def address(name: str, page: Any) -> str:
        return reverse(f"desk:{name}", args=[roster_of(page).pk])

    yield from answer(f"list of {MANY} people", lambda: client.get(address("event", many)), LIST_QUERIES)
    for name in ("event", "export_csv", "export_xlsx"):
        peaks, seconds = [], 0.0
        for page in (few, many):
            peak, seconds = _peak(client, address(name, page))
            peaks.append(peak)
        what = {"event": "list", "export_csv": "CSV", "export_xlsx": "XLSX"}[name]
        yield f"{what}: most memory for {MANY}", peaks[1] / 2**20, "MB", None
        yield f"{what}: memory, {MANY} against {FEW}", peaks[1] / peaks[0], "×", MEMORY_GROWTH
        if name != "event":
            yield f"{what}: {MANY} people", seconds, "s", None


def _peak(client: Any, address: str) -> tuple[float, float]:
    """The most memory that one answer needed, which is thrown away as it comes; and its seconds without measuring."""

    def fetch() -> None:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        for _part in response.streaming_content if response.streaming else [response.content]:
            pass

    fetch()
    started = time.monotonic()
    fetch()
    seconds = time.monotonic() - started
    tracemalloc.start()
    fetch()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak, seconds


def _deleting(page: Any) -> Iterator[Row]:
    from events.retention import delete_due
    from tests.events.factories import roster_of

    started = time.monotonic()
    deleted = delete_due(roster_of(page).delete_on)
    yield (
        f"deleting {deleted.registrations} registrations on their day",
        time.monotonic() - started,
        "s",
        None,
    )


if __name__ == "__main__":
    main()
