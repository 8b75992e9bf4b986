"""To write to an office: what to read first, the form, and what was answered to it."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contact import counting, enquiries, tokens
from contact.choices import Channel
from contact.enquiries import Refused
from contact.forms import EnquiryForm
from contact.models import Enquiry
from contact.views.found import FoundTopic, find_topic, office_page, page, withheld
from website.core import tokens as core_tokens
from website.core.languages import active_language
from website.core.throttle import allow, client_place
from website.core.views.errors import public_form
from website.core.views.private import INVALID, see_other

DAY = 24 * 60 * 60
YEARS = 10 * 365 * DAY
# From one place: a family at one table, a class in one school. A program is stopped at once.
SENDS = ((12, 60), (100, 60 * 60))
DAYS_FROM_HOURS = 48


@public_form
def door(request: HttpRequest, topic: str) -> HttpResponse:
    """What to read before writing; the form at once where there is nothing to read."""
    found = find_topic(topic)
    if request.method == "GET":
        _count_once_a_day(request, found, "shown")
    if request.method == "POST" or not found.facts.is_door:
        return _form_view(request, found)
    context = {
        "topic": found.words,
        "route": found.route,
        "guide": found.guide,
        "institution": found.institution,
        "helplines": found.helplines if found.facts.is_emergency else [],
        "is_emergency": found.facts.is_emergency,
        # Nobody in danger is asked whether a page was good enough.
        "asks_if_helped": not found.facts.is_sensitive,
    }
    response = page(request, "contact/write/door.html", context, discreet=found.facts.is_sensitive)
    return withheld(response) if found.facts.is_sensitive else response


@public_form
def helped(request: HttpRequest, topic: str) -> HttpResponse:
    """Somebody found the answer at the door (POST, counted once a day from a place), and is thanked (GET)."""
    found = find_topic(topic)
    if request.method == "POST":
        _count_once_a_day(request, found, "helped")
        return see_other(reverse("contact:helped", args=[found.facts.key]))
    return page(request, "contact/write/helped.html", {}, discreet=found.facts.is_sensitive)


@public_form
def form(request: HttpRequest, topic: str) -> HttpResponse:
    """The form of a topic (GET), and its sending (POST)."""
    return _form_view(request, find_topic(topic))


@public_form
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """Number and PIN, and what happens next. For half an hour after sending, and no longer."""
    key = core_tokens.key_of_passing(token, tokens.SENT, YEARS)
    enquiry = Enquiry.objects.select_related("topic").filter(key=key).first() if key else None
    if key is None:
        raise Http404
    is_fresh = tokens.key_of_passing(token, tokens.SENT) is not None
    # The same form can be sent again days later, and gets a new token; the PIN is not shown again.
    if enquiry is None or not is_fresh or _age(enquiry) > tokens.OPEN_FOR:
        discreet = enquiry is not None and enquiry.is_discreet
        return withheld(page(request, "contact/write/gone.html", {}, 410, discreet=discreet))
    office, office_language = office_page(enquiry.office, active_language().code)
    context = {
        "enquiry": enquiry,
        "pin": tokens.pin(enquiry.key),
        "office": office,
        "office_language": office_language,
        "usual_time": usual_time(counting.usual_hours(enquiry.office)),
        "Channel": Channel,
    }
    response = page(request, "contact/write/sent.html", context, discreet=enquiry.is_discreet)
    return withheld(response) if enquiry.is_discreet else response


def usual_time(hours: int | None) -> str:
    """How long an answer usually takes, in words; empty when too few were answered to say."""
    if hours is None:
        return ""
    hours = max(1, hours)
    if hours < DAYS_FROM_HOURS:
        return ngettext(
            "In the last 30 days half of the people had an answer within %(number)d hour.",
            "In the last 30 days half of the people had an answer within %(number)d hours.",
            hours,
        ) % {"number": hours}
    days = math.ceil(hours / 24)
    return ngettext(
        "In the last 30 days half of the people had an answer within %(number)d day.",
        "In the last 30 days half of the people had an answer within %(number)d days.",
        days,
    ) % {"number": days}


def _form_view(request: HttpRequest, found: FoundTopic) -> HttpResponse:
    if request.method != "POST":
        blank = EnquiryForm(initial={"language": found.reader.code}, topic=found.facts)
        return _form_page(request, found, blank)
    filled = EnquiryForm(request.POST, topic=found.facts)
    if not filled.is_valid():
        return _form_page(request, found, filled, INVALID)
    return _send(request, found, filled)


def _send(request: HttpRequest, found: FoundTopic, filled: EnquiryForm) -> HttpResponse:
    place = client_place(request)
    if not allow("contact.send", place, *SENDS):
        filled.add_error(
            None, _("Too many messages were sent from your network. Wait a few minutes and send again.")
        )
        response = _form_page(request, found, filled, 429)
        response["Retry-After"] = "120"
        return response
    try:
        enquiry = enquiries.receive(filled.letter(found.reader.code), topic=found.facts)
    except Refused as refused:
        raise Http404 from refused  # the topic was taken back a moment ago
    return see_other(reverse("contact:sent", args=[tokens.passing(enquiry.key, tokens.SENT)]))


def _form_page(
    request: HttpRequest, found: FoundTopic, filled: EnquiryForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": filled,
        "topic": found.words,
        "months": found.facts.keep_months,
        "is_sensitive": found.facts.is_sensitive,
        "is_door": found.facts.is_door,
        "is_emergency": found.facts.is_emergency,
        "action": reverse("contact:form", args=[found.facts.key]),
    }
    return page(request, "contact/write/form.html", context, status, discreet=found.facts.is_sensitive)


def _count_once_a_day(request: HttpRequest, found: FoundTopic, what: str) -> None:
    """A number, not a person: nothing is kept of the place but that it was counted today. A page never fails for it."""
    key = found.facts.key
    with suppress(DatabaseError):
        if allow(f"contact.{what}", f"{client_place(request)} {key}", (1, DAY)):
            counting.count_door(key, found.reader.code, what)


def _age(enquiry: Enquiry) -> float:
    return (timezone.now() - enquiry.created_at).total_seconds()
