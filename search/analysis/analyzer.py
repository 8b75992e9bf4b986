"""From text and questions to terms."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from search.analysis.languages import language
from search.analysis.lexicon import Lexicon
from search.analysis.text import fold, spelled, words

ANALYSIS = 3  # grows with every change of what terms a text has; the index is then made anew

# Layers of terms: the word as it is spelled, its base form, its stem; the same of official Polish words on a page in
# another language.
SURFACE, LEMMA, STEM = "f", "l", "s"
OFFICIAL_SURFACE, OFFICIAL_LEMMA = "o", "p"
TITLE_STEM = "t"  # stems of titles alone: what is in a title may be looked for more widely
FILTER = "x"


@dataclass(frozen=True)
class QueryWord:
    """A word of a question.

    ``terms``: what a page with this word in any of its forms has, one of them at least. ``wider``: the same after a
    second, looser look; ``in_title``: that look at titles alone. ``is_known``: the dictionary has it.
    """

    text: str
    folded: str
    terms: tuple[str, ...]
    wider: tuple[str, ...]
    in_title: tuple[str, ...]
    lemmas: tuple[str, ...]
    is_stop: bool
    is_known: bool = field(compare=False)


class Analyzer:
    """The terms of one language, with or without its dictionary. Terms of two languages or versions never meet."""

    def __init__(self, code: str, lexicon: Lexicon | None, version: str) -> None:
        self.language = language(code)
        self.lexicon = lexicon
        self._stem = lru_cache(maxsize=20_000)(self.language.stem)
        self.prefix = f"{code[:2]}{_short(version)}"
        self._document_word = lru_cache(maxsize=20_000)(self._terms_of_word)

    # Documents -------------------------------------------------------------------------------------------------------

    def terms(self, text: str) -> Counter[str]:
        """How often each term stands in a published text."""
        found: Counter[str] = Counter()
        for word, times in Counter(token.word for token in words(text)).items():
            for term in self._document_word(word):
                found[term] += times
        return found

    def title_terms(self, text: str) -> Counter[str]:
        """Stems of the words of a title, apart from those of the text."""
        stems: Counter[str] = Counter()
        for token in words(text):
            folded = fold(token.word)
            if folded not in self.language.stop_words:
                found = {
                    self.stem(folded),
                    *(self.stem(lemma) for lemma in self.lemmas(token.word, as_typed=True)),
                }
                stems.update(self._term(TITLE_STEM, stem) for stem in found)
        return stems

    def official_terms(self, text: str, polish: Analyzer) -> Counter[str]:
        """Terms of Polish words that stand on a page of this language."""
        found: Counter[str] = Counter()
        for token in words(text):
            folded = fold(token.word)
            lemmas = polish.lemmas(token.word, as_typed=True) or (polish.stem(folded),)
            found[self._term(OFFICIAL_SURFACE, folded)] += 1
            for lemma in lemmas:
                found[self._term(OFFICIAL_LEMMA, lemma)] += 1
        return found

    def terms_of(self, word: str) -> tuple[str, ...]:
        """The terms of one word of a published text."""
        return self._document_word(word)

    def official_surface(self, word: str) -> str:
        """The term of a Polish word as it is spelled on a page of this language."""
        return self._term(OFFICIAL_SURFACE, fold(word))

    def _terms_of_word(self, word: str) -> tuple[str, ...]:
        folded = fold(word)
        found = [self._term(SURFACE, folded), self._term(STEM, self.stem(folded))]
        found.extend(self._term(LEMMA, lemma) for lemma in self.lemmas(word, as_typed=True))
        return tuple(dict.fromkeys(found))

    # Questions -------------------------------------------------------------------------------------------------------

    def question(self, text: str, polish: Analyzer | None = None) -> list[QueryWord]:
        """The words of a question, each once. ``polish`` adds official Polish words to what each may mean."""
        found = {token.word: None for token in words(text)}
        return [self.word(word, polish) for word in found]

    def word(self, word: str, polish: Analyzer | None = None) -> QueryWord:
        """One word of a question."""
        folded = fold(word)
        lemmas = self.lemmas(word, as_typed=False)
        terms = [self._term(SURFACE, folded), *(self._term(LEMMA, lemma) for lemma in lemmas)]
        bases = dict.fromkeys([self.stem(folded), *(self.stem(lemma) for lemma in lemmas)])
        stems = [self._term(STEM, base) for base in bases]
        if not lemmas:
            terms += stems
        if polish is not None and polish is not self:
            terms.append(self._term(OFFICIAL_SURFACE, folded))
            official = polish.lemmas(word, as_typed=False) or (polish.stem(folded),)
            terms += [self._term(OFFICIAL_LEMMA, lemma) for lemma in official]
        return QueryWord(
            text=word,
            folded=folded,
            terms=tuple(dict.fromkeys(terms)),
            wider=tuple(dict.fromkeys([*terms, *stems])),
            in_title=(*terms, *(self._term(TITLE_STEM, base) for base in bases)),
            lemmas=lemmas,
            is_stop=folded in self.language.stop_words,
            is_known=bool(lemmas),
        )

    # Words -----------------------------------------------------------------------------------------------------------

    def lemmas(self, word: str, as_typed: bool) -> tuple[str, ...]:
        """Folded base forms by the dictionary; none without one, or for a word that it does not have."""
        if self.lexicon is None:
            return ()
        found = self.lexicon.lemmas(word, as_typed)
        bare = self.language.without_beginning(fold(word))
        if bare != fold(word):
            found += tuple(each for each in self.lexicon.lemmas(bare, False) if each not in found)
        return found

    def stem(self, folded: str) -> str:
        """The folded word without article and ending."""
        return self._stem(self.language.without_beginning(folded))

    def filter_term(self, name: str, value: str) -> str:
        """A term that says something about a document instead of standing in it."""
        return self._term(FILTER, f"{name}{fold(value)}")

    def is_official(self, term: str) -> bool:
        """Whether a term stands for a Polish word on a page of this language."""
        return self._layer(term) in {OFFICIAL_SURFACE, OFFICIAL_LEMMA}

    def is_word(self, term: str) -> bool:
        """Whether a term stands for a word of this language's pages, not for a filter or another language's word."""
        return self._layer(term) not in {"", FILTER}

    def _layer(self, term: str) -> str:
        return term[len(self.prefix)] if term.startswith(self.prefix) else ""

    def _term(self, layer: str, folded: str) -> str:
        return f"{self.prefix}{layer}{spelled(folded)}"


@lru_cache
def _short(text: str) -> str:
    """Two letters in place of a version; the first is a letter for the sake of engines that take 1e5 for a number."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
    return "abcdefghijklmnopqrstuvwxyz"[number % 26] + "abcdefghijklmnopqrstuvwxyz"[number // 26 % 26]


def weighted(counts: Iterable[tuple[Counter[str], int]]) -> str:
    """Terms as a text for an engine. How often a term stands there grows with the logarithm of how often it is used."""
    written: list[str] = []
    for terms, weight in counts:
        for term, times in terms.items():
            written.extend([term] * (weight * (1 + (times >= 3) + (times >= 8))))
    return " ".join(written)
