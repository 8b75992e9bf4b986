"""Two hundred people at one form at the same moment: for the test of it and for the benchmark."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import tests.race
from tests.race import HIDDEN, LEAST_SECONDS, PATIENCE, all_at_once

PEOPLE, SEATS = 200, 20


@dataclass
class RaceSite(tests.race.RaceSite):
    """A site with nothing but a calendar."""

    commands: ClassVar[str] = "tests.events.race_site"


@dataclass
class Person(tests.race.Person):
    """Somebody who registers."""

    def fill_in(self, path: str) -> dict[str, str]:
        """The form, filled in and checked; what has to be sent."""
        fields = self.open(path) | {
            "name": f"Osoba {self.number}",
            "email": f"osoba{self.number}@example.org",
            "language": "uk",
            "seats": "1",
        }
        time.sleep(LEAST_SECONDS)
        checked = dict(HIDDEN.findall(self.ask("POST", path, fields | {"step": "check"})))
        assert checked == fields
        return checked


def race(
    site: RaceSite, path: str, meanwhile: Callable[[Callable[[], int]], None] | None = None
) -> list[Person]:
    """Everybody fills in the form, then all send it at the same moment. ``meanwhile`` is told how many are through."""
    people = [Person(site, number) for number in range(PEOPLE)]
    ready = threading.Barrier(PEOPLE)
    through: list[int] = []

    def take_part(person: Person) -> None:
        try:
            fields = person.fill_in(f"{path}register/")
        except BaseException:
            ready.abort()
            raise
        ready.wait(PATIENCE)
        person.ask("POST", f"{path}register/", fields | {"step": "send"})
        through.append(person.number)

    jobs: list[Callable[[], Any]] = [lambda person=each: take_part(person) for each in people]
    if meanwhile:
        jobs.append(lambda: meanwhile(lambda: len(through)))
    all_at_once(jobs)
    return people
