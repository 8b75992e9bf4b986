"""Words of a text, and their spelling without what people leave out when they type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST_WORD = 40

# Characters inside a word that people write in many ways or not at all: apostrophes, soft hyphens, joiners, directions.
_INNER = "'’ʼʻ`´\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\u0640"
# Letters with their combining marks (Python's \w leaves them out and cuts vocalised Arabic), apostrophes between them.
_LETTER = r"[^\W\d_]"
_MARK = "\u0300-\u036f\u0483-\u0487\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff"
_WORD = re.compile(
    rf"\d+\s?(?:\+|(?:plus|плюс)\b)"  # 800+, 800 plus
    rf"|{_LETTER}[{_MARK}]*(?:[{_INNER}]*(?:{_LETTER}|\d)[{_MARK}]*)*"
    rf"|\d+(?:{_LETTER}[{_MARK}]*)*",
    re.IGNORECASE,
)
_PLUS = re.compile(r"(\d+)\s?(?:\+|plus|плюс)$", re.IGNORECASE)
_DROPPED = re.compile(rf"[{_INNER}]")

# What Unicode does not decompose.
_LETTERS = {
    **{"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"},
    **{"ё": "е", "ґ": "г", "ў": "у"},
    **{"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ء": ""},
    **{"گ": "ك", "ک": "ك", "ی": "ي"},
}
_CYRILLIC_TWINS = str.maketrans("aceiopxyïëk", "асеіорхуїёк")
_LATIN_TWINS = str.maketrans("асеіорхукїё", "aceiopxykie")
_CYRILLIC, _LATIN = re.compile("[\u0400-\u04ff]"), re.compile("[a-z]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: where it begins and ends, and the word in lower case without apostrophes."""

    start: int
    end: int
    word: str


def words(text: str) -> Iterator[Token]:
    """The words of a text in their order. ``800+`` and ``800 plus`` are one word."""
    for match in _WORD.finditer(text):
        yield Token(match.start(), match.end(), lowered(match[0]))


@lru_cache(maxsize=20_000)
def lowered(word: str) -> str:
    """A word in lower case, in one Unicode form, without apostrophes; not longer than ``LONGEST_WORD``."""
    if plus := _PLUS.match(word):
        return f"{plus[1]}plus"[-LONGEST_WORD:]
    word = unicodedata.normalize("NFC", _DROPPED.sub("", word).lower())[:LONGEST_WORD]
    return _one_alphabet(word)


def _one_alphabet(word: str) -> str:
    """Letters that only look like those of the rest of the word become those (a Latin ``i`` among Cyrillic ones)."""
    cyrillic, latin = len(_CYRILLIC.findall(word)), len(_LATIN.findall(word))
    if not cyrillic or not latin:
        return word
    return word.translate(_CYRILLIC_TWINS if cyrillic >= latin else _LATIN_TWINS)


@lru_cache(maxsize=4_000)
def _folded_letter(letter: str) -> str:
    if letter in _LETTERS:
        return _LETTERS[letter]
    if unicodedata.combining(letter):
        return ""
    if "\u0400" <= letter <= "\u04ff":
        return letter  # й and ї are letters of their own, not и and і with a mark
    return "".join(each for each in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(each))


def fold(word: str) -> str:
    """The word as it is typed on a keyboard without its marks: ``żłobek`` is ``zlobek``, ``ё`` is ``е``."""
    return word if word.isascii() else "".join(map(_folded_letter, word))


def marks(word: str) -> tuple[tuple[int, str], ...]:
    """What ``fold`` takes away: how far from the end of the folded word, and the letter that stood there."""
    if word.isascii():
        return ()
    found = []
    distance = len(fold(word))
    for letter in word:
        folded = _folded_letter(letter)
        distance -= len(folded)
        if folded != letter and not unicodedata.combining(letter):
            found.append((distance, letter))
    return tuple(found)


# Terms: engines split, fold and stem what is not plain ASCII, each in its own way. So words are spelled in ASCII, one
# sign for one letter, behind a letter that names the alphabet.
_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789"
_CYRILLIC_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяіїє"
_ARABIC_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ALPHABETS = [
    ("a", {each: each for each in _SIGNS}),
    ("c", dict(zip(_CYRILLIC_LETTERS, _SIGNS, strict=False))),
    ("r", dict(zip(_ARABIC_LETTERS, _SIGNS, strict=False))),
]


@lru_cache(maxsize=50_000)
def spelled(word: str) -> str:
    """A folded word as an ASCII word of its own; different words have different spellings."""
    for letter, signs in _ALPHABETS:
        try:
            return letter + "".join([signs[each] for each in word])
        except KeyError:
            continue
    return "x" + "".join(_base36(ord(each)) for each in word)


def _base36(number: int) -> str:
    """Four signs for any character."""
    signs = ""
    for _place in range(4):
        number, rest = divmod(number, 36)
        signs = _SIGNS[rest] + signs
    return signs
