"""What searching costs at 1,000 and at 40,000 pages, how good it is, and how big its dictionaries are.

    python -m tests.benchmarks.search SIZE
    python -m tests.benchmarks.search quality
    python -m tests.benchmarks.search dictionaries

are the parts that run inside a site, and print JSON.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import django

from tests.benchmarks.table import Figure, Table

ROOT = Path(__file__).resolve().parents[2]
SMALL, LARGE = 1_000, 40_000
LANGUAGES = ["pl", "en", "uk", "ru"]
LENGTH = 250  # words of a page
ROUNDS = 40
SLOWEST, GROWTH = 50, 2  # ms; times what it costs at the small size
RIGHT, NOTHING = 0.9, 0.03
DICTIONARIES_MIB, OPENED_MS, BUILD_MIB = 30, 10, 500


def measure(table: Table, folder: Path) -> None:
    """On sites of its own, on SQLite."""
    table.title("Search: quality of the demonstration site, by tests/search/questions.tsv")
    for name, value, unit, budget, at_least in _inside(folder / "demo", "quality"):
        table.single(Figure(name, value, unit, budget, at_least))
    table.title("Search: dictionaries")
    for name, value, unit, budget in _inside(folder / "demo", "dictionaries"):
        table.single(Figure(name, value, unit, budget))
    small, large = (
        {row[0]: row[1:] for row in _inside(folder / str(size), str(size))} for size in (SMALL, LARGE)
    )
    table.title(
        f"Search: processor time of /search/ at {SMALL} and at {LARGE} pages, {ROUNDS} questions of each kind"
    )
    for name, (middle, slow, _queries) in large.items():
        table.line(
            name,
            Figure("median ms", middle),
            Figure("95 %", slow, "ms", SLOWEST),
            Figure("times the small site", slow / max(small[name][1], 0.1), "", GROWTH),
            Figure("queries", large[name][2], "", 5),
        )


def _inside(folder: Path, what: str) -> Any:
    folder.mkdir(parents=True, exist_ok=True)
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "website.settings.local", "DATA_DIR": str(folder), "DEMO_PASSWORD": "benchmark only",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
        "DICTIONARY_DIR": os.environ.get("DICTIONARY_DIR", str(ROOT / "var" / "dictionaries")),
    }  # fmt: skip
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "--noinput", "-v0"], env=env, check=True, cwd=ROOT)
    if what == "quality":
        subprocess.run([*manage, "load_demo"], env=env, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    command = [sys.executable, "-m", "tests.benchmarks.search", what]
    done = subprocess.run(command, env=env, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def _dictionaries() -> list[tuple[str, float, str, float | None]]:
    """Size on disk, time to open, and the memory that making the largest takes."""
    from search.analysis.lexicon import Lexicon, path_of

    with tempfile.TemporaryDirectory() as name:
        program = (
            "import resource, sys; from pathlib import Path; from search.analysis.lexicon import build;"
            "build(Path(sys.argv[1]), 'pl'); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, name], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
        memory = float(done.stdout)
        started = time.perf_counter()
        Lexicon(path_of(Path(name), "pl"))
        opened = (time.perf_counter() - started) * 1000
    folder = Path(os.environ.get("DICTIONARY_DIR", str(ROOT / "var" / "dictionaries")))
    size = sum(file.stat().st_size for file in folder.glob("*.marisa")) / 2**20
    return [
        ("dictionaries of six languages on disk", size, "MiB", DICTIONARIES_MIB),
        ("opening the Polish one", opened, "ms", OPENED_MS),
        ("peak memory of making it", memory, "MiB", BUILD_MIB),
    ]


# Inside a site --------------------------------------------------------------------------------------------------


def make(size: int) -> dict[str, list[str]]:
    """So many pages of random words, rare and common ones as in a language; questions of each kind."""
    from search import documents
    from search.models import IndexState
    from website.core.searchable import Entry, Passage

    chosen = random.Random(size)
    lexicon = _words()
    IndexState.objects.get_or_create(pk=1, defaults={"analysis": IndexState.load().analysis})
    for start in range(0, size, documents.BATCH):
        batch = {}
        for number in range(start, min(size, start + documents.BATCH)):
            code = LANGUAGES[number % len(LANGUAGES)]
            words, weights = lexicon[code]
            title = " ".join(chosen.choices(words, weights, k=4))
            text = " ".join([words[0], *chosen.choices(words, weights, k=LENGTH)])
            batch[f"page:{number}"] = [
                Entry(
                    kind="guide", language=code, path=f"work/{number}", title=title,
                    summary=" ".join(chosen.choices(words, weights, k=12)),
                    passages=(Passage("a", title, text[: len(text) // 2]), Passage("b", "", text[len(text) // 2 :])),
                )
            ]  # fmt: skip
        documents._write(batch)
    words, weights = lexicon["pl"]
    return {
        "a word on every page": [words[0]],
        "common words": [" ".join(words[place : place + 2]) for place in range(1, 41)],
        "rare words": words[3000:3000 + ROUNDS],
        "one common, one rare": [f"{words[2]} {word}" for word in words[2000 : 2000 + ROUNDS]],
        "a slip": [word[:-3] + word[-2] + word[-3] + word[-1] for word in words[500:900] if len(word) > 6][:ROUNDS],
        "another alphabet": ["освядчення", "замельдование", "дозвіл", "праца"],
        "a whole sentence": [f"jak mogę {a} {b} i {c}?"
            for a, b, c in zip(words[5:45], words[105:145], words[905:945], strict=True)],
        "nothing": [f"qx{number}zwj" for number in range(ROUNDS)],
    }  # fmt: skip


def _words() -> dict[str, tuple[list[str], list[float]]]:
    """Four thousand words of each language from the demonstration, the first of them on every page, then by Zipf."""
    from search.analysis import words

    found = {}
    folder = ROOT / "site" / "website" / "demo" / "content" / "pages"
    for code in LANGUAGES:
        texts = " ".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob(f"*.{code}.md")))
        unique = [word for word in dict.fromkeys(token.word for token in words(texts)) if len(word) > 3][
            :4000
        ]
        found[code] = (unique, [1 / (place + 3) for place in range(len(unique))])
    return found


def main() -> None:
    """Measure inside the site, without a server."""
    django.setup()
    parts: dict[str, Any] = {"quality": _quality, "dictionaries": _dictionaries}
    what = sys.argv[1]
    print(json.dumps(parts[what]() if what in parts else _timings(int(what))))


def _quality() -> list[tuple[Any, ...]]:
    from tests.search.quality import judged, like_for_like, questions, shares

    verdicts = judged(questions())
    rows: list[tuple[Any, ...]] = []
    for name, some in [
        ("tuned on", [each for each in verdicts if not each.question.is_aside]),
        ("kept aside", [each for each in verdicts if each.question.is_aside]),
    ]:
        right, nothing = shares(some)
        rows.append((f"{name}, {len(some)} questions: right page in the first three", right, "", RIGHT, True))
        rows.append((f"{name}: nothing found", nothing, "", NOTHING, False))
    for kind in ("nodiacritics", "inflected"):
        plain, other = like_for_like(verdicts, kind)
        rows.append(
            (f"{kind}: share of what is found for the same need asked plainly", other / plain, "", None, True)
        )
    return rows


def _timings(size: int) -> list[tuple[str, float, float, int]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    started = time.perf_counter()
    asked = make(size)
    print(f"{size} pages in {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA optimize")
    client = Client(headers={"host": "localhost"})
    rows = []
    for name, questions in asked.items():
        for question in questions[:3]:
            client.get("/pl/search/", {"q": question})
        spent = []
        for number in range(ROUNDS):
            question = questions[number % len(questions)]
            before = time.process_time()
            answer = client.get("/pl/search/", {"q": question})
            spent.append((time.process_time() - before) * 1000)
            assert answer.status_code == 200
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/pl/search/", {"q": questions[-1]})
        rows.append((name, median(spent), quantiles(spent, n=20)[-1], len(captured)))
    spent = []
    for question in asked["rare words"]:
        before = time.process_time()
        client.get("/pl/search/suggest/", {"q": question[:3]})
        spent.append((time.process_time() - before) * 1000)
    rows.append(("suggestions", median(spent), quantiles(spent, n=20)[-1], 1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB", file=sys.stderr, flush=True)
    return rows


if __name__ == "__main__":
    main()
