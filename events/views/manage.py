"""A person's own registration: by the link in a mail, or by reference and PIN.

A link only shows; what it does is a button, because programs that check mails for viruses open every link.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from events import ics, messages, registration, tokens
from events.choices import State
from events.forms import FindForm
from events.models import Registration
from events.registration import Refused
from website.core.languages import active_language
from website.core.models import FrameRevision
from website.core.routing import language_links
from website.core.throttle import allow, client_place
from website.core.views.errors import public_form, reads_only

HOUR = 60 * 60
TRIES_FOR_REFERENCE, TRIES_FROM_PLACE = 5, 20

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
        late = False
        try:
            ACTIONS[answer](found.pk)
        except (Refused, ObjectDoesNotExist):
            late = True
        address = reverse("events:manage", args=[token]) + ("?late=1" if late else "?done=1")
        response = HttpResponseRedirect(address)
        response.status_code = 303
        return response
    question = request.GET.get("answer", "")
    return _page(
        request,
        "events/registration/manage.html",
        {
            **_about(found, token),
            "question": question if found.state in ASKED.get(question, set()) else "",
            "is_late": "late" in request.GET,
            "is_done": "done" in request.GET,
        },
    )


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
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the waiting list with one click in the mail program (RFC 8058), or with the button on this page."""
    key = tokens.key_of(token, tokens.LEAVE)
    found = Registration.objects.filter(key=key).select_related("roster").first() if key else None
    if found is None:
        return _unknown(request)
    left = found.state not in {State.WAITING, State.OFFERED}
    if request.method == "POST" and not left:
        registration.cancel(found.pk, tell=False)
        left = True
    return _page(
        request, "events/registration/leave.html", {**_about(found, ""), "left": left, "leave_token": token}
    )


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
    return _private(response)


@public_form
def find(request: HttpRequest) -> HttpResponse:
    """Reference and PIN: for people without e-mail. A wrong PIN is answered as an unknown reference is."""
    if request.method != "POST":
        return _page(request, "events/registration/find.html", {"form": FindForm()})
    form = FindForm(request.POST)
    status = 422
    if form.is_valid():
        found = _by_pin(request, form)
        if isinstance(found, Registration):
            response = HttpResponseRedirect(reverse("events:manage", args=[tokens.token(found.key)]))
            response.status_code = 303
            return response
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


def _by_pin(request: HttpRequest, form: FindForm) -> Registration | int:
    """The registration, or the status of the refusal."""
    reference, place = form.clean_reference_text, client_place(request)
    # Counted before looking: the answer for an unknown reference costs the same tries.
    allowed = [
        allow("events.pin", reference, TRIES_FOR_REFERENCE, HOUR),
        allow("events.pin.place", place, TRIES_FROM_PLACE, HOUR),
    ]
    if not all(allowed):
        return 429
    found = Registration.objects.filter(reference=reference).first()
    key = found.key if found else form.submission
    is_right = tokens.is_pin(key, form.cleaned_data["pin"])
    # The PIN is for those who have no mailbox to prove themselves with.
    return found if found and is_right and not found.email else 422


def _registration(token: str) -> Registration | None:
    key = tokens.key_of(token)
    return Registration.objects.filter(key=key).select_related("roster").first() if key else None


def _about(found: Registration, token: str) -> dict[str, Any]:
    page = found.roster.page(active_language().code)
    place = None
    if found.state == State.WAITING:
        ahead = Registration.objects.waiting().filter(roster=found.roster, queued_at__lt=found.queued_at)
        place = ahead.count() + 1
    return {
        "registration": found,
        "roster": found.roster,
        "page": page,
        "event_href": f"/{active_language().code}/{page.url_path.split('/', 2)[2]}" if page else "",
        "place_on_list": place,
        "list_rule": messages.LIST_RULE,
        "token": token,
        "may_cancel": found.state in ASKED["cancel"],
        "State": State,
    }


def _unknown(request: HttpRequest) -> HttpResponse:
    return _page(request, "events/registration/unknown.html", {}, 404)


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    request.frame_revision = FrameRevision.current()  # type: ignore[attr-defined]  read by the context processor
    links = {"links": language_links("registration", active_language())}
    return _private(render(request, template, links | context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, found by no search engine, and its address told to nobody else."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": with it, older browsers would not say where a form was sent from.
    response["Referrer-Policy"] = "same-origin"
    return response
