"""Columns of the desk's tables: Wagtail's own, with the few cells that it does not have."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from events.admin.lists import Numbers, is_to_call
from events.choices import Need, State, Status
from events.models import Registration, Roster
from website.core.admin.tables import LinesColumn, autonym, email_line, phone_line, short_moment
from website.core.languages import active_language


def needs_words(registration: Registration) -> str:
    """What somebody needs, with the interpreter's language."""
    names = active_language().formats.languages
    spoken = registration.interpreter_language
    labels = {need.value: str(need.label) for need in Need}
    if spoken:
        labels[Need.INTERPRETER] += f": {names.get(spoken, spoken)}"
    return ", ".join(labels[need] for need in registration.needs if need in labels)


class SeatsColumn(Column):
    """Seats taken of seats, and how many are on which list."""

    cell_template_name = "events/admin/cells/seats.html"

    def get_cell_context_data(self, instance: Roster, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["numbers"] = instance.numbers
        return context


class ActionsColumn(Column):
    """Buttons of one row; they belong to the form ``desk-act`` below the table."""

    cell_template_name = "events/admin/cells/actions.html"


def _when(roster: Roster) -> list[Any]:
    return [short_moment(roster.starts_at), roster.get_office_display(), roster.get_kind_display()]


def _needs(roster: Roster) -> list[str]:
    numbers: Numbers = roster.numbers
    return [f"{number} × {label}" for label, number in numbers.needs]


def status_words(roster: Roster, now: Any = None) -> str:
    """Whether an event takes place and whether people can register, in a word or two."""
    now = now or timezone.now()
    if roster.status != Status.SCHEDULED:
        return str(roster.get_status_display())
    if roster.over_at <= now:
        return gettext("Over")
    if not roster.is_published:
        return gettext("Not published")
    if not roster.seats:
        return gettext("No registration")
    if roster.is_open(now):
        return gettext("Registration open")
    opens = roster.opens_at
    return gettext("Registration opens later") if opens and opens > now else gettext("Registration closed")


EVENT_COLUMNS = [
    TitleColumn("title", label=_("Event"), url_name="desk:event", width="26%"),
    LinesColumn("when", label=_("When and where"), accessor=_when),
    SeatsColumn("seats", label=_("Seats")),
    LinesColumn("needs", label=_("Needs"), accessor=_needs),
    Column("status", label=_("State"), accessor=status_words),
]


# People -------------------------------------------------------------------------------------------------------------


def state_words(registration: Registration) -> list[Any]:
    """Where a registration stands, with what matters there: the place on the list, until when, why."""
    words: list[Any] = [registration.get_state_display()]
    if registration.state == State.WAITING and getattr(registration, "place", None):
        words = [gettext("Number %(place)s on the list") % {"place": registration.place}]
    if registration.offered_until:
        words.append(gettext("until %(moment)s") % {"moment": short_moment(registration.offered_until)})
    if registration.reason:
        words.append(registration.get_reason_display())
    if registration.is_walk_in:
        words.append(gettext("added at the door"))
    elif registration.is_coming and registration.reminded_at and registration.state == State.CONFIRMED:
        words.append(gettext("said that they are coming"))
    return words


def contact_lines(registration: Registration) -> list[Any]:
    """How to reach somebody; a telephone number that is there twice is marked."""
    lines: list[Any] = []
    if registration.email:
        lines.append(email_line(registration.email))
    if registration.phone:
        lines.append(phone_line(registration.phone))
    if getattr(registration, "phone_twice", False):
        lines.append(format_html("<strong>{}</strong>", gettext("This number is registered more than once")))
    if not registration.email and registration.phone:
        lines.append(gettext("No e-mail: call"))
    return lines


def _name(registration: Registration) -> SafeString:
    return format_html(
        '<bdi dir="auto">{}</bdi> <small class="desk-reference">{}</small>',
        registration.name,
        registration.reference,
    )


def _seats(registration: Registration) -> int:
    return registration.seats


def actions_of(registration: Registration) -> list[dict[str, Any]]:
    """What the office may do with somebody now; what takes a seat away is asked about first."""
    texts: dict[str, list[tuple[str, Any, bool]]] = {
        State.REQUESTED: [("approve", _("Approve"), False), ("refuse", _("Decline"), True)],
        State.WAITING: [("seat", _("Give a seat"), True), ("cancel", _("Take off the list"), True)],
        State.OFFERED: [("seat", _("Says yes"), False), ("decline", _("Says no"), True)],
        State.CONFIRMED: [("cancel", _("Cancel"), True)],
    }
    found = texts.get(registration.state, [])
    if is_to_call(registration):
        found = [*found, ("called", _("Was called"), False)]
    return [
        {
            "label": label,
            "name": name,
            "asks": asks,
            "url": reverse("desk:act", args=[registration.roster_id, registration.pk, name]),
            "who": registration.name,
        }
        for name, label, asks in found
    ]


def _person_url(registration: Registration) -> str:
    return reverse("desk:person", args=[registration.roster_id, registration.pk])


PEOPLE_COLUMNS = [
    TitleColumn("name", label=_("Name and reference"), accessor=_name, get_url=_person_url),
    Column("seats", label=_("Seats"), accessor=_seats),
    LinesColumn("contact", label=_("Contact"), accessor=contact_lines),
    Column("language", label=_("Language"), accessor=lambda row: autonym(row.language)),
    Column("needs", label=_("Needs"), accessor=needs_words),
    LinesColumn("state", label=_("State"), accessor=state_words),
    Column("created_at", label=_("Registered"), accessor=lambda row: short_moment(row.created_at)),
    ActionsColumn("actions", label=_("Actions"), accessor=actions_of),
]
