"""What the inbox counts and looks up. Counting is the database's work: ten thousand texts never stand in memory."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contact.choices import OURS, EntryKind, State
from contact.models import Entry, Topic
from contact.querysets import EnquiryQuerySet
from website.core.languages import active_language, source_language
from website.core.tokens import typed_reference

PAGE_SIZE = 50
MOST_WORDS = 6  # of one search

# The lists of the inbox, by their name in addresses.
LISTS: dict[str, Any] = {
    "ours": _("To answer"),
    "new": pgettext_lazy("enquiries", "New"),
    "mine": _("Mine"),
    "overdue": _("Overdue"),
    "waiting": _("Waiting for the person"),
    "answered": pgettext_lazy("enquiries", "Answered"),
    "closed": pgettext_lazy("enquiries", "Closed"),
    "all": pgettext_lazy("enquiries", "All"),
}


def rules(user: Any, now: dt.datetime | None = None) -> dict[str, Q]:
    """Which enquiries stand on each list of ``LISTS``."""
    ours = Q(state__in=list(OURS))
    return {
        "ours": ours,
        "new": Q(state=State.NEW),
        "mine": Q(assigned_to=user) & ~Q(state=State.CLOSED),
        "overdue": ours & Q(due_at__lt=now or timezone.now()),
        "waiting": Q(state=State.WAITING),
        "answered": Q(state=State.ANSWERED),
        "closed": Q(state=State.CLOSED),
        "all": Q(),
    }


def numbers_of(rows: EnquiryQuerySet, user: Any) -> dict[str, int]:
    """How many stand on each list; one query."""
    return rows.order_by().aggregate(
        **{name: Count("pk", filter=rule or None) for name, rule in rules(user).items()}
    )


def listed(rows: EnquiryQuerySet, user: Any, name: str) -> EnquiryQuerySet:
    """The enquiries of one list: what waits for us by the time it is due, everything else the latest first."""
    found = rows.filter(rules(user)[name])
    if name in {"ours", "new", "overdue"}:
        return found.order_by("due_at", "pk")
    if name == "mine":
        return found.order_by(F("due_at").asc(nulls_last=True), "-changed_at", "-pk")
    return found.order_by("-changed_at", "-pk")


def search(rows: EnquiryQuerySet, typed: str) -> EnquiryQuerySet:
    """Enquiries with this reference, address, telephone number or name, or with all these words in their texts."""
    typed = " ".join(typed.split())
    if not typed:
        return rows.none()
    found = Q(reference=typed_reference(typed)) | _spelled("name", typed)
    if "@" in typed:
        found |= Q(email__contains=typed.lower())
    digits = "".join(character for character in typed if character.isdigit()).removeprefix("00")
    if len(digits) >= 4 and not any(character.isalpha() for character in typed):
        found |= Q(phone__contains=digits)
    said = Q()
    for word in typed.split()[:MOST_WORDS]:
        said &= Q(pk__in=_texts().filter(_spelled("text", word)).values("enquiry"))
    return rows.filter(found | said)


def _texts() -> Any:
    return Entry.objects.order_by().exclude(kind=EntryKind.EVENT, text="")


def _spelled(field: str, words: str) -> Q:
    """A field that holds these words in capitals or small letters; SQLite folds the case of Latin letters only."""
    spellings = {words} if words.isascii() else {words, words.lower(), words.upper(), words.capitalize()}
    found = Q()
    for spelling in sorted(spellings):
        found |= Q(**{f"{field}__icontains": spelling})
    return found


def topic_names() -> dict[str, str]:
    """What topics are called in the language of the admin, by their keys; one query."""
    codes = {source_language().code, active_language().code}
    rows = Topic.objects.filter(locale__language_code__in=codes)
    named = rows.order_by("sort_order", "key").values_list("key", "title", "locale__language_code")
    found: dict[str, str] = {}
    for key, title, code in named:
        if key not in found or code != source_language().code:
            found[key] = title
    return found
