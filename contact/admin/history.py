"""One enquiry in words, for the people of the office who answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from contact import messages
from contact.admin.lists import topic_names
from contact.admin.tables import is_overdue, name_of
from contact.choices import OURS, Channel, EntryKind, State, Step
from contact.models import Enquiry, Entry
from contact.views.found import in_words
from website.core.admin.tables import autonym, short_moment
from website.core.languages import Language
from website.core.models import OutgoingMail
from website.core.offices import Office

MAIL_STATES: dict[str, Any] = {
    OutgoingMail.State.QUEUED: _("The mail is waiting to be sent."),
    OutgoingMail.State.SENDING: _("The mail is being sent."),
    OutgoingMail.State.SENT: _("The mail was sent."),
    OutgoingMail.State.FAILED: _("The mail could not be sent. Try to reach the person in another way."),
}


@dataclass(frozen=True)
class Line:
    """One entry as the office reads it. ``is_new``: it was added while somebody was writing."""

    entry: Entry
    language: Language
    who: str
    words: str = ""
    mail: str = ""
    mail_failed: bool = False
    is_new: bool = False

    @property
    def kind(self) -> str:
        """Which kind of entry."""
        return str(self.entry.kind)

    @property
    def moment(self) -> str:
        """When it was written or done."""
        return short_moment(self.entry.created_at)


def history(enquiry: Enquiry, seen: int | None = None) -> list[Line]:
    """All entries in order; those after ``seen`` are new."""
    mails = messages.reply_states(enquiry)
    titles = topic_names()
    found = []
    for entry in enquiry.entries.select_related("user"):
        mail = mails.get(entry.pk, "")
        found.append(
            Line(
                entry=entry,
                language=in_words(entry.language),
                who=name_of(entry.user) if entry.user else "",
                words=step_words(entry, titles) if entry.kind == EntryKind.EVENT else "",
                mail=str(MAIL_STATES.get(mail, "")),
                mail_failed=mail == OutgoingMail.State.FAILED,
                is_new=seen is not None and entry.pk > seen,
            )
        )
    return found


def step_words(entry: Entry, titles: dict[str, str]) -> str:
    """What was done, with names for codes: "was moved from Szczecin to Koszalin"."""
    values = {name: str(value) for name, value in entry.values.items()}
    if entry.step == Step.MOVED:
        values = {name: _label(Office, value) for name, value in values.items()}
    elif entry.step == Step.STATE:
        values = {name: _label(State, value) for name, value in values.items()}
    elif entry.step == Step.TOPIC:
        values = {name: titles.get(value, value) for name, value in values.items()}
    return entry.get_step_display() % {"from": "–", "to": "–", **values}


def _label(choices: Any, value: str) -> str:
    return str(dict(choices.choices).get(value, value))


def warnings(enquiry: Enquiry) -> list[Any]:
    """How the person can be contacted safely: what has to be read before anything is done (CONVENTIONS S-12)."""
    found: list[Any] = []
    if enquiry.is_read_by_others:
        found.append(
            gettext(
                "Somebody else reads this person's messages or telephone. Write nothing there: call at a safe hour, or"
                " answer here on the site."
            )
        )
    if enquiry.may_leave_voicemail is False:
        found.append(gettext("Leave no voice message."))
    elif enquiry.may_leave_voicemail:
        found.append(gettext("A voice message may be left."))
    elif enquiry.has_safe_contact and enquiry.channel == Channel.PHONE:
        found.append(gettext("They did not say whether a voice message may be left: leave none."))
    if enquiry.safe_hours:
        words = gettext("Call or write at these hours only:")
        found.append(format_html('{} <strong dir="auto">{}</strong>', words, enquiry.safe_hours))
    return found


def facts(enquiry: Enquiry) -> list[tuple[Any, Any]]:
    """What is known, as pairs of a word and a value; what is empty is left out."""
    found: list[tuple[Any, Any]] = [
        (_("How to reply"), enquiry.get_channel_display()),
        (_("E-mail"), _copied(enquiry.email)),
        (_("Telephone"), _copied(enquiry.phone)),
        (_("How to address them"), format_html("<bdi>{}</bdi>", enquiry.name) if enquiry.name else ""),
        (_("Language for the reply"), autonym(enquiry.language)),
        (pgettext_lazy("enquiry", "Arrived"), short_moment(enquiry.created_at)),
        (_("To be answered by"), _due(enquiry)),
        (_("First answered"), short_moment(enquiry.answered_at) if enquiry.answered_at else ""),
        (pgettext_lazy("enquiry", "Closed"), short_moment(enquiry.closed_at) if enquiry.closed_at else ""),
        (_("Deleted on"), date_format(enquiry.delete_on, "SHORT_DATE_FORMAT")),
    ]
    return [(label, value) for label, value in found if value]


def reply_way(enquiry: Enquiry) -> str:
    """What becomes of an answer, said before it is written."""
    if enquiry.channel == Channel.EMAIL:
        if enquiry.is_discreet:
            return gettext(
                "The person reads it on the site, with reference and PIN. They get a mail that says only that there is"
                " something to read."
            )
        return gettext("The person gets it by e-mail, and can read it on the site.")
    if enquiry.channel == Channel.SITE:
        return gettext("The person reads it on the site, with reference and PIN. Nothing is sent to them.")
    return gettext(
        "Nothing is sent: the person finds it on the site, with reference and PIN. They asked for something else: see"
        " “How to reply”. Do that, and write it down."
    )


def is_spoken(enquiry: Enquiry) -> bool:
    """Whether the answer is given in a way that the site does not see."""
    return enquiry.channel in {Channel.PHONE, Channel.SMS, Channel.VISIT}


def _copied(text: str) -> SafeString | str:
    """Plain text that one click selects; no link, because a mail program would answer past the site."""
    return format_html('<span class="desk-copy" dir="ltr">{}</span>', text) if text else ""


def _due(enquiry: Enquiry) -> Any:
    if enquiry.state not in OURS or enquiry.due_at is None:
        return ""
    moment = short_moment(enquiry.due_at)
    if is_overdue(enquiry):
        return format_html('{} <strong class="desk-late">{}</strong>', moment, gettext("Overdue"))
    return moment
