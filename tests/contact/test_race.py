"""A hundred messages at once, as people would cause them: through the form, on a real server.

On SQLite and on PostgreSQL, with the server and the worker killed in the middle. Each person comes from an address of
their own on the loopback network, so that what slows down a flood from one place does not meet them.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.contact.race import PEOPLE, Person, RaceSite, race
from tests.live_site import ROOT
from tests.race import DATABASES, PATIENCE, kill, kill_worker, prepared

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=DATABASES)
def site(request, tmp_path_factory, tables) -> Iterator[RaceSite]:
    yield from prepared(RaceSite(tmp_path_factory.mktemp(request.param)), request.param, tables)


def check(people: list[Person], rows: list[dict[str, Any]]) -> None:
    """Everybody has a reference of their own, and under it is what they wrote, once, with its notice."""
    assert len({person.reference for person in people}) == PEOPLE
    assert {row["reference"]: row["texts"] for row in rows} == {
        person.reference: [person.text] for person in people
    }
    assert len(rows) == PEOPLE
    assert {tuple(row["history"]) for row in rows} == {("received", "message")}
    assert {tuple(row["mails"]) for row in rows} == {("notice",)}


def fresh(site: RaceSite, earlier: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return site.tell("state")[len(earlier) :]


def test_a_hundred_at_once_get_a_hundred_references_and_nothing_is_lost(site: RaceSite) -> None:
    earlier = site.tell("state")
    with site.serving():
        people = race(site)
    answers = Counter(status for person in people for status in person.statuses)
    assert answers == {200: 2 * PEOPLE, 303: PEOPLE}
    check(people, fresh(site, earlier))


def test_a_server_and_a_worker_that_are_killed_lose_nothing_and_tell_nothing_twice(site: RaceSite) -> None:
    earlier = site.tell("state")
    site.command("manage.py", "work", "--once")  # what other tests left
    mailed = site.mails("Subject")
    with ExitStack() as stack:
        server = stack.enter_context(site.serving())

        def kill_halfway(through: Callable[[], int]) -> None:
            deadline = time.monotonic() + PATIENCE
            while through() < PEOPLE // 3 and time.monotonic() < deadline:
                time.sleep(0.005)
            kill(server)
            stack.enter_context(site.serving())

        people = race(site, kill_halfway)
    assert sum(person.broken for person in people), "nobody noticed that the server was killed"
    answers = Counter(status for person in people for status in person.statuses)
    assert set(answers) == {200, 303}
    assert answers[303] == PEOPLE
    check(people, fresh(site, earlier))

    kill_worker(site, sum(mailed.values()) + PEOPLE // 4)
    assert PEOPLE // 4 <= sum((site.mails("Subject") - mailed).values()) < PEOPLE
    site.tell("forget-claims")
    site.command("manage.py", "work", "--once")
    told = site.mails("Subject") - mailed
    assert Counter(subject.split()[-1] for subject in told.elements()) == Counter(
        person.reference for person in people
    )


def test_what_people_offices_and_the_clock_do_at_once_never_waits_for_ever(site: RaceSite) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.contact.race_site", "storm"],
            cwd=ROOT,
            env=site.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _each in range(2)
    ]
    outputs = [process.communicate(timeout=PATIENCE)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], "\n".join(outputs)
    rows = site.tell("state")
    assert all(row["reference"] for row in rows), "a mail about nobody"
    for row in rows:
        assert row["history"][:2] == ["received", "message"]
        assert row["mails"].count("confirmation") <= 1
        assert row["mails"].count("reply") <= row["history"].count("reply")
    same = [text for row in rows for text in row["texts"] if text == "Ta sama"]
    assert len(same) <= 20, "the same form sent twice is one enquiry"
