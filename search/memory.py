"""What each process keeps in its memory, and how it learns that it is old: one row, read once for each search."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce

from search.analysis.analyzer import Analyzer
from search.analysis.spelling import Vocabulary
from search.languages import analyzer, best_analysis
from search.models import Document, IndexState, Promotion, Synonym, Word
from search.models.documents import TERM, normalized_question
from website.core.models import FrameRevision

_BETWEEN_NAMES = re.compile(r"[();/]|, ")


@dataclass(frozen=True)
class State:
    """What the database says at the beginning of a search."""

    analysis: str
    editors_words: int
    newest_word: int
    frame: int

    @classmethod
    def read(cls) -> State:
        """One query; the state of an empty index where there is none yet."""
        revision = FrameRevision.objects.filter(pk=FrameRevision.SINGLE).values("number")
        newest = Word.objects.order_by("-pk").values("pk")[:1]
        row = (
            IndexState.objects.filter(pk=IndexState.SINGLE)
            .annotate(
                frame=Coalesce(Subquery(revision), Value(0)), newest=Coalesce(Subquery(newest), Value(0))
            )
            .values_list("analysis", "editors_words", "newest", "frame")
            .first()
        )
        if row is None:
            return cls(best_analysis(), 0, 0, FrameRevision.current())
        return cls(*row)


_vocabularies: dict[tuple[str, str], tuple[int, Vocabulary]] = {}
_editors: dict[tuple[int, str, str], EditorsWords] = {}


def vocabulary(code: str, state: State) -> Vocabulary:
    """The words of the site in a language; asks the database only when there are new ones."""
    key = (code, state.analysis)
    own, polish = analyzer(code, state.analysis), analyzer("pl", state.analysis)
    seen, known = _vocabularies.get(key, (-1, None))
    if known is None or known.analyzer is not own or state.newest_word < seen:
        seen, known = -1, Vocabulary(own, polish)
    if seen != state.newest_word:
        rows = Word.objects.filter(language=code, pk__gt=known.newest).values_list(
            "pk", "text", "shown", "is_official"
        )
        known.add(rows.iterator())
        _vocabularies[key] = (state.newest_word, known)
    return known


@dataclass(frozen=True)
class EditorsWords:
    """Synonyms and promotions of one language. A synonym is the lemmas of its words, for forms do not matter."""

    synonyms: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]  # what is asked, what is meant as well
    promotions: dict[str, list[str]]  # normalised question to paths


def editors_words(code: str, state: State) -> EditorsWords:
    """What editors told search in a language; asks the database only after they changed something."""
    key = (state.editors_words, code, state.analysis)
    if key not in _editors:
        if len(_editors) > 50:
            _editors.clear()
        _editors[key] = _read_editors_words(code, analyzer(code, state.analysis))
    return _editors[key]


def _read_editors_words(code: str, own: Analyzer) -> EditorsWords:
    pairs: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    for synonym in Synonym.objects.filter(language=code):
        pairs += _pairs(synonym.members, synonym.is_one_way, own)
    for name, passages in Document.objects.filter(language=code, kind=TERM).values_list("name", "passages"):
        typed = [part for passage in passages for part in passage[2].split(",")]
        pairs += _pairs([*_names(name), *typed], False, own)
    promotions: dict[str, list[str]] = {}
    for promotion in Promotion.objects.filter(language=code).select_related("page"):
        for question in promotion.questions.splitlines():
            if normal := normalized_question(question):
                promotions.setdefault(normal, []).append(promotion.page.url_path.split("/", 2)[2].strip("/"))
    return EditorsWords(tuple(dict.fromkeys(pairs)), promotions)


def _pairs(
    members: list[str], is_one_way: bool, own: Analyzer
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What is asked and what it means as well, for all members or only from the first; without stop words."""
    split = []
    for member in members:
        parts = tuple(normalized_question(member).split())
        split.append(tuple(part for part in parts if part not in own.language.stop_words) or parts)
    split = [member for member in split if member]
    asked = split[:1] if is_one_way else split
    return [(one, other) for one in asked for other in split if one != other]


def _names(name: str) -> list[str]:
    """The names in the title of a term: the whole without what is in brackets, and that by itself."""
    return [part.strip() for part in _BETWEEN_NAMES.split(name) if part.strip()]


def analyzers(code: str, state: State) -> tuple[Analyzer, Analyzer]:
    """The analyzers of a language and of Polish, by the analysis that the index can be asked by."""
    return analyzer(code, state.analysis), analyzer("pl", state.analysis)


def forget(**kwargs: Any) -> None:
    """Drop everything (tests that roll the database back need it)."""
    _vocabularies.clear()
    _editors.clear()
