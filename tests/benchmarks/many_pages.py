"""Loads a demonstration site of many pages: the real one, and copies of its guides under other names.

    python -m tests.benchmarks.many_pages FOLDER PAGES

Prints the number of pages, and the seconds and processor seconds that loading took. The database has to be there.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from itertools import count
from pathlib import Path

import django


def write_content(source: Path, target: Path, pages: int) -> None:
    """Copy the content files; then copy guides under new names until there are so many pages."""
    shutil.copytree(source, target)
    guides = sorted(
        path for path in (target / "pages").glob("*/*.pl.md") if 'type = "guide"' in path.read_text()
    )
    total = sum(1 for _file in (target / "pages").rglob("*.md"))
    for number in count(2):
        for guide in guides:
            if total >= pages:
                return
            name = guide.name.removesuffix(".pl.md")
            for file in guide.parent.glob(f"{name}.*.md"):
                language = file.name.removeprefix(f"{name}.")
                shutil.copy(file, file.with_name(f"{name}-{number}.{language}"))
                total += 1


def main(folder: Path, pages: int) -> None:
    django.setup()
    from django.conf import settings
    from wagtail.models import Page

    from website.demo.loader import Loader

    content = folder / "content"
    write_content(Path(settings.DEMO_CONTENT_DIR), content, pages)
    started, worked = time.monotonic(), time.process_time()
    Loader(content).load()
    found = {
        "seconds": time.monotonic() - started,
        "processor": time.process_time() - worked,
        "pages": Page.objects.filter(depth__gt=1, live=True).count(),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
