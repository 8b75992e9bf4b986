"""How long things take: loading content, making a page, starting again."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.benchmarks.table import Figure, Table
from tests.live_site import HOST, ROOT, LiveSite

MANY, SECONDS_FOR_MANY = 500, 60
SECOND_START = 5  # seconds
GUIDE_MILLISECONDS = 6  # a third of what a page of wagtail/bakerydemo costs
PAGES = {
    "guide": "/pl/work/work-permit/",
    "guide (ar)": "/ar/work/work-permit/",
    "section": "/pl/residence/",
    "home": "/pl/",
    "search": "/pl/search/?q=karta+pobytu",
}


def measure(table: Table, site: LiveSite) -> None:
    """All of them, on a prepared site that is not being served."""
    table.title("Time")
    _processor(table, site)
    _many_pages(table)
    _second_start(table, site)


def _last_line(output: str) -> dict[str, float]:
    return dict(json.loads(output.strip().splitlines()[-1]))


def _processor(table: Table, site: LiveSite) -> None:
    found = _last_line(site.command("-m", "tests.benchmarks.in_process", *PAGES.values()))
    for name, address in PAGES.items():
        budget = GUIDE_MILLISECONDS if name.startswith("guide") else None
        table.single(Figure(f"{name}: processor time of one request", found[address], "ms", budget))


def _many_pages(table: Table) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = LiveSite(Path(folder, "data"))
        site.command("manage.py", "migrate", "--noinput", "-v0")
        found = _last_line(site.command("-m", "tests.benchmarks.many_pages", folder, str(MANY)))
    table.single(Figure("pages of the larger demonstration site", found["pages"], "", MANY, at_least=True))
    # What others do on the computer lengthens the one and not the other.
    table.single(Figure(f"loading {MANY} pages, processor time", found["processor"], "s", SECONDS_FOR_MANY))
    table.single(Figure(f"loading {MANY} pages, by the clock", found["seconds"], "s"))


def _second_start(table: Table, site: LiveSite) -> None:
    times = [_start(site) for _time in range(2)]
    table.single(Figure("`make run` again", times[1], "s", SECOND_START))


def _start(site: LiveSite) -> float:
    """Seconds from the command to the first answer; then the server is ended."""
    command = [sys.executable, str(ROOT / "bin" / "dev"), "run"]
    started = time.monotonic()
    with tempfile.TemporaryFile() as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env=site.environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            while server.poll() is None:
                with suppress(OSError, http.client.HTTPException):
                    connection = http.client.HTTPConnection(HOST, site.port, timeout=10)
                    connection.request("GET", "/healthz")
                    if connection.getresponse().status == 200:
                        return time.monotonic() - started
                time.sleep(0.02)
            output.seek(0)
            raise SystemExit(f"bin/dev run ended:\n{output.read().decode(errors='replace')}")
        finally:
            server.terminate()
            server.wait()
