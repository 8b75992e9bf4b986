"""What a word that stands nowhere on the site may have been meant to be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from rapidfuzz.distance import OSA, JaroWinkler

from search.analysis.analyzer import Analyzer

SHORTEST = 4  # shorter words are too near to each other
LONG = 8  # from here on two slips are forgiven
ALPHABETS = {
    "latin": "abcdefghijklmnopqrstuvwxyz",
    "cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєў",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
}
_CYRILLIC, _ARABIC = re.compile("[\u0400-\u04ff]"), re.compile("[\u0600-\u06ff]")
LIKE_ENOUGH = 0.58


def script(word: str) -> str:
    """The alphabet of a word: ``latin``, ``cyrillic`` or ``arabic``."""
    return "cyrillic" if _CYRILLIC.search(word) else "arabic" if _ARABIC.search(word) else "latin"


class Vocabulary:
    """The words of the site in one language, and the Polish words on its pages; grows, never shrinks."""

    def __init__(self, analyzer: Analyzer, polish: Analyzer) -> None:
        self.analyzer, self.polish = analyzer, polish
        self.words: dict[str, str] = {}  # folded, and as it is written
        self.official: set[str] = set()
        self.lemmas: set[str] = set()
        self._stems: set[str] = set()
        self._by_first: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[str, set[tuple[str, bool]]] = defaultdict(set)
        self.newest = 0

    def add(self, rows: Iterable[tuple[int, str, str, bool]]) -> None:
        """Take in words of the site: number, folded, as written, and whether it is Polish abroad."""
        for number, word, shown, is_official in rows:
            self.newest = max(self.newest, number)
            if word in (self.official if is_official else self.words):
                continue
            if is_official:
                self.official.add(word)
            else:
                self.words[word] = shown
            self._by_sound[sound(word)].add((word, is_official))
            if not is_official:
                self._by_first[word[0]].append(word)
                self.lemmas.update(self.analyzer.lemmas(word, as_typed=False))
                self._stems.add(self.analyzer.stem(word))
        self.__dict__.pop("_sounds", None)

    def knows(self, word: str, folded: str) -> bool:
        """Whether the word, or another form of it, stands somewhere."""
        if folded in self.words or folded in self.official:
            return True
        return any(lemma in self.lemmas for lemma in self.analyzer.lemmas(word, as_typed=False))

    def has_stem(self, folded: str) -> bool:
        """Whether some word of the site begins like this one."""
        return self.analyzer.stem(folded) in self._stems

    # Slips -----------------------------------------------------------------------------------------------------------

    def shown(self, folded: str) -> str:
        """A word with the marks that it is written with."""
        lexicon = self.analyzer.lexicon
        return self.words.get(folded) or (lexicon.written(folded) if lexicon else folded)

    def corrected(self, folded: str) -> str:
        """The word of the site, or a form of one, that is nearest to a misspelled word; empty when none is near.

        One letter too many, too few, another one or two exchanged; two such slips in a long word. Source of the limits:
        measured, see docs/search.md.
        """
        if len(folded) < SHORTEST or folded[0].isdigit():
            return ""
        near = self._one_slip_from(folded)
        if not near and len(folded) >= LONG:
            near = {
                word
                for word in self._by_first[folded[0]]
                if abs(len(word) - len(folded)) <= 2 and OSA.distance(folded, word, score_cutoff=2) <= 2
            }
        return min(near, key=lambda word: self._distance(folded, word), default="")

    def _one_slip_from(self, folded: str) -> set[str]:
        near = _edits(folded, ALPHABETS[script(folded)])
        found = near & self.words.keys()
        if self.analyzer.lexicon is not None:
            for word in self.analyzer.lexicon.forms(near):
                if any(lemma in self.lemmas for lemma in self.analyzer.lemmas(word, as_typed=False)):
                    found.add(word)
        return found

    def _distance(self, folded: str, word: str) -> tuple[int, int, float, str]:
        """People rarely hit a wrong key at the beginning; a word that is printed is likelier than another form."""
        return (word[0] != folded[0], word not in self.words, -JaroWinkler.similarity(folded, word), word)

    # Other alphabets --------------------------------------------------------------------------------------------

    def heard(self, folded: str) -> list[tuple[str, bool]]:
        """Words of the site that sound like one typed in another alphabet, best first, and whether they are Polish.

        Three romanisations are in use side by side, none of them learned by those who type; consonants survive all.
        """
        if len(folded) < 3 or folded[0].isdigit():
            return []
        own = script(folded)
        found: set[tuple[str, bool]] = set()
        for variant in sounds(folded):
            found |= self._by_sound.get(variant, set())
            if len(variant) >= 4:
                for near in self._sounds.get(variant[0], ()):
                    if (
                        abs(len(near) - len(variant)) <= 1
                        and OSA.distance(near, variant, score_cutoff=1) <= 1
                    ):
                        found |= self._by_sound[near]
        typed = romanised(folded)
        alphabet = self.analyzer.language.alphabet
        likely = sorted(
            (-OSA.normalized_similarity(typed, romanised(word)), word, is_official)
            for word, is_official in found
            # A word of the site's language is in its own alphabet; people type Polish ones in theirs.
            if script(word) != own and (is_official or script(word) == alphabet)
        )
        return [(word, is_official) for score, word, is_official in likely[:3] if -score >= LIKE_ENOUGH]

    @cached_property
    def _sounds(self) -> dict[str, list[str]]:
        by_first: dict[str, list[str]] = defaultdict(list)
        for each in self._by_sound:
            if each:
                by_first[each[0]].append(each)
        return by_first


def _edits(word: str, alphabet: str) -> set[str]:
    """All words that one slip makes of a word."""
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {left + right[1:] for left, right in parts if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in parts if right for letter in alphabet}
    found |= {left + letter + right for left, right in parts for letter in alphabet}
    found.discard(word)
    return found


# Sounds: every hiss is one, every breath is one, vowels are none ---------------------------------------------------

_TO_LATIN = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфъыьэіў", "abvhdeziiklmnoprstuf*i*eiv", strict=True)),
        **{
            "ж": "zh",
            "х": "h",
            "ц": "c",
            "ч": "ch",
            "ш": "sh",
            "щ": "shch",
            "ю": "iu",
            "я": "ia",
            "є": "ie",
            "ї": "i",
        },
        **dict(zip("ابتجحدرزسصضطعفقكلمنهوي", "abtghdrzssdtafkklmnhui", strict=True)),
        **{"ث": "t", "خ": "h", "ذ": "z", "ش": "sh", "ظ": "z", "غ": "h"},
    }
)
_SPELLINGS = [
    ("szcz", "sc"), ("shch", "sc"), ("sch", "s"), ("sh", "s"), ("sz", "s"), ("cz", "c"), ("ch", "c"), ("zh", "z"),
    ("rz", "z"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("x", "ks"), ("q", "k"),
    ("w", "v"), ("y", "i"), ("j", "i"), ("*", ""),
]  # fmt: skip
_ONE_SOUND = str.maketrans({"z": "s", "c": "s", "g": "h"})
_VOWELS = re.compile(r"[aeiou]")
_TWICE = re.compile(r"(.)\1+")
_NASAL = re.compile(r"[nm](?=[bpdtkgszc])")


def romanised(folded: str) -> str:
    """A word in plain Latin letters, in one of the spellings in use."""
    word = folded.translate(_TO_LATIN)
    for spelling, letters in _SPELLINGS:
        word = word.replace(spelling, letters)
    return _TWICE.sub(r"\1", word)


def sound(folded: str) -> str:
    """What is left of a word when only its consonants are heard."""
    return _VOWELS.sub("", romanised(folded)).translate(_ONE_SOUND)


def sounds(folded: str) -> set[str]:
    """The same in all ways in which it may be meant: `ch` as in Polish, a nasal vowel written as two letters."""
    found = {sound(folded)}
    if "ch" in folded:
        found.add(sound(folded.replace("ch", "h")))
    if "c" in folded:
        found.add(sound(folded.replace("c", "k")))
    nasal = romanised(folded)
    if _NASAL.search(nasal):
        found.add(_VOWELS.sub("", _NASAL.sub("", nasal)).translate(_ONE_SOUND))
    return {each for each in found if each}
