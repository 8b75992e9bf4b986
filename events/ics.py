"""Calendar files by RFC 5545: one event, one person's event, or a feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from events.choices import Status
from events.meetings import WARSAW
from events.models import EventPage, Roster
from events.models.pages import EventDate

PRODID = "-//BIWK//Calendar//PL"
CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    """An event in a calendar: the page in the reader's language and what the roster adds to it."""

    page: EventPage
    href: str
    sequence: int = 0
    changed_at: dt.datetime | None = None
    # Only in a person's own file: a private place, the link to an online meeting, the link to give the seat back.
    place: str = ""
    online_link: str = ""
    manage_url: str = ""

    @classmethod
    def of(cls, page: EventPage, href: str, roster: Roster | None, **personal: str) -> Entry:
        """An entry with the number of changes from the roster, if there is one."""
        return cls(
            page, href, roster.sequence if roster else 0, roster.changed_at if roster else None, **personal
        )


def calendar(entries: Iterable[Entry], name: str, language: str) -> bytes:
    """A calendar file in the active language; dropped meetings and cancelled events say so."""
    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", PRODID)
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", str(WARSAW))
    for entry in entries:
        for date in entry.page.dates:
            made.add_component(_event(entry, date, language))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(entry: Entry, date: EventDate, language: str) -> icalendar.Event:
    page, facts = entry.page, entry.page.facts
    made = icalendar.Event()
    made.add("uid", uid(page, date))
    made.add("dtstart", date.starts_at.astimezone(WARSAW))
    made.add("dtend", date.ends_at.astimezone(WARSAW))
    made.add("summary", page.title, parameters={"language": page.locale.language_code})
    made.add("description", _description(entry), parameters={"language": language})
    made.add("location", entry.place or page.shown_place)
    made.add("url", entry.online_link or settings.SITE_URL + entry.href)
    made.add("sequence", entry.sequence)
    # The same bytes until something changes, so that a subscriber's program need not fetch them again.
    changed = max(
        filter(None, [entry.changed_at, facts.last_published_at, page.last_published_at]), default=None
    )
    stamp = (changed or timezone.now()).astimezone(dt.UTC).replace(microsecond=0)
    made.add("dtstamp", stamp)
    made.add("last-modified", stamp)
    made.add("status", _status(facts.status, date))
    made.add("categories", [str(facts.get_kind_display())])
    return made


def uid(page: EventPage, date: EventDate) -> str:
    """The same for an event in all languages and after each change."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"{page.translation_key}{'-' if date.identity else ''}{date.identity}@{host}"


def _status(status: str, date: EventDate) -> str:
    if status == Status.CANCELLED or date.is_dropped:
        return "CANCELLED"
    return "TENTATIVE" if status == Status.POSTPONED else "CONFIRMED"


def _description(entry: Entry) -> str:
    page, facts = entry.page, entry.page.facts
    lines: list[Any] = [page.summary, settings.SITE_URL + entry.href]
    if facts.status != Status.SCHEDULED:
        lines.insert(0, " ".join(filter(None, [str(facts.get_status_display()), page.status_note])))
    if entry.manage_url:
        lines.append(_("Give your seat back: %(url)s") % {"url": entry.manage_url})
    lines.append(_("Co-funded by the European Union"))
    return "\n\n".join(str(line) for line in lines if line)
