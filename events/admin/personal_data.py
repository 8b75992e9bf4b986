"""What this room has about a person, for the screen that asks all rooms."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from events import registration as writer
from events.admin.lists import answers_of, questions_of, source_page
from events.admin.rights import registrations_for
from events.admin.tables import contact_lines, state_words
from events.models import Registration
from website.core.admin.tables import short_moment
from website.core.personal_data import Held, belonging_to


class Registrations:
    """Registrations of the user's own office."""

    key = "registrations"

    def held(self, user: Any, contact: str) -> list[Held]:
        """The registrations, the oldest first."""
        return [_held(row) for row in self._rows(user, contact).select_related("roster")]

    def export(self, user: Any, contact: str) -> list[dict[str, Any]]:
        """Everything about each of them."""
        return [_everything(row) for row in self._rows(user, contact).select_related("roster")]

    def erase(self, user: Any, contact: str) -> int:
        """Delete them; their seats go to the next people."""
        number = 0
        for pk in list(self._rows(user, contact).values_list("pk", flat=True)):
            writer.erase(pk)
            number += 1
        return number

    def _rows(self, user: Any, contact: str) -> Any:
        return belonging_to(registrations_for(user).order_by("created_at", "pk"), contact)


def _held(row: Registration) -> Held:
    return Held(
        title=row.roster.title,
        url=reverse("desk:person", args=[row.roster_id, row.pk]),
        delete_on=row.roster.delete_on,
        facts=[
            (_("Begins"), [short_moment(row.roster.starts_at)]),
            (_("Name"), [row.name]),
            (_("Reference"), [row.reference]),
            (_("State"), list(state_words(row))),
            (_("Contact"), list(contact_lines(row))),
            (_("Registered"), [short_moment(row.created_at)]),
        ],
    )


def _everything(row: Registration) -> dict[str, Any]:
    """All that is kept about a registration, in words that its person understands."""
    page = source_page(row.roster)
    return {
        "event": row.roster.title,
        "office": row.roster.get_office_display(),
        "begins": row.roster.starts_at.isoformat(),
        "deleted_on": row.roster.delete_on.isoformat(),
        "reference": row.reference,
        "other_references": [
            reference
            for reference in row.receipts.values_list("reference", flat=True)
            if reference != row.reference
        ],
        "state": row.get_state_display(),
        "reason": row.get_reason_display() if row.reason else "",
        "seats": row.seats,
        "name": row.name,
        "email": row.email,
        "telephone": row.phone,
        "language": row.language,
        "names_of_the_others": row.companions,
        "needs": row.need_names,
        "language_of_the_interpreter": row.interpreter_language,
        "answers": dict(answers_of(row, questions_of(page))),
        "registered": row.created_at.isoformat(),
        "confirmed": row.confirmed_at.isoformat() if row.confirmed_at else None,
        "cancelled": row.cancelled_at.isoformat() if row.cancelled_at else None,
        "reminded": row.reminded_at.isoformat() if row.reminded_at else None,
        "came": [
            {"meeting": each.meeting_at.isoformat(), "people": each.came} for each in row.attendances.all()
        ],
    }
