"""Pages for what goes wrong: in the reader's language, with a way on. None of them can fail in its turn."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template import loader
from wagtail.models import Page

from website.core.languages import active_language, language, languages
from website.core.origin import same_origin
from website.core.routing import MAX_PATH, language_links, normalized, readable, url_path

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def reads_only(view: View) -> View:
    """Answer GET and HEAD; any other method gets a page that says so, with status 405."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return _not_allowed(request, "GET, HEAD")
        return view(request, *args, **kwargs)

    guarded.csrf_exempt = True  # type: ignore[attr-defined]  there is nothing to forge; 405 is the better answer
    return guarded


def public_form(view: View) -> View:
    """Answer GET and HEAD, and POST from our own pages; kept by nobody.

    Readers get no cookie, so there is no CSRF token: where the form was sent from decides (docs/adr/0007). From
    elsewhere it is answered with 403, one that is too large to be read with 413, one that arrived in pieces with 400.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "POST"}:
            return _not_allowed(request, "GET, HEAD, POST")
        if request.method == "POST" and not same_origin(request):
            return csrf_failure(request)
        try:
            response = view(request, *args, **kwargs)
        except TOO_LARGE:
            return _page(request, 413)
        except MultiPartParserError:
            return _page(request, 400)
        response["Cache-Control"] = "no-store"
        return response

    guarded.csrf_exempt = True  # type: ignore[attr-defined]  replaced by the comparison above
    return guarded


def _not_allowed(request: HttpRequest, methods: str) -> HttpResponse:
    response = _page(request, 405)
    response["Allow"] = methods
    return response


def _page(request: HttpRequest, status: int, context: dict[str, Any] | None = None) -> HttpResponse:
    try:
        response = render(
            request,
            "error.html",
            {"status": status, "links": language_links("", active_language()), **(context or {})},
            status=status,
        )
    except Exception:
        logger.exception("The page for status %s failed", status)
        response = _plain(status)
    response["Cache-Control"] = "no-store"
    return response


def _plain(status: int) -> HttpResponse:
    """The same message without the database."""
    try:
        body = loader.render_to_string(
            "error_plain.html", {"status": status, "language": active_language(), "languages": languages()}
        )
    except Exception:  # noqa: BLE001  the last step cannot fail
        body = "<!doctype html><html lang=pl><title>BIWK</title><p>Przepraszamy. / Sorry. / Вибачте.</html>"
    return HttpResponse(body, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the host name cannot be understood."""
    return _plain(400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that was sent from elsewhere, or kept open for too long."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same address in other languages where it exists, search, and the offices."""
    current = active_language()
    found: list[Page] = []
    code, _separator, rest = request.path_info.strip("/").partition("/")
    try:
        path = normalized(rest if code in {each.code for each in languages()} else request.path_info)
        if path and len(path) <= MAX_PATH:
            found = list(
                readable(
                    Page.objects.filter(url_path__in=[url_path(each.code, path) for each in languages()])
                )
                .exclude(locale__language_code=current.code)
                .select_related("locale")
            )
    except Exception:
        logger.exception("Looking for other languages failed")
    others = [(language(page.locale.language_code), page) for page in found]
    return _page(request, 404, {"others": others})


def server_error(request: HttpRequest) -> HttpResponse:
    """500: in three falling steps, none of which asks the database."""
    response = _plain(500)
    return HttpResponseServerError(response.content)
