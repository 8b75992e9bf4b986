"""Whatever address or method somebody sends, the answer is a page that helps, never a stack trace."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client, override_settings
from django.urls import path
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from website import urls as site_urls
from website.core.views import errors

pytestmark = pytest.mark.django_db


def explode(request):
    """A view with a mistake in it."""
    raise RuntimeError("secret details")


urlpatterns = [path("explode/", explode), *site_urls.urlpatterns]
handler400, handler403 = errors.bad_request, errors.permission_denied
handler404, handler500 = errors.not_found, errors.server_error


def helpful(response, status: int) -> BeautifulSoup:
    """The response has the status, is a whole page in a language, and offers a way on."""
    assert response.status_code == status
    soup = BeautifulSoup(response.content, "html5lib")
    assert soup.html["lang"] in {"pl", "en", "uk", "ru", "be", "es", "ar"}
    assert soup.h1.get_text(strip=True)
    assert soup.main.find("a")
    assert "Traceback" not in response.content.decode()
    return soup


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/xx/", 404),
        ("/xx/residence/", 404),
        ("/pl/no-such-page/", 404),
        ("/pl/residence/no-such-guide/", 404),
        ("/pl//residence/", 404),
        ("/pl/residence//", 404),
        ("/residence/", 404),
        ("/pl/" + "a" * 5000 + "/", 404),
        ("/pl/%ff%fe/", 400),
        ("/%c3%28/", 400),
        ("/pl/%00/", 400),
        ("/pl/residence/?page=abc", 404),
        ("/pl/residence/?page=999", 404),
        ("/pl/residence/?page=-1", 404),
        ("/pl/search/?q=pesel&page=abc", 404),
        ("/pl/events/?page=0", 404),
        ("/media/../db.sqlite3", 404),
        ("/media/%2e%2e/db.sqlite3", 404),
        ("/media/images/../../db.sqlite3", 400),
        ("/media/documents/secret.pdf", 404),
        ("/media/original_images/home.png", 404),
        ("/pl/..%2f..%2fetc/passwd", 404),
        ("/static/no-such-file.css", 404),
    ],
)
def test_a_wrong_address_gets_a_page_that_helps(client: Client, address: str, status: int) -> None:
    helpful(client.get(address), status)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/pl/",
        "/pl/residence/pesel-number/",
        "/pl/search/",
        "/pl/sitemap/",
        "/sitemap.xml",
        "/healthz",
        "/readyz",
    ],
)
def test_a_method_that_does_not_belong_is_refused_with_a_page(
    client: Client, method: str, address: str
) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = getattr(strict, method)(address)
    helpful(response, 405)
    assert response["Allow"] == "GET, HEAD"


def test_head_answers_as_get_without_a_body(client: Client) -> None:
    response = client.head("/pl/residence/pesel-number/")
    assert response.status_code == 200
    assert response.content == b""


def test_an_unknown_host_gets_a_page(client: Client) -> None:
    helpful(client.get("/pl/", headers={"host": "evil.example"}), 400)


@override_settings(ROOT_URLCONF=__name__)
def test_a_mistake_of_ours_gets_a_page_in_the_readers_language_without_details() -> None:
    quiet = Client(raise_request_exception=False)
    response = quiet.get("/explode/", headers={"accept-language": "uk"})
    soup = helpful(response, 500)
    assert soup.html["lang"] == "uk"
    assert "secret" not in response.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_the_page_for_mistakes_does_not_need_the_database(monkeypatch) -> None:
    from django.db import connection

    def gone(*args, **kwargs):
        raise RuntimeError("no database")

    quiet = Client(raise_request_exception=False)
    monkeypatch.setattr(connection, "cursor", gone)
    helpful(quiet.get("/explode/"), 500)


def test_a_404_is_in_the_language_of_its_address_and_offers_others(client: Client) -> None:
    from wagtail.models import Page

    page = Page.objects.get(url_path="/pl/residence/pesel-number/")
    page.unpublish()  # the Ukrainian translation stays
    soup = helpful(client.get("/en/no-such-page/"), 404)
    assert soup.html["lang"] == "en"
    soup = helpful(client.get("/pl/residence/pesel-number/"), 404)
    assert soup.find("a", href="/uk/residence/pesel-number/", lang="uk")
    assert soup.main.find("form", role="search")
    assert soup.main.find("a", href="/pl/contact/")


def test_errors_are_not_kept_by_anyone(client: Client) -> None:
    assert client.get("/pl/no-such-page/")["Cache-Control"] == "no-store"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120))
def test_no_query_breaks_search(client: Client, query: str) -> None:
    response = client.get("/pl/search/", {"q": query})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "query",
    ['"', "'", "*", "AND", "OR NOT", "NEAR(", "a AND", '"pesel', "title:x", "^", "\x00", "%", "_", "\\", "()", "-",
     "--", "ґ’є", "تصريح", "😀", "a" * 9_999, " ".join("ab" for _ in range(3000)), "; DROP TABLE",
     "<script>", "{{ 7*7 }}"],
)  # fmt: skip
def test_hostile_queries_get_an_ordinary_page(client: Client, query: str) -> None:
    for code in ("pl", "ar"):
        response = client.get(f"/{code}/search/", {"q": query})
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_no_path_breaks_routing(client: Client, text: str) -> None:
    from urllib.parse import quote

    assert client.get("/pl/" + quote(text)).status_code in {200, 400, 404}
