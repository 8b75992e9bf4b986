"""What a value of a content file must be: each check gives what is wrong, empty when nothing is. No Django in here."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

Says = Callable[[Any], str]


def whole(least: int, most: int) -> Says:
    """A whole number."""

    def says(value: Any) -> str:
        right = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return "" if right else f"must be a whole number from {least} to {most}"

    return says


def one_of(*choices: str) -> Says:
    """One of some words."""
    return lambda value: "" if value in choices else f"must be one of {', '.join(choices)}"


def some_of(*choices: str) -> Says:
    """A list of some words."""

    def says(value: Any) -> str:
        right = isinstance(value, list) and value and all(each in choices for each in value)
        return "" if right else f"must be a list of some of {', '.join(choices)}"

    return says


def text(longest: int) -> Says:
    """Words, not only spaces."""

    def says(value: Any) -> str:
        right = isinstance(value, str) and value.strip() and len(value) <= longest
        return "" if right else f"must be text of at most {longest} letters"

    return says


def like(pattern: str, example: str) -> Says:
    """Text of a form that is shown by an example."""
    form = re.compile(pattern)

    def says(value: Any) -> str:
        return "" if isinstance(value, str) and form.fullmatch(value) else f"must be like {example}"

    return says


def yes(value: Any) -> str:
    """True, or not there at all."""
    return "" if value is True else "must be true, or be left out"


def truth(value: Any) -> str:
    """True or false."""
    return "" if isinstance(value, bool) else "must be true or false"


def line_of(path: Path, name: str) -> int:
    """The line of a field; the first line when it is not there."""
    start = re.compile(rf"(\[\[)?{re.escape(name)}(\]\]| *=)") if name else None
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if start and start.match(line):
            return number
    return 1
