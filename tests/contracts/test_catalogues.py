"""Message catalogues are checked like code: current, complete, nothing fuzzy, plural forms right."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from tests.conftest import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
PLURALS = {"pl": 4, "en": 2, "uk": 4, "ru": 4, "be": 4, "es": 3, "ar": 6}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / code / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_catalogue_is_complete_and_nothing_in_it_is_fuzzy(code: str) -> None:
    messages = catalogue(code)
    assert len(messages) > 250
    assert not [entry.msgid for entry in messages if entry.fuzzy or entry.obsolete]
    assert not [entry.msgid for entry in messages if not entry.translated()]


@pytest.mark.parametrize("code", LANGUAGES)
def test_placeholders_survive_translation(code: str) -> None:
    for entry in catalogue(code):
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert set(PLACEHOLDER.findall(text)) == wanted, (code, entry.msgid)


@pytest.mark.parametrize("code", LANGUAGES)
def test_plural_forms_are_those_of_the_language(code: str) -> None:
    messages = catalogue(code)
    count = int(re.search(r"nplurals=(\d)", messages.metadata["Plural-Forms"])[1])
    assert count == PLURALS[code]
    plural = [entry for entry in messages if entry.msgid_plural]
    assert plural
    for entry in plural:
        assert sorted(entry.msgstr_plural) == list(range(count))


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("pl", {1: 0, 2: 1, 5: 2, 12: 2, 22: 1}),
        ("uk", {1: 0, 3: 1, 11: 2, 21: 0}),
        ("ar", {1: 1, 2: 2, 5: 3, 11: 4}),
    ],
)
def test_a_number_of_results_is_counted_as_the_language_counts(code: str, forms: dict[int, int]) -> None:
    entry = next(entry for entry in catalogue(code) if "results for" in (entry.msgid_plural or ""))
    with translation.override(code):
        for number, form in forms.items():
            assert ngettext(entry.msgid, entry.msgid_plural, number) == entry.msgstr_plural[form], number


def test_every_language_answers_in_its_own_words() -> None:
    answers = set()
    for code in LANGUAGES:
        with translation.override(code):
            answers.add(gettext("Skip to the content"))
    assert len(answers) == len(LANGUAGES)


def test_the_declaration_has_the_name_the_law_gives_it() -> None:
    with translation.override("pl"):
        assert gettext("State of digital accessibility") == "Stan dostępności cyfrowej"
        assert gettext("Feedback and contact details") == "Informacje zwrotne i dane kontaktowe"


def test_catalogues_hold_what_the_code_says(tmp_path: Path) -> None:
    """`make messages` would change nothing. Needs gettext, which a fresh machine may lack; CI has it."""
    if shutil.which("xgettext") is None:
        pytest.fail("gettext is missing: sudo apt install gettext")
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns(".venv", "var", ".git", "node_modules", ".*_cache", "content")
    shutil.copytree(ROOT, copy, ignore=ignored)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--settings=website.settings.test"],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    for code in LANGUAGES:
        fresh = polib.pofile(str(copy / "locale" / code / "LC_MESSAGES" / "django.po"))
        known = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue(code)}
        needed = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in fresh if not entry.obsolete}
        assert needed == known, (code, needed ^ known)


def test_a_broken_catalogue_is_named_and_the_previous_version_stays(tmp_path: Path, settings, capsys) -> None:
    from django.core.management import call_command

    folder = tmp_path / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(b"previous")
    source = folder / "django.po"
    source.write_text("this is no catalogue\n", encoding="utf-8")
    later = (folder / "django.mo").stat().st_mtime + 10
    os.utime(source, (later, later))
    settings.LOCALE_PATHS = [tmp_path]
    call_command("compile_catalogues")
    assert "cannot be compiled" in capsys.readouterr().err
    assert (folder / "django.mo").read_bytes() == b"previous"
