"""A PostgreSQL of its own for tests that need a real one: from Debian's package, thrown away afterwards.

``DATABASE_URL`` that names a PostgreSQL is taken instead; the tests then work in databases of their own on that server.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.live_site import HOST, free_port

START_WITHIN = 60  # seconds
PACKAGE = "postgresql"
SCHEMES = {"postgres", "postgresql"}


def missing() -> str:
    """Empty when there is a PostgreSQL to test with; otherwise what to do about it, in one line."""
    if _given() or _programs():
        return ""
    return f"there is no PostgreSQL: apt install {PACKAGE}, or name one in DATABASE_URL"


@dataclass(frozen=True)
class Server:
    """A running server; ``url`` names a database on it that exists."""

    url: str

    def url_of(self, name: str) -> str:
        """Address of one of its databases."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    @contextmanager
    def database(self, template: str = "") -> Iterator[str]:
        """The address of a new database, empty or a copy of ``template``, which nobody may be using; dropped after."""
        name = f"biwk_test_{secrets.token_hex(6)}"
        copied = f' TEMPLATE "{template}"' if template else ""
        self.run(f'CREATE DATABASE "{name}"{copied}')
        try:
            yield self.url_of(name)
        finally:
            self.run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def run(self, statement: str) -> None:
        """One statement outside of a transaction."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]  our own words


@contextmanager
def server() -> Iterator[Server]:
    """A server that runs inside this block. ``RuntimeError`` with its last words when it does not start."""
    if given := _given():
        yield Server(given)
        return
    programs = _programs()
    if programs is None:
        raise RuntimeError(missing())
    # A short path: the socket's may have 107 letters.
    folder = Path(tempfile.mkdtemp(prefix="biwk-pg-", dir="/tmp"))
    try:
        with _running(programs, folder) as port:
            yield Server(f"postgres://biwk@{HOST}:{port}/postgres")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _given() -> str:
    url = os.environ.get("DATABASE_URL", "")
    return url if urlsplit(url).scheme in SCHEMES else ""


def _programs() -> Path | None:
    """The folder of ``initdb`` and ``postgres``: Debian keeps them out of the path, one folder a version."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _number(path.parent.name))
    found = [Path(path).parent for path in [shutil.which("postgres")] if path]
    return next((path for path in [*reversed(debian), *found] if (path / "initdb").exists()), None)


def _number(text: str) -> float:
    return float(text) if text.replace(".", "", 1).isdigit() else 0


def _as_somebody(folder: Path) -> list[str]:
    """Words before a command: the server refuses to run as root."""
    if os.getuid():
        return []
    name = "postgres" if _has_account("postgres") else "nobody"
    shutil.chown(folder, name)
    return ["setpriv", f"--reuid={name}", f"--regid={_group(name)}", "--clear-groups", "--"]


def _has_account(name: str) -> bool:
    import pwd

    return any(account.pw_name == name for account in pwd.getpwall())


def _group(name: str) -> str:
    import pwd

    return str(pwd.getpwnam(name).pw_gid)


@contextmanager
def _running(programs: Path, folder: Path) -> Iterator[int]:
    before, data, log = _as_somebody(folder), folder / "data", folder / "log"
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "biwk", "-A", "trust", "-E", "UTF8"]
    made = subprocess.run(
        [*before, *initdb, "--locale=C.UTF-8", "--no-sync"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(f"initdb:\n{made.stdout}")
    port = free_port()
    # Nothing has to survive a power cut; everything else is as a server has it.
    settings = {"listen_addresses": HOST, "port": str(port), "unix_socket_directories": str(folder)}
    settings |= {"fsync": "off", "max_connections": "60", "deadlock_timeout": "200ms"}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*before, str(programs / "postgres"), "-D", str(data), *options],
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, port, log)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(5)  # SIGTERM waits for clients, SIGINT throws them out
        except subprocess.TimeoutExpired:
            process.send_signal(2)
            process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(f"postgres://biwk@{HOST}:{port}/postgres", connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2000:]}")
