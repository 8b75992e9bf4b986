"""The page with both offices: what is it about, and where to go on."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Locale

from contact.models import Topic
from tests.contact.browsing import make_topic, soup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def topics() -> None:
    Topic.objects.update(is_active=False)
    make_topic("letters", hint="List z urzędu", sort_order=2)
    make_topic("danger", title="Boję się", is_emergency=True, is_sensitive=True, sort_order=99, keep_months=3)
    make_topic("my-job", title="Praca", sort_order=1)
    make_topic("old", title="Stare", is_active=False)


def links(code: str) -> list[str]:
    main = soup(Client().get(f"/{code}/contact/")).select_one("main")
    return [each["href"] for each in main.select('a[href*="/contact/write/"]')]


@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
def test_topics_lead_to_their_doors_emergencies_first(code: str) -> None:
    assert links(code) == [f"/{code}/contact/write/{key}/" for key in ("danger", "my-job", "letters")]
    main = soup(Client().get(f"/{code}/contact/")).select_one("main")
    assert main.select_one(".notice--warning a[href='tel:112']")
    assert main.select_one(f'a[href="/{code}/contact/answer/"]')
    for href in links(code):
        assert Client().get(href).status_code == 200


def test_a_topic_that_is_not_translated_says_that_it_is_polish() -> None:
    topic = Topic.objects.get(key="my-job")
    copy = topic.copy_for_translation(Locale.objects.get(language_code="uk"))
    copy.title = "Робота"
    copy.save()
    main = soup(Client().get("/uk/contact/")).select_one("main")
    words = {each["href"].split("/")[-2]: each for each in main.select('a[href*="/contact/write/"]')}
    assert words["my-job"].text == "Робота"
    assert not words["my-job"].has_attr("lang")
    assert words["letters"]["lang"] == "pl"


def test_everybody_gets_the_same_bytes_and_no_cookie() -> None:
    one, other = Client(), Client(HTTP_ACCEPT_LANGUAGE="uk", REMOTE_ADDR="192.0.2.9")
    first, second = one.get("/pl/contact/"), other.get("/pl/contact/")
    assert first.content == second.content
    assert not one.cookies


def test_twenty_topics_are_asked_for_as_one(django_assert_max_num_queries) -> None:
    for number in range(20):
        make_topic(f"topic-{number}")
    client = Client()
    client.get("/uk/contact/")
    with django_assert_max_num_queries(6):
        assert client.get("/uk/contact/").status_code == 200
