"""What the desk counts and looks up. Counting is the database's work: ten thousand people never stand in memory."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, TextField
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.choices import ACTIVE, SEATED, Need, Reason, State, Status
from events.models import EventPage, Question, Receipt, Registration, Roster
from events.models.pages import EventDate
from website.core.languages import active_language, source_language

PAGE_SIZE = 50

# The lists of one event: address, heading, and who stands on it.
LISTS: dict[str, tuple[Any, Q]] = {
    "confirmed": (_("Have a seat"), Q(state__in=[State.CONFIRMED, State.ATTENDED, State.ABSENT])),
    "waiting": (_("Waiting list"), Q(state=State.WAITING)),
    "offered": (_("Seat offered"), Q(state=State.OFFERED)),
    "requests": (_("To approve"), Q(state=State.REQUESTED)),
    "call": (_("To call"), Q()),
    "cancelled": (pgettext_lazy("registrations", "Cancelled"), Q(state=State.CANCELLED)),
}
# Who has no e-mail address hears from us by telephone only: while the registration stands, and when we cancelled it.
# After each step of the registration they have to be called anew.
TO_CALL = (
    Q(email="", called_at__isnull=True)
    & ~Q(phone="")
    & (
        Q(state__in=[State.REQUESTED, State.WAITING, State.OFFERED, State.CONFIRMED])
        | Q(state=State.CANCELLED, reason__in=[Reason.EVENT, Reason.EXPIRED])
    )
)


def is_to_call(registration: Registration) -> bool:
    """``TO_CALL`` for one registration."""
    return (
        not registration.email
        and bool(registration.phone)
        and registration.called_at is None
        and (
            registration.state in {State.REQUESTED, State.WAITING, State.OFFERED, State.CONFIRMED}
            or (
                registration.state == State.CANCELLED
                and registration.reason in {Reason.EVENT, Reason.EXPIRED}
            )
        )
    )


LISTS["call"] = (LISTS["call"][0], TO_CALL)


@dataclass
class Numbers:
    """How many people of one event stand on which list, and what they need."""

    people: int = 0
    confirmed: int = 0
    waiting: int = 0
    waiting_seats: int = 0
    offered: int = 0
    requests: int = 0
    call: int = 0
    cancelled: int = 0
    needs: list[tuple[str, int]] = field(default_factory=list)

    def of(self, name: str) -> int:
        """How many registrations are on a list of ``LISTS``."""
        return int(getattr(self, name))


def numbers_of(rosters: Iterable[Roster]) -> dict[int, Numbers]:
    """The numbers of some events, by their ids; two queries for any number of them."""
    ids = [roster.pk for roster in rosters]
    found: dict[int, Numbers] = defaultdict(Numbers)
    people = Registration.objects.filter(roster__in=ids).order_by().values("roster")
    counted = people.annotate(
        people=Count("pk", filter=Q(state__in=ACTIVE)),
        waiting_seats=Coalesce(Sum("seats", filter=Q(state=State.WAITING)), 0),
        **{name: Count("pk", filter=which) for name, (_label, which) in LISTS.items()},
    )
    for row in counted:
        roster = row.pop("roster")
        found[roster] = Numbers(**row)
    for roster, needs in _needs(ids).items():
        found[roster].needs = needs
    return found


def _needs(ids: list[int]) -> dict[int, list[tuple[str, int]]]:
    """Needs of those with a seat, as "Interpreter: Arabic" and a number, the most frequent first."""
    # Lists of codes as text, because SQLite cannot look into JSON lists.
    rows = (
        Registration.objects.filter(roster__in=ids, state__in=SEATED)
        .exclude(needs=[])
        .order_by()
        .annotate(codes=Cast("needs", TextField()))
        .values("roster", "interpreter_language")
        .annotate(**{need.name: Count("pk", filter=Q(codes__contains=f'"{need.value}"')) for need in Need})
    )
    totals: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    names = active_language().formats.languages
    for row in rows:
        for need in Need:
            label = str(need.label)
            if need is Need.INTERPRETER and row["interpreter_language"]:
                spoken = row["interpreter_language"]
                label = f"{label}: {names.get(spoken, spoken)}"
            if row[need.name]:
                totals[row["roster"]][label] += row[need.name]
    return {
        roster: sorted(needs.items(), key=lambda item: (-item[1], item[0]))
        for roster, needs in totals.items()
    }


def people(roster: Roster, name: str) -> QuerySet[Registration]:
    """Everybody on a list of an event: the waiting list as seats are offered, the others by arrival."""
    rows = roster.registrations.filter(LISTS[name][1])
    order = {
        "waiting": ("queued_at", "pk"),
        "offered": ("offered_until", "pk"),
        "call": (F("offered_until").asc(nulls_last=True), "pk"),
        "cancelled": ("-cancelled_at", "-pk"),
    }
    return rows.order_by(*order.get(name, ("created_at", "pk")))


def search(rows: QuerySet[Registration], typed: str) -> QuerySet[Registration]:
    """People whose name, reference, e-mail address or telephone number holds what was typed."""
    typed = " ".join(typed.split())
    if not typed:
        return rows.none()
    found = Q(email__contains=typed.lower())
    # SQLite folds the case of Latin letters only.
    for spelling in {typed, typed.lower(), typed.upper(), typed.title()}:
        found |= Q(name__contains=spelling)
    code = typed.replace(" ", "").replace("-", "").upper()
    receipts = Receipt.objects.filter(reference=code).values("registration")
    found |= Q(reference=code) | Q(pk__in=receipts)
    digits = "".join(character for character in typed if character.isdigit()).removeprefix("00")
    if len(digits) >= 4:
        found |= Q(phone__contains=digits)
    return rows.filter(found)


def decorate(roster: Roster, rows: list[Registration]) -> None:
    """Give each of a page of people their place on the waiting list and whether their telephone is there twice."""
    waiting = [row.pk for row in rows if row.state == State.WAITING and not hasattr(row, "place")]
    places: dict[int, int] = {}
    if waiting:
        before = (
            Registration.objects.filter(roster=OuterRef("roster"), state=State.WAITING)
            .filter(
                Q(queued_at__lt=OuterRef("queued_at"))
                | Q(queued_at=OuterRef("queued_at"), pk__lt=OuterRef("pk"))
            )
            .order_by()
            .values("roster")
            .annotate(number=Count("pk"))
            .values("number")
        )
        counted = Registration.objects.filter(pk__in=waiting).annotate(before=Coalesce(Subquery(before), 0))
        places = {pk: number + 1 for pk, number in counted.values_list("pk", "before")}
    phones = {row.phone for row in rows if row.phone}
    twice = set(
        roster.registrations.filter(phone__in=phones, state__in=ACTIVE)
        .order_by()
        .values("phone")
        .annotate(number=Count("pk"))
        .filter(number__gt=1)
        .values_list("phone", flat=True)
    )
    for row in rows:
        row.place = getattr(row, "place", places.get(row.pk))
        row.phone_twice = row.phone in twice and row.state in ACTIVE


def source_page(roster: Roster) -> EventPage | None:
    """The Polish page of an event, published or not."""
    pages = EventPage.objects.filter(
        translation_key=roster.event_key, locale__language_code=source_language().code
    )
    return pages.select_related("locale").first()


def meetings_of(roster: Roster, page: EventPage | None) -> list[EventDate]:
    """The meetings that take place; those of the roster when its page is gone."""
    dates = [each for each in page.dates if not each.is_dropped] if page else []
    return dates or [EventDate(roster.starts_at, roster.over_at)]


def questions_of(page: EventPage | None) -> list[Question]:
    """The own questions of an event."""
    return list(page.questions.all()) if page else []


def answers_of(registration: Registration, questions: list[Question]) -> list[tuple[str, str]]:
    """Questions and what somebody answered."""
    return [
        (question.text, str(registration.answers.get(str(question.translation_key), "")))
        for question in questions
    ]


def today(rosters: QuerySet[Roster], now: dt.datetime | None = None) -> QuerySet[Roster]:
    """Events that have not ended and have begun, or begin, by the end of this day."""
    local = timezone.localtime(now)
    midnight = (local + dt.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return rosters.filter(over_at__gt=local.replace(hour=0, minute=0), starts_at__lt=midnight).exclude(
        status=Status.CANCELLED
    )


def moment_code(moment: dt.datetime) -> str:
    """A moment as it stands in an address."""
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%MZ}"


# Letters of the Polish alphabet in their order; ``sorted`` alone puts "Łukasz" behind "Żaneta".
_POLISH = {
    letter: place for place, letter in enumerate("aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż", start=ord("a"))
}
_BEHIND = len(_POLISH)


def polish_order(name: str) -> tuple[list[int], str]:
    """By what a name is sorted: as in a Polish register; foreign accents matter last, other scripts stand apart."""
    return [_place(letter) for letter in name.casefold()], name


def _place(letter: str) -> int:
    for form in (letter, unicodedata.normalize("NFD", letter)[0]):
        if form in _POLISH:
            return _POLISH[form]
    return ord(letter) if letter < "a" else ord(letter) + _BEHIND
