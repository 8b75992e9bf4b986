"""The same question finds the same pages on every engine: SQLite, PostgreSQL and a real Elasticsearch."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.prepared import made_once
from tests.search import elasticsearch

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS, QUESTIONS = 300, 5_000
WORDS = {
    "pl": "zezwolenie zezwolenia praca pracę pracy pobyt pobytu karta karty karcie urząd urzędzie szkoła szkole "
    "dziecko dzieci żłobek odwołanie decyzja decyzji wniosek wnioski lekarz mieszkanie umowa umowy",
    "uk": "дозвіл дозволу робота роботу карта карти побут побуту школа школі дитина дітей садочок рішення лікар заява "
    "об’єкт здоров'я житло договір",
    "be": "дазвол дазволу праца працу карта карты побыт школа дзіця садок рашэнне лекар заява жыллё",
    "ar": "تصريح الإقامة إقامة العمل عمل مدرسة المدرسة طفل قرار طبيب سكن عقد بطاقة",
    "en": "permit permits work working card cards residence school child children appeal decision doctor flat contract",
}
HOSTILE = ['"', 'foo"bar', "a AND (", "*", "%", "\x00", "x" * 10_000, "praca " * 500, "\u202eacarp", "😀", "NOT praca",
           "karta OR 1=1 --", "<script>alert(1)</script>", "title:praca", "pra\u0441a", "' OR ''='"]  # fmt: skip
SIGNS = 'aąeęioóuyzżźśćńłrtpkmnsAND ()"*:^%-+~{}[]\\/0123456789 кирилица عربي  '


def site() -> dict[str, Any]:
    """Three hundred texts of random words, and five thousand questions: their words, slips of them, and rubbish.

    Each is put to an engine twice, literally and as wide as search looks: ten thousand queries for each.
    """
    chosen = random.Random(7)
    languages = sorted(WORDS)

    def words(code: str, least: int, most: int) -> str:
        return " ".join(chosen.choices(WORDS[code].split(), k=chosen.randint(least, most)))

    documents = []
    for _number in range(DOCUMENTS):
        code = chosen.choice(languages)
        documents.append({
            "language": code, "kind": chosen.choice(["guide", "event"]), "section": chosen.choice(["work", "school"]),
            "title": words(code, 1, 4), "official": words("pl", 0, 2), "text": words(code, 0, 25),
        })  # fmt: skip
    questions = []
    for _number in range(QUESTIONS):
        code = chosen.choice(languages)
        text = words(code, 1, 4) if chosen.random() < 0.8 else words("pl", 1, 2)
        luck = chosen.random()
        if luck < 0.2:
            text = text[:-2] + text[-1:]  # a slip
        elif luck < 0.4:
            text = "".join(chosen.choices(SIGNS, k=chosen.randint(1, 25)))
        questions.append({"language": code, "section": chosen.choice(["", "", "work"]), "text": text})
    questions += [{"language": "pl", "section": "", "text": text} for text in HOSTILE]
    return {"documents": documents, "questions": questions}


def asked(folder: Path, **variables: str) -> list[list[int]]:
    """What the site in ``folder`` finds."""
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SEARCH_URL"}}
    env |= {
        "DJANGO_SETTINGS_MODULE": "website.settings.local", "DATA_DIR": str(folder),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}", "DICTIONARY_DIR": os.environ["DICTIONARY_DIR"], **variables,
    }  # fmt: skip
    if "DATABASE_URL" in variables:
        migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "--noinput", "-v0"]
        subprocess.run(migrate, env=env, cwd=ROOT, check=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.search.engine_site"],
        input=json.dumps(site()), text=True, capture_output=True, env=env, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def sqlite_site(prepared_sites: Path, tables: Path) -> Path:
    """A folder with the database of a site on SQLite, and what it found."""

    def make(folder: Path) -> None:
        shutil.copytree(tables, folder)
        (folder / "answers.json").write_text(json.dumps(asked(folder)))

    return made_once(prepared_sites / "engines", make)


@pytest.fixture(scope="module")
def sqlite_answers(sqlite_site: Path) -> list[list[int]]:
    return json.loads((sqlite_site / "answers.json").read_text())


@pytest.fixture(scope="module")
def postgresql() -> Iterator[postgres.Server]:
    if missing := postgres.missing():
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    with postgres.server() as server:
        yield server


@pytest.fixture(scope="module")
def elasticsearch_url() -> Iterator[str]:
    if missing := elasticsearch.missing():
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    with elasticsearch.server() as url:
        yield url


def test_the_questions_find_something(sqlite_answers: list[list[int]]) -> None:
    literal, at_last = sqlite_answers[0::2], sqlite_answers[1::2]
    assert len(literal) == QUESTIONS + len(HOSTILE)
    assert sum(map(bool, literal)) > QUESTIONS / 4
    assert sum(map(bool, at_last)) > QUESTIONS * 0.7


@pytest.mark.slow
def test_postgresql_finds_what_sqlite_finds(
    tmp_path: Path, postgresql: postgres.Server, sqlite_answers: list[list[int]]
) -> None:
    with postgresql.database() as url:
        assert asked(tmp_path, DATABASE_URL=url) == sqlite_answers


@pytest.mark.slow
def test_elasticsearch_finds_what_sqlite_finds(
    tmp_path: Path, tables: Path, elasticsearch_url: str, sqlite_answers: list[list[int]]
) -> None:
    shutil.copytree(tables, tmp_path, dirs_exist_ok=True)
    assert asked(tmp_path, SEARCH_URL=elasticsearch_url) == sqlite_answers
