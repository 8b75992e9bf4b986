"""The only writer of enquiries.

Every function here is one transaction: lock, look again, write, promise the mail. The mail is a row of the same
transaction (``website.core.mail``), so what was promised and what was written are one.

The states and the steps between them:

    (new)     -> new       somebody wrote; nobody looks after it yet
    new       -> open      somebody took it, or noted something was done
    new, open -> answered  an answer was given; or waiting, when it is a question back
    any       -> new, open the person writes again: new while nobody looks after it, else open
    any       -> closed    by the office, or by the clock 30 days after the last answer
    closed    -> open      by the office, or because the person writes again

It is our turn in ``new`` and ``open``; only then there is a time by which it is due. The day of deletion counts from
closing, and until then from the last message or answer, so that every row has one at any time.
"""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from contact import counting, messages
from contact.choices import OURS, EntryKind, State, Step
from contact.models import Enquiry, Entry, Topic
from contact.opening import public_holidays
from website.core.offices import Office

CLOSED_AFTER = dt.timedelta(days=30)
ANSWERING_FOR = dt.timedelta(minutes=10)


class Refused(Exception):
    """What was asked cannot be done. ``code``: topic, office, state."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Letter:
    """What a person sent. ``submission`` is the form's own number: the same form sent twice is one enquiry."""

    submission: uuid.UUID
    topic: str
    office: str
    text: str
    language: str
    written_in: str
    channel: str
    email: str = ""
    phone: str = ""
    name: str = ""
    may_leave_voicemail: bool | None = None
    is_read_by_others: bool = False
    safe_hours: str = ""
    wants_confirmation: bool = False


# Written by the person -----------------------------------------------------------------------------------------------


def receive(letter: Letter, now: dt.datetime | None = None, topic: Topic | None = None) -> Enquiry:
    """Keep what somebody wrote, and promise the notice to the office; ``Refused`` for a topic or office there is not.

    ``letter.office`` is one of the two: ``contact.nearest`` finds it for who does not know. ``topic`` is the Polish
    one that the letter names, from who has just read it.
    """
    topic = topic or Topic.objects.sources().filter(key=letter.topic, is_active=True).first()
    if topic is None or topic.key != letter.topic:
        raise Refused("topic")
    if letter.office not in Office.values:
        raise Refused("office")
    now = now or timezone.now()
    try:
        return _receive(letter, topic, now)
    except IntegrityError:
        # The same form arrived twice: nothing of the second one stays.
        earlier = Entry.objects.filter(submission=letter.submission).select_related("enquiry").first()
        if earlier is not None:
            return earlier.enquiry
    # The first one was erased between the two statements: this is the only one now.
    return _receive(letter, topic, now)


def _receive(letter: Letter, topic: Topic, now: dt.datetime) -> Enquiry:
    with transaction.atomic():
        enquiry = Enquiry(
            office=letter.office,
            topic=topic,
            is_sensitive=topic.is_sensitive,
            name=letter.name,
            language=letter.language,
            channel=letter.channel,
            email=letter.email.strip().lower(),
            phone=letter.phone,
            may_leave_voicemail=letter.may_leave_voicemail,
            is_read_by_others=letter.is_read_by_others,
            safe_hours=letter.safe_hours,
            wants_confirmation=letter.wants_confirmation,
            created_at=now,
            changed_at=now,
            due_at=due(now, topic.answer_within),
        )
        enquiry.delete_on = _delete_on(enquiry)
        enquiry.save(force_insert=True)
        # The number of the form stands here and not at the text: PostgreSQL logs the statement that breaks a rule.
        _add(enquiry, EntryKind.EVENT, now, step=Step.RECEIVED, submission=letter.submission)
        _add(enquiry, EntryKind.MESSAGE, now, text=letter.text, language=letter.written_in)
        counting.count_door(topic.key, letter.written_in, "written", now)
        messages.announce(enquiry)
        return enquiry


def write_again(
    enquiry_id: int, text: str, language: str, submission: uuid.UUID, now: dt.datetime | None = None
) -> Enquiry:
    """Add what the person wrote later; it is our turn again. The same form sent twice adds it once."""
    with transaction.atomic():
        enquiry = _locked(enquiry_id)
        now = now or timezone.now()
        if Entry.objects.filter(submission=submission).exists():
            return enquiry
        _add(enquiry, EntryKind.MESSAGE, now, text=text, language=language, submission=submission)
        if enquiry.state not in OURS:
            enquiry.due_at = due(now, enquiry.topic.answer_within)
        enquiry.state = State.OPEN if enquiry.assigned_to_id else State.NEW
        enquiry.closed_at = None
        enquiry.changed_at = now
        _save(enquiry)
        messages.tell_office(enquiry, enquiry.entries.filter(kind=EntryKind.MESSAGE).count() - 1)
        return enquiry


# Done by the office --------------------------------------------------------------------------------------------------


def reply(  # noqa: PLR0913  what is said, by whom, and what comes next
    enquiry_id: int,
    user: Any,
    text: str,
    *,
    submission: uuid.UUID,
    language: str = "",
    then: str = State.ANSWERED,
    now: dt.datetime | None = None,
) -> Entry:
    """Answer: on the site for everybody, and by mail for who asked for mail. The same form sent twice answers once.

    ``then`` is answered, waiting (a question back) or closed. ``language`` is that of the text; empty is the person's.
    """
    if then not in {State.ANSWERED, State.WAITING, State.CLOSED}:
        raise Refused("state")
    with transaction.atomic():
        enquiry = _locked(enquiry_id)
        now = now or timezone.now()
        earlier = Entry.objects.filter(submission=submission, enquiry=enquiry).first()
        if earlier:
            return earlier
        entry = _add(
            enquiry,
            EntryKind.REPLY,
            now,
            text=text,
            language=language or enquiry.language,
            submission=submission,
            user=user,
        )
        _answered(enquiry, user, then, now)
        if then != State.ANSWERED:  # which goes without saying
            _add(enquiry, EntryKind.EVENT, now, step=Step.STATE, user=user, values={"to": then})
        messages.send_reply(enquiry, entry)
        return entry


def record_contact(  # noqa: PLR0913  what happened, with whom, and what comes next
    enquiry_id: int,
    user: Any,
    reached: bool,
    *,
    text: str = "",
    submission: uuid.UUID | None = None,
    now: dt.datetime | None = None,
) -> Enquiry:
    """Note that the person was called, written an SMS to or came (``reached``), or was tried in vain.

    Who was reached has been answered. The text is a note for the office; the person does not see it.
    """
    with transaction.atomic():
        enquiry = _locked(enquiry_id)
        now = now or timezone.now()
        if submission and Entry.objects.filter(submission=submission).exists():
            return enquiry
        step = Step.REACHED if reached else Step.NOT_REACHED
        _add(enquiry, EntryKind.EVENT, now, step=step, user=user, text=text, submission=submission)
        if reached:
            _answered(enquiry, user, State.ANSWERED, now)
        elif enquiry.state == State.NEW:
            enquiry.state = State.OPEN
            enquiry.assigned_to = enquiry.assigned_to or user
            _save(enquiry)
        return enquiry


def note(
    enquiry_id: int, user: Any, text: str, submission: uuid.UUID, now: dt.datetime | None = None
) -> None:
    """Write something down for the office. The person never sees it."""
    with transaction.atomic():
        enquiry = _locked(enquiry_id)
        if not Entry.objects.filter(submission=submission).exists():
            _add(enquiry, EntryKind.NOTE, now or timezone.now(), text=text, user=user, submission=submission)


def assign(enquiry_id: int, user: Any, to: Any | None, now: dt.datetime | None = None) -> Enquiry:
    """Give an enquiry to somebody of the office, or back to nobody. Whether ``to`` may see it, the desk has asked."""
    with transaction.atomic():
        enquiry = _locked(enquiry_id)
        now = now or timezone.now()
        if enquiry.assigned_to_id == (to.pk if to else None):
            return enquiry
        enquiry.assigned_to = to
        if enquiry.state in OURS:
            enquiry.state = State.OPEN if to else State.NEW
        _save(enquiry)
        values = {"to": _name_of(to)} if to else {}
        _add(
            enquiry,
            EntryKind.EVENT,
            now,
            step=Step.ASSIGNED if to else Step.UNASSIGNED,
            user=user,
            values=values,
        )
        return enquiry


def move(enquiry_id: int, user: Any, office: str, reason: str, now: dt.datetime | None = None) -> Enquiry:
    """Hand an enquiry to the other office, with a reason; nobody looks after it there yet, and the office is told."""
    if office not in Office.values:
        raise Refused("office")
    with transaction.atomic():
        enquiry = _locked(enquiry_id)
        now = now or timezone.now()
        if enquiry.office == office:
            return enquiry
        values = {"from": enquiry.office, "to": office}
        enquiry.office = office
        enquiry.assigned_to = enquiry.answering = None
        if enquiry.state == State.OPEN:
            enquiry.state = State.NEW
        _save(enquiry)
        moved = _add(enquiry, EntryKind.EVENT, now, step=Step.MOVED, user=user, text=reason, values=values)
        messages.tell_office(enquiry, f"moved-{moved.pk}")
        return enquiry


def change_topic(enquiry_id: int, user: Any, topic: Topic, now: dt.datetime | None = None) -> Enquiry:
    """Give an enquiry the right topic. A sensitive one is nobody's until somebody of the smaller circle takes it."""
    with transaction.atomic():
        enquiry = _locked(enquiry_id)
        now = now or timezone.now()
        if enquiry.topic_id == topic.pk:
            return enquiry
        enquiry.topic = topic
        became_sensitive = topic.is_sensitive and not enquiry.is_sensitive
        if became_sensitive:
            enquiry.assigned_to = enquiry.answering = None
            if enquiry.state == State.OPEN:
                enquiry.state = State.NEW
        enquiry.is_sensitive = topic.is_sensitive
        _save(enquiry)
        if became_sensitive:
            messages.write_unsent_anew(enquiry)
        changed = _add(enquiry, EntryKind.EVENT, now, step=Step.TOPIC, user=user, values={"to": topic.key})
        if enquiry.is_sensitive:
            messages.tell_office(enquiry, f"topic-{changed.pk}")
        return enquiry


def set_state(enquiry_id: int, user: Any, state: str, now: dt.datetime | None = None) -> Enquiry:
    """Say by hand where an enquiry stands: open, waiting, answered or closed.

    Answered means that somebody did answer, in a way this site does not see.
    """
    if state not in {State.OPEN, State.WAITING, State.ANSWERED, State.CLOSED}:
        raise Refused("state")
    with transaction.atomic():
        enquiry = _locked(enquiry_id)
        now = now or timezone.now()
        if enquiry.state != state:
            if state == State.ANSWERED:
                enquiry.answered_at = enquiry.answered_at or now
                enquiry.changed_at = now
            _set_state(enquiry, state, now)
            _add(enquiry, EntryKind.EVENT, now, step=Step.STATE, user=user, values={"to": state})
        return enquiry


def look(enquiry_id: int, user: Any, now: dt.datetime | None = None) -> Any | None:
    """Note that ``user`` has the answer form open; gives the colleague who has had it open in the last 10 minutes."""
    now = now or timezone.now()
    with transaction.atomic():
        enquiry = _locked(enquiry_id)
        other = enquiry.answering if enquiry.answering_id != user.pk else None
        if other and enquiry.answering_at and now - enquiry.answering_at < ANSWERING_FOR:
            return other
        enquiry.answering, enquiry.answering_at = user, now
        enquiry.save(update_fields=["answering", "answering_at"])
        return None


def erase(enquiry_id: int) -> bool:
    """Delete everything about an enquiry, mails included; False when it was gone already. What stays is a number."""
    with transaction.atomic():
        enquiry = Enquiry.objects.select_for_update().filter(pk=enquiry_id).first()
        if enquiry is None:
            return False
        counting.count_enquiry(enquiry)
        messages.forget(enquiry)
        enquiry.delete()
        return True


# Done by the clock ---------------------------------------------------------------------------------------------------


def close_settled(now: dt.datetime | None = None) -> int:
    """Close what was answered 30 days ago and not written to since; gives their number."""
    now = now or timezone.now()
    count = 0
    for pk in list(Enquiry.objects.settled(now - CLOSED_AFTER).values_list("pk", flat=True)):
        with transaction.atomic():
            enquiry = Enquiry.objects.select_for_update().filter(pk=pk).first()
            if enquiry and enquiry.state == State.ANSWERED and enquiry.changed_at < now - CLOSED_AFTER:
                _set_state(enquiry, State.CLOSED, now)
                _add(enquiry, EntryKind.EVENT, now, step=Step.STATE, values={"to": State.CLOSED})
                count += 1
    return count


# Steps ---------------------------------------------------------------------------------------------------------------


def due(now: dt.datetime, working_days: int) -> dt.datetime:
    """The end of the last of so many working days after today, in Polish time; public holidays do not count."""
    day = timezone.localdate(now)
    holidays = set(public_holidays([day.year, day.year + 1]))
    while working_days:
        day += dt.timedelta(days=1)
        working_days -= day.weekday() < 5 and day not in holidays
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59)))


def _locked(enquiry_id: int) -> Enquiry:
    """The enquiry, locked until the transaction ends. SQLite locks at the beginning of the transaction (settings)."""
    return Enquiry.objects.select_for_update().get(pk=enquiry_id)


def _add(enquiry: Enquiry, kind: str, now: dt.datetime, **values: Any) -> Entry:
    return Entry.objects.create(enquiry=enquiry, kind=kind, created_at=now, **values)


def _answered(enquiry: Enquiry, user: Any, then: str, now: dt.datetime) -> None:
    enquiry.assigned_to = enquiry.assigned_to or user
    enquiry.answered_at = enquiry.answered_at or now
    enquiry.changed_at = now
    if enquiry.answering_id == user.pk:
        enquiry.answering = enquiry.answering_at = None
    _set_state(enquiry, then, now)


def _set_state(enquiry: Enquiry, state: str, now: dt.datetime) -> None:
    was_ours = enquiry.state in OURS
    enquiry.state = state
    enquiry.closed_at = now if state == State.CLOSED else None
    if state not in OURS:
        enquiry.due_at = None
    elif not was_ours:
        enquiry.due_at = due(now, enquiry.topic.answer_within)
    _save(enquiry)


def _save(enquiry: Enquiry) -> None:
    if enquiry.state not in OURS:
        enquiry.due_at = None
    enquiry.delete_on = _delete_on(enquiry)
    enquiry.save()


def _delete_on(enquiry: Enquiry) -> dt.date:
    day = timezone.localdate(enquiry.closed_at or enquiry.changed_at)
    year, month = divmod(day.year * 12 + day.month - 1 + enquiry.topic.keep_months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _name_of(user: Any) -> str:
    return user.get_full_name() or user.get_username()
