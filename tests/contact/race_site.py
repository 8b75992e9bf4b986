"""What the race needs to know and do inside a site of its own: `python -m tests.contact.race_site COMMAND`.

make              the front page, a topic, mailboxes of the offices, after `migrate`
state             everything the writer wrote, as JSON
forget-claims     time passes: what a killed worker had claimed may be taken by another
storm             some hundred steps of people, the offices and the clock from eight threads at once
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

TOPIC = "praca"
THREADS, STEPS = 8, 50  # of each thread


def make() -> None:
    from home.setup import set_up_site
    from tests.contact.factories import make_topic, sensitive_topic, set_mailboxes, user_of

    set_up_site()
    make_topic(key=TOPIC)
    sensitive_topic(key="tajne")
    set_mailboxes()
    for office in ("szczecin", "koszalin"):
        user_of(office)


def state() -> list[dict[str, Any]]:
    from contact.models import Enquiry
    from website.core.models import OutgoingMail

    mails: dict[str, list[str]] = {}
    for mail in OutgoingMail.objects.filter(key__startswith="contact/").order_by("pk"):
        mails.setdefault(mail.key.split("/")[1], []).append(mail.kind.removeprefix("contact."))
    return [
        {
            "reference": row.reference,
            "state": row.state,
            "office": row.office,
            "history": [entry.step or entry.kind for entry in row.entries.all()],
            "texts": [entry.text for entry in row.entries.all() if entry.kind == "message"],
            "mails": mails.pop(row.key.hex, []),
        }
        for row in Enquiry.objects.order_by("pk").prefetch_related("entries")
    ] + [{"reference": "", "mails": lost} for lost in mails.values()]


def forget_claims() -> None:
    from django.utils import timezone

    from website.core.models import OutgoingMail

    OutgoingMail.objects.filter(state=OutgoingMail.State.SENDING).update(
        claimed_at=timezone.now() - dt.timedelta(minutes=6)
    )


def storm() -> dict[str, int]:
    """What was done, and what was refused, by name; anything else than a refusal ends it."""
    with ThreadPoolExecutor(THREADS) as pool:
        done = [pool.submit(_steps, number) for number in range(THREADS)]
        return dict(sum((each.result() for each in done), Counter()))


def _steps(seed: int) -> Counter[str]:
    from django.core.exceptions import ObjectDoesNotExist
    from django.db import connections

    from contact.enquiries import Refused

    chance, count = random.Random(seed), Counter[str]()
    try:
        for _number in range(STEPS):
            name, step = chance.choice(_possible(chance))
            try:
                step()
                count[name] += 1
            except (Refused, ObjectDoesNotExist):
                count["refused"] += 1
        return count
    finally:
        connections.close_all()


def _possible(chance: random.Random) -> list[tuple[str, Callable[[], Any]]]:
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from contact import enquiries, retention
    from contact.models import Enquiry, Topic
    from tests.contact.factories import letter

    # The newest ones, so that many threads meet at the same few.
    rows = list(Enquiry.objects.order_by("-pk").values_list("pk", flat=True)[:5]) or [0]
    one, number = chance.choice(rows), uuid.uuid4()
    user = chance.choice(list(get_user_model().objects.all()))
    topic = chance.choice(list(Topic.objects.sources()))
    far = timezone.now() + dt.timedelta(days=31)
    sent = letter(topic=topic, channel="email", text=f"Burza {number}", wants_confirmation=True)
    same = letter(topic=TOPIC, submission=uuid.UUID(int=chance.randrange(20)), text="Ta sama")
    return [
        *[("receive", lambda: enquiries.receive(sent))] * 2,
        *[("receive the same", lambda: enquiries.receive(same))] * 2,
        ("write again", lambda: enquiries.write_again(one, "Znowu", "uk", number)),
        ("reply", lambda: enquiries.reply(one, user, "Tak.", submission=number)),
        ("reach", lambda: enquiries.record_contact(one, user, reached=True, submission=number)),
        ("note", lambda: enquiries.note(one, user, "Notatka", number)),
        ("assign", lambda: enquiries.assign(one, user, user)),
        ("move", lambda: enquiries.move(one, user, chance.choice(["szczecin", "koszalin"]), "powód")),
        ("topic", lambda: enquiries.change_topic(one, user, topic)),
        ("close", lambda: enquiries.set_state(one, user, "closed")),
        ("look", lambda: enquiries.look(one, user)),
        ("erase", lambda: enquiries.erase(one)),
        ("settle", lambda: enquiries.close_settled(far)),
        ("delete", lambda: retention.delete_due(dry_run=chance.random() < 0.5)),
    ]


COMMANDS: dict[str, Callable[..., Any]] = {
    "make": make,
    "state": state,
    "forget-claims": forget_claims,
    "storm": storm,
}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])))  # noqa: T201  for the test that started it
