"""Dictionaries of word forms: one memory-mapped file per language, made on the machine from simplemma's lists.

simplemma's own dictionaries take 361 MB of memory for Polish alone in each process and know words only as they are
spelled. Ours are keyed by the word without its marks, shared between processes, and open in milliseconds.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

import marisa_trie
from simplemma.__metadata__ import __version__ as SIMPLEMMA
from simplemma.strategies.dictionaries import dictionary_factory, frontcode

from search.analysis.text import fold, lowered, marks

FORMAT = 1  # grows with every change of what stands in a file
VERSION = f"{FORMAT}-{SIMPLEMMA}"
_END = "\x00"  # between a word's marks and the letters that its lemma ends with


class Lexicon:
    """The dictionary of one language."""

    def __init__(self, path: Path) -> None:
        self._trie = marisa_trie.BytesTrie().mmap(str(path))
        self.lemmas = lru_cache(maxsize=20_000)(self._lemmas)

    def __contains__(self, word: str) -> bool:
        return fold(word) in self._trie

    def _lemmas(self, word: str, as_typed: bool) -> tuple[str, ...]:
        """The folded base forms of a word in lower case; none where the dictionary does not know it.

        ``as_typed``: the word is spelled with care, as in a published text. Otherwise only a word that has marks is
        taken at them, for whoever types without marks may mean any word that is spelled like that.
        """
        folded = fold(word)
        entries = [_read(value, folded) for value in self._trie.get(folded, ())]
        typed = marks(word)
        if typed or as_typed:
            exact = [lemma for found, lemma in entries if found == typed]
            if exact:
                return tuple(dict.fromkeys(exact))
        return tuple(dict.fromkeys(lemma for _found, lemma in entries))

    def written(self, folded: str) -> str:
        """A folded word with its marks, as the dictionary writes it first."""
        for value in self._trie.get(folded, ())[:1]:
            letters = list(folded)
            for distance, letter in _read(value, folded)[0]:
                if distance < len(letters):
                    letters[len(letters) - 1 - distance] = letter
            return "".join(letters)
        return folded

    def forms(self, folded: set[str]) -> set[str]:
        """Those of some folded words that are in the dictionary."""
        return {word for word in folded if word in self._trie}


def path_of(folder: Path, code: str) -> Path:
    """Where the dictionary of a language is; its name changes with what it is made from."""
    return folder / f"{code}-{VERSION}.marisa"


def build(folder: Path, code: str) -> Path:
    """Make the dictionary of a language, unless it is there. Polish takes about a minute and 400 MB of memory.

    Nobody sees half a file: it gets its name when it is whole. Two processes at once do the work twice, not wrongly.
    """
    path = path_of(folder, code)
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    trie = marisa_trie.BytesTrie(_entries(code), num_tries=5, binary=False, cache_size=marisa_trie.TINY_CACHE)
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{code}-")
    os.close(handle)
    try:
        trie.save(name)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    for old in folder.glob(f"{code}-*.marisa"):
        if old != path:
            old.unlink(missing_ok=True)
    return path


def _entries(code: str) -> Iterator[tuple[str, bytes]]:
    """Every form and every lemma of simplemma's list, folded, with the way from it to its lemma; read as a stream."""
    data = dictionary_factory._read_decompressed(code)
    is_reversed, _count, position = frontcode._read_header(data)
    step = -1 if is_reversed else 1
    last = ""
    for _start, key, value in frontcode._iter_records(data, position):
        form, lemma = lowered(key[::step].decode()), lowered(value[::step].decode())
        if not form or not lemma or " " in form:
            continue
        folded_lemma = fold(lemma)
        yield fold(form), _written(form, folded_lemma)
        if lemma not in (last, form):
            yield folded_lemma, _written(lemma, folded_lemma)
        last = lemma


def _written(form: str, lemma: str) -> bytes:
    """The marks of the form, how many letters to cut from it, and what to put in their place."""
    folded = fold(form)
    shared = sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], zip(folded, lemma, strict=False)))
    signs = "".join(f"{chr(distance + 1)}{letter}" for distance, letter in marks(form))
    return f"{signs}{_END}{chr(len(folded) - shared + 1)}{lemma[shared:]}".encode()


def _read(value: bytes, folded: str) -> tuple[tuple[tuple[int, str], ...], str]:
    signs, _end, rule = value.decode().partition(_END)
    found = tuple((ord(signs[place]) - 1, signs[place + 1]) for place in range(0, len(signs), 2))
    return found, folded[: len(folded) - (ord(rule[0]) - 1)] + rule[1:]
