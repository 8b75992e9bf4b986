"""Columns of the inbox."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from contact.choices import OURS
from contact.models import Enquiry
from website.core.admin.tables import LinesColumn, autonym, short_moment


def name_of(user: Any) -> str:
    """What colleagues call somebody."""
    return str(user.get_full_name() or user.get_username())


def is_overdue(enquiry: Enquiry, now: Any = None) -> bool:
    """Whether it waits for us longer than it should."""
    return enquiry.state in OURS and enquiry.due_at is not None and enquiry.due_at < (now or timezone.now())


def _title(enquiry: Enquiry) -> SafeString:
    """The topic by its name in the language of the admin, and the reference."""
    return format_html(
        '<bdi dir="auto">{}</bdi> <small class="desk-reference">{}</small>',
        getattr(enquiry, "topic_name", enquiry.topic.title),
        enquiry.reference,
    )


def _url(enquiry: Enquiry) -> str:
    return reverse("inbox:enquiry", args=[enquiry.pk])


def state_lines(enquiry: Enquiry) -> list[Any]:
    """Where it stands, who looks after it, and what must not be overlooked."""
    lines: list[Any] = [enquiry.get_state_display()]
    if is_overdue(enquiry):
        lines.append(format_html("<strong>{}</strong>", gettext("Overdue")))
    if enquiry.assigned_to:
        lines.append(name_of(enquiry.assigned_to))
    if enquiry.is_sensitive:
        lines.append(format_html("<strong>{}</strong>", gettext("Sensitive")))
    return lines


def _answer(enquiry: Enquiry) -> list[Any]:
    lines: list[Any] = [autonym(enquiry.language), enquiry.get_channel_display()]
    if enquiry.has_safe_contact:
        lines.append(format_html("<strong>{}</strong>", gettext("Safe contact: read first")))
    return lines


ENQUIRY_COLUMNS = [
    TitleColumn("title", label=_("Topic and reference"), accessor=_title, get_url=_url, width="28%"),
    LinesColumn("state", label=_("State"), accessor=state_lines),
    LinesColumn("answer", label=_("Language and answer"), accessor=_answer),
    Column("office", label=_("Office"), accessor=lambda row: row.get_office_display()),
    Column(
        "created_at",
        label=pgettext_lazy("enquiry", "Arrived"),
        accessor=lambda row: short_moment(row.created_at),
    ),
    Column(
        "changed_at", label=_("Last message or answer"), accessor=lambda row: short_moment(row.changed_at)
    ),
    Column(
        "due_at", label=_("Answer by"), accessor=lambda row: short_moment(row.due_at) if row.due_at else "–"
    ),
]
