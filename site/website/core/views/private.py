"""Answers that are one person's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from website.core.languages import active_language
from website.core.routing import LanguageLink, language_links, normalized

INVALID = 422  # understood, but something has to be corrected (RFC 9110, 15.5.21)


def private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, found by no search engine, and its address told to nobody else."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": with it a browser hides where a form was sent from (Fetch standard, "Origin: null").
    response["Referrer-Policy"] = "same-origin"
    return response


def see_other(address: str) -> HttpResponse:
    """Go and read there; going back and forth then sends nothing twice."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def same_address(request: HttpRequest) -> list[LanguageLink]:
    """The page that is being read, in every language."""
    _code, _separator, path = normalized(request.path_info).partition("/")
    return language_links(path, active_language())
