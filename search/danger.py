"""Who searches with such words may be in danger: the telephone numbers come before the list."""

from __future__ import annotations

import time
from typing import Any

from django.apps import apps

from search.analysis import fold, words
from website.core.translated import in_language

# Beginnings of folded words, of all languages: people in danger type in any of them, on whichever page they are.
_BEGINNINGS = (
    # pl
    "przemoc", "bije ", "pobil", "pobic", "zgwalc", "gwalt", "niewolni", "handel ludzmi", "handlu ludzmi", "samoboj",
    "grozi mi", "zabic", "zabije",
    # en
    "violen", "abuse", "abusive", "beats ", "beaten", "rape", "traffick", "slave", "suicid", "kill ", "threaten",
    # uk
    "насил", "бє ", "побив", "згвалт", "торгівл", "рабств", "самогуб", "погрож",
    # ru, be
    "бьет ", "избил", "изнасил", "торговля людьми", "торговли людьми", "самоубий", "угрож", "гвалт", "бе мяне",
    "гандаль людзьмі", "гандлю людзьмі", "паграж",
    # es
    "violenci", "maltrat", "golpea", "violacion", "violaron", "me violo", "trata de personas", "esclav", "suicid",
    "amenaz", "me pega",
    # ar
    "عنف", "العنف", "يضرب", "اغتصاب", "الاتجار بالبشر", "اتجار", "انتحار", "تهديد", "يهددني",
)  # fmt: skip
_NUMBERS = {"112", "997", "999"}
_KEPT_FOR = 60.0  # seconds

_kept: dict[str, tuple[float, list[Any]]] = {}


def is_in_danger(text: str) -> bool:
    """Whether a question is one of somebody who may need help at once."""
    folded = [fold(token.word) for token in words(text)]
    joined = f" {' '.join(folded)} "
    return bool(_NUMBERS & set(folded)) or any(f" {beginning}" in joined for beginning in _BEGINNINGS)


def helplines(code: str) -> list[Any]:
    """The helplines of the directory in a language; kept for a minute, for a search may not wait for them."""
    kept_at, found = _kept.get(code, (0.0, []))
    if not found or time.monotonic() - kept_at > _KEPT_FOR:
        # By name, because rooms do not import one another.
        records = apps.get_model("contact.Institution").objects.filter(is_helpline=True)
        found = list(in_language(records, code))
        _kept[code] = (time.monotonic(), found)
    return found


def forget() -> None:
    """Read them anew (tests that roll the database back need it)."""
    _kept.clear()
