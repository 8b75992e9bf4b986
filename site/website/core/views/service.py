"""Addresses for machines: health, robots, security contact, sitemap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import http_date
from wagtail.models import Page

from website.core.frame import frame_for
from website.core.languages import languages, source_language
from website.core.mail import queue_state
from website.core.routing import readable, url_path
from website.core.views.errors import reads_only

SECURITY_CONTACT_VALID_FOR = dt.timedelta(days=180)


@reads_only
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process lives."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


@reads_only
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether what the site depends on answers: 200 and every part ``ok``, or 503 and what fails.

    ``mail`` says how many mails wait, ``search`` how well it can search; both are only told: readers are not turned
    away because mail is late or an engine is.
    """
    parts = {"database": _database(), "media": _writable(Path(settings.MEDIA_ROOT)), "content": _content()}
    status = 200 if all(value == "ok" for value in parts.values()) else 503
    told = {"mail": _told(queue_state)} | {
        name: _told(state) for name, state in sorted(_told_by_rooms.items())
    }
    return JsonResponse(parts | told, status=status, headers={"Cache-Control": "no-store"})


def tells_readyz(name: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Have ``/readyz`` tell a room's state; it turns no reader away."""

    def register(state: Callable[[], str]) -> Callable[[], str]:
        _told_by_rooms[name] = state
        return state

    return register


_told_by_rooms: dict[str, Callable[[], str]] = {}


def _told(state: Callable[[], str]) -> str:
    try:
        return state()
    except Exception as error:  # noqa: BLE001  whatever it is, it is the answer
        return type(error).__name__


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:  # noqa: BLE001  whatever it is, it is the answer
        return type(error).__name__
    return "ok"


def _writable(folder: Path) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".readyz"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return error.strerror or type(error).__name__
    return "ok"


def _content() -> str:
    try:
        home = url_path(source_language().code, "")
        return "ok" if Page.objects.live().filter(url_path=home).exists() else "no home page"
    except Exception as error:  # noqa: BLE001  whatever it is, it is the answer
        return type(error).__name__


@reads_only
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /_util/"]
    lines += [
        f"Disallow: /{each.code}/{name}/" for each in languages() for name in ("search", "registration")
    ]
    lines.append("Disallow: /*/register/")
    lines += ["Allow: /", "", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@reads_only
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. The contact is the page with both offices, which always exists."""
    contact = frame_for("pl").contact
    expires = timezone.now() + SECURITY_CONTACT_VALID_FOR
    lines = [
        f"Contact: {settings.SITE_URL}{contact.href if contact else '/pl/'}",
        f"Expires: {expires.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: pl, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@reads_only
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in every language it exists in, with its other languages; one query."""
    rows = (
        readable(Page.objects.filter(depth__gt=1))
        .order_by("path")
        .values_list("translation_key", "locale__language_code", "url_path", "last_published_at")
    )
    families: dict[object, list[tuple[str, str, dt.datetime | None]]] = {}
    for key, code, address, published in rows:
        families.setdefault(key, []).append((code, address, published))
    response = render(
        request,
        "core/sitemap.xml",
        {
            "families": list(families.values()),
            "site_url": settings.SITE_URL,
            "source": source_language().code,
        },
        content_type="application/xml; charset=utf-8",
    )
    published = [row[2] for family in families.values() for row in family if row[2]]
    if published:
        response["Last-Modified"] = http_date(max(published).timestamp())
    return response


@reads_only
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it at the root, whatever the page says."""
    from django.contrib.staticfiles import finders
    from django.contrib.staticfiles.storage import staticfiles_storage

    name = "img/favicon.ico"
    found = finders.find(name)
    content = Path(found).read_bytes() if found else staticfiles_storage.open(name).read()
    return HttpResponse(
        content, content_type="image/x-icon", headers={"Cache-Control": "public, max-age=604800"}
    )
