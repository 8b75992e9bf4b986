"""Every dependency has a lower bound, a reason, and can be imported."""

from __future__ import annotations

import importlib
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MODULES = {
    "django": "django",
    "wagtail": "wagtail",
    "wagtail-localize": "wagtail_localize",
    "pillow": "PIL",
    "django-environ": "environ",
    "gunicorn": "gunicorn",
    "whitenoise": "whitenoise",
    "polib": "polib",
    "babel": "babel",
    "holidays": "holidays",
    "markdown-it-py": "markdown_it",
    "elasticsearch": "elasticsearch",
    "icalendar": "icalendar",
    "python-dateutil": "dateutil",
    "phonenumberslite": "phonenumbers",
    "openpyxl": "openpyxl",
    "simplemma": "simplemma",
    "marisa-trie": "marisa_trie",
    "rapidfuzz": "rapidfuzz",
}


def names() -> list[str]:
    return [re.match(r"[a-z0-9-]+", requirement, re.I)[0].lower() for requirement in PROJECT["dependencies"]]


def test_every_dependency_has_a_lower_bound_and_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for requirement in PROJECT["dependencies"]:
        assert ">=" in requirement, requirement
        line = next(line for line in text.splitlines() if line.strip().startswith(f'"{requirement}",'))
        assert "# " in line, requirement
    assert len(names()) == len(MODULES)


def test_every_dependency_can_be_imported() -> None:
    assert set(names()) == set(MODULES)
    for module in MODULES.values():
        assert importlib.import_module(module)


def test_pictures_can_be_written_in_the_formats_phones_read() -> None:
    from PIL import features

    assert features.check("avif")
    assert features.check("webp")
