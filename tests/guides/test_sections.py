"""Sections in groups: findable by eye, the most needed first, each guide once."""

from __future__ import annotations

from collections import Counter

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from guides.blocks import MOST_IN_A_GROUP
from guides.models import GuideIndexPage, GuidePage
from tests.conftest import LANGUAGES

pytestmark = pytest.mark.django_db

SECTIONS = ["residence", "work", "school", "help", "situations", "services"]


def groups(address: str) -> dict[str, list[str]]:
    """The addresses below each heading."""
    response = Client().get(address)
    assert response.status_code == 200, address
    main: Tag = BeautifulSoup(response.content, "html.parser").main
    return {
        heading.text: [link["href"] for link in heading.find_next_sibling("ul").select(".card__title a")]
        for heading in main.select("h2")
    }


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_shows_each_of_its_guides_once_in_groups_of_at_most_nine(section: str, code: str) -> None:
    found = groups(f"/{code}/{section}/")
    assert len(found) >= 2
    assert all(1 <= len(addresses) <= MOST_IN_A_GROUP for addresses in found.values())
    shown = Counter(address for addresses in found.values() for address in addresses)
    assert set(shown.values()) == {1}
    own = {
        f"/{code}/{path.split('/', 2)[2]}"
        for path in GuidePage.objects.live()
        .filter(url_path__startswith=f"/pl/{section}/")
        .values_list("url_path", flat=True)
    }
    assert own
    assert own <= set(shown)
    assert all(address.startswith(f"/{code}/") for address in shown)


@pytest.mark.parametrize("code", ["pl", "en", "uk", "ru"])
def test_no_guide_is_left_outside_the_groups(code: str) -> None:
    for section in SECTIONS:
        page = GuideIndexPage.objects.get(url_path=f"/{code}/{section}/")
        assert list(groups(f"/{code}/{section}/")) == [block.value["title"] for block in page.groups]


def test_a_new_guide_is_shown_after_the_groups_until_an_editor_puts_it_into_one() -> None:
    section = GuideIndexPage.objects.get(url_path="/pl/work/")
    model = GuidePage.objects.get(url_path="/pl/work/taxes/")
    new = GuidePage(
        title="Nowy poradnik", slug="new-guide", locale=model.locale, search_description="Coś nowego.",
        checked_on=model.checked_on, check_by=model.check_by, law_as_of=model.law_as_of, body=[],
    )  # fmt: skip
    section.add_child(instance=new)
    new.save_revision().publish()
    assert list(groups("/pl/work/").values())[-1] == ["/pl/work/new-guide/"]
    assert list(groups("/uk/work/").values())[-1] == ["/uk/work/new-guide/"]


def test_an_unpublished_guide_leaves_its_group() -> None:
    GuidePage.objects.get(url_path="/pl/work/taxes/").unpublish()
    shown = [address for addresses in groups("/pl/work/").values() for address in addresses]
    assert "/pl/work/taxes/" not in shown
