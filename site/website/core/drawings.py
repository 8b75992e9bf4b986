"""Small drawings written into the page: each file that is not asked for saves a round trip on a slow link."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

IMAGES_DIR = Path(__file__).resolve().parent.parent / "static" / "img"
_SYMBOL = re.compile(
    r'<symbol id="(?P<name>[a-z-]+)"[^>]*?viewBox="(?P<box>[^"]+)"[^>]*>(?P<shape>.*?)</symbol>', re.S
)


@lru_cache(maxsize=1)
def icons() -> dict[str, str]:
    """The icons of `icons.svg` by name, each as the inside of an ``<svg>`` of 24 by 24."""
    sprite = (IMAGES_DIR / "icons.svg").read_text(encoding="utf-8")
    return {match["name"]: match["shape"].strip() for match in _SYMBOL.finditer(sprite)}


@lru_cache(maxsize=8)
def drawing(name: str) -> tuple[str, str]:
    """View box and inside of an SVG file of ours. ``KeyError`` when it has no view box."""
    # Templates hand over a safe string, which pathlib refuses; formatting makes it an ordinary one.
    text = Path(f"{IMAGES_DIR}/{name}").read_text(encoding="utf-8")
    match = re.search(r'<svg[^>]*?viewBox="([^"]+)"[^>]*>(.*)</svg>', text, re.S)
    if match is None:
        raise KeyError(name)
    return match[1], match[2].strip()
