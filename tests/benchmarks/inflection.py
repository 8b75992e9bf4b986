"""How well forms of a word find one another, against labelled lists that are not part of this project.

    uv pip install --target FOLDER morfeusz2 pymorphy3 pymorphy3-dicts-uk lemminflect
    PYTHONPATH=FOLDER python -m tests.benchmarks.inflection

Documents are the sentences of the demonstration site. The labels are all base forms that Morfeusz (Polish), pymorphy3
(Ukrainian, Russian) and LemmInflect (English) give for a word. A question is one form of a word that stands in three
sentences at least and in two forms; right are the sentences with a word of the same base form. Precision and recall are
averaged over the questions; F1 is the mean of theirs. The same is asked without marks, and of simplemma as it comes.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import simplemma

from search.analysis import Analyzer, Lexicon, fold, words
from search.analysis.lexicon import path_of

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "site" / "website" / "demo" / "content" / "pages"
QUESTIONS = 1_000
Label = Callable[[str], set[str]]


def sentences(code: str) -> list[list[str]]:
    """The words of each sentence, in lower case; each sentence once."""
    found: dict[str, list[str]] = {}
    for path in sorted(PAGES.rglob(f"*.{code}.md")):
        for part in re.split(r"[.!?:|\n]+", path.read_text(encoding="utf-8")):
            tokens = [token.word for token in words(part) if not token.word[0].isdigit()]
            if len(tokens) > 2:
                found[" ".join(tokens)] = tokens
    return list(found.values())


def labels() -> dict[str, Label]:
    """How words are labelled, in each language for which a labelled list is installed."""
    found: dict[str, Label] = {}
    try:
        import morfeusz2

        morfeusz = morfeusz2.Morfeusz(expand_tags=False)
        found["pl"] = lambda word: {
            row[2][1].split(":")[0].lower() for row in morfeusz.analyse(word) if row[2][2] != "ign"
        }
    except ImportError:
        print("pl: morfeusz2 is not installed")
    try:
        import pymorphy3

        for code in ("uk", "ru"):
            analyser = pymorphy3.MorphAnalyzer(lang=code)
            found[code] = lambda word, analyser=analyser: (
                {each.normal_form for each in analyser.parse(word)} if analyser.word_is_known(word) else set()
            )
    except (ImportError, ValueError) as error:
        print(f"uk, ru: {error}")
    try:
        import lemminflect

        found["en"] = lambda word: {
            lemma.lower() for lemmas in lemminflect.getAllLemmas(word).values() for lemma in lemmas
        }
    except ImportError:
        print("en: lemminflect is not installed")
    return found


def judge(code: str, label: Label) -> None:
    """Print precision, recall and F1 of this site's analysis and of spelling alone."""
    folder = ROOT / "var" / "dictionaries"
    analyzer = Analyzer(code, Lexicon(path_of(folder, code)), "benchmark")
    texts = sentences(code)
    by_label: dict[str, set[int]] = defaultdict(set)
    by_term: dict[str, set[int]] = defaultdict(set)
    by_form: dict[str, set[int]] = defaultdict(set)
    by_lemma: dict[str, set[int]] = defaultdict(set)
    forms: dict[str, set[str]] = defaultdict(set)
    for number, tokens in enumerate(texts):
        for token in tokens:
            by_form[token].add(number)
            by_lemma[simplemma.lemmatize(token, lang=code)].add(number)
            for term in analyzer.terms_of(token):
                by_term[term].add(number)
            for base in label(token):
                by_label[base].add(number)
                forms[base].add(token)
    asked = [
        (form, base)
        for base, some in sorted(forms.items())
        if len(some) > 1 and len(by_label[base]) > 2
        for form in sorted(some)
    ]
    asked = random.Random(1).sample(asked, min(QUESTIONS, len(asked)))
    rows = {
        "as it is spelled": [(by_form[form], form, base) for form, base in asked],
        "simplemma": [(by_lemma[simplemma.lemmatize(form, lang=code)], form, base) for form, base in asked],
        "this site": [(_found(analyzer, form, by_term), form, base) for form, base in asked],
        "this site, no marks": [
            (_found(analyzer, fold(form), by_term), form, base) for form, base in asked if fold(form) != form
        ],
    }
    print(f"{code}: {len(texts)} sentences")
    for name, results in rows.items():
        scores = []
        for hits, form, _base in results:
            # A form may belong to several words; whoever types it may mean any of them.
            right = set().union(*(by_label[each] for each in label(form)))
            recall = len(hits & right) / len(right)
            precision = len(hits & right) / len(hits) if hits else 0.0
            scores.append(
                (
                    precision,
                    recall,
                    2 * precision * recall / (precision + recall) if precision + recall else 0,
                )
            )
        count = len(scores) or 1
        means = [sum(score[place] for score in scores) / count for place in range(3)]
        print(f"  {name} ({len(scores)}): P {means[0]:.3f} R {means[1]:.3f} F1 {means[2]:.3f}")


def _found(analyzer: Analyzer, form: str, by_term: dict[str, set[int]]) -> set[int]:
    word = analyzer.word(form)
    return set().union(*(by_term.get(term, set()) for term in word.terms))


if __name__ == "__main__":
    for language, how in labels().items():
        judge(language, how)
