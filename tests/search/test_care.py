"""How editors look after search: synonyms, promoted pages, and what was asked in vain."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from search.admin.failed import failed
from search.models import Ignored, PastQuestion, Synonym

pytestmark = pytest.mark.django_db


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    return client


def asked(text: str, days: int, outcome: str = "none", code: str = "pl", ago: int = 0) -> None:
    for number in range(days):
        day = timezone.localdate() - dt.timedelta(days=number + ago)
        PastQuestion.objects.create(day=day, language=code, text=text, outcome=outcome, times=2)


def texts() -> list[str]:
    return [row.text for row in failed()]


def test_a_question_is_shown_only_when_it_failed_on_three_days() -> None:
    asked("dwa dni", 2)
    asked("trzy dni", 3)
    asked("jedno ze slow", 3, outcome="any")
    asked("znalezione", 5, outcome="all")
    assert texts() == ["jedno ze slow", "trzy dni"]


def test_languages_are_counted_apart() -> None:
    asked("plot", 2, code="pl")
    asked("plot", 2, code="en")
    assert texts() == []


def test_the_list_offers_what_an_editor_can_do() -> None:
    asked("hulajnoga wodna", 3)
    soup = BeautifulSoup(client_of("editor").get(reverse("search_care:failed")).content, "html5lib")
    row = next(row for row in soup.select("tbody tr") if "hulajnoga wodna" in row.text)
    links = [link["href"] for link in row("a")]
    assert links[0] == "/pl/search/?q=hulajnoga+wodna"
    form = BeautifulSoup(client_of("editor").get(links[1]).content, "html5lib")
    assert form.select_one("[name=words]").text.strip().startswith("hulajnoga wodna")
    assert form.select_one("[name=language] option[selected]")["value"] == "pl"
    form = BeautifulSoup(client_of("editor").get(links[2]).content, "html5lib")
    assert form.select_one("[name=questions]").text.strip() == "hulajnoga wodna"


def test_closing_a_question_asks_it_again() -> None:
    asked("zagubiona legitymacja", 3)
    editor = client_of("editor")
    values = {"text": "zagubiona legitymacja", "language": "pl", "act": "close"}
    editor.post(reverse("search_care:failed"), values)
    assert texts() == ["zagubiona legitymacja"], "it finds no more than before"
    Synonym.objects.create(language="pl", words="zagubiona legitymacja, karta pobytu")
    editor.post(reverse("search_care:failed"), values)
    assert texts() == []
    Ignored.objects.update(since=timezone.localdate() - dt.timedelta(days=1))
    assert texts() == ["zagubiona legitymacja"], "it failed again after that day"


def test_an_ignored_question_stays_away() -> None:
    asked("asdf", 3)
    client_of("editor").post(
        reverse("search_care:failed"), {"text": "asdf", "language": "pl", "act": "ignore"}
    )
    assert texts() == []
    asked("asdf", 3, ago=-4)
    assert texts() == []


@pytest.mark.parametrize("name", ["office-szczecin", "coordinator", "translator-uk"])
def test_the_list_is_for_editors(name: str) -> None:
    assert client_of(name).get(reverse("search_care:failed")).status_code in {302, 403}
    assert client_of("editor").get(reverse("search_care:failed")).status_code == 200
    assert client_of("admin").get(reverse("search_care:failed")).status_code == 200


def test_a_synonym_needs_two_words() -> None:
    editor = client_of("editor")
    address = reverse("wagtailsnippets_search_synonym:add")
    refused = editor.post(address, {"language": "pl", "words": "sam", "note": ""})
    assert not Synonym.objects.filter(words="sam").exists()
    assert refused.status_code == 200
    editor.post(address, {"language": "pl", "words": "sam, sama", "note": ""})
    assert Synonym.objects.get(words="sam, sama").members == ["sam", "sama"]


def test_wagtails_own_search_of_pages_still_works_and_a_quotation_mark_breaks_nothing() -> None:
    editor = client_of("editor")
    address = reverse("wagtailadmin_pages:search")
    assert "Zezwolenie na pracę" in editor.get(address, {"q": "Zezwolenie"}).content.decode()
    for question in ('"', 'a"b', "a AND (", "*", "'"):
        assert editor.get(address, {"q": question}).status_code == 200
    snippets = reverse("wagtailsnippets_contact_institution:list")
    assert editor.get(snippets, {"q": 'urząd "'}).status_code == 200
