"""Two hundred people at once for twenty seats, as they would cause it: through the form, on a real server.

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

from tests.events.race import PEOPLE, SEATS, Person, RaceSite, race
from tests.live_site import ROOT
from tests.race import DATABASES, PATIENCE, all_at_once, kill, kill_worker, prepared

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=DATABASES)
def site(request, tmp_path_factory, tables) -> Iterator[RaceSite]:
    yield from prepared(RaceSite(tmp_path_factory.mktemp(request.param)), request.param, tables)


def check(state: dict[str, Any]) -> None:
    """Exactly the seats there are, everybody else in the order of arrival, nobody twice, each told once."""
    people = state["people"]
    states = [person["state"] for person in people]
    assert states == ["confirmed"] * SEATS + ["waiting"] * (PEOPLE - SEATS), Counter(states)
    assert state["taken"] == state["counted"] == SEATS
    assert state["queue"] == [person["pk"] for person in people[SEATS:]]
    assert len({person["email"] for person in people}) == PEOPLE
    assert state["receipts"] == state["answered"] == PEOPLE
    assert [person["mails"] for person in people] == [[each] for each in states]


def test_twenty_of_two_hundred_get_a_seat_and_each_seat_given_back_goes_to_the_next(site: RaceSite) -> None:
    made = site.tell("event", str(SEATS))
    with site.serving():
        people = race(site, made["path"])
        answers = Counter(status for person in people for status in person.statuses)
        assert answers == {200: 2 * PEOPLE, 303: PEOPLE}
        before = site.tell("state", str(made["roster"]))
        check(before)

        seated = before["people"][:SEATS]
        givers = [Person(site, number) for number in range(SEATS)]
        all_at_once(
            [
                lambda giver=giver, path=row["path"]: giver.ask("POST", path, {"answer": "cancel"})
                for giver, row in zip(givers, seated, strict=True)
            ]
        )
    assert {status for giver in givers for status in giver.statuses} == {303}
    after = site.tell("state", str(made["roster"]))
    states = [person["state"] for person in after["people"]]
    assert states == ["cancelled"] * SEATS + ["offered"] * SEATS + ["waiting"] * (PEOPLE - 2 * SEATS)
    assert after["taken"] == after["counted"] == SEATS
    assert [person["mails"] for person in after["people"][: 2 * SEATS]] == (
        [["confirmed", "cancelled"]] * SEATS + [["waiting", "offer"]] * SEATS
    )


def test_a_server_and_a_worker_that_are_killed_lose_nothing_and_send_nothing_twice(site: RaceSite) -> None:
    made = site.tell("event", str(SEATS))
    site.command("manage.py", "work", "--once")  # what other tests left
    earlier = site.mails()
    with ExitStack() as stack:
        server = stack.enter_context(site.serving())

        def kill_halfway(through: Callable[[], int]) -> None:
            deadline = time.monotonic() + PATIENCE
            while through() < PEOPLE // 3 and time.monotonic() < deadline:
                time.sleep(0.01)
            kill(server)
            stack.enter_context(site.serving())

        people = race(site, made["path"], kill_halfway)
    assert sum(person.broken for person in people), "nobody noticed that the server was killed"
    answers = Counter(status for person in people for status in person.statuses)
    assert set(answers) == {200, 303}
    assert answers[303] == PEOPLE
    state = site.tell("state", str(made["roster"]))
    check(state)

    kill_worker(site, sum(earlier.values()) + PEOPLE // 4)
    assert PEOPLE // 4 <= sum((site.mails() - earlier).values()) < PEOPLE
    site.tell("forget-claims")
    site.command("manage.py", "work", "--once")
    assert site.mails() - earlier == Counter(person["email"] for person in state["people"])


def test_a_thousand_steps_at_once_never_wait_for_one_another_for_ever(site: RaceSite) -> None:
    rosters = [str(site.tell("event", "6")["roster"]) for _each in range(2)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.events.race_site", "storm", *rosters],
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
    for roster in rosters:
        state = site.tell("state", roster)
        assert state["taken"] == state["counted"]
        assert all(len(set(person["mails"])) for person in state["people"])
