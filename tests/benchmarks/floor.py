"""The least a page can be: 12 KB of compressed text in one answer, without styles, pictures or scripts.

Served by the same application server as the site, it shows what the network and the browser cost by themselves.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable, Iterable
from typing import Any

WEIGHT = 12 * 1024


def page() -> bytes:
    """The compressed page, always the same."""
    chance = random.Random(12)
    words = [
        "".join(chance.choices("aeioubcdfghklmnprstwz", k=chance.randint(2, 11))) for _number in range(4000)
    ]
    paragraphs: list[str] = []
    while True:
        paragraphs.append(" ".join(chance.choices(words, k=60)))
        html = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Floor</title>'
            '<meta name="viewport" content="width=device-width"><h1>Floor</h1>'
            + "".join(f"<p>{text}</p>" for text in paragraphs)
        )
        packed = gzip.compress(html.encode(), mtime=0)
        if len(packed) >= WEIGHT:
            return packed


BODY = page()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """WSGI: the page, and no icon."""
    if environ["PATH_INFO"] == "/favicon.ico":
        start_response("404 Not Found", [("Content-Length", "0")])
        return []
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", str(len(BODY))),
    ]
    start_response("200 OK", headers)
    return [BODY]
