"""Somebody with a browser, without JavaScript and without cookies, who writes to an office."""

from __future__ import annotations

import datetime as dt
from typing import Any

import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from contact.models import Topic

OURS = {"HTTP_ORIGIN": "http://testserver"}
LETTER = {"office": "szczecin", "channel": "site", "message": "Czy mogę przyjść w piątek?"}


def make_topic(key: str = "letters", **facts: Any) -> Topic:
    """A Polish topic with nothing to read first, unless ``facts`` say otherwise."""
    from wagtail.models import Locale

    facts = {"title": "Pismo, którego nie rozumiem", **facts}
    return Topic.objects.create(locale=Locale.objects.get(language_code="pl"), key=key, **facts)


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html5lib")


def fields(response: Any, number: int = 0) -> dict[str, Any]:
    """What a browser would send back from a form of the page."""
    form = soup(response).select("main form")[number]
    values: dict[str, Any] = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        if field.get("type") in {"checkbox", "radio"} and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            value = chosen["value"] if chosen else ""
        else:
            # The parser keeps the line break that a browser drops at the beginning of a text area.
            value = field.get("value", field.text.removeprefix("\n"))
        values.setdefault(field["name"], value)
    return values


def words(response: Any) -> str:
    return " ".join(soup(response).select_one("main").text.split())


def codes(response: Any) -> list[str]:
    """Reference and PIN of the page after sending."""
    return [each.text for each in soup(response).select("main .code")]


class Person:
    """Somebody with a browser: takes ten seconds for each page."""

    def __init__(self, code: str = "pl", topic: str = "letters") -> None:
        self.client, self.code, self.topic = Client(), code, topic
        # A little ago, so that what the office does in a test comes after it.
        self.clock = timezone.now() - dt.timedelta(minutes=5)

    def address(self, path: str) -> str:
        return f"/{self.code}/contact/{path}"

    def get(self, address: str) -> Any:
        with time_machine.travel(self.clock, tick=False):
            return self.client.get(address)

    def post(self, address: str, data: dict[str, Any], after: float = 10, **extra: Any) -> Any:
        self.clock += dt.timedelta(seconds=after)
        with time_machine.travel(self.clock, tick=False):
            return self.client.post(address, data, **{**OURS, **extra})

    def open(self) -> Any:
        return self.get(self.address(f"write/{self.topic}/form/"))

    def send(self, after: float = 10, **typed: Any) -> Any:
        data = {**fields(self.open()), **LETTER, **typed}
        return self.post(self.address(f"write/{self.topic}/form/"), data, after)

    def write(self, **typed: Any) -> Any:
        """Send a message and read the page that comes after it."""
        answer = self.send(**typed)
        assert answer.status_code == 303, words(answer)
        return self.get(answer["Location"])

    def look_up(self, reference: str, pin: str) -> Any:
        form = self.get(self.address("answer/"))
        return self.post(self.address("answer/"), {**fields(form), "reference": reference, "pin": pin})
