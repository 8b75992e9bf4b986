"""Short answers: what somebody in trouble is to do now."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.exceptions import ValidationError
from django.test import Client

from guides.models import GuidePage
from guides.models.guides import IN_SHORT
from tests.conftest import LANGUAGES

pytestmark = pytest.mark.django_db


def main(address: str) -> Tag:
    response = Client().get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser").main


def answers() -> list[GuidePage]:
    return list(GuidePage.objects.live().filter(url_path__startswith="/pl/situations/"))


def test_there_are_thirty_with_an_address_of_their_own_in_four_languages() -> None:
    found = answers()
    assert len(found) == 30
    for code in ("en", "uk", "ru"):
        translated = GuidePage.objects.live().filter(url_path__startswith=f"/{code}/situations/")
        assert {each.own_path for each in translated} == {each.own_path for each in found}


def test_an_answer_begins_with_what_to_do_and_not_with_a_table() -> None:
    for answer in answers():
        page = main(answer.url_path)
        assert page.select_one(".in-short") is None, answer.url_path
        assert page.select_one(".steps, .checklist"), answer.url_path
        assert page.select_one(".sample"), answer.url_path
        assert page.select_one(".source"), answer.url_path
        assert page.select_one(".related a"), answer.url_path


@pytest.mark.parametrize("filled", [IN_SHORT[:1], IN_SHORT[:4]])
def test_in_short_is_filled_in_whole_or_not_at_all(filled: tuple[str, ...]) -> None:
    guide = GuidePage.objects.get(url_path="/pl/work/taxes/")
    for name in IN_SHORT:
        setattr(guide, name, "<p>Tak.</p>" if name in filled else "<p></p>")
    with pytest.raises(ValidationError) as refused:
        guide.clean()
    assert set(refused.value.error_dict) == set(IN_SHORT) - set(filled)


@pytest.mark.parametrize("value", ["", "<p></p>", "<p> </p>"])
def test_an_emptied_table_is_not_shown(value: str) -> None:
    guide = GuidePage.objects.get(url_path="/pl/work/taxes/")
    for name in IN_SHORT:
        setattr(guide, name, value)
    guide.clean()
    guide.save_revision().publish()
    assert main("/pl/work/taxes/").select_one(".in-short") is None


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_front_page_leads_to_what_people_ask_for_most(code: str) -> None:
    links = [link["href"] for link in main(f"/{code}/").select(".asked a")]
    assert links[0] == f"/{code}/first-steps/"
    assert links[-1] == f"/{code}/situations/"
    assert (5 if code in {"pl", "en", "uk", "ru"} else 2) <= len(links) <= 9
    assert all(Client().get(address).status_code == 200 for address in links)
