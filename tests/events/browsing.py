"""Somebody with a browser, without JavaScript and without cookies."""

from __future__ import annotations

import datetime as dt
from typing import Any

import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from events.models import EventPage

OURS = {"HTTP_ORIGIN": "http://testserver"}


def address(page: EventPage, code: str = "pl") -> str:
    return f"/{code}/events/{page.slug}/register/"


def fields(response: Any) -> dict[str, Any]:
    """What a browser would send back from the form of a page."""
    soup = BeautifulSoup(response.content, "html5lib")
    form = soup.select_one("main form")
    values: dict[str, Any] = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        if field.get("type") in {"checkbox", "radio"} and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            value = chosen["value"] if chosen else ""
        else:
            value = field.get("value", field.text)
        values.setdefault(field["name"], value)
    return values


def words(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html5lib").select_one("main").text.split())


class Person:
    """Somebody with a browser: opens the form, types, looks it through, sends it. Takes ten seconds for each page."""

    def __init__(self, page: EventPage, code: str = "pl") -> None:
        self.client, self.page, self.code = Client(), page, code
        self.clock = timezone.now()

    def open(self) -> Any:
        with time_machine.travel(self.clock, tick=False):
            return self.client.get(address(self.page, self.code))

    def post(self, data: dict[str, Any], after: float = 10, **extra: Any) -> Any:
        self.clock += dt.timedelta(seconds=after)
        with time_machine.travel(self.clock, tick=False):
            return self.client.post(address(self.page, self.code), data, **{**OURS, **extra})

    def check(self, **typed: Any) -> Any:
        return self.post({**fields(self.open()), **typed, "step": "check"})

    def send(self, **typed: Any) -> Any:
        answer = self.check(**typed)
        assert answer.status_code == 200, words(answer)
        return self.post({**fields(answer), "step": "send"})

    def register(self, **typed: Any) -> Any:
        answer = self.send(**typed)
        assert answer.status_code == 303, words(answer)
        with time_machine.travel(self.clock, tick=False):
            return self.client.get(answer["Location"])
