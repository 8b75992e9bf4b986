"""Many people at one form at the same moment, on a site of its own, with servers and workers that may be killed."""

from __future__ import annotations

import email
import email.policy
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode

import pytest

from tests import postgres
from tests.live_site import HOST, ROOT, LiveSite

PATIENCE = 90  # seconds until a person gives up
LEAST_SECONDS = 2.1  # a form is not accepted sooner
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
DATABASES = ["sqlite", "postgresql"]


@dataclass
class RaceSite(LiveSite):
    """A site with nothing but what the race needs, on a database of either kind."""

    commands: ClassVar[str] = ""  # the module that does and tells things inside the site
    database_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | ({"DATABASE_URL": self.database_url} if self.database_url else {})

    def prepare(self) -> None:
        self.command("manage.py", "migrate", "--noinput", "-v0")  # quick where there are tables already
        self.tell("make")

    def tell(self, *words: str) -> Any:
        """The answer of a command inside the site."""
        output = self.command("-m", self.commands, *words)
        return json.loads(output.strip().splitlines()[-1])

    def mails(self, header: str = "To") -> Counter[str]:
        """How many mails lie in the folder for each address, or for each value of another header."""
        files = (self.folder / "mail").glob("[!.]*.eml")
        read = (email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files)
        return Counter(str(each[header]) for each in read)


def prepared(site: RaceSite, database: str, tables: Path) -> Iterator[Any]:
    """The site on one of the ``DATABASES``, not being served yet: the body of a fixture.

    ``tables`` is the folder of a site on SQLite with nothing in it.
    """
    with ExitStack() as stack:
        if database == "sqlite":
            shutil.copytree(tables, site.folder, dirs_exist_ok=True)
        if database == "postgresql":
            if sentence := postgres.missing():
                # A machine that decides what is merged must not leave it out.
                (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
                    f"The race on PostgreSQL: {sentence}"
                )
            site.database_url = stack.enter_context(stack.enter_context(postgres.server()).database())
        site.prepare()
        yield site


@dataclass
class Person:
    """Somebody with a browser who does not give up when the line breaks."""

    site: RaceSite
    number: int
    statuses: list[int] = field(default_factory=list)
    broken: int = 0  # how often nobody answered
    waited: float = 0  # seconds for the last answer
    location: str = ""  # where the last answer led

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
            self.location = response.headers.get("Location", "")
            self.waited = time.monotonic() - started
            return body

    def open(self, path: str) -> dict[str, str]:
        """The hidden fields of the form at ``path``."""
        page = self.ask("GET", path)
        fields = dict(HIDDEN.findall(page))
        assert fields, page
        return fields


def all_at_once(jobs: list[Callable[[], Any]]) -> None:
    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(job) for job in jobs]:
            done.result()


def kill(server: subprocess.Popen[bytes]) -> None:
    """The server and its workers, as a power cut would."""
    for pid in [*_children(server.pid), server.pid]:
        os.kill(pid, signal.SIGKILL)
    server.wait()


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill_worker(site: RaceSite, after: int) -> None:
    """Start the worker, and kill it when so many mails lie in the folder."""
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "work", "--once"],
        cwd=ROOT,
        env=site.environment,
        stdout=subprocess.DEVNULL,
    )
    folder, deadline = site.folder / "mail", time.monotonic() + PATIENCE
    while sum(1 for _file in folder.glob("[!.]*.eml")) < after and time.monotonic() < deadline:
        time.sleep(0.002)
    worker.kill()
    worker.wait()
