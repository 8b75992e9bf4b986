"""Analyzers of this site: which dictionaries there are, and by which analysis words become terms."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from search.analysis import LANGUAGES, Analyzer, Lexicon
from search.analysis.analyzer import ANALYSIS
from search.analysis.lexicon import VERSION as LEXICON
from search.analysis.lexicon import path_of

WITH_DICTIONARIES, WITHOUT = f"{ANALYSIS}:{LEXICON}", f"{ANALYSIS}:"


def codes() -> list[str]:
    """Languages of the site."""
    return [code for code, _name in settings.LANGUAGES]


def with_dictionary() -> list[str]:
    """Languages of the site for which there are word forms."""
    return [code for code in codes() if code in LANGUAGES and LANGUAGES[code].dictionary]


def folder() -> Path:
    """Where the dictionaries are; one folder may serve many copies of the site."""
    return Path(settings.DICTIONARY_DIR)


def missing() -> list[str]:
    """Languages whose dictionary is still to be made."""
    return [code for code in with_dictionary() if not path_of(folder(), code).exists()]


def best_analysis() -> str:
    """The analysis that is possible now: with dictionaries once all of them are there."""
    return WITHOUT if missing() else WITH_DICTIONARIES


@cache
def _lexicon(code: str) -> Lexicon:
    return Lexicon(path_of(folder(), code))


@cache
def _analyzer(code: str, analysis: str, lexicon: Lexicon | None) -> Analyzer:
    return Analyzer(code, lexicon, analysis)


def analyzer(code: str, analysis: str) -> Analyzer:
    """The analyzer of a language by one analysis.

    Where this process lacks the dictionary that the analysis wants, words are found as they are spelled.
    """
    lexicon = None
    if analysis == WITH_DICTIONARIES and code in with_dictionary() and path_of(folder(), code).exists():
        lexicon = _lexicon(code)
    return _analyzer(code, analysis, lexicon)
