"""The demonstration site in a process of its own, served as `make run` serves it: for browser tests and benchmarks.

Not Django's live server: that one empties the tables after each test, and with them Wagtail's root page and languages.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from website.settings.environment import VARIABLES

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PASSWORD = "correct horse battery"
START_WITHIN = 60  # seconds


class DidNotStart(Exception):
    """The site or one of its commands ended early; the message is its own last words."""


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass
class LiveSite:
    """A demonstration site whose database, pictures and log lie in ``folder``.

    ``application`` is something else than the site to be served in the same way.
    """

    folder: Path
    application: str = ""

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Ours without settings of the surrounding process, which may be another site's."""
        foreign = {variable.name for variable in VARIABLES} | {"HOST", "WEB_WORKERS", "WITH_WORKER"}
        return {name: value for name, value in os.environ.items() if name not in foreign} | {
            # Made once for this clone; a site of its own would begin to make them anew.
            "DICTIONARY_DIR": os.environ.get("DICTIONARY_DIR") or str(ROOT / "var" / "dictionaries"),
            "DJANGO_SETTINGS_MODULE": "website.settings.local",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
            "DATA_DIR": str(self.folder),
            "DEMO_PASSWORD": PASSWORD,
            "PORT": str(self.port),
            "SITE_URL": self.url,
        }

    def command(self, *words: str) -> str:
        """Run a Python command of the project to its end; its output."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise DidNotStart(f"{' '.join(words)}:\n{done.stdout}")
        return done.stdout

    def prepare(self) -> None:
        """Catalogues, database, demonstration content and accounts with the password ``PASSWORD``."""
        self.command("manage.py", "compile_catalogues")
        self.command("manage.py", "migrate", "--noinput", "-v0")
        self.command("manage.py", "load_demo")

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        """The site answers inside this block; afterwards its process, and no other, is gone."""
        log = self.folder / "gunicorn.log"
        command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "-c", "gunicorn.conf.py"]
        command += [self.application] if self.application else []
        with log.open("ab") as output:
            server = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            self._wait(server, log)
            yield server
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()

    def _wait(self, server: subprocess.Popen[bytes], log: Path) -> None:
        deadline = time.monotonic() + START_WITHIN
        while time.monotonic() < deadline and server.poll() is None:
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection(HOST, self.port, timeout=10)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.05)
        raise DidNotStart(f"No answer from {self.url}/healthz:\n{log.read_text(errors='replace')[-4000:]}")
