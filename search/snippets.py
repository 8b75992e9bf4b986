"""The few words of a page that show why it was found."""

from __future__ import annotations

from dataclasses import dataclass

from search.analysis import Analyzer, QueryWord, Token, fold, words

WORDS = 30


@dataclass(frozen=True)
class Part:
    """A piece of a snippet; ``is_match`` when it is a word of the question in one of its forms."""

    text: str
    is_match: bool


@dataclass(frozen=True)
class Snippet:
    """``anchor`` is where on the page it stands, ``heading`` under which heading; both may be empty."""

    parts: tuple[Part, ...]
    anchor: str = ""
    heading: str = ""


class Marker:
    """Knows the words of one language that have one of the wanted terms; each is looked at once."""

    def __init__(self, analyzer: Analyzer, wanted: frozenset[str]) -> None:
        self._analyzer, self._wanted = analyzer, wanted
        self._seen: dict[str, str] = {}

    def term_of(self, token: Token) -> str:
        """The wanted term of a word, empty when it has none."""
        word = token.word
        if word not in self._seen:
            own = self._analyzer
            # A function word shares its stem with many a word of which it is no form.
            is_stop = fold(word) in own.language.stop_words
            terms = own.word(word).terms if is_stop else own.terms_of(word)
            terms = (*terms, own.official_surface(word))
            self._seen[word] = next((term for term in terms if term in self._wanted), "")
        return self._seen[word]


def marked(text: str, marker: Marker) -> tuple[Part, ...]:
    """A text with the words marked that were asked for."""
    parts: list[Part] = []
    last = 0
    for token in words(text):
        if marker.term_of(token):
            if token.start > last:
                parts.append(Part(text[last : token.start], False))
            parts.append(Part(text[token.start : token.end], True))
            last = token.end
    if last < len(text):
        parts.append(Part(text[last:], False))
    return tuple(parts)


def wanted_terms(questions: list[QueryWord]) -> frozenset[str]:
    """Terms by which words of a page are marked."""
    return frozenset(term for word in questions for term in word.wider)


def snippet(passages: list[list[str]], marker: Marker) -> Snippet | None:
    """The densest thirty words of a page; None where none of its words was asked for (its title was)."""
    best: tuple[int, int, int] | None = None
    chosen: tuple[list[str], list[Token], int] | None = None
    for place, passage in enumerate(passages):
        tokens = list(words(passage[2]))
        hits = [marker.term_of(token) for token in tokens]
        in_heading = len({marker.term_of(token) for token in words(passage[1])} - {""})
        for start in _starts(hits):
            inside = hits[start : start + WORDS]
            score = (len(set(inside) - {""}) * 2 + in_heading, sum(map(bool, inside)), -place)
            if best is None or score > best:
                best, chosen = score, (passage, tokens, start)
    if chosen is None:
        return None
    passage, tokens, start = chosen
    start = max(0, start - 4)
    end = min(len(tokens), start + WORDS)
    text = passage[2][tokens[start].start : tokens[end - 1].end] if tokens else ""
    text = ("… " if start else "") + text + (" …" if end < len(tokens) else "")
    return Snippet(marked(text, marker), passage[0], passage[1])


def _starts(hits: list[str]) -> list[int]:
    return [place for place, hit in enumerate(hits) if hit]
