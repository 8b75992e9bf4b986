"""Guides that are read in danger: whom to call first, and nothing that tells somebody else what was read."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import translation

from guides.models import GuidePage
from tests.conftest import LANGUAGES
from website.core.models import SiteSettings

pytestmark = pytest.mark.django_db

GUIDES = ["help/at-home", "help/at-work"]


def get(address: str) -> tuple[object, BeautifulSoup]:
    response = Client().get(address)
    assert response.status_code == 200, address
    return response, BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", GUIDES)
def test_nothing_of_it_is_kept_or_said_in_its_head(path: str, code: str) -> None:
    response, page = get(f"/{code}/{path}/")
    title = GuidePage.objects.get(url_path=f"/{code}/{path}/").title
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert title == page.h1.text
    assert title not in str(page.head)
    with translation.override(code):
        assert page.title.text == f"{translation.gettext('Information')} – BIWK"
    assert not page.select('script[type="application/ld+json"]')
    assert [each["src"].rpartition("/")[2].partition(".")[0] for each in page.select("script[src]")] == [
        "quick_exit"
    ]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", GUIDES)
def test_112_comes_first_and_all_helplines_follow(path: str, code: str) -> None:
    _response, page = get(f"/{code}/{path}/")
    calls = [each["href"] for each in page.select("main a[href^='tel:']")]
    assert calls[0] == "tel:112"
    shown = page.select(".helplines > li")
    assert len(shown) >= 6
    for line in shown:
        assert line.select_one("a[href^='tel:']")["dir"] == "ltr"
        assert line.select_one("time")["datetime"] >= "2026-08-01"
    assert page.select_one(f'main a[href="/{code}/quick-exit/"]'), "what the button does not do"


@pytest.mark.parametrize("path", GUIDES)
def test_there_are_two_ways_out_and_they_come_first(path: str) -> None:
    settings = SiteSettings.load()
    settings.quick_exit_url = "https://example.org/weather"
    settings.save()
    _response, page = get(f"/ar/{path}/")
    first, second = page.body.select("a")[:2]
    assert first["href"] == "#content"
    assert second["href"] == settings.quick_exit_url
    (button,) = page.select(".quick-exit a")
    assert button["href"] == settings.quick_exit_url
    assert (button["role"], button["draggable"]) == ("button", "false")
    assert set(button["rel"]) == {"nofollow", "noreferrer"}
    told = page.select_one(".quick-exit").attrs
    assert all(told[f"data-{name}"] for name in ("loading", "two", "one", "expired"))


def test_other_pages_have_no_way_out_and_may_be_kept() -> None:
    for address in ("/pl/help/", "/pl/quick-exit/", "/pl/help/emergency-numbers/", "/pl/"):
        response, page = get(address)
        assert not page.select("[data-quick-exit], .quick-exit"), address
        assert "public" in response["Cache-Control"]


def test_a_guide_in_polish_for_want_of_a_translation_is_just_as_discreet() -> None:
    GuidePage.objects.get(url_path="/uk/help/at-home/").unpublish()
    response, page = get("/uk/help/at-home/")
    assert response["Cache-Control"] == "no-store"
    assert page.select(".quick-exit")
    assert "krzywdzi" in page.h1.text
    assert "krzywdzi" not in str(page.head)


@pytest.mark.parametrize("address", ["/pl/help/", "/pl/search/?q=przemoc"])
def test_on_lists_and_in_search_they_have_their_names(address: str) -> None:
    _response, page = get(address)
    assert "Gdy ktoś krzywdzi cię w domu" in page.main.text


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", GUIDES)
def test_they_warn_of_the_person_and_of_the_history_in_one_place(path: str, code: str) -> None:
    _response, page = get(f"/{code}/{path}/")
    (link,) = page.select(f'.notice--warning a[href="/{code}/quick-exit/"]')
    warning = link.find_parent(class_="notice--warning")
    assert warning.select_one(".notice__title").text.strip()
