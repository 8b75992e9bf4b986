"""What this room has about a person, for the screen that asks all rooms."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contact import enquiries as writer
from contact.admin.history import step_words
from contact.admin.rights import enquiries_for
from contact.admin.tables import state_lines
from contact.choices import Step
from contact.models import Enquiry, Entry
from website.core.admin.tables import email_line, phone_line, short_moment
from website.core.personal_data import Held, belonging_to


class Enquiries:
    """Enquiries of the user's own office, sensitive ones for the smaller circle only."""

    key = "enquiries"

    def held(self, user: Any, contact: str) -> list[Held]:
        """The enquiries, the oldest first."""
        return [_held(row) for row in self._rows(user, contact).select_related("topic", "assigned_to")]

    def export(self, user: Any, contact: str) -> list[dict[str, Any]]:
        """Everything about each of them."""
        return [_everything(row) for row in self._rows(user, contact).select_related("topic")]

    def erase(self, user: Any, contact: str) -> int:
        """Delete them with all that was written."""
        return sum(writer.erase(pk) for pk in list(self._rows(user, contact).values_list("pk", flat=True)))

    def _rows(self, user: Any, contact: str) -> Any:
        return belonging_to(enquiries_for(user).order_by("created_at", "pk"), contact)


def _held(row: Enquiry) -> Held:
    lines = [email_line(row.email)] if row.email else []
    lines += [phone_line(row.phone)] if row.phone else []
    return Held(
        title=row.topic.title,
        url=reverse("inbox:enquiry", args=[row.pk]),
        delete_on=row.delete_on,
        facts=[
            (pgettext("message", "Reference"), [row.reference]),
            (_("Name"), [row.name] if row.name else ["–"]),
            (_("State"), state_lines(row)),
            (_("Contact"), lines),
            (pgettext("enquiry", "Arrived"), [short_moment(row.created_at)]),
        ],
    )


def _everything(row: Enquiry) -> dict[str, Any]:
    """All that is kept about an enquiry, in words that its person understands."""
    return {
        "reference": row.reference,
        "office": row.get_office_display(),
        "topic": row.topic.title,
        "state": row.get_state_display(),
        "name": row.name,
        "email": row.email,
        "telephone": row.phone,
        "language": row.language,
        "answered_by": row.get_channel_display(),
        "a_voice_message_may_be_left": row.may_leave_voicemail,
        "somebody_else_reads_the_messages": row.is_read_by_others,
        "safe_hours": row.safe_hours,
        "arrived": row.created_at.isoformat(),
        "first_answered": row.answered_at.isoformat() if row.answered_at else None,
        "closed": row.closed_at.isoformat() if row.closed_at else None,
        "deleted_on": row.delete_on.isoformat(),
        "history": [_entry(entry) for entry in row.entries.all()],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    """What was written or done. Who of the office it was, is the office's own."""
    return {
        "at": entry.created_at.isoformat(),
        "what": _step(entry) if entry.step else entry.get_kind_display(),
        "language": entry.language,
        "text": entry.text,
    }


def _step(entry: Entry) -> str:
    """What was done; who of the office looks after it stays out."""
    if entry.step == Step.ASSIGNED:
        return str(entry.get_step_display() % {"to": "–"})
    return step_words(entry, {})
