"""Two hundred people at one form at the same moment: for the test of it and for the benchmark."""

from __future__ import annotations

import email
import email.policy
import http.client
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.live_site import HOST, LiveSite

PEOPLE, SEATS = 200, 20
PATIENCE = 90  # seconds until a person gives up
LEAST_SECONDS = 2.1  # a form is not accepted sooner
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class RaceSite(LiveSite):
    """A site with nothing but a calendar, on a database of either kind."""

    database_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | ({"DATABASE_URL": self.database_url} if self.database_url else {})

    def prepare(self) -> None:
        self.command("manage.py", "migrate", "--noinput", "-v0")
        self.tell("make")

    def tell(self, *words: str) -> Any:
        """The answer of a command of ``tests.events.race_site``."""
        output = self.command("-m", "tests.events.race_site", *words)
        return json.loads(output.strip().splitlines()[-1])

    def mails(self) -> Counter[str]:
        """How many mails lie in the folder for each address."""
        files = (self.folder / "mail").glob("[!.]*.eml")
        read = (email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files)
        return Counter(str(each["To"]) for each in read)


@dataclass
class Person:
    """Somebody with a browser who goes through the form and does not give up when the line breaks."""

    site: RaceSite
    number: int
    statuses: list[int] = field(default_factory=list)
    broken: int = 0  # how often nobody answered
    waited: float = 0  # seconds for the last answer

    @property
    def address(self) -> str:
        return f"127.0.{1 + self.number // 200}.{1 + self.number % 200}"

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> str:
        """The body of the answer; asks again while nobody answers."""
        started = time.monotonic()
        deadline = started + PATIENCE
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        while True:
            connection = http.client.HTTPConnection(
                HOST, self.site.port, timeout=60, source_address=(self.address, 0)
            )
            try:
                connection.request(method, path, urlencode(fields or {}), headers)
                response = connection.getresponse()
                body = response.read().decode()
            except (OSError, http.client.HTTPException):
                self.broken += 1
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
                continue
            finally:
                connection.close()
            self.statuses.append(response.status)
            self.waited = time.monotonic() - started
            return body

    def fill_in(self, path: str) -> dict[str, str]:
        """The form, filled in and checked; what has to be sent."""
        page = self.ask("GET", path)
        fields = dict(HIDDEN.findall(page))
        assert fields, page
        fields |= {
            "name": f"Osoba {self.number}",
            "email": f"osoba{self.number}@example.org",
            "language": "uk",
            "seats": "1",
        }
        time.sleep(LEAST_SECONDS)
        checked = dict(HIDDEN.findall(self.ask("POST", path, fields | {"step": "check"})))
        assert checked == fields
        return checked


def all_at_once(jobs: list[Callable[[], Any]]) -> None:
    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(job) for job in jobs]:
            done.result()


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
