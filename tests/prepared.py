"""What many tests begin with, made once for all processes of a run: the tables, and the demonstration site.

Each takes a copy, which costs a second where loading costs a minute.
"""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.live_site import PASSWORD, LiveSite

DATABASE = "db.sqlite3"


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """``folder``, filled by the first process that asks for it; others wait until it is there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)  # of a process that was killed
            make(unfinished)
            unfinished.rename(folder)
    return folder


def make_tables(folder: Path) -> None:
    """The database of a site on which nobody has done anything."""
    LiveSite(folder).command("manage.py", "migrate", "--noinput", "-v0")


def make_demonstration(folder: Path, tables: Path) -> None:
    """The demonstration site with its accounts and pictures, without the enquiries that people wrote to it."""
    shutil.copytree(tables, folder)
    LiveSite(folder).command("-m", "tests.prepared")


def copy_into(connection: sqlite3.Connection, folder: Path) -> None:
    """Fill an open database with the one of ``folder``."""
    source = sqlite3.connect(folder / DATABASE)
    try:
        source.backup(connection)
    finally:
        source.close()


def main() -> None:
    """Inside the site."""
    import django

    django.setup()
    from website.demo.loader import Loader, make_accounts

    Loader().load()
    make_accounts(PASSWORD)


if __name__ == "__main__":
    main()
