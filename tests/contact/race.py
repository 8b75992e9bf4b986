"""A hundred people who write to an office at the same moment: for the test of it and for the benchmark."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlsplit

import tests.race
from tests.contact.race_site import TOPIC
from tests.race import LEAST_SECONDS, PATIENCE, all_at_once

PEOPLE = 100
FORM = f"/uk/contact/write/{TOPIC}/form/"
CODE = re.compile(r'class="code"[^>]*>([A-Z0-9]{8})<')


@dataclass
class RaceSite(tests.race.RaceSite):
    """A site with nothing but a topic."""

    commands: ClassVar[str] = "tests.contact.race_site"


@dataclass
class Person(tests.race.Person):
    """Somebody who writes, and notes the reference."""

    reference: str = ""
    sent_in: float = 0  # seconds, from the first try to the answer

    @property
    def text(self) -> str:
        return f"Pytanie osoby {self.number}."

    def fill_in(self) -> dict[str, str]:
        fields = self.open(FORM) | {
            "office": "szczecin",
            "message": self.text,
            "language": "uk",
            "channel": "site",
        }
        time.sleep(LEAST_SECONDS)
        return fields

    def send(self, fields: dict[str, str]) -> None:
        page = self.ask("POST", FORM, fields)
        self.sent_in = self.waited
        assert self.location, page

    def read(self) -> None:
        """The page after sending."""
        page = self.ask("GET", urlsplit(self.location).path)
        (self.reference,) = CODE.findall(page)


def race(site: RaceSite, meanwhile: Callable[[Callable[[], int]], None] | None = None) -> list[Person]:
    """Everybody fills in the form, then all send it at the same moment. ``meanwhile`` is told how many are through."""
    people = [Person(site, number) for number in range(PEOPLE)]
    ready = threading.Barrier(PEOPLE)
    through: list[int] = []

    def take_part(person: Person) -> None:
        try:
            fields = person.fill_in()
        except BaseException:
            ready.abort()
            raise
        ready.wait(PATIENCE)
        person.send(fields)
        through.append(person.number)
        person.read()

    jobs: list[Callable[[], Any]] = [lambda person=each: take_part(person) for each in people]
    if meanwhile:
        jobs.append(lambda: meanwhile(lambda: len(through)))
    all_at_once(jobs)
    return people
