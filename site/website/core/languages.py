"""What the site knows about a language: its code, its own name, its direction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language, get_language_info

# Babel's own choice for Arabic has other digits than our texts, that for English is American.
_FORMATS = {"ar": "ar_AE", "en": "en_GB"}


@dataclass(frozen=True)
class Language:
    """A language of the site; ``name`` is its autonym, ``direction`` is ``ltr`` or ``rtl``."""

    code: str
    name: str
    direction: str

    @cached_property
    def formats(self) -> Locale:
        """How the language writes dates and the names of days and languages."""
        return Locale.parse(_FORMATS.get(self.code, self.code))


@cache  # asked for dozens of times on each page, and the settings do not change
def language(code: str) -> Language:
    """The language with this code. ``KeyError`` when the site does not have it."""
    return Language(code, dict(settings.LANGUAGES)[code], "rtl" if get_language_info(code)["bidi"] else "ltr")


def languages() -> list[Language]:
    """All languages of the site, the source language first."""
    return [language(code) for code, _name in settings.LANGUAGES]


def source_language() -> Language:
    """The language in which pages are written first."""
    return language(settings.LANGUAGE_CODE)


def active_language() -> Language:
    """The language of the response; the source language where none is active."""
    code = get_language() or settings.LANGUAGE_CODE
    known = dict(settings.LANGUAGES)
    return language(code if code in known else settings.LANGUAGE_CODE)
