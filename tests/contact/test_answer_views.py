"""A person's own conversation: by number and PIN, and by the link in a mail."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from contact import enquiries, tokens
from contact.choices import EntryKind, State
from contact.models import Enquiry, Topic
from tests.contact.browsing import OURS, Person, codes, fields, make_topic, soup, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_our_topic() -> Topic:
    Enquiry.objects.all().delete()
    return make_topic()


@pytest.fixture
def worker() -> Any:
    return get_user_model().objects.get(username="office-szczecin")


def written(**typed: Any) -> tuple[Person, str, str]:
    """Somebody who has written, with reference and PIN."""
    person = Person(typed.pop("code", "pl"), typed.pop("topic", "letters"))
    reference, pin = codes(person.write(**typed))
    return person, reference, pin


def answered(worker: Any, text: str = "Prosimy przyjść w poniedziałek.", **typed: Any) -> Enquiry:
    found = Enquiry.objects.get()
    enquiries.reply(found.pk, worker, text, submission=uuid.uuid4(), **typed)
    found.refresh_from_db()
    return found


def link_of(found: Enquiry, code: str = "pl") -> str:
    return f"/{code}/contact/answer/{tokens.link(found.key)}/"


@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
def test_number_and_pin_show_the_answer_in_the_answer_to_the_form(code: str, worker: Any) -> None:
    person, reference, pin = written(code=code, message="Моє <b>запитання</b>")
    answered(worker, "هذا هو الجواب", language="ar")
    shown = person.look_up(reference.lower(), f"{pin[:3]} {pin[3:]}")
    assert shown.status_code == 200
    lines = soup(shown).select(".conversation__text")
    assert [each.text.strip() for each in lines] == ["Моє <b>запитання</b>", "هذا هو الجواب"]
    assert [each["lang"] for each in lines] == [code, "ar"]
    assert [each["dir"] for each in lines] == ["auto", "auto"]
    assert shown["Cache-Control"] == "no-store"
    assert not person.client.cookies
    assert reference not in str(shown.headers)


def test_notes_and_steps_of_the_office_are_not_shown(worker: Any) -> None:
    person, reference, pin = written()
    found = answered(worker)
    enquiries.note(found.pk, worker, "NOTATKA", uuid.uuid4())
    enquiries.record_contact(found.pk, worker, False, text="NOTATKA")
    enquiries.move(found.pk, worker, "koszalin", "NOTATKA")
    shown = person.look_up(reference, pin)
    assert "NOTATKA" not in words(shown)
    assert worker.get_username() not in words(shown)
    assert len(soup(shown).select(".conversation__line")) == 2


def test_each_state_is_said_in_words(worker: Any) -> None:
    person, reference, pin = written(code="en")
    found = Enquiry.objects.get()
    said = set()
    steps = [
        lambda: None,
        lambda: enquiries.assign(found.pk, worker, worker),
        lambda: enquiries.reply(found.pk, worker, "?", submission=uuid.uuid4(), then=State.WAITING),
        lambda: enquiries.set_state(found.pk, worker, State.ANSWERED),
        lambda: enquiries.set_state(found.pk, worker, State.CLOSED),
    ]
    for step in steps:
        step()
        said.add(soup(person.look_up(reference, pin)).select_one("main p > strong").text)
    assert len(said) == len(steps)


def test_a_wrong_pin_and_an_unknown_reference_are_answered_alike_and_tries_run_out() -> None:
    person, reference, pin = written()
    wrong = "000000" if pin != "000000" else "111111"
    answers = [person.look_up(code, wrong) for code in [reference, "ZZZZZZZZ", *[reference] * 5]]
    assert [each.status_code for each in answers] == [422] * 6 + [429]
    first, second = (words(each) for each in answers[:2])
    assert first == second
    # Not even the right PIN opens it now; an hour later it does.
    assert person.look_up(reference, pin).status_code == 429
    person.clock += dt.timedelta(hours=1)
    assert person.look_up(reference, pin).status_code == 200


def test_right_pins_are_not_counted() -> None:
    person, reference, pin = written()
    assert [person.look_up(reference, pin).status_code for _each in range(8)] == [200] * 8


def test_a_place_that_tries_many_references_is_stopped() -> None:
    person = Person()
    person.clock = person.clock.replace(minute=1)
    answers = [person.look_up(f"ZZZZZZ{number:02}", "123456").status_code for number in range(21)]
    assert answers == [422] * 20 + [429]


@pytest.mark.parametrize(
    "typed", [{"reference": ""}, {"pin": ""}, {"reference": "x" * 500}, {"pin": "x" * 500}, {"pin": "\x00"}]
)
def test_what_is_no_number_and_no_pin_is_named(typed: dict[str, str]) -> None:
    person, reference, pin = written(code="uk")
    values = {"reference": reference, "pin": pin, **typed}
    assert person.look_up(**values).status_code == 422


def test_somebody_writes_again_and_it_is_there_once(worker: Any) -> None:
    person, reference, pin = written(code="uk")
    answered(worker)
    shown = person.look_up(reference, pin)
    data = {**fields(shown), "text": "Дякую!\nЩе питання.", "step": "write"}
    for _each in range(2):
        again = person.post("/uk/contact/answer/", data)
        assert again.status_code == 200
        assert soup(again).select_one("main [role=status]")
    found = Enquiry.objects.get()
    messages = found.entries.filter(kind=EntryKind.MESSAGE)
    assert [(each.text, each.language) for each in messages][1:] == [("Дякую!\nЩе питання.", "uk")]
    assert found.state == State.OPEN
    # The form of the new page sends a new message.
    more = person.post("/uk/contact/answer/", {**fields(again), "text": "І ще одне", "step": "write"})
    assert more.status_code == 200, words(more)
    assert found.entries.filter(kind=EntryKind.MESSAGE).count() == 3


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 20_000])
def test_what_cannot_be_sent_again_is_named_and_stays(text: str) -> None:
    person, reference, pin = written()
    shown = person.look_up(reference, pin)
    answer = person.post("/pl/contact/answer/", {**fields(shown), "text": text, "step": "write"})
    assert answer.status_code == 422
    assert fields(answer)["text"] == text.strip()
    assert Enquiry.objects.get().entries.filter(kind=EntryKind.MESSAGE).count() == 1


def test_a_page_that_ran_out_asks_for_the_pin_again_and_keeps_what_was_written() -> None:
    person, reference, pin = written()
    shown = person.look_up(reference, pin)
    text = "Długo pisałam\nten tekst."
    late = person.post("/pl/contact/answer/", {**fields(shown), "text": text, "step": "write"}, 31 * 60)
    assert late.status_code == 422
    assert not soup(late).select(".conversation")
    typed = {**fields(late), "reference": reference, "pin": pin}
    again = person.post("/pl/contact/answer/", typed)
    assert again.status_code == 200
    assert fields(again)["text"] == text
    person.post("/pl/contact/answer/", {**fields(again), "step": "write"})
    assert Enquiry.objects.get().entries.filter(text=text).count() == 1


@pytest.mark.parametrize("step", ["write", "delete", "erase", "show"])
def test_without_the_token_of_the_page_nothing_happens(step: str) -> None:
    person, _reference, _pin = written()
    found = Enquiry.objects.get()
    foreign = [tokens.link(found.key), tokens.passing(found.key, tokens.SENT), "x" * 5000, ""]
    for session in foreign:
        answer = person.post("/pl/contact/answer/", {"step": step, "session": session, "text": "x"})
        assert answer.status_code == 422
        assert not soup(answer).select(".conversation")
    assert Enquiry.objects.get().entries.count() == found.entries.count()


def test_everything_can_be_deleted_after_being_asked() -> None:
    person, reference, pin = written()
    shown = person.look_up(reference, pin)
    assert len(soup(shown).select("main form")) == 2
    asks = person.post("/pl/contact/answer/", {**fields(shown, 1), "step": "delete"})
    assert Enquiry.objects.exists()
    back = person.post("/pl/contact/answer/", {**fields(asks), "step": "show"})
    assert soup(back).select(".conversation")
    gone = person.post("/pl/contact/answer/", {**fields(asks), "step": "erase"})
    assert gone.status_code == 200
    assert not Enquiry.objects.exists()
    assert person.post("/pl/contact/answer/", {**fields(asks), "step": "erase"}).status_code == 422
    assert person.look_up(reference, pin).status_code == 422


def test_the_link_of_a_mail_shows_and_takes_more(worker: Any, caplog: pytest.LogCaptureFixture) -> None:
    person, _reference, _pin = written(channel="email", email="ola@example.org")
    address = link_of(answered(worker))
    shown = person.get(address)
    assert [shown.status_code, shown["Cache-Control"]] == [200, "no-store"]
    assert len(soup(shown).select(".conversation__line")) == 2
    answer = person.post(address, {**fields(shown), "text": "Dziękuję", "step": "write"})
    assert answer.status_code == 303
    after = person.get(answer["Location"])
    assert soup(after).select_one("main [role=status]")
    assert "Dziękuję" in words(after)
    assert Enquiry.objects.get().state == State.OPEN
    caplog.clear()
    wrong = person.post(address, {**fields(after), "text": "x" * 6000})
    assert wrong.status_code == 422
    assert address not in caplog.text
    assert len(fields(wrong)["text"]) == 6000


def test_opening_a_link_deletes_nothing_and_its_button_everything() -> None:
    person, _reference, _pin = written()
    found = Enquiry.objects.get()
    address = link_of(found) + "delete/"
    assert person.get(address).status_code == 200
    assert Client().post(address, {}).status_code == 403
    assert Enquiry.objects.exists()
    assert person.post(address, {}).status_code == 200
    assert not Enquiry.objects.exists()
    for gone in (address, link_of(found)):
        assert person.get(gone).status_code == 404


@pytest.mark.parametrize("path", ["", "delete/"])
def test_no_link_opens_a_sensitive_conversation(path: str) -> None:
    make_topic("safe", title="TAJEMNICA", is_sensitive=True, keep_months=3)
    person, reference, pin = written(topic="safe")
    address = link_of(Enquiry.objects.get()) + path
    for answer in (person.get(address), person.post(address, {"text": "x"})):
        assert (answer.status_code, answer["Location"]) == (303, "/pl/contact/answer/")
    shown = person.look_up(reference, pin)
    assert shown.status_code == 200
    assert soup(shown).select("a[role=button][rel~=noreferrer]")
    assert "TAJEMNICA" not in str(soup(shown).head)
    assert Enquiry.objects.get().entries.filter(kind=EntryKind.MESSAGE).count() == 1


@pytest.mark.parametrize("token", ["x", "0" * 32 + ".x", "x" * 3000])
def test_a_link_that_is_not_whole_leads_to_a_way_on(token: str) -> None:
    for path in (f"/ar/contact/answer/{token}/", f"/ar/contact/answer/{token}/delete/"):
        for answer in (Client().get(path), Client().post(path, {}, **OURS)):
            assert answer.status_code == 404
            assert soup(answer).select_one('main a[href="/ar/contact/answer/"]')


def test_tokens_of_one_purpose_open_nothing_else() -> None:
    _person, _reference, _pin = written()
    key = Enquiry.objects.get().key
    session, link = tokens.passing(key, tokens.SESSION), tokens.link(key)
    assert Client().get(f"/pl/contact/answer/{session}/").status_code == 404
    assert Client().get(f"/pl/contact/sent/{link}/").status_code == 404
    assert Client().get(f"/pl/contact/sent/{session}/").status_code == 404


def test_writing_again_is_slowed_down(worker: Any) -> None:
    person, _reference, _pin = written()
    address = link_of(answered(worker))
    person.clock = person.clock.replace(second=1) + dt.timedelta(minutes=1)
    statuses = []
    for number in range(13):
        form = fields(person.get(address))
        statuses.append(person.post(address, {**form, "text": f"{number}"}, after=3).status_code)
    assert 429 in statuses
    assert Enquiry.objects.get().entries.filter(kind=EntryKind.MESSAGE).count() == 1 + statuses.count(303)
