"""What the form of a message asks for, and what it never asks."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone, translation

from contact.choices import Channel
from contact.forms import EnquiryForm
from contact.models import Topic
from tests.contact.browsing import LETTER
from website.core.offices import Office

# Numbers of documents, birth, address, papers, origin: nothing of it is needed to answer a question.
NEVER = {
    *("pesel", "passport", "document", "number", "birth", "born", "age", "address", "street", "postcode"),
    *("nationality", "citizenship", "country", "status", "residence", "permit", "religion", "gender", "sex"),
}


def filled(topic: Topic | None = None, **typed: Any) -> EnquiryForm:
    """The form with answers, ten seconds after it was opened."""
    topic = topic or Topic(key="letters", title="Pismo")
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        blank = EnquiryForm(topic=topic)
    data = {blank.token_name: blank.token, "language": "pl", **LETTER}
    with time_machine.travel(now + dt.timedelta(seconds=10), tick=False):
        form = EnquiryForm({**data, **typed}, topic=topic)
        form.is_valid()
    return form


def test_nothing_is_asked_that_nobody_needs() -> None:
    form = EnquiryForm(topic=Topic(key="letters", title="Pismo"))
    assert set(form.fields) == {
        *("office", "town", "message", "language", "channel", "email", "phone", "name"),
        *("voicemail", "safe_hours", "is_read_by_others", "wants_confirmation"),
    }
    with translation.override("en"):
        asked = " ".join(f"{name} {field.label}" for name, field in form.fields.items()).lower()
    # "How may we address you?" asks for a name.
    assert not NEVER & (set(re.findall("[a-z]+", asked.replace("address you", ""))))
    required = {name for name, field in form.fields.items() if field.required}
    assert required == {"office", "message", "language", "channel"}


@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES])
def test_every_field_has_a_label_and_the_message_says_what_not_to_write(code: str) -> None:
    with translation.override(code):
        form = EnquiryForm(topic=Topic(key="letters", title="Pismo"))
        assert all(str(field.label).strip() for field in form)
        assert "PESEL" in str(form.fields["message"].help_text)


@pytest.mark.parametrize(
    ("channel", "needed"),
    [("email", {"email"}), ("phone", {"phone"}), ("sms", {"phone"}), ("visit", set()), ("site", set())],
)
def test_only_the_chosen_way_makes_its_field_necessary(channel: str, needed: set[str]) -> None:
    assert set(Channel.values) == {"email", "phone", "sms", "visit", "site"}
    assert set(filled(channel=channel).errors) == needed


def test_one_error_is_enough_for_one_field() -> None:
    form = filled(channel="email", email="nobody", wants_confirmation="on")
    assert [len(errors) for errors in form.errors.values()] == [1]
    form = filled(channel="email", email="", wants_confirmation="on")
    assert [len(errors) for errors in form.errors.values()] == [1]


def test_the_town_is_not_kept() -> None:
    form = filled(office="any", town="Kołobrzeg")
    letter = form.letter("pl")
    assert letter.office == Office.KOSZALIN
    assert "Kołobrzeg" not in str(letter)


def test_the_limit_is_said_and_not_cut_by_the_browser() -> None:
    form = filled(message="x" * 5001)
    assert "5000" in str(form.errors["message"])
    assert "maxlength" not in str(form["message"])
    assert not filled(message="x" * 5000).errors


def test_the_safe_contact_block_is_open_when_it_matters() -> None:
    assert not filled().opens_safe_contact
    assert filled(voicemail="no").opens_safe_contact
    assert filled(safe_hours="9-12").opens_safe_contact
    assert filled(voicemail="perhaps").opens_safe_contact
    assert filled(Topic(key="safe", is_sensitive=True)).opens_safe_contact


@pytest.mark.parametrize(("typed", "kept"), [("", None), ("yes", True), ("no", False)])
def test_whether_a_voice_message_may_be_left_can_stay_unsaid(typed: str, kept: bool | None) -> None:
    assert filled(voicemail=typed).letter("pl").may_leave_voicemail is kept
