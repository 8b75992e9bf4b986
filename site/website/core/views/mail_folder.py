"""Reading the mails of `make run`, which has no mail server."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from website.core.mail_folder import StoredMail, folder, stored_mail, stored_mails
from website.core.views.errors import reads_only

# What was mailed may hold anything: no scripts, nothing loaded, links lead out of the frame.
HTML_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}


@reads_only
def index(request: HttpRequest) -> HttpResponse:
    """All mails, newest first."""
    return _private(render(request, "core/mail_index.html", {"mails": stored_mails(), "folder": folder()}))


@reads_only
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: who, when, its text, its HTML as a mail program would show it, what is attached."""
    mail = _found(name)
    response = _private(
        render(request, "core/mail.html", {"mail": mail, "headers": mail.message.items()}),
    )
    response._csp_config = settings.SECURE_CSP | {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return response


@reads_only
def html_part(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a mail as it is, shut in."""
    # Links open in the whole window: other pages refuse to be shown in a frame.
    html = _found(name).html.replace("<head>", '<head><base target="_top">', 1)
    response = _private(HttpResponse(html))
    response._csp_config = HTML_POLICY  # type: ignore[attr-defined]
    return response


@reads_only
def attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One attachment, counted from 0, to be saved."""
    files = _found(name).attachments
    if number >= len(files):
        raise Http404
    file = files[number]
    response = _private(HttpResponse(file.content, content_type=file.type))
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    return response


def _found(name: str) -> StoredMail:
    mail = stored_mail(name)
    if not mail:
        raise Http404
    return mail


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
