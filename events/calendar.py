"""Which events a reader sees, and in which words.

Times, places and seats come from the Polish pages, words from the reader's language. Where an event is not translated
its Polish title is shown and marked, unless its editor announces it only where it is translated.
"""

from __future__ import annotations

import calendar as weeks
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date, format_skeleton
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import F, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.choices import Audience, Kind, Status
from events.meetings import WARSAW
from events.models import EventPage, Meeting, Roster
from events.models.pages import EventDate
from website.core.fields import SPOKEN
from website.core.languages import Language, active_language, source_language
from website.core.offices import Office
from website.core.routing import Route, readable

EVENTS_ON_A_PAGE = 20
YEARS = range(2020, 2100)  # months that can be asked for


@dataclass(frozen=True)
class Listed:
    """An event in a list: its words in the language they are in, its facts, its address in the reader's language."""

    page: EventPage
    href: str
    next_date: EventDate
    seats: str = ""

    @property
    def facts(self) -> EventPage:
        return self.page.facts

    @property
    def key(self) -> str:
        """What the address of free seats calls it."""
        return self.page.translation_key.hex

    @property
    def calendar_href(self) -> str:
        """The calendar it stands in."""
        return self.href.rstrip("/").rpartition("/")[0] + "/"

    @property
    def seats_href(self) -> str:
        """Where the words about free seats of all coming events are."""
        return self.calendar_href + "seats/"

    @property
    def language(self) -> str:
        """Language of the words."""
        return str(self.page.locale.language_code)


@dataclass(frozen=True)
class Filters:
    """What a reader wants to see; in the address, so that it can be kept and sent on."""

    office: str = ""
    kind: str = ""
    audience: str = ""
    language: str = ""
    free: bool = False
    since: dt.date | None = None
    until: dt.date | None = None
    past: bool = False
    month: str = ""
    problems: list[str] = field(default_factory=list, compare=False)

    @classmethod
    def of(cls, query: Any) -> Filters:
        """From an address. What is unknown is left out; a date that is none is named in ``problems``."""
        problems: list[str] = []
        languages = {code for code, _name in SPOKEN}
        return cls(
            office=_one_of(query.get("office"), Office.values),
            kind=_one_of(query.get("kind"), Kind.values),
            audience=_one_of(query.get("for"), Audience.values),
            language=_one_of(query.get("language"), languages),
            free=query.get("free") == "1",
            since=_day(query.get("from"), problems),
            until=_day(query.get("to"), problems),
            past="past" in query and "month" not in query,
            month=f"{_first_day(query['month']):%Y-%m}" if "month" in query else "",
            problems=problems,
        )

    def apply(self, events: Any) -> Any:
        """Those Polish pages of events that fit."""
        for name in ("office", "kind"):
            if value := getattr(self, name):
                events = events.filter(**{name: value})
        if self.audience:
            events = events.filter(audience__in=[self.audience, Audience.EVERYBODY])
        if self.language:
            # A list in JSON: its codes stand in quotes, on SQLite and PostgreSQL alike.
            events = events.filter(spoken_languages__icontains=f'"{self.language}"')
        if self.since:
            events = events.filter(over_at__gte=_midnight(self.since))
        if self.until:
            events = events.filter(starts_at__lt=_midnight(self.until + dt.timedelta(days=1)))
        if self.free:
            events = events.filter(Q(seats__isnull=True) | Q(taken__lt=F("seats"))).exclude(
                status=Status.CANCELLED
            )
        return events

    def query(self, **more: str) -> str:
        """The part of an address behind the question mark; empty when nothing is filtered."""
        values = {
            "office": self.office,
            "kind": self.kind,
            "for": self.audience,
            "language": self.language,
            "free": "1" if self.free else "",
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
            "past": "1" if self.past else "",
            "month": self.month,
            **more,
        }
        text = urlencode({name: value for name, value in values.items() if value})
        return f"?{text}" if text else ""

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What is filtered by, in words, each with the address without it."""
        locale = active_language().formats
        found = []
        for name, label in (
            ("office", dict(Office.choices).get(self.office)),
            ("kind", dict(Kind.choices).get(self.kind)),
            ("audience", dict(Audience.choices).get(self.audience)),
            ("language", locale.languages.get(self.language) if self.language else None),
            ("free", _("Free seats only") if self.free else None),
            (
                "since",
                _("From %(day)s") % {"day": format_date(self.since, "medium", locale)}
                if self.since
                else None,
            ),
            (
                "until",
                _("Until %(day)s") % {"day": format_date(self.until, "medium", locale)}
                if self.until
                else None,
            ),
        ):
            if label:
                empty: Any = False if name == "free" else None if name in {"since", "until"} else ""
                found.append((str(label), replace(self, **{name: empty}).query() or "?"))
        return found


def events_for(code: str) -> Any:
    """Polish pages of the events that are announced in a language; ``taken`` counts their seats."""
    source = source_language().code
    polish = readable(EventPage.objects.filter(locale__language_code=source)).annotate(taken=_taken())
    if code == source:
        return polish
    translated = readable(EventPage.objects.filter(locale__language_code=code)).values("translation_key")
    return polish.filter(Q(only_where_translated=False) | Q(translation_key__in=translated))


def listed(
    polish: Any,
    code: str,
    now: dt.datetime | None = None,
    with_meetings: bool = False,
    with_seats: bool = False,
) -> list[Listed]:
    """These events (a query, also a slice of one) in a language, the next one first; one query, two with meetings."""
    now = now or timezone.now()
    to_come = Meeting.objects.filter(page=OuterRef("pk"), is_dropped=False, ends_at__gt=now).order_by(
        "starts_at"
    )
    pages = (
        readable(
            EventPage.objects.filter(
                locale__language_code__in={code, source_language().code},
                translation_key__in=polish.values("translation_key"),
            )
        )
        .select_related("locale")
        .annotate(
            taken=_taken(),
            next_starts_at=Subquery(to_come.values("starts_at")[:1]),
            next_ends_at=Subquery(to_come.values("ends_at")[:1]),
        )
    )
    if with_meetings:
        pages = pages.prefetch_related("meetings")
    facts = {
        page.translation_key: page for page in pages if page.locale.language_code == source_language().code
    }
    words = {page.translation_key: page for page in pages if page.locale.language_code == code}
    found = [_listed(fact, words.get(key, fact), code, with_seats) for key, fact in facts.items()]
    return sorted(found, key=lambda each: each.next_date.starts_at)


def _listed(fact: Any, page: EventPage, code: str, with_seats: bool) -> Listed:
    if page is not fact:
        page.__dict__["facts"] = fact  # the Polish page is known already
    starts, ends = fact.next_starts_at or fact.starts_at, fact.next_ends_at or fact.ends_at
    href = f"/{code}/{fact.url_path.split('/', 2)[2]}"
    return Listed(page, href, EventDate(starts, ends), _seats_of(fact) if with_seats else "")


def _taken() -> Any:
    return Subquery(Roster.objects.filter(event_key=OuterRef("translation_key")).values("taken")[:1])


def calendar_context(request: HttpRequest, route: Route) -> dict[str, Any]:
    """What the calendar's page shows: a list by day, a month, or what is past."""
    filters = Filters.of(request.GET)
    reader = route.language
    context: dict[str, Any] = {
        "filters": filters,
        "choices": _choices(reader),
        "base": f"/{reader.code}/{route.path}/",
        "feed": f"/{reader.code}/events.ics{replace(filters, free=False, past=False, month='').query()}",
        "view": "month" if filters.month else "past" if filters.past else "list",
        "free_query": replace(filters, free=True).query(),
        "views": [
            ("list", _("List"), replace(filters, past=False, month="").query()),
            ("month", _("Month"), replace(filters, past=False).query(month=filters.month or "now")),
            ("past", _("Past events"), replace(filters, past=True, month="").query()),
        ],
        "is_filtered": bool(request.GET),
    }
    # Whoever filters by free seats gets them as they are now, and nobody keeps that page.
    events = filters.apply(events_for(reader.code))
    if context["view"] == "month":
        return context | _month(events, reader, filters)
    events = events.past() if context["view"] == "past" else events.upcoming()
    try:
        pages = Paginator(events, EVENTS_ON_A_PAGE).page(request.GET.get("page") or 1)
    except (EmptyPage, PageNotAnInteger) as error:
        raise Http404 from error
    found = listed(pages.object_list, reader.code, with_seats=filters.free)
    if context["view"] == "past":
        found.reverse()
    days = groupby(found, key=lambda each: timezone.localdate(each.next_date.starts_at, WARSAW))
    return context | {"days": [(day, list(group)) for day, group in days], "pages": pages}


def seat_words(roster: Roster, now: dt.datetime | None = None) -> str:
    """How it stands with seats, in the active language; empty when nobody needs to register."""
    from website.core.templatetags.core_tags import long_moment

    now = now or timezone.now()
    if not roster.seats or roster.status != Status.SCHEDULED:
        return ""
    opens, closes = roster.window
    if opens and now < opens:
        return _("Registration opens on %(moment)s (Polish time)") % {"moment": long_moment(opens)}
    if now >= closes or not roster.is_published:
        return _("Registration is closed")
    return _free_words(roster.free)


# The month ------------------------------------------------------------------------------------------------------


def _month(events: Any, reader: Language, filters: Filters) -> dict[str, Any]:
    first = _first_day(filters.month)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    before = (first - dt.timedelta(days=1)).replace(day=1)
    grid = weeks.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    start, end = _midnight(first), _midnight(after)
    shown = events.filter(starts_at__lt=end, over_at__gte=start)
    by_day: dict[dt.date, list[tuple[EventDate, Listed]]] = {}
    for each in listed(shown, reader.code, with_meetings=True):
        for date in each.page.dates:
            if not date.is_dropped and start <= date.starts_at < end:
                by_day.setdefault(timezone.localdate(date.starts_at, WARSAW), []).append((date, each))
    for entries in by_day.values():
        entries.sort(key=lambda entry: entry[0].starts_at)
    locale = reader.formats
    names = locale.days["stand-alone"]
    return {
        "month": format_skeleton("yMMMM", first, locale=locale),
        "weekdays": [(names["abbreviated"][number], names["wide"][number]) for number in range(7)],
        "weeks": [[(day, day.month == first.month, by_day.get(day, [])) for day in week] for week in grid],
        "has_events": bool(by_day),
        "previous_month": filters.query(month=f"{before:%Y-%m}") if before.year in YEARS else "",
        "next_month": filters.query(month=f"{after:%Y-%m}") if after.year in YEARS else "",
    }


def _first_day(text: str) -> dt.date:
    """The first day of a month like 2026-12; this month for an empty or unreadable one."""
    try:
        day = dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        day = timezone.localdate()
    return day.replace(day=1) if day.year in YEARS else timezone.localdate().replace(day=1)


# Parts ----------------------------------------------------------------------------------------------------------


def _one_of(value: str | None, allowed: Iterable[str]) -> str:
    return value if value in set(allowed) else ""


def _day(value: str | None, problems: list[str]) -> dt.date | None:
    if not value:
        return None
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        problems.append(
            _("We could not read the date “%(text)s”. Write it like 2027-01-31.") % {"text": value[:20]}
        )
        return None
    return day


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), WARSAW)


def _free_words(free: int) -> str:
    if not free:
        return _("No seats – waiting list")
    return ngettext("%(free)d free seat", "%(free)d free seats", free) % {"free": free}


def _seats_of(page: Any) -> str:
    return _free_words(max(0, page.seats - (page.taken or 0))) if page.seats else ""


def _choices(reader: Language) -> dict[str, Any]:
    names = reader.formats.languages
    return {
        "office": Office.choices,
        "kind": Kind.choices,
        "audience": Audience.choices,
        "language": [(code, names.get(code, name)) for code, name in SPOKEN],
    }
