"""The declaration by the technical conditions 2.0: ids once, dates as data, in every language."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.conftest import LANGUAGES

pytestmark = pytest.mark.django_db

REQUIRED = [
    "wstep",
    "podmiot",
    "zakres",
    "url",
    "data-publikacja",
    "data-aktualizacja",
    "status",
    "data-sporzadzenie",
    "kontakt",
    "email",
    "telefon",
    "procedura",
    "architektura",
    "komunikacja",
]
HEADINGS = [
    "Deklaracja dostępności",
    "Stan dostępności cyfrowej",
    "Niedostępne treści",
    "Niezgodność z załącznikiem",
    "Przygotowanie deklaracji dostępności",
    "Udogodnienia, ograniczenia i inne informacje",
    "Skróty klawiszowe",
    "Informacje zwrotne i dane kontaktowe",
    "Obsługa wniosków i skarg związanych z dostępnością",
    "Pozostałe informacje",
    "Dostępność architektoniczna",
    "Dostępność komunikacyjno-informacyjna",
]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_fourteen_ids_stand_once_in_every_language(client: Client, code: str) -> None:
    soup = BeautifulSoup(client.get(f"/{code}/accessibility/").content, "html5lib")
    assert soup.html["lang"] == code
    assert len(REQUIRED) == 14
    for name in REQUIRED:
        assert len(soup.select(f"#a11y-{name}")) == 1, name
    for name in ("data-publikacja", "data-aktualizacja", "data-sporzadzenie"):
        day = soup.find(id=f"a11y-{name}")
        assert day.name == "time"
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", day["datetime"])
    assert soup.find(id="a11y-url").name == "a"
    assert soup.find(id="a11y-podmiot").find_parent(id="a11y-wstep")
    assert soup.find(id="a11y-zakres").find_parent(id="a11y-wstep")
    assert "bip.brpo.gov.pl" in str(soup.find(id="a11y-procedura"))


def test_the_polish_headings_are_those_of_the_conditions(client: Client) -> None:
    soup = BeautifulSoup(client.get("/pl/accessibility/").content, "html5lib")
    assert [heading.get_text(strip=True) for heading in soup.main.find_all(["h1", "h2", "h3"])] == HEADINGS
    assert (
        "częściowo zgodna z załącznikiem do ustawy z dnia 4 kwietnia 2019 r."
        in soup.find(id="a11y-status").get_text()
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_only_keyboard_shortcut_is_the_way_out_of_pages_about_violence(client: Client, code: str) -> None:
    main = BeautifulSoup(client.get(f"/{code}/accessibility/").content, "html5lib").main
    shortcuts = main.find_all(["h2", "h3"])[HEADINGS.index("Skróty klawiszowe") - 1]
    words = shortcuts.find_next_sibling().get_text()
    assert "Shift" in words
    assert "Tab" in words


def test_e_mail_and_telephone_are_links_once_the_office_supplies_them(client: Client) -> None:
    from home.models import AccessibilitySettings

    facts = AccessibilitySettings.load()
    facts.email, facts.phone = "dostepnosc@biwk.example", "+48 12 345 67 89"
    facts.save()
    soup = BeautifulSoup(client.get("/pl/accessibility/").content, "html5lib")
    assert soup.find(id="a11y-email")["href"] == "mailto:dostepnosc@biwk.example"
    assert soup.find(id="a11y-telefon")["href"] == "tel:+48123456789"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_leads_to_the_declaration(client: Client, code: str) -> None:
    soup = BeautifulSoup(client.get(f"/{code}/residence/pesel-number/").content, "html5lib")
    assert soup.select_one(f'footer a[href="/{code}/accessibility/"]')
    assert soup.find("meta", {"name": "deklaracja-dostępności"})["content"].endswith(
        f"/{code}/accessibility/"
    )
    if code == "pl":
        assert (
            soup.select_one('footer a[href="/pl/accessibility/"]').get_text(strip=True)
            == "Deklaracja dostępności"
        )


def test_nothing_on_the_page_denies_the_shortcut_that_there_is(client: Client) -> None:
    words = BeautifulSoup(client.get("/pl/accessibility/").content, "html5lib").main.get_text(" ")
    assert "Shift" in words
    assert "nie ma własnych skrótów" not in words
