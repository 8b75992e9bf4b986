"""Headers on every kind of response, and what the admin does not do."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import chain

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db

RESPONSES = [
    "/",
    "/pl/",
    "/ar/residence/pesel-number/",
    "/pl/search/?q=a",
    "/pl/nothing/",
    "/xx/",
    "/sitemap.xml",
    "/robots.txt",
    "/healthz",
    "/pl/%ff/",
    "/admin/login/",
]


def policy(response) -> dict[str, list[str]]:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts}


@pytest.mark.parametrize("address", RESPONSES)
def test_every_response_is_guarded(client: Client, address: str) -> None:
    response = client.get(address)
    found = policy(response)
    assert found["default-src"] == ["'none'"]
    assert found["base-uri"] == ["'none'"]
    assert found["form-action"] == ["'self'"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_readers_get_no_inline_script_or_style_but_the_one_that_is_named(client: Client) -> None:
    for address in ("/pl/", "/ar/", "/pl/residence/pesel-number/", "/pl/nothing/", "/pl/%ff/"):
        response = client.get(address)
        found = policy(response)
        assert found["script-src"] == ["'self'"]
        assert found["frame-ancestors"] == ["'none'"]
        assert not [
            value for value in chain.from_iterable(found.values()) if "unsafe" in value or value == "*"
        ]
        html = response.content.decode()
        styles = re.findall(r"<style>(.*?)</style>", html, re.S)
        assert len(styles) == 1
        digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
        assert f"'sha256-{digest}'" in found["style-src"]
        soup = BeautifulSoup(html, "html5lib")
        assert not soup.find_all(style=True)
        for script in soup.find_all("script"):
            assert script.has_attr("src") or script["type"] == "application/ld+json"
        for element in soup.find_all(True):
            assert not [name for name in element.attrs if name.startswith("on")], element


def test_the_admin_is_not_indexed_and_not_kept(client: Client) -> None:
    response = client.get("/admin/login/")
    assert response["X-Robots-Tag"].startswith("noindex")
    assert response["Cache-Control"] == "no-store" or "no-cache" in response["Cache-Control"]


def test_the_admin_calls_nobody(client: Client, admin_user) -> None:
    client.force_login(admin_user)
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    for address in ("/admin/", "/admin/account/", "/admin/users/"):
        html = client.get(address).content.decode()
        assert "gravatar" not in html, address
        assert "releases.wagtail.org" not in html, address


def test_cookies_of_a_public_site_are_for_this_host_only() -> None:
    from tests.contracts.test_settings import ROOT

    text = (ROOT / "site/website/settings/production.py").read_text(encoding="utf-8")
    assert "__Host-sessionid" in text
    assert "SESSION_COOKIE_HTTPONLY = True" in text


def test_security_contact_is_current(client: Client) -> None:
    import datetime as dt

    lines = dict(
        line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines()
    )
    assert lines["Contact"] == f"{settings.SITE_URL}/pl/contact/"
    expires = dt.datetime.fromisoformat(lines["Expires"])
    assert dt.timedelta(days=30) < expires - dt.datetime.now(dt.UTC) < dt.timedelta(days=366)
