"""Something else is broken: what somebody writes is kept, they get their number, and the mail goes later."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError
from django.utils import timezone
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.backends.base import BaseSearchBackend

from contact import counting
from contact.models import Enquiry
from tests.contact.browsing import Person, codes, words
from tests.contact.factories import make_topic, set_mailboxes
from website.core.mail import deliver
from website.core.models import OutgoingMail

pytestmark = pytest.mark.django_db

BY_MAIL = {"channel": "email", "email": "olena@example.org", "wants_confirmation": "on"}


class Broken(Exception):
    """What a server says that does not answer."""


class DeadMail(BaseEmailBackend):
    """A mail server that nobody reaches."""

    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError


class DeadCache(BaseCache):
    """A cache server that nobody reaches."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def broken(self, *arguments: Any, **named: Any) -> Any:
        raise Broken

    add = get = set = touch = delete = clear = incr = has_key = get_many = set_many = get_or_set = broken


@pytest.fixture
def dead_search(monkeypatch) -> None:
    """A search engine that nobody reaches, neither to ask nor to tell."""

    def broken(*arguments: Any, **named: Any) -> Any:
        raise Broken

    for name in ("search", "autocomplete", "add", "add_bulk", "delete", "get_index_for_model"):
        for each in [BaseSearchBackend, *_subclasses(BaseSearchBackend)]:
            if name in vars(each):
                monkeypatch.setattr(each, name, broken)


def _subclasses(each: type) -> list[type]:
    return [child for direct in each.__subclasses__() for child in [direct, *_subclasses(direct)]]


@pytest.fixture
def person() -> Person:
    set_mailboxes()
    return Person("uk", make_topic().key)


def check(person: Person, **typed: Any) -> Enquiry:
    """Whoever writes reads their number, finds their words under it, and can write again."""
    reference, pin = codes(person.write(message="Czy mogę przyjść?", **typed))
    enquiry = Enquiry.objects.get(reference=reference)
    assert "Czy mogę przyjść?" in words(person.look_up(reference, pin))
    return enquiry


def test_without_a_mail_server(person: Person, settings) -> None:
    settings.EMAIL_BACKEND = "tests.contact.test_faults.DeadMail"
    enquiry = check(person, **BY_MAIL)
    rows = OutgoingMail.objects.filter(key__contains=enquiry.key.hex)
    kinds = {"contact.notice", "contact.confirmation"}
    assert deliver() == 0
    assert {row.kind for row in rows.unfinished()} == kinds
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2), tick=False):
        assert deliver() == 2
        assert deliver() == 0
    assert sorted(each.to for each in outbox.outbox) == [["olena@example.org"], ["szczecin@biwk.test"]]
    assert not rows.unfinished().exists()


def test_without_a_cache(person: Person, settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "tests.contact.test_faults.DeadCache"}}
    with pytest.raises(Broken):
        cache.get("is it really dead?")
    check(person, **BY_MAIL)


def test_without_a_search_engine(person: Person, dead_search: None) -> None:
    with pytest.raises(Broken):
        get_search_backend().search("czy naprawdę", Enquiry)
    check(person, **BY_MAIL)


def test_with_all_of_them_dead(person: Person, dead_search: None, settings) -> None:
    settings.EMAIL_BACKEND = "tests.contact.test_faults.DeadMail"
    settings.CACHES = {"default": {"BACKEND": "tests.contact.test_faults.DeadCache"}}
    enquiry = check(person, **BY_MAIL)
    assert deliver() == 0
    assert OutgoingMail.objects.unfinished().filter(key__contains=enquiry.key.hex).count() == 2


@pytest.mark.parametrize("broken", ["door", "page of the office"])
def test_what_is_only_nice_to_have_stops_nobody(broken: str, person: Person, monkeypatch) -> None:
    def fails(*arguments: Any, **named: Any) -> Any:
        raise DatabaseError

    if broken == "door":
        with monkeypatch.context() as shown:
            shown.setattr(counting, "count_door", fails)
            assert person.open().status_code == 200
            assert person.get(person.address(f"write/{person.topic}/")).status_code == 200
    else:
        Page.objects.filter(slug__in=["szczecin", "koszalin"]).update(live=False)
    check(person)
