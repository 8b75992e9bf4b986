"""The glossary: one list of terms for readers, guides and search."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from wagtail.models import Page

from guides import glossary
from guides.models import GlossaryPage, GuidePage
from website.demo.files import CONTENT_DIR, read_folder

pytestmark = pytest.mark.django_db

WRITTEN_IN = ["pl", "en", "uk", "ru"]
FILES = read_folder(CONTENT_DIR / "pages")["glossary"]


def main(address: str) -> Tag:
    response = Client().get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser").main


@pytest.mark.parametrize("code", WRITTEN_IN)
def test_all_terms_are_there_in_the_order_of_the_polish_alphabet(code: str) -> None:
    page = main(f"/{code}/glossary/")
    terms = [row.dt.text for row in page.select(".terms__row")]
    assert len(terms) == len(set(terms)) == 121
    letters = [heading.text for heading in page.select("h2")]
    assert letters == sorted(letters, key="AĄBCĆDEĘFGHIJKLŁMNŃOÓPRSŚTUWYZŹŻ".index)
    assert terms.index("kaucja") < terms.index("kurs języka polskiego") < terms.index("legalny pobyt")
    assert {"S", "Ś", "Z", "Ż"} <= set(letters)
    assert all(row.find("dd") for row in page.select(".terms__row"))


@pytest.mark.parametrize("code", WRITTEN_IN)
def test_every_letter_and_every_guide_can_be_reached(code: str) -> None:
    page = main(f"/{code}/glossary/")
    ids = {tag["id"] for tag in page.select("[id]")}
    assert {link["href"][1:] for link in page.select(".letters a")} <= ids
    guides = {link["href"] for link in page.select(".terms a")}
    assert len(guides) >= 30
    assert all(address.startswith(f"/{code}/") for address in guides)
    assert all(Client().get(address).status_code == 200 for address in sorted(guides)[:5])


def test_polish_words_are_marked_as_polish_and_never_shown_as_people_type_them() -> None:
    page = main("/uk/glossary/")
    assert all(term["lang"] == "pl" for term in page.select("dt"))
    assert "карта побиту" not in page.text
    assert "карта побуту" in page.text


@pytest.mark.parametrize(("query", "code"), [("карта побиту", "uk"), ("мельдунек", "ru"), ("wezwanie", "en")])
def test_words_that_people_type_and_polish_words_find_the_glossary(query: str, code: str) -> None:
    results = BeautifulSoup(Client().get(f"/{code}/search/", {"q": query}).content, "html.parser")
    assert f"/{code}/glossary/#" in " ".join(link["href"] for link in results.select("#results a")[:3])


@pytest.mark.parametrize("code", ["pl", "en", "uk", "ru"])
def test_a_guide_lists_its_polish_words_with_their_meaning(code: str) -> None:
    listed = main(f"/{code}/residence/temporary-residence-permit/").select_one(".words")
    words = {term.text: meaning.text for term, meaning in zip(listed("dt"), listed("dd"), strict=True)}
    polish = next(value for kind, value in FILES[code].blocks if kind == "term" and value["anchor"] == "upo")
    name = "urzędowe poświadczenie odbioru (UPO)"
    assert words[name] == (polish["meaning"] if code == "pl" else polish["word"])
    assert len(words) == len(listed("dt")) <= glossary.MOST_ON_A_PAGE
    anchors = {tag["id"] for tag in main(f"/{code}/glossary/").select(".terms__row")}
    for link in listed("a"):
        address, _hash, anchor = link["href"].partition("#")
        assert address == f"/{code}/glossary/"
        assert anchor in anchors


def test_where_the_glossary_is_not_translated_a_guide_has_no_list() -> None:
    assert main("/ar/residence/temporary-residence-permit/").select_one(".words") is None


def test_a_term_that_an_editor_changes_is_shown_on_guides_at_once() -> None:
    address = "/en/residence/temporary-residence-permit/"
    assert "a brand new name" not in main(address).text
    page = GlossaryPage.objects.get(url_path="/en/glossary/")
    for block in page.terms:
        if block.value["anchor"] == "upo":
            block.value["word"] = "a brand new name"
    page.save_revision().publish()
    assert "a brand new name" in main(address).select_one(".words").text


def test_a_guide_costs_no_query_more(django_assert_num_queries) -> None:
    address = "/uk/residence/pesel-number/"
    Client().get(address)
    with django_assert_num_queries(4):
        Client().get(address)
    Page.objects.get(url_path="/uk/glossary/").unpublish()
    Client().get(address)
    with django_assert_num_queries(4):
        assert 'class="words"' not in Client().get(address).content.decode()


def test_terms_with_brackets_and_alternatives_are_found_by_each_part() -> None:
    guide = GuidePage.objects.get(url_path="/pl/help/health-care/")
    from website.core.routing import Route

    terms = {term.polish for term in glossary.terms_in(guide, Route.to(guide))}
    assert "szpitalny oddział ratunkowy (SOR)" in terms
    assert not {term for term in terms if not re.search(r"\w", term)}
