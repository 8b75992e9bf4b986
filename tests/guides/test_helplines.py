"""The block of helplines: whom to call in danger, in the reader's language, from the directory."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.utils import translation

from contact.models import Institution
from guides.models import GuidePage
from website.demo.files import ContentError, parse

pytestmark = pytest.mark.django_db

SAFETY = "help/at-home"
ORDINARY = "residence/pesel-number"


def main(address: str) -> Tag:
    response = Client().get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser").main


def lines(address: str) -> dict[str, Tag]:
    """What the page shows, by number to call."""
    return {each.select_one("a[href^='tel:']").text: each for each in main(address).select(".helplines > li")}


def helplines(code: str) -> list[Institution]:
    return list(Institution.objects.filter(is_helpline=True, locale__language_code=code))


@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
def test_each_has_a_name_a_number_hours_and_the_day_of_its_check(code: str) -> None:
    shown = lines(f"/{code}/{SAFETY}/")
    assert set(shown) == {each.phone for each in helplines(code)}
    for helpline in helplines(code):
        line = shown[helpline.phone]
        assert line.select_one(".institution__name").text == helpline.title
        assert not line.select("[lang]"), "it is in the language of the page"
        assert helpline.hours in line.text
        assert line.time["datetime"] == helpline.checked_on.isoformat()
        link = line.select_one("a[href^='http']")
        assert (link["href"] if link else "") == helpline.website


def test_one_that_is_not_translated_is_shown_in_polish_and_says_so() -> None:
    polish = helplines("pl")[0]
    Institution.objects.get(translation_key=polish.translation_key, locale__language_code="uk").delete()
    name = lines(f"/uk/{SAFETY}/")[polish.phone].select_one(".institution__name")
    assert name.text == polish.title
    assert (name["lang"], name["dir"]) == ("pl", "auto")


def test_they_are_in_the_readers_language_also_where_the_guide_is_not() -> None:
    GuidePage.objects.get(url_path=f"/ar/{SAFETY}/").unpublish()
    page = main(f"/ar/{SAFETY}/")
    assert page["lang"] == "pl"
    block = page.select_one(".helplines").parent
    assert (block["lang"], block["dir"]) == ("ar", "rtl")
    for helpline in helplines("ar"):
        assert helpline.title in block.text


def test_what_is_ticked_or_corrected_in_the_directory_is_on_the_page_at_once() -> None:
    one, other = helplines("pl")[:2]
    Institution.objects.filter(pk=one.pk).update(is_helpline=False)
    Institution.objects.filter(pk=other.pk).update(phone="800 000 000")
    shown = lines(f"/pl/{SAFETY}/")
    assert one.phone not in shown
    assert other.title in shown["800 000 000"].text


def test_any_guide_may_show_them_and_112_comes_first() -> None:
    guide = GuidePage.objects.get(url_path=f"/pl/{ORDINARY}/")
    guide.body.append(("helplines", None))
    guide.save_revision().publish()
    page = main(f"/pl/{ORDINARY}/")
    block = page.select_one(".helplines").parent
    calls = [each["href"] for each in block.select("a[href^='tel:']")]
    assert calls[0] == "tel:112"
    assert calls.count("tel:112") == 1
    assert len(calls) == 1 + len(helplines("pl"))


@pytest.mark.parametrize("code", ["pl", "es"])
def test_all_of_them_cost_one_query(code: str, django_assert_num_queries) -> None:
    block = GuidePage.body.field.stream_block.child_blocks["helplines"]
    with translation.override(code), django_assert_num_queries(1):
        html = block.render(None)
    assert all(each.phone in html for each in helplines(code))


@pytest.mark.parametrize("block", ["::: helplines\nZadzwoń.\n:::", "::: helplines kcik\n:::"])
def test_a_content_file_cannot_put_words_into_them(block: str, tmp_path: Path) -> None:
    path = tmp_path / "one.pl.md"
    path.write_text(f'+++\ntitle = "Tytuł"\n+++\n\n{block}\n', encoding="utf-8")
    with pytest.raises(ContentError, match="helplines"):
        parse(path, tmp_path)
