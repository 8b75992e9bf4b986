"""The only writer of registrations and of the seats they take.

Every function here is one transaction under the lock of one roster: lock, look again, write, promise the mail. The
mail is a row of the same transaction (``website.core.mail``), so what was promised and what was written are one.

The clock is read under the lock: who got it first came first, and what is too late by then is too late.

The states and the steps between them:

    (new)      -> requested   the office approves each registration of this event
               -> confirmed   seats are free and nobody who fits is waiting
               -> waiting     otherwise
    requested  -> confirmed, waiting (approved), cancelled
    waiting    -> offered     seats became free; confirmed by the office; cancelled
    offered    -> confirmed   accepted in time; cancelled when declined or when time is up
    confirmed  -> cancelled   given back, released, or the event is cancelled
               -> attended, absent and back, at the door
    cancelled is the end: who comes back registers anew.

Free seats are offered in the order of arrival to the first party that fits: a party of three is not offered one seat,
it keeps its place and the next smaller party is asked. PEERS.md A5 (76-78) says what goes wrong elsewhere.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from events import messages
from events.choices import SEATED, Reason, State, Status
from events.models import Attendance, Receipt, Registration, Roster
from website.core.tokens import new_reference

STEPS: dict[str, set[str]] = {
    State.REQUESTED: {State.CONFIRMED, State.WAITING, State.CANCELLED},
    State.WAITING: {State.OFFERED, State.CONFIRMED, State.CANCELLED},
    State.OFFERED: {State.CONFIRMED, State.CANCELLED},
    State.CONFIRMED: {State.CANCELLED, State.ATTENDED, State.ABSENT},
    State.ATTENDED: {State.ABSENT, State.CONFIRMED},
    State.ABSENT: {State.ATTENDED, State.CONFIRMED},
    State.CANCELLED: set(),
}
OFFER_OPEN_FOR = dt.timedelta(hours=24)
NO_OFFERS_BEFORE_START = dt.timedelta(hours=2)  # later, the office moves people up by telephone
CONCERNED = {State.REQUESTED, State.WAITING, State.OFFERED, State.CONFIRMED}  # by a change of the event
REPEATED_MAIL_EVERY = dt.timedelta(hours=1)
REMINDED_BEFORE = dt.timedelta(hours=48)
RELEASED_BEFORE = dt.timedelta(hours=24)


class Refused(Exception):
    """What was asked cannot be done.

    ``code`` says why: early, closed, over, cancelled, withdrawn, party, step, foreign (the form of another event).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Application:
    """What a person sent. ``submission`` is the form's own number: the same form sent twice is answered once."""

    submission: uuid.UUID
    name: str
    language: str
    seats: int = 1
    email: str = ""
    phone: str = ""
    companions: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    interpreter_language: str = ""
    answers: dict[str, str] = field(default_factory=dict)


# Asked by the person ----------------------------------------------------------------------------------------


def register(roster_id: int, application: Application, now: dt.datetime | None = None) -> Receipt:
    """Register a party; raises ``Refused`` when registration is not open or the party is too large.

    An address that is registered already gets the answer that a stranger would get, and a mail that says so.
    """
    with transaction.atomic():
        roster = _locked(roster_id)
        now = now or timezone.now()
        earlier = Receipt.objects.filter(submission=application.submission).first()
        if earlier and earlier.roster_id != roster.pk:
            raise Refused("foreign")
        if earlier:
            return earlier
        check_open(roster, now)
        if not 1 <= application.seats <= roster.max_party:
            raise Refused("party")
        state = _first_state(roster, application.seats)
        email = application.email.strip().lower()
        known = Registration.objects.active().filter(roster=roster, email=email).first() if email else None
        if known:
            _tell_repeated(roster, known, now)
            registration, reference = known, new_reference()
        else:
            registration = _create(roster, application, state, now)
            reference = registration.reference
        return Receipt.objects.create(
            submission=application.submission,
            roster=roster,
            registration=registration,
            reference=reference,
            state=state,
            seats=application.seats,
            has_pin=not email,
            created_at=now,
        )


def check_open(roster: Roster, now: dt.datetime) -> None:
    """Raise ``Refused`` when nobody may register now."""
    opens, _closes = roster.window
    if not roster.is_published or not roster.seats:
        raise Refused("withdrawn")
    if roster.status != Status.SCHEDULED:
        raise Refused("cancelled")
    if roster.starts_at <= now and not roster.closes_at:
        raise Refused("over")
    if opens and opens > now:
        raise Refused("early")
    if not roster.is_open(now):
        raise Refused("closed")


def cancel(registration_id: int, reason: str = Reason.OWN, now: dt.datetime | None = None) -> Registration:
    """Give the seats back, or leave the list. Cancelling what is cancelled changes nothing."""
    with transaction.atomic():
        roster, registration = _locked_registration(registration_id)
        now = now or timezone.now()
        if registration.state == State.CANCELLED:
            return registration
        _move(roster, registration, State.CANCELLED, now, reason=reason)
        messages.send(messages.CANCELLED, roster, registration)
        _offer(roster, now)
        return registration


def leave(registration_id: int, now: dt.datetime | None = None) -> Registration:
    """Leave the waiting list. Who has a seat by now keeps it: giving that back is another decision."""
    with transaction.atomic():
        roster, registration = _locked_registration(registration_id)
        now = now or timezone.now()
        if registration.state in {State.WAITING, State.OFFERED}:
            _move(roster, registration, State.CANCELLED, now, reason=Reason.OWN)
            _offer(roster, now)
        return registration


def accept(registration_id: int, now: dt.datetime | None = None) -> Registration:
    """Take the seats that were offered; ``Refused("over")`` when time is up. Accepting twice changes nothing."""
    with transaction.atomic():
        roster, registration = _locked_registration(registration_id)
        now = now or timezone.now()
        if registration.state == State.CONFIRMED:
            return registration
        if (
            registration.state != State.OFFERED
            or not registration.offered_until
            or registration.offered_until <= now
        ):
            raise Refused("over")
        _move(roster, registration, State.CONFIRMED, now)
        messages.send(messages.CONFIRMED, roster, registration)
        return registration


def decline(registration_id: int, now: dt.datetime | None = None) -> Registration:
    """Say no to the seats that were offered; they go to the next. Declining twice changes nothing."""
    with transaction.atomic():
        roster, registration = _locked_registration(registration_id)
        now = now or timezone.now()
        if registration.state == State.CANCELLED:
            return registration
        if registration.state != State.OFFERED:
            raise Refused("step")
        _move(roster, registration, State.CANCELLED, now, reason=Reason.DECLINED)
        _offer(roster, now)
        return registration


def confirm_coming(registration_id: int) -> Registration:
    """Say "I am coming", so that the seat is not released."""
    with transaction.atomic():
        _roster, registration = _locked_registration(registration_id)
        if registration.state != State.CONFIRMED:
            raise Refused("step")
        registration.is_coming = True
        registration.save(update_fields=["is_coming"])
        return registration


def erase(registration_id: int, now: dt.datetime | None = None) -> None:
    """Delete everything about a registration; a seat it had goes to the next. Deleting what is gone changes nothing."""
    with transaction.atomic(), suppress(Registration.DoesNotExist):
        roster, registration = _locked_registration(registration_id)
        now = now or timezone.now()
        if registration.state in SEATED:
            roster.taken -= registration.seats
            roster.save(update_fields=["taken"])
        messages.forget(registration)
        registration.delete()
        _offer(roster, now)


# Done by the office -----------------------------------------------------------------------------------------


def approve(registration_id: int, now: dt.datetime | None = None) -> Registration:
    """Approve a registration: a seat if there is one, else a place on the list. Approving twice changes nothing."""
    with transaction.atomic():
        roster, registration = _locked_registration(registration_id)
        now = now or timezone.now()
        if registration.state != State.REQUESTED:
            return registration
        fits = _has_room(roster, registration.seats)
        _move(roster, registration, State.CONFIRMED if fits else State.WAITING, now)
        messages.send(messages.CONFIRMED if fits else messages.WAITING, roster, registration)
        return registration


def move_up(registration_id: int, now: dt.datetime | None = None) -> Registration:
    """Give a party on the list a seat out of turn, beyond the number of seats if need be."""
    with transaction.atomic():
        roster, registration = _locked_registration(registration_id)
        now = now or timezone.now()
        if registration.state == State.CONFIRMED:
            return registration
        if registration.state not in {State.WAITING, State.OFFERED, State.REQUESTED}:
            raise Refused("step")
        if registration.state != State.OFFERED:
            _make_room(roster, registration.seats)
        _move(roster, registration, State.CONFIRMED, now)
        messages.send(messages.CONFIRMED, roster, registration)
        return registration


def walk_in(roster_id: int, application: Application, now: dt.datetime | None = None) -> Registration:
    """Add somebody who came to the door; always has a seat. The same form sent twice adds one."""
    with transaction.atomic():
        roster = _locked(roster_id)
        now = now or timezone.now()
        known = Registration.objects.filter(roster=roster, key=application.submission).first()
        if known:
            return known
        _make_room(roster, application.seats)
        registration = _new(roster, application, now, is_walk_in=True)
        registration.key = application.submission
        registration.state, registration.confirmed_at = State.CONFIRMED, now
        registration.save(force_insert=True)
        roster.taken += registration.seats
        roster.save(update_fields=["taken"])
        return registration


def note_call(registration_id: int, now: dt.datetime | None = None) -> Registration:
    """Note that somebody without e-mail was told by telephone how it stands. Noting it twice changes nothing."""
    with transaction.atomic():
        _roster, registration = _locked_registration(registration_id)
        if registration.called_at is None:
            registration.called_at = now or timezone.now()
            registration.save(update_fields=["called_at"])
        return registration


def mark(registration_id: int, meeting_at: dt.datetime, came: int | None) -> Registration:
    """Note how many of a party came to a meeting: 0 is absent, ``None`` takes the note back."""
    with transaction.atomic():
        roster, registration = _locked_registration(registration_id)
        if registration.state not in {State.CONFIRMED, State.ATTENDED, State.ABSENT}:
            raise Refused("step")
        if came is not None and not 0 <= came <= registration.seats:
            raise Refused("party")
        if came is None:
            Attendance.objects.filter(registration=registration, meeting_at=meeting_at).delete()
        else:
            Attendance.objects.update_or_create(
                registration=registration, meeting_at=meeting_at, defaults={"came": came}
            )
        noted = list(registration.attendances.values_list("came", flat=True))
        state = State.CONFIRMED if not noted else State.ATTENDED if any(noted) else State.ABSENT
        if state != registration.state:
            _move(roster, registration, state, timezone.now())
        return registration


# Done by the clock ------------------------------------------------------------------------------------------


def expire_offers(now: dt.datetime | None = None) -> int:
    """Pass on the seats of offers that nobody answered in time; gives their number."""
    now = now or timezone.now()

    def expire(roster: Roster, registration: Registration) -> bool:
        if registration.state != State.OFFERED or (registration.offered_until or now) > now:
            return False
        _move(roster, registration, State.CANCELLED, now, reason=Reason.EXPIRED)
        messages.send(messages.EXPIRED, roster, registration)
        _offer(roster, now)
        return True

    due = Registration.objects.filter(state=State.OFFERED, offered_until__lte=now)
    return _one_by_one(due.order_by("offered_until", "pk"), expire)


def offer_free_seats(roster_id: int, now: dt.datetime | None = None) -> int:
    """Offer what is free to those who wait; gives the number of offers. Called when seats were added."""
    with transaction.atomic():
        return _offer(_locked(roster_id), now or timezone.now())


def remind(now: dt.datetime | None = None) -> int:
    """Remind everybody with a seat, once for each date, from 48 hours before; gives the number of people."""
    now = now or timezone.now()

    def remind_one(roster: Roster, registration: Registration) -> bool:
        if registration.state != State.CONFIRMED or registration.reminded_at:
            return False
        registration.reminded_at = now
        registration.save(update_fields=["reminded_at"])
        messages.send(messages.REMINDER, roster, registration, number=roster.sequence + 1)
        return True

    due = Registration.objects.filter(
        state=State.CONFIRMED,
        is_walk_in=False,
        reminded_at__isnull=True,
        roster__status=Status.SCHEDULED,
        roster__is_published=True,
        roster__starts_at__gt=now,
        roster__starts_at__lte=now + REMINDED_BEFORE,
    )
    return _one_by_one(due, remind_one)


def release_unconfirmed(now: dt.datetime | None = None) -> int:
    """Pass on seats that were not confirmed 24 hours before, where the event asks for it; gives their number.

    Only of people who were asked by mail, and had half a day to answer; and only while somebody else can have the seat.
    """
    now = now or timezone.now()

    def release(roster: Roster, registration: Registration) -> bool:
        if registration.state != State.CONFIRMED or registration.is_coming:
            return False
        _move(roster, registration, State.CANCELLED, now, reason=Reason.NOT_CONFIRMED)
        messages.send(messages.RELEASED, roster, registration)
        _offer(roster, now)
        return True

    due = Registration.objects.exclude(email="").filter(
        state=State.CONFIRMED,
        is_coming=False,
        reminded_at__lte=now - dt.timedelta(hours=12),
        roster__asks_confirmation=True,
        roster__status=Status.SCHEDULED,
        roster__is_published=True,
        roster__starts_at__gt=now + NO_OFFERS_BEFORE_START,
        roster__starts_at__lte=now + RELEASED_BEFORE,
    )
    return _one_by_one(due, release)


def ask_anew(roster_id: int) -> None:
    """The event was moved to a later day: who was reminded of the old one is reminded, and asked, of the new one."""
    with transaction.atomic():
        roster = _locked(roster_id)
        people = Registration.objects.filter(roster=roster, state=State.CONFIRMED, reminded_at__isnull=False)
        people.update(reminded_at=None, is_coming=False)


def tell_changed(registration_id: int, sequence: int, now: dt.datetime) -> bool:
    """Tell one person what has changed; who registered for a cancelled event is cancelled with the same stroke."""

    def tell(roster: Roster, registration: Registration) -> bool:
        if registration.state not in CONCERNED:
            return False
        if roster.status != Status.CANCELLED:
            return messages.send(messages.CHANGED, roster, registration, number=sequence)
        _move(roster, registration, State.CANCELLED, now, reason=Reason.EVENT)
        return messages.send(messages.EVENT_CANCELLED, roster, registration, number=sequence)

    return bool(_one_by_one(Registration.objects.filter(pk=registration_id), tell))


# Steps ------------------------------------------------------------------------------------------------------


def _locked(roster_id: int) -> Roster:
    """The roster, locked until the transaction ends. SQLite locks at the beginning of the transaction (settings)."""
    return Roster.objects.select_for_update().get(pk=roster_id)


def _locked_registration(registration_id: int) -> tuple[Roster, Registration]:
    """Roster first, then registration: always in this order, so that two writers cannot wait for each other."""
    roster_id = Registration.objects.values_list("roster_id", flat=True).get(pk=registration_id)
    roster = _locked(roster_id)
    return roster, Registration.objects.select_for_update().get(pk=registration_id)


def _one_by_one(rows: QuerySet[Registration], step: Callable[[Roster, Registration], bool]) -> int:
    """Take a step with each of these, in a transaction of its own; gives how many were changed."""
    count = 0
    for pk in list(rows.values_list("pk", flat=True)):
        with transaction.atomic(), suppress(Registration.DoesNotExist):  # erased meanwhile
            count += step(*_locked_registration(pk))
    return count


def _has_room(roster: Roster, seats: int) -> bool:
    """Whether a party may have seats at once: they are free, and nobody who fits was there before."""
    if seats > roster.free:
        return False
    return not Registration.objects.waiting().filter(roster=roster, seats__lte=roster.free).exists()


def _first_state(roster: Roster, seats: int) -> State:
    if roster.is_moderated:
        return State.REQUESTED
    return State.CONFIRMED if _has_room(roster, seats) else State.WAITING


def _new(roster: Roster, application: Application, now: dt.datetime, **values: Any) -> Registration:
    return Registration(
        roster=roster,
        name=application.name,
        email=application.email.strip().lower(),
        phone=application.phone,
        language=application.language,
        seats=application.seats,
        companions=application.companions,
        needs=application.needs,
        interpreter_language=application.interpreter_language,
        answers=application.answers,
        created_at=now,
        queued_at=now,
        **values,
    )


def _create(roster: Roster, application: Application, state: State, now: dt.datetime) -> Registration:
    registration = _new(roster, application, now, state=state)
    if state == State.CONFIRMED:
        _confirm(roster, registration, now)
        roster.taken += registration.seats
        roster.save(update_fields=["taken"])
    registration.save(force_insert=True)
    kinds = {
        State.CONFIRMED: messages.CONFIRMED,
        State.WAITING: messages.WAITING,
        State.REQUESTED: messages.REQUESTED,
    }
    messages.send(kinds[state], roster, registration)
    return registration


def _confirm(roster: Roster, registration: Registration, now: dt.datetime) -> None:
    """Note the first time that somebody has a seat. In the last two days that is reminder and answer in one."""
    registration.confirmed_at = now
    if roster.starts_at - now < REMINDED_BEFORE:
        registration.is_coming, registration.reminded_at = True, now


def _tell_repeated(roster: Roster, known: Registration, now: dt.datetime) -> None:
    """Tell the mailbox, and only the mailbox, that it is registered already; not more than once an hour."""
    if known.repeated_at and now - known.repeated_at < REPEATED_MAIL_EVERY:
        return
    known.repeated_at = now
    known.save(update_fields=["repeated_at"])
    messages.send(messages.REPEATED, roster, known, number=int(now.timestamp()))


def _make_room(roster: Roster, seats: int) -> None:
    """Raise the ceiling as far as the office's decision needs."""
    roster.ceiling = max(roster.ceiling, roster.taken + seats)
    roster.save(update_fields=["ceiling"])


def _move(roster: Roster, registration: Registration, to: State, now: dt.datetime, reason: str = "") -> None:
    """One step of the state machine, with the seats it takes or gives back."""
    if to not in STEPS[registration.state]:
        raise Refused("step")
    seats = registration.seats * ((to in SEATED) - (registration.state in SEATED))
    registration.state = to
    registration.reason = reason
    registration.cancelled_at = now if to == State.CANCELLED else None
    registration.offered_until = None
    registration.called_at = None
    if to == State.CONFIRMED and registration.confirmed_at is None:
        _confirm(roster, registration, now)
    if to == State.WAITING:
        registration.queued_at = registration.created_at
    if to == State.OFFERED:
        registration.offers += 1
        registration.offered_until = now + min(OFFER_OPEN_FOR, (roster.last_call - now) / 2)
    registration.save()
    if seats:
        roster.taken += seats
        roster.save(update_fields=["taken"])


def _offer(roster: Roster, now: dt.datetime) -> int:
    """Offer free seats down the list, to each party that fits."""
    if roster.status != Status.SCHEDULED or not roster.is_published:
        return 0
    if roster.last_call - now < NO_OFFERS_BEFORE_START:
        return 0
    count = 0
    while roster.free:
        following = Registration.objects.waiting().filter(roster=roster, seats__lte=roster.free).first()
        if following is None:
            break
        _move(roster, following, State.OFFERED, now)
        messages.send(messages.OFFER, roster, following, number=following.offers)
        count += 1
    return count


def active_seats(roster: Roster) -> int:
    """Seats taken, counted from the rows: what ``Roster.taken`` must be (a check of the tests and of the desk)."""
    rows = Registration.objects.filter(roster=roster, state__in=SEATED).values_list("seats", flat=True)
    return sum(rows)
