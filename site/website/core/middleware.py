"""Language of the response, content-security policy, and addresses that cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from website.core.stylesheets import critical_hash

Handler = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware(LocaleMiddleware):
    """Django's middleware without its redirect: an address without a language is not found, it is not guessed."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class BadRequestMiddleware:
    """Addresses with a NUL byte, which PostgreSQL cannot compare, or with bytes that are not UTF-8: no page has one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        from website.core.views.errors import bad_request

        raw = request.META.get("PATH_INFO", "")
        if "\x00" in raw or "\ufffd" in request.path or ("%" in request.path and _undecodable(request.path)):
            return bad_request(request)
        return self.get_response(request)


def _undecodable(path: str) -> bool:
    """Django leaves bytes that are not UTF-8 percent-encoded in ``request.path``."""
    from urllib.parse import unquote_to_bytes

    try:
        unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        return True
    return False


class ContentSecurityPolicyMiddleware:
    """Two policies in Django 6's shape: a strict one for readers, a wider one for Wagtail's editor.

    A view that shows what the site did not write sets a policy of its own, ``response._csp_config`` as Django 6 does.
    To be replaced by ``django.middleware.csp`` on Django 6.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        admin = request.path_info.startswith("/admin/")
        usual: dict[str, Any] = settings.SECURE_CSP_ADMIN if admin else settings.SECURE_CSP
        policy = getattr(response, "_csp_config", usual)
        # Set, not defaulted: a preview carries the policy that the page would have for readers.
        response.headers["Content-Security-Policy"] = _header(policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if admin:
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _header(policy: dict[str, list[str]]) -> str:
    return "; ".join(
        " ".join([name, *(critical_hash() if value == "<critical-css>" else value for value in values)])
        for name, values in policy.items()
    )
