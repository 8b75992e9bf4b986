"""Which mail says what. Called by the writer inside its transaction; the queue sends it (``website.core.mail``).

People without an e-mail address get none of these: they read the same on the site, with reference and PIN, and the desk
shows the office whom to call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events import ics, tokens
from events.choices import Status
from events.models import EventPage, Registration, Roster
from website.core.mail import enqueue
from website.core.mail import forget as forget_mails
from website.core.models import OutgoingMail

TEMPLATE = "events/mail/notice"
PREFIX = "registration/"  # of the keys of all mails here
BATCH = 500


@dataclass(frozen=True)
class Message:
    """A kind of mail: its subject, its first sentence, what follows, and the links it offers."""

    kind: str
    subject: Any
    heading: Any
    lines: tuple[Any, ...] = ()
    actions: tuple[tuple[str, Any], ...] = ()
    shows_seat: bool = False  # place and link to an online meeting, and the calendar file
    may_leave: bool = False


MANAGE = ("", _("Your registration: see it, change it, give the seat back"))
LIST_RULE = _(
    "Free seats go in the order of signing up. If your group needs more seats than are free, the next smaller group is"
    " asked and you keep your place."
)

CONFIRMED = Message(
    "confirmed",
    _("You have a seat: %(event)s"),
    _("You have a seat."),
    (
        _(
            "If you cannot come, please give your seat back with the link below. Somebody else is waiting for it."
        ),
    ),
    (MANAGE,),
    shows_seat=True,
)
WAITING = Message(
    "waiting",
    _("You are on the waiting list: %(event)s"),
    _("All seats are taken. You are on the waiting list."),
    (_("When a seat becomes free, we write to you. Then you have at most 24 hours to answer."), LIST_RULE),
    (MANAGE,),
    may_leave=True,
)
REQUESTED = Message(
    "requested",
    _("We have your registration: %(event)s"),
    _("We have your registration. The office will answer you."),
    (_("You do not have a seat yet. We write to you when the office has decided."),),
    (MANAGE,),
)
REPEATED = Message(
    "repeated",
    _("You are already registered: %(event)s"),
    _("Somebody has just registered with this e-mail address again. Nothing has changed."),
    (
        _(
            "If it was you, you do not need to do anything. If you need more seats, give this registration back and"
            " register again."
        ),
    ),
    (MANAGE,),
)
OFFER = Message(
    "offer",
    _("A seat is free for you: %(event)s"),
    _("A seat is free for you. Do you want it?"),
    (_("Please answer by %(until)s. After that the seat goes to the next person."),),
    (("?answer=yes", _("Yes, I take the seat")), ("?answer=no", _("No, thank you"))),
    may_leave=True,
)
EXPIRED = Message(
    "expired",
    _("The seat went to the next person: %(event)s"),
    _("You did not answer in time, so the seat went to the next person."),
    (_("You are no longer on the waiting list. You can register again."),),
    (("event", _("To the event")),),
)
CANCELLED = Message(
    "cancelled",
    _("Your registration is cancelled: %(event)s"),
    _("Your registration is cancelled."),
    (_("If this was a mistake, you can register again."),),
    (("event", _("To the event")),),
)
RELEASED = Message(
    "released",
    _("Your seat went to somebody else: %(event)s"),
    _("You did not confirm that you are coming, so your seat went to somebody who was waiting."),
    (_("You can register again. If there is no free seat, you will be on the waiting list."),),
    (("event", _("To the event")),),
)
REMINDER = Message(
    "reminder",
    _("Are you coming? %(event)s"),
    _("Soon it is time. Are you coming?"),
    (_("If you cannot come, please tell us, so that somebody else can have the seat."),),
    (("?answer=coming", _("I am coming")), ("?answer=cancel", _("I am not coming"))),
    shows_seat=True,
)
CHANGED = Message(
    "changed",
    _("Something has changed: %(event)s"),
    _("The time, the place or the plan of this event has changed. Please read what is true now."),
    (_("Your registration stays as it is. If the new time does not suit you, please give your seat back."),),
    (MANAGE,),
    shows_seat=True,
)
EVENT_CANCELLED = Message(
    "event-cancelled",
    _("Cancelled: %(event)s"),
    _("This event is cancelled. We are sorry."),
    (),
    (("event", _("To the event")),),
)
# Words of the office to everybody or to the waiting list; they stand in the mail as they were written.
FROM_OFFICE = Message(
    "office", _("A message from the office: %(event)s"), _("The office writes to you:"), (), (MANAGE,)
)

NEUTRAL_SUBJECT = _("Your registration")


def manage_path(registration: Registration) -> str:
    """The address of a person's own page, without the host."""
    with translation.override(registration.language):
        return reverse("events:manage", args=[tokens.token(registration.key)])


def send(
    message: Message, roster: Roster, registration: Registration, number: int = 1, text: str = ""
) -> bool:
    """Promise one mail; False when there is no address, or when it was promised before.

    ``number`` tells several mails of one kind apart; ``text`` is what the office wrote.
    """
    if not registration.email:
        return False
    page = roster.page(registration.language)
    with translation.override(registration.language):
        return enqueue(
            key=f"{_prefix(registration)}{message.kind}/{number}",
            kind=f"events.{message.kind}",
            to=registration.email,
            language=registration.language,
            template=TEMPLATE,
            context=_context(message, roster, registration, page, text),
            attachments=_attachments(message, roster, registration, page),
            headers=_headers(message, registration),
        )


def forget(registration: Registration) -> None:
    """Drop the mails about a registration that is being deleted, sent or not."""
    forget_mails(_prefix(registration))


def forget_all(roster: Roster) -> None:
    """Drop the mails about everybody on a roster, reading the queue once: one search for each of 10,000 takes long."""
    people = {key.hex for key in Registration.objects.filter(roster=roster).values_list("key", flat=True)}
    rows = OutgoingMail.objects.filter(key__startswith=PREFIX).values_list("pk", "key")
    found = [pk for pk, key in rows.iterator() if key.split("/")[1] in people]
    for start in range(0, len(found), BATCH):
        OutgoingMail.objects.filter(pk__in=found[start : start + BATCH]).delete()


def _prefix(registration: Registration) -> str:
    return f"{PREFIX}{registration.key.hex}/"


def _context(
    message: Message, roster: Roster, registration: Registration, page: EventPage | None, text: str
) -> dict[str, Any]:
    title = page.title if page else roster.title
    manage = settings.SITE_URL + manage_path(registration)
    event = settings.SITE_URL + _event_path(page, registration.language)
    words = {"event": title, "until": _moment(registration)}
    # Before a registration is written as confirmed, its place is not its own to know.
    seat = message.shows_seat and registration.has_seat
    facts = page.facts if page else None
    takes_place = roster.status == Status.SCHEDULED
    return {
        "subject": _subject(message, roster, title),
        "heading": message.heading,
        "lines": [str(line) % words if "%(" in str(line) else str(line) for line in message.lines],
        "office_text": text,
        "title": title,
        "title_language": page.locale.language_code if page else settings.LANGUAGE_CODE,
        "dates": list(page.dates) if page and takes_place else [],
        "place": (facts.place if seat else page.shown_place) if page and facts else "",
        "online_link": facts.online_link if seat and facts else "",
        "note": page.status_note if page else "",
        "status": "" if takes_place else str(roster.get_status_display()),
        "registration": registration,
        "actions": [
            {"href": event if target == "event" else manage + target, "label": label}
            for target, label in message.actions
        ],
    }


def _subject(message: Message, roster: Roster, title: str) -> str:
    if roster.is_discreet:
        return str(NEUTRAL_SUBJECT)
    return str(message.subject) % {"event": title}


def _moment(registration: Registration) -> str:
    from website.core.templatetags.core_tags import long_moment

    return long_moment(registration.offered_until) if registration.offered_until else ""


def _event_path(page: EventPage | None, code: str) -> str:
    if page is None:
        return f"/{code}/"
    return f"/{code}/{page.url_path.split('/', 2)[2]}"


def _attachments(
    message: Message, roster: Roster, registration: Registration, page: EventPage | None
) -> list[Any]:
    if not (message.shows_seat and registration.has_seat and page):
        return []
    content = personal_calendar(roster, registration, page)
    return [{"name": "event.ics", "type": "text/calendar; charset=utf-8", "content": content.decode()}]


def personal_calendar(roster: Roster, registration: Registration, page: EventPage) -> bytes:
    """The calendar file of somebody with a seat: with the place, and the link to give the seat back."""
    entry = ics.Entry.of(
        page,
        _event_path(page, registration.language),
        roster,
        place=page.facts.place,
        online_link=page.facts.online_link,
        manage_url=settings.SITE_URL + manage_path(registration),
    )
    return ics.calendar([entry], gettext("Events of BIWK"), registration.language)


def _headers(message: Message, registration: Registration) -> dict[str, str]:
    """One click in the mail program leaves the waiting list (RFC 8058)."""
    if not message.may_leave:
        return {}
    with translation.override(registration.language):
        path = reverse("events:leave", args=[tokens.token(registration.key, tokens.LEAVE)])
    return {
        "List-Unsubscribe": f"<{settings.SITE_URL}{path}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
