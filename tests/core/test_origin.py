"""Forms are taken from our own pages only, without a cookie."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from website.core.origin import same_origin
from website.core.views.errors import public_form
from website.urls import urlpatterns as site_urlpatterns


@public_form
def form_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"taken by {request.method}")


urlpatterns = [path("form/", form_page), *site_urlpatterns]


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://testserver"}, False),
        ({"Origin": "http://testserver.evil.example"}, False),
        ({"Origin": "http://testserver:8000"}, False),
        ({"Origin": "null"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
        ({"Referer": "http://testserver/pl/events/"}, True),
        ({"Referer": "http://evil.example/http://testserver/"}, False),
        ({"Referer": "http://testserver@evil.example/"}, False),
        ({"Referer": "http://[broken"}, False),
        ({}, False),
    ],
)
def test_the_sender_is_this_host_or_the_form_is_refused(headers: dict[str, str], answer: bool) -> None:
    assert same_origin(RequestFactory().post("/", headers=headers)) is answer


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_public_form_needs_no_cookie_and_sets_none() -> None:
    client = Client(enforce_csrf_checks=True)
    taken = client.post("/form/", headers={"Origin": "http://testserver"})
    assert taken.content == b"taken by POST"
    assert taken["Cache-Control"] == "no-store"
    refused = client.post("/form/", headers={"Origin": "http://evil.example"})
    assert refused.status_code == 403
    assert client.put("/form/").status_code == 405
    assert client.put("/form/")["Allow"] == "GET, HEAD, POST"
    assert client.get("/form/").status_code == 200
    assert not client.cookies
