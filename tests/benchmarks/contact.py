"""What writing to an office costs: 100 people at once, one message by itself, and an inbox of 10,000.

    python -m tests.benchmarks.contact

is the part that runs inside a site, and prints JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import django

from tests.benchmarks.inside import Row, answer, milliseconds, queries
from tests.benchmarks.table import Figure, Table
from tests.contact.race import PEOPLE, RaceSite, race
from tests.contact.race_site import TOPIC
from tests.live_site import HOST
from tests.race import HIDDEN, LEAST_SECONDS

MANY = 10_000
FORM_QUERIES, INBOX_QUERIES, INBOX_MILLISECONDS = 8, 15, 300
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
WORDS = ["karta", "pobytu", "umowa", "szkoła", "lekarz", "wniosek", "urząd", "termin", "praca", "mieszkanie"]


def measure(table: Table, folder: Path) -> None:
    """On a site of its own, on SQLite."""
    site = RaceSite(folder)
    site.prepare()
    table.title(f"Contact: {PEOPLE} people write at once, then an inbox of {MANY}")
    with site.serving():
        people = race(site)
    waits = sorted(person.sent_in for person in people)
    refused = sum(status not in {200, 303} for person in people for status in person.statuses)
    lost = PEOPLE - len({person.reference for person in people})
    table.single(Figure("answers that were no success", refused, "", 0))
    table.single(Figure("people without a number of their own", lost, "", 0))
    table.single(Figure("sending the form, median", median(waits), "s"))
    table.single(Figure("sending the form, 95 %", quantiles(waits, n=20)[-1], "s"))
    table.single(Figure("messages per second", PEOPLE / waits[-1]))
    found = json.loads(site.command("-m", "tests.benchmarks.contact").strip().splitlines()[-1])
    for name, value, unit, budget in found:
        table.single(Figure(name, value, unit, budget))


def main() -> None:
    """Measure inside the site, without a server."""
    django.setup()
    from django.conf import settings
    from django.test import Client

    from tests.contact.factories import user_of

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]
    visitor, desk = Client(SERVER_NAME=HOST, HTTP_ORIGIN=f"http://{HOST}"), Client(SERVER_NAME=HOST)
    # Who may see the most has the most to look through.
    desk.force_login(user_of("szczecin", sensitive=True))
    _fill()
    print(json.dumps([*_writing(visitor), *_inbox(desk), *_deleting()]))


# Inside -------------------------------------------------------------------------------------------------------------


def _fill() -> None:
    """An inbox as after years: most are closed, one in ten waits for the office; each with a question and an answer."""
    from contact import enquiries
    from contact.choices import Channel, EntryKind, State, Step
    from contact.models import Enquiry, Entry, Topic

    topic = Topic.objects.get(key=TOPIC)
    now = dt.datetime.now(dt.UTC)
    rows = []
    for number in range(MANY):
        at = now - dt.timedelta(minutes=40 * number)
        is_ours = number % 10 == 0
        rows.append(
            Enquiry(
                office="szczecin",
                topic=topic,
                state=State.NEW if is_ours else State.CLOSED,
                language="uk",
                channel=Channel.EMAIL,
                email=f"osoba{number}@example.org",
                created_at=at,
                changed_at=at,
                answered_at=None if is_ours else at + dt.timedelta(hours=5),
                closed_at=None if is_ours else at + dt.timedelta(days=30),
                due_at=enquiries.due(at, 2) if is_ours else None,
                delete_on=now.date() + dt.timedelta(days=400),
            )
        )
    kept = Enquiry.objects.bulk_create(rows, batch_size=500)
    entries = []
    for number, row in enumerate(kept):
        text = " ".join(WORDS[(number + place * place) % len(WORDS)] for place in range(60))
        at = row.created_at
        entries += [
            Entry(enquiry=row, kind=EntryKind.EVENT, step=Step.RECEIVED, created_at=at),
            Entry(enquiry=row, kind=EntryKind.MESSAGE, text=f"{text} numer{number}.", created_at=at),
        ]
        if row.state == State.CLOSED:
            entries.append(
                Entry(enquiry=row, kind=EntryKind.REPLY, text=text, submission=uuid.uuid4(), created_at=at)
            )
    Entry.objects.bulk_create(entries, batch_size=500)


def _writing(client: Any) -> Iterator[Row]:
    """The form, and its sending with a notice to the office."""
    from contact import enquiries
    from tests.contact.factories import letter
    from website.core.models import Throttle

    address = f"/uk/contact/write/{TOPIC}/form/"
    yield from answer("form page", lambda: client.get(address), FORM_QUERIES)
    typed = {"office": "szczecin", "message": "Pytanie", "language": "uk", "channel": "site"}

    def send() -> list[str]:
        fields = dict(HIDDEN.findall(client.get(address).content.decode()))
        time.sleep(LEAST_SECONDS)
        with queries() as seen:
            response = client.post(address, fields | typed)
        assert response.status_code == 303, response.content.decode()
        return [each for each in seen if not each.startswith(CONTROL)]

    send()
    yield "sending the form: queries", len(send()), "", FORM_QUERIES
    yield (
        "keeping a message, processor time",
        milliseconds(lambda: enquiries.receive(letter(topic=TOPIC))),
        "ms",
        None,
    )
    Throttle.objects.all().delete()


def _inbox(client: Any) -> Iterator[Row]:
    from django.urls import reverse

    from contact.models import Enquiry

    address = reverse("inbox:enquiries")
    yield from answer(f"inbox of {MANY}", lambda: client.get(address), INBOX_QUERIES, INBOX_MILLISECONDS)
    one = Enquiry.objects.filter(state="closed").order_by("pk")[MANY // 2]
    number = one.email.removeprefix("osoba").partition("@")[0]
    searched = {
        "reference": one.reference,
        "address": one.email,
        "a rare word": f"numer{number}",
        "words that all of them have": "karta pobytu",
    }
    search = reverse("inbox:search")
    for what, text in searched.items():
        found = client.post(search, {"q": text}).content.decode()
        assert one.reference in found or what == "words that all of them have", what
        yield from answer(
            f"search by {what}",
            lambda text=text: client.post(search, {"q": text}),
            INBOX_QUERIES,
            INBOX_MILLISECONDS,
        )
    yield from answer("one enquiry", lambda: client.get(reverse("inbox:enquiry", args=[one.pk])), None)


def _deleting() -> Iterator[Row]:
    from contact.retention import delete_due

    started = time.monotonic()
    deleted = delete_due(dt.date.today() + dt.timedelta(days=3000))
    yield f"deleting {deleted.enquiries} enquiries on their day", time.monotonic() - started, "s", None


if __name__ == "__main__":
    main()
