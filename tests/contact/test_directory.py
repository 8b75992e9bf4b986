"""The directory: who decides what, by matter and by place, reachable from every guide."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from contact.models import Institution
from contact.models.institutions import MATTERS
from tests.conftest import LANGUAGES
from website.core.models import SiteSettings

pytestmark = pytest.mark.django_db


def main(address: str) -> Tag:
    response = Client().get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser").main


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_institution_is_listed_by_place_and_under_each_of_its_matters(code: str) -> None:
    page = main(f"/{code}/directory/")
    rows = Institution.objects.filter(locale__language_code=code)
    assert rows.count() >= 25
    assert {entry["id"] for entry in page.select(".directory__entry")} == {row.key for row in rows}
    links = [link["href"] for link in page.select(".matters a")]
    assert len(links) == sum(len(row.matters) for row in rows)
    assert {link[1:] for link in links} == {row.key for row in rows}
    assert len(page.select(".matters dt")) <= len(MATTERS)
    assert all(entry.select_one(".directory__checked time") for entry in page.select(".directory__entry"))


def test_both_offices_stand_in_it() -> None:
    page = main("/uk/directory/")
    assert {link["href"] for link in page.select(".plain-list a")} == {
        "/uk/contact/szczecin/",
        "/uk/contact/koszalin/",
    }


@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
def test_a_guide_leads_from_an_institution_to_its_entry(code: str) -> None:
    link = main(f"/{code}/residence/temporary-residence-permit/").select_one(".institution__name a")
    address, _hash, key = link["href"].partition("#")
    assert address == f"/{code}/directory/"
    assert main(address).select_one(f".directory__entry#{key}")


def test_without_a_directory_the_name_is_plain_words() -> None:
    settings = SiteSettings.load()
    settings.directory_page = None
    settings.save()
    name = main("/pl/residence/temporary-residence-permit/").select_one(".institution__name")
    assert name.text.strip()
    assert name.a is None


def test_when_an_institution_answers_is_said() -> None:
    Institution.objects.filter(key="nfz", locale__language_code="pl").update(hours="cała doba, bezpłatnie")
    entry = main("/pl/directory/").select_one("#nfz")
    assert "cała doba, bezpłatnie" in entry.text
