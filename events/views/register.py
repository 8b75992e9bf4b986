"""Registration: form, check, send. Without cookies: what was typed travels in the form until it is sent."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events import messages, tokens
from events.choices import State
from events.forms import RegistrationForm
from events.models import Receipt
from events.registration import Refused, check_open
from events.registration import register as write
from events.views.found import FoundEvent, find_event, next_date
from website.core.throttle import allow, client_place
from website.core.views.errors import public_form
from website.core.views.private import INVALID, private, same_address, see_other

DONE = "events.done"
RECEIPT_SHOWN_FOR = dt.timedelta(minutes=30)
# From one place: a family at one table, a class in one school. A program is stopped at once.
SENDS = ((12, 60), (100, 60 * 60))


@public_form
def register(request: HttpRequest, path: str) -> HttpResponse:
    """The form of an event (GET), its check page, and its sending (POST with ``step`` check, change or send)."""
    found = find_event(path)
    try:
        check_open(found.roster, timezone.now())
    except Refused as refused:
        return _closed(request, found, refused.code)
    if request.method != "POST":
        return _form(request, found, _blank(found))
    form = RegistrationForm(request.POST, roster=found.roster, page=found.page)
    if request.POST.get("step") == "change":
        return _form(request, found, form.unchecked())
    if not form.is_valid():
        return _form(request, found, form, INVALID)
    if request.POST.get("step") != "send":
        return _page(request, found, "events/registration/check.html", {"form": form})
    return _send(request, found, form)


def _send(request: HttpRequest, found: FoundEvent, form: RegistrationForm) -> HttpResponse:
    place = client_place(request)
    if not allow("events.register", place, *SENDS):
        form.add_error(
            None, _("Too many registrations were sent from your network. Wait a few minutes and send again.")
        )
        response = _form(request, found, form, 429)
        response["Retry-After"] = "120"
        return response
    asked_at = timezone.now()
    try:
        # Not told the time: the order of arrival is that of its lock.
        receipt = write(found.roster.pk, form.application())
    except Refused as refused:
        return _closed(request, found, refused.code)
    submission = tokens.token(receipt.submission, DONE)
    address = reverse("events:done", kwargs={"path": found.route.path, "submission": submission})
    # Sent before: by a double tap, or from the page before, where something may have been changed.
    return see_other(address if receipt.created_at >= asked_at else f"{address}?again=1")


@public_form
def done(request: HttpRequest, path: str, submission: str) -> HttpResponse:
    """What the form was answered. Shown for half an hour; afterwards the mail, or reference and PIN, lead back."""
    found = find_event(path)
    key: uuid.UUID | None = tokens.key_of(submission, DONE)
    receipt = (
        Receipt.objects.filter(submission=key, roster=found.roster).select_related("registration").first()
    )
    if key is None or receipt is None:
        raise Http404
    if timezone.now() - receipt.created_at > RECEIPT_SHOWN_FOR:
        return _page(request, found, "events/registration/gone.html", {}, 410)
    context = {
        "receipt": receipt,
        "pin": tokens.pin(receipt.registration.key) if receipt.has_pin else "",
        "is_again": "again" in request.GET,
        "list_rule": messages.LIST_RULE,
        "State": State,
    }
    return _page(request, found, "events/registration/done.html", context)


def _blank(found: FoundEvent) -> RegistrationForm:
    initial = {"language": found.route.language.code, "seats": 1}
    return RegistrationForm(initial=initial, roster=found.roster, page=found.page)


def _form(request: HttpRequest, found: FoundEvent, form: RegistrationForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "free": found.roster.free, "list_rule": messages.LIST_RULE}
    return _page(request, found, "events/registration/form.html", context, status)


def _closed(request: HttpRequest, found: FoundEvent, code: str) -> HttpResponse:
    """Why nobody can register now.

    Who only looks gets what was asked for: how it stands. 410 where it will never be otherwise; 409 for a form that
    was sent, because it was right and the state of the event was not.
    """
    was_sent = request.method == "POST"
    status = 409 if was_sent else 410 if code == "over" else 200
    above = found.route.section
    context = {"code": code, "was_sent": was_sent, "calendar_href": above.url_path if above else ""}
    return _page(request, found, "events/registration/closed.html", context, status)


def _page(
    request: HttpRequest, found: FoundEvent, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    request.frame_revision = found.route.revision  # type: ignore[attr-defined]  read by the context processor
    shared = {
        "page": found.page,
        "next_date": next_date(found.page),
        "roster": found.roster,
        "event_href": found.href,
        "route": found.route,
        "links": same_address(request),
    }
    return private(render(request, template, shared | context, status=status))
