"""A person's own registration: by the link in a mail, or by reference and PIN.

A link only shows; what it does is a button, because programs that check mails for viruses open every link.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from events import ics, messages, registration, tokens
from events.choices import Reason, State
from events.models import Registration
from events.registration import Refused
from events.views.found import next_date
from website.core.forms import PinForm
from website.core.languages import active_language
from website.core.models import FrameRevision
from website.core.throttle import allow, client_place, give_back
from website.core.views.errors import public_form, reads_only
from website.core.views.private import private, same_address, see_other

HOUR = 60 * 60
WRONG_FOR_REFERENCE, WRONG_FROM_PLACE = 5, 20

ACTIONS: dict[str, Callable[[int], Any]] = {
    "yes": registration.accept,
    "no": registration.decline,
    "coming": registration.confirm_coming,
    "cancel": registration.cancel,
}
# Which question may be asked in which state; everywhere else the page only says what is true now.
ASKED = {
    "yes": {State.OFFERED},
    "no": {State.OFFERED},
    "coming": {State.CONFIRMED},
    "cancel": {State.CONFIRMED, State.WAITING, State.REQUESTED, State.OFFERED},
}


@public_form
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody has, and what they can do with it. An action that is repeated or late changes nothing."""
    found = _registration(token)
    if found is None:
        return _unknown(request)
    answer = request.POST.get("answer", "")
    if request.method == "POST" and answer in ACTIONS:
        note = "done" if _act(found, answer) else "late"
        return see_other(reverse("events:manage", args=[token]) + f"?{note}=1")
    question = request.GET.get("answer", "")
    context = {
        **_about(found, token),
        "question": question if _may(found, question) else "",
        "is_late": "late" in request.GET,
        "is_done": "done" in request.GET,
    }
    return _page(request, "events/registration/manage.html", context)


def _act(found: Registration, answer: str) -> bool:
    """Do what was answered; False when it was too late for it, and nothing has changed."""
    if _is_over(found):
        return False
    try:
        ACTIONS[answer](found.pk)
    except (Refused, ObjectDoesNotExist):
        return False
    return True


def _may(found: Registration, question: str) -> bool:
    """Whether it makes sense to ask somebody this now."""
    in_time = question != "yes" or _is_offer_open(found)
    return found.state in ASKED.get(question, set()) and in_time and not _is_over(found)


def _is_over(found: Registration) -> bool:
    return found.roster.over_at <= timezone.now()


def _is_offer_open(found: Registration) -> bool:
    """Between the end of an offer and the minute in which the clock passes it on, nobody can take it."""
    return found.offered_until is not None and found.offered_until > timezone.now()


@public_form
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Delete everything about a registration: asks first."""
    found = _registration(token)
    if found is None:
        return _unknown(request)
    if request.method != "POST":
        return _page(request, "events/registration/delete.html", _about(found, token))
    registration.erase(found.pk)
    return _page(request, "events/registration/deleted.html", {})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the waiting list with one click in the mail program (RFC 8058), or with the button on this page."""
    key = tokens.key_of(token, tokens.LEAVE)
    found = Registration.objects.filter(key=key).select_related("roster").first() if key else None
    if found is None:
        return _unknown(request)
    left = found.state not in {State.WAITING, State.OFFERED}
    if request.method == "POST" and not left:
        with suppress(ObjectDoesNotExist):
            found = registration.leave(found.pk)
        left = True
    context = {**_about(found, ""), "left": left, "leave_token": token}
    return _page(request, "events/registration/leave.html", context)


@reads_only
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar file of somebody with a seat: with the place and the link to give the seat back."""
    found = _registration(token)
    page = found.roster.page(active_language().code) if found else None
    if found is None or page is None or not found.has_seat:
        return _unknown(request)
    response = HttpResponse(
        messages.personal_calendar(found.roster, found, page), content_type=ics.CONTENT_TYPE
    )
    response["Content-Disposition"] = 'attachment; filename="event.ics"'
    return private(response)


@public_form
def find(request: HttpRequest) -> HttpResponse:
    """Reference and PIN: for people without e-mail. A wrong PIN is answered as an unknown reference is."""
    if request.method != "POST":
        return _page(request, "events/registration/find.html", {"form": PinForm()})
    form = PinForm(request.POST)
    status = 422
    if form.is_valid():
        found = _by_pin(request, form)
        if isinstance(found, Registration):
            return see_other(reverse("events:manage", args=[tokens.token(found.key)]))
        status = found
        form.add_error(
            None,
            _("There is no registration with this reference and this PIN. Check both, or ask the office.")
            if found == 422
            else _("Too many wrong tries. Wait an hour, or call the office."),
        )
    response = _page(request, "events/registration/find.html", {"form": form}, status)
    if status == 429:
        response["Retry-After"] = str(HOUR)
    return response


def _by_pin(request: HttpRequest, form: PinForm) -> Registration | int:
    """The registration, or the status of the refusal."""
    reference = form.cleaned_data["reference"]
    tries = [
        ("events.pin.place", client_place(request), WRONG_FROM_PLACE),
        ("events.pin", reference, WRONG_FOR_REFERENCE),
    ]
    # Counted before looking: an unknown reference costs the same, and many tries at once are not all let through.
    # A place that has tried too much uses up nobody's reference.
    if not all(allow(action, who, (limit, HOUR)) for action, who, limit in tries):
        return 429
    found = Registration.objects.filter(reference=reference).first()
    key = found.key if found else form.submission
    is_right = tokens.is_pin(key, form.cleaned_data["pin"])
    # The PIN is for those who have no mailbox to prove themselves with.
    if not found or not is_right or found.email:
        return 422
    for action, who, _limit in tries:
        give_back(action, who, HOUR)
    return found


def _registration(token: str) -> Registration | None:
    key = tokens.key_of(token)
    return Registration.objects.filter(key=key).select_related("roster").first() if key else None


def _about(found: Registration, token: str) -> dict[str, Any]:
    page = found.roster.page(active_language().code)
    return {
        "registration": found,
        "roster": found.roster,
        "page": page,
        "next_date": next_date(page) if page else None,
        "event_href": f"/{active_language().code}/{page.url_path.split('/', 2)[2]}" if page else "",
        "place_on_list": _place_on_list(found),
        "list_rule": messages.LIST_RULE,
        "token": token,
        "is_over": _is_over(found),
        "is_offer_open": _is_offer_open(found),
        # Before the reminder nobody has asked.
        "asks_coming": found.reminded_at and not found.is_coming and _may(found, "coming"),
        "may_cancel": _may(found, "cancel"),
        "may_register": found.state == State.CANCELLED and found.roster.is_open(),
        "State": State,
        "Reason": Reason,
    }


def _place_on_list(found: Registration) -> int:
    """1 for who is asked first; 0 for who is not on the list."""
    if found.state != State.WAITING:
        return 0
    waiting = Registration.objects.waiting().filter(roster=found.roster, queued_at__lte=found.queued_at)
    return waiting.filter(Q(queued_at__lt=found.queued_at) | Q(pk__lte=found.pk)).count()


def _unknown(request: HttpRequest) -> HttpResponse:
    return _page(request, "events/registration/unknown.html", {}, 404)


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    request.frame_revision = FrameRevision.current()  # type: ignore[attr-defined]  read by the context processor
    links = {"links": same_address(request)}
    return private(render(request, template, links | context, status=status))
