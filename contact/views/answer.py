"""A person's own conversation with an office: by number and PIN, or by the link in a mail.

Number and PIN open it in the answer to the form, never at an address of its own: nothing in the browser's history leads
back to it. What carries it on is a token in the page, good for half an hour. The link of a mail only shows; what it
does is a button, because programs that check mails for viruses open every link.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from contact import enquiries, tokens
from contact.choices import OURS, EntryKind, State
from contact.forms import LookUpForm, WriteAgainForm
from contact.models import MESSAGE_LENGTH, Enquiry, Entry
from contact.views.found import in_words, page
from website.core.languages import Language, active_language
from website.core.throttle import allow, client_place, give_back
from website.core.views.errors import public_form
from website.core.views.private import INVALID, see_other

HOUR = 60 * 60
WRONG_FOR_REFERENCE, WRONG_FROM_PLACE = 5, 20
WRITES = ((12, 60), (100, HOUR))


@dataclass(frozen=True)
class Line:
    """One piece of a conversation as its writer reads it."""

    entry: Entry
    language: Language

    @property
    def is_ours(self) -> bool:
        """Whether the office wrote it."""
        return self.entry.kind == EntryKind.REPLY


@public_form
def answer(request: HttpRequest) -> HttpResponse:
    """Asks for number and PIN; the conversation is the answer to them, and to each step on its page (``step``)."""
    if request.method != "POST":
        return _look_up(request, LookUpForm())
    step = request.POST.get("step", "")
    if step not in {"write", "delete", "erase", "show"}:
        return _open(request)
    enquiry = _of_session(request)
    if enquiry is None:
        return _look_up(request, _ran_out(request), INVALID)
    return _step(request, enquiry, step)


@public_form
def conversation(request: HttpRequest, token: str) -> HttpResponse:
    """The conversation by the link in a mail. A sensitive one is opened by number and PIN only."""
    enquiry = _of_link(token)
    if enquiry is None:
        return _unknown(request)
    if enquiry.is_discreet:
        return see_other(reverse("contact:answer"))
    if request.method != "POST":
        return _conversation(
            request, enquiry, WriteAgainForm(), token=token, is_written="sent" in request.GET
        )
    form = WriteAgainForm(request.POST)
    status = _write(request, enquiry, form)
    if status == 200:
        return see_other(reverse("contact:conversation", args=[token]) + "?sent=1")
    return _unknown(request) if status == 404 else _refused(request, enquiry, form, status, token=token)


@public_form
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Delete everything about a conversation that a link opens: asks first."""
    enquiry = _of_link(token)
    if enquiry is None:
        return _unknown(request)
    if enquiry.is_discreet:
        return see_other(reverse("contact:answer"))
    if request.method != "POST":
        back = reverse("contact:conversation", args=[token])
        return page(request, "contact/answer/delete.html", {"enquiry": enquiry, "back": back})
    return _erase(request, enquiry)


# By number and PIN ---------------------------------------------------------------------------------------------------


def _open(request: HttpRequest) -> HttpResponse:
    form = LookUpForm(request.POST)
    if not form.is_valid():
        return _look_up(request, form, INVALID)
    found = _by_pin(request, form)
    if isinstance(found, Enquiry):
        return _conversation(request, found, _blank(found, form.cleaned_data["text"]), by_pin=True)
    form.add_error(
        None,
        _("There is no message with this reference and this PIN. Check both, or ask the office.")
        if found == INVALID
        else _("Too many wrong tries. Wait an hour, or call the office."),
    )
    return _look_up(request, form, found)


def _by_pin(request: HttpRequest, form: LookUpForm) -> Enquiry | int:
    """The enquiry, or the status of the refusal."""
    reference = form.cleaned_data["reference"]
    tries = [
        ("contact.pin.place", client_place(request), WRONG_FROM_PLACE),
        ("contact.pin", reference, WRONG_FOR_REFERENCE),
    ]
    # Counted before looking: an unknown reference costs the same, and many tries at once are not all let through.
    # A place that has tried too much uses up nobody's reference.
    if not all(allow(action, who, (limit, HOUR)) for action, who, limit in tries):
        return 429
    found = Enquiry.objects.filter(reference=reference).select_related("topic").first()
    is_right = tokens.is_pin(found.key if found else form.submission, form.cleaned_data["pin"])
    if not found or not is_right:
        return INVALID
    for action, who, _limit in tries:
        give_back(action, who, HOUR)
    return found


def _step(request: HttpRequest, enquiry: Enquiry, step: str) -> HttpResponse:
    """What somebody does on the page that number and PIN opened; the answer is again a page without an address."""
    if step == "erase":
        return _erase(request, enquiry)
    if step == "delete":
        context = {"enquiry": enquiry, "session": _session(enquiry)}
        return page(request, "contact/answer/delete.html", context, discreet=enquiry.is_discreet)
    if step == "show":
        return _conversation(request, enquiry, _blank(enquiry), by_pin=True)
    form = WriteAgainForm(request.POST)
    status = _write(request, enquiry, form)
    if status == 404:
        return _unknown(request)
    if status != 200:
        return _refused(request, enquiry, form, status, by_pin=True)
    enquiry.refresh_from_db()
    return _conversation(request, enquiry, _blank(enquiry), by_pin=True, is_written=True)


def _session(enquiry: Enquiry) -> str:
    return tokens.passing(enquiry.key, tokens.SESSION)


def _blank(enquiry: Enquiry, text: str = "") -> WriteAgainForm:
    return WriteAgainForm(initial={"session": _session(enquiry), "text": text})


def _of_session(request: HttpRequest) -> Enquiry | None:
    return _of_key(tokens.key_of_passing(request.POST.get("session", ""), tokens.SESSION))


def _ran_out(request: HttpRequest) -> LookUpForm:
    """Asks for number and PIN again, and takes along what was being written."""
    form = LookUpForm({"text": request.POST.get("text", "")[: 4 * MESSAGE_LENGTH]})
    form.is_valid()
    form.errors.clear()
    form.add_error(
        None,
        _("The page was open for more than half an hour. Write the reference and the PIN again."),
    )
    return form


def _look_up(request: HttpRequest, form: LookUpForm, status: int = 200) -> HttpResponse:
    response = page(request, "contact/answer/find.html", {"form": form}, status)
    if status == 429:
        response["Retry-After"] = str(HOUR)
    return response


# In both ways --------------------------------------------------------------------------------------------------------


def _of_link(token: str) -> Enquiry | None:
    return _of_key(tokens.key_of_link(token))


def _of_key(key: uuid.UUID | None) -> Enquiry | None:
    return Enquiry.objects.filter(key=key).select_related("topic").first() if key else None


def _write(request: HttpRequest, enquiry: Enquiry, form: WriteAgainForm) -> int:
    """Add what was written, and say how it went: 200, 404 when all was deleted meanwhile, or why it was refused."""
    if not form.is_valid():
        return INVALID
    place = client_place(request)
    if not allow("contact.write", place, *WRITES):
        form.add_error(
            None, _("Too many messages were sent from your network. Wait a few minutes and send again.")
        )
        return 429
    with suppress(ObjectDoesNotExist):
        enquiries.write_again(enquiry.pk, form.cleaned_data["text"], active_language().code, form.submission)
        return 200
    return 404


def _refused(
    request: HttpRequest, enquiry: Enquiry, form: WriteAgainForm, status: int, **options: Any
) -> HttpResponse:
    response = _conversation(request, enquiry, form, status=status, **options)
    # Django logs the address of what is refused, and that of a link opens the conversation.
    response._has_been_logged = True  # type: ignore[attr-defined]  asked by django.utils.log
    if status == 429:
        response["Retry-After"] = "120"
    return response


def _erase(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    enquiries.erase(enquiry.pk)
    return page(request, "contact/answer/deleted.html", {}, discreet=enquiry.is_discreet)


def _conversation(  # noqa: PLR0913  what is shown, to whom, and what has just happened
    request: HttpRequest,
    enquiry: Enquiry,
    form: WriteAgainForm,
    *,
    token: str = "",
    by_pin: bool = False,
    is_written: bool = False,
    status: int = 200,
) -> HttpResponse:
    entries = enquiry.entries.filter(kind__in=[EntryKind.MESSAGE, EntryKind.REPLY])
    context = {
        "enquiry": enquiry,
        "conversation": [Line(entry, in_words(entry.language)) for entry in entries],
        "form": form,
        "action": reverse("contact:answer") if by_pin else reverse("contact:conversation", args=[token]),
        "delete_href": "" if by_pin else reverse("contact:delete", args=[token]),
        "session": _session(enquiry) if by_pin else "",
        "is_written": is_written,
        "is_ours": enquiry.state in OURS,
        "State": State,
    }
    return page(request, "contact/answer/conversation.html", context, status, discreet=enquiry.is_discreet)


def _unknown(request: HttpRequest) -> HttpResponse:
    return page(request, "contact/answer/unknown.html", {}, 404)
