"""Names that other things rely on."""

from __future__ import annotations

import importlib
import locale
import site
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["home", "guides", "events", "contact", "search"]


def test_names_of_the_standard_library_are_left_alone() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()
    assert not (ROOT / "locale" / "__init__.py").exists()
    library = Path(sysconfig.get_path("stdlib"))
    assert Path(site.__file__).is_relative_to(library)
    assert Path(locale.__file__).is_relative_to(library)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_ours_and_not_a_package_of_that_name(room: str) -> None:
    assert Path(importlib.import_module(room).__file__ or "").is_relative_to(ROOT)


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    modules = [path for room in [*ROOMS, "site", "tests"] for path in (ROOT / room).rglob("*.py")]
    assert len(modules) > 60
    assert not [path for path in modules if path.stem in {"utils", "helpers", "common", "misc"}]


def test_the_map_in_the_readme_names_every_room() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for room in [*ROOMS, "site", "locale", "tests", "docs", "deploy"]:
        assert f"{room}/" in readme, room


def test_no_name_of_a_file_has_a_space() -> None:
    assert not [path for room in [*ROOMS, "site", "docs", "locale"] for path in (ROOT / room).rglob("* *")]
