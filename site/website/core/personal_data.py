"""Everything about a person: each room that keeps personal data says here what it has (GDPR articles 15 and 17).

A room registers its ``Source`` in ``AppConfig.ready``; one screen of the admin asks all of them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Protocol

import phonenumbers
from django.db.models import QuerySet


@dataclass(frozen=True)
class Held:
    """One record about a person as an office worker sees it; ``facts`` are labels with their lines."""

    title: str
    url: str
    delete_on: dt.date | None
    facts: list[tuple[Any, list[Any]]] = field(default_factory=list)


class Source(Protocol):
    """What one room has about people. All three answer only for what ``user`` may see."""

    key: str  # of its list in the exported file

    def held(self, user: Any, contact: str) -> list[Held]:
        """Records with exactly this e-mail address or telephone number."""

    def export(self, user: Any, contact: str) -> list[dict[str, Any]]:
        """All that is kept about them, in words that the person understands."""

    def erase(self, user: Any, contact: str) -> int:
        """Delete them; gives their number."""


_sources: list[Source] = []


def register(source: Source) -> None:
    """Add what a room has."""
    _sources.append(source)


def sources() -> list[Source]:
    """All rooms that keep personal data."""
    return list(_sources)


def belonging_to(rows: QuerySet[Any], contact: str) -> QuerySet[Any]:
    """Rows with exactly this address in ``email`` or this number in ``phone``, however the number is spaced."""
    contact = contact.strip()
    if "@" in contact:
        return rows.filter(email=contact.lower())
    return rows.filter(phone__in=_numbers(contact)) if _numbers(contact) else rows.none()


def _numbers(typed: str) -> set[str]:
    """The ways in which a telephone number may have been kept; numbers without a country are Polish."""
    try:
        number = phonenumbers.parse(typed, "PL")
    except phonenumbers.NumberParseException:
        return set()
    forms = phonenumbers.PhoneNumberFormat
    kept = {phonenumbers.format_number(number, form) for form in (forms.E164, forms.INTERNATIONAL)}
    return kept | {"".join(typed.split())}
