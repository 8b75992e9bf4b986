"""From the form to a seat, as a person sends it."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from events.choices import State
from events.models import EventPage, Question, Registration
from tests.events.factories import make_event, roster_of, sign_up
from website.core.models import OutgoingMail

pytestmark = pytest.mark.django_db
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


@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
def test_a_seat_in_three_steps_with_a_mail_in_the_language_that_was_chosen(code: str) -> None:
    page = make_event(seats=2)
    person = Person(page, code)
    done = person.register(name="Олена Ї́", email="olena@example.org", seats="2", language="uk")
    assert done.status_code == 200
    found = Registration.objects.get(roster=roster_of(page))
    assert (found.state, found.seats, found.language, found.name) == (State.CONFIRMED, 2, "uk", "Олена Ї́")
    assert found.reference in words(done)
    mail = OutgoingMail.objects.get(key__contains=found.key.hex)
    assert (mail.to, mail.language) == ("olena@example.org", "uk")
    assert found.reference in mail.text
    assert not person.client.cookies


def test_without_mail_there_are_reference_and_pin_and_they_lead_back() -> None:
    page = make_event()
    person = Person(page)
    done = person.register(name="Anna", phone="91 44 12 000", language="pl")
    codes = [each.text for each in BeautifulSoup(done.content, "html5lib").select(".code")]
    found = Registration.objects.get(roster=roster_of(page))
    assert found.phone == "+48914412000"
    assert codes[0] == found.reference
    assert re.fullmatch(r"\d{6}", codes[1])
    client = Client()
    with time_machine.travel(person.clock, tick=False):
        form = fields(client.get("/pl/registration/"))
    with time_machine.travel(person.clock + dt.timedelta(seconds=9), tick=False):
        typed = {**form, "reference": codes[0].lower(), "pin": f"{codes[1][:3]} {codes[1][3:]}"}
        answer = client.post("/pl/registration/", typed, **OURS)
        assert answer.status_code == 303
        own = client.get(answer["Location"])
        assert found.reference in words(own)
        client.post(answer["Location"], {"answer": "cancel"}, **OURS)
    found.refresh_from_db()
    assert found.state == State.CANCELLED


def test_a_wrong_pin_and_an_unknown_reference_are_answered_alike_and_tries_run_out() -> None:
    page = make_event()
    found = sign_up(page, email="", phone="+48914412000")
    answers = []
    now = timezone.now()
    for reference in [found.reference, "ZZZZZZZZ", *[found.reference] * 5]:
        with time_machine.travel(now, tick=False):
            form = fields(Client().get("/uk/registration/"))
        now += dt.timedelta(seconds=5)
        with time_machine.travel(now, tick=False):
            answers.append(
                Client().post("/uk/registration/", {**form, "reference": reference, "pin": "000000"}, **OURS)
            )
    assert [each.status_code for each in answers] == [422] * 6 + [429]
    first, second = (words(each) for each in answers[:2])
    assert first == second


def test_the_same_form_sent_twice_is_one_registration_and_one_mail() -> None:
    page = make_event()
    person = Person(page)
    data = {**fields(person.check(name="Jan", email="jan@example.org")), "step": "send"}
    first, second = person.post(data), person.post(data)
    assert first["Location"] == second["Location"]
    assert Registration.objects.filter(roster=roster_of(page)).count() == 1
    assert OutgoingMail.objects.filter(to="jan@example.org").count() == 1


def test_an_address_that_is_registered_gets_the_same_pages() -> None:
    page = make_event(seats=5)
    sign_up(page, email="known@example.org")
    pages = []
    for email in ("known@example.org", "other@example.org"):
        done = Person(page).register(name="X", email=email)
        text = re.sub(r"[2-9A-Z]{8}", "REFERENCE", words(done))
        pages.append(text)
    assert pages[0] == pages[1]
    assert Registration.objects.filter(roster=roster_of(page)).count() == 2


def test_whoever_comes_too_late_joins_the_waiting_list_and_is_told_so_before() -> None:
    page = make_event(seats=1)
    sign_up(page)
    person = Person(page)
    assert "list" in words(person.open()).lower()
    done = person.register(name="Jan", email="jan@example.org")
    assert Registration.objects.waiting().filter(roster=roster_of(page), email="jan@example.org").exists()
    assert done.status_code == 200


@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
@pytest.mark.parametrize(
    "typed",
    [
        {"name": "   "},
        {"name": "\u202e\u0000"},
        {"name": "x" * 1_000_000},
        {"email": "nobody"},
        {"email": "a@example.org, b@example.org"},
        {"email": "a@example.org\nBcc: b@example.org"},
        {"email": "", "phone": ""},
        {"email": "", "phone": "12"},
        {"seats": "0"},
        {"seats": "99"},
        {"seats": "-1"},
        {"seats": "many"},
        {"language": "xx"},
        {"needs": "gold"},
        {"homepage": "https://spam.example"},
        {"token": "forged"},
    ],
    ids=lambda typed: (
        next(iter(typed)) + "=" + next(iter(typed.values()))[:8].strip() if isinstance(typed, dict) else ""
    ),
)
def test_what_cannot_be_right_is_named_and_nothing_typed_is_lost(code: str, typed: dict[str, str]) -> None:
    page = make_event()
    person = Person(page, code)
    answer = person.check(**{"name": "Zażółć Ґ", "email": "me@example.org", **typed})
    assert answer.status_code == 422
    soup = BeautifulSoup(answer.content, "html5lib")
    assert soup.html["lang"] == code
    assert soup.select_one(".error-summary li").text.strip()
    if "name" not in typed:
        assert soup.select_one("[name=name]")["value"] == "Zażółć Ґ"
    assert not Registration.objects.filter(roster=roster_of(page)).exists()


def test_too_fast_is_refused_and_may_be_sent_again() -> None:
    page = make_event()
    person = Person(page)
    quick = person.post(
        {**fields(person.open()), "name": "Jan", "email": "jan@example.org", "step": "check"}, after=1
    )
    assert quick.status_code == 422
    again = person.post({**fields(quick), "step": "check"})
    assert again.status_code == 200


def test_a_form_from_elsewhere_is_refused() -> None:
    page = make_event()
    person = Person(page)
    data = {**fields(person.open()), "name": "Jan", "email": "jan@example.org", "step": "send"}
    assert person.post(data, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert not Registration.objects.filter(roster=roster_of(page)).exists()


def test_many_sendings_a_minute_from_one_place_are_stopped_and_the_text_stays() -> None:
    page = make_event(seats=50)
    now = timezone.now()
    statuses = []
    for number in range(30):
        person = Person(page)
        person.clock = now
        answer = person.send(name=f"P {number}", email=f"p{number}@example.org")
        statuses.append(answer.status_code)
    assert statuses[:12] == [303] * 12
    assert set(statuses[13:]) == {429}
    assert answer["Retry-After"]
    assert fields(answer)["email"] == "p29@example.org"


def test_changing_something_keeps_everything() -> None:
    page = make_event()
    person = Person(page)
    check = person.check(name="Jan", email="jan@example.org", seats="2", needs="step-free")
    back = person.post({**fields(check), "step": "change"})
    assert back.status_code == 200
    assert not BeautifulSoup(back.content, "html5lib").select(".error-summary")
    kept = fields(back)
    assert (kept["name"], kept["seats"], kept["needs"]) == ("Jan", "2", "step-free")


@pytest.mark.parametrize(
    "values",
    [
        {"status": "cancelled"},
        {"closes_at": timezone.now() - dt.timedelta(days=1)},
        {"starts_at": timezone.now() - dt.timedelta(hours=1)},
        {"opens_at": timezone.now() + dt.timedelta(days=1)},
    ],
    ids=["cancelled", "closed", "over", "early"],
)
@pytest.mark.parametrize("code", ["pl", "ar"])
def test_outside_its_window_a_page_says_so(values: dict[str, Any], code: str) -> None:
    page = make_event(**values)
    client = Client()
    shown = client.get(address(page, code))
    assert shown.status_code == 200
    assert not BeautifulSoup(shown.content, "html5lib").select("main form")
    assert client.post(address(page, code), {}, **OURS).status_code == 409


def test_events_without_registration_and_other_pages_have_no_form(client: Client) -> None:
    free_entry = make_event(seats=None)
    for path in (
        address(free_entry),
        "/pl/about/register/",
        "/pl/events/register/",
        "/pl/events/none/register/",
    ):
        assert client.get(path).status_code == 404, path


def test_own_questions_are_asked_and_kept() -> None:
    page = make_event()
    for text, kind, choices in [("Skąd wiesz?", "choice", "Plakat\nZnajomi"), ("Uwagi", "text", "")]:
        page.questions.add(
            Question(text=text, kind=kind, choices=choices, locale=page.locale, is_required=kind == "choice")
        )
    page.save_revision().publish()
    question, remark = EventPage.objects.get(pk=page.pk).questions.order_by("pk")
    person = Person(page)
    missing = person.check(name="Jan", email="jan@example.org")
    assert missing.status_code == 422
    person.register(name="Jan", email="jan@example.org", **{f"question_{question.translation_key}": "1"})
    found = Registration.objects.get(roster=roster_of(page))
    assert found.answers == {str(question.translation_key): "Znajomi"}
    assert str(remark.translation_key) not in found.answers


def test_a_private_place_is_told_to_people_with_a_seat_only() -> None:
    page = make_event(seats=1, place="ul. Tajna 7", place_is_private=True, directions="<p>Od podwórza</p>")
    waiting = None
    for email in ("first@example.org", "second@example.org"):
        waiting = Person(page).register(name="X", email=email)
        assert "Tajna" not in words(waiting)
    first, second = Registration.objects.filter(roster=roster_of(page)).order_by("pk")
    texts = [OutgoingMail.objects.get(key__contains=each.key.hex).text for each in (first, second)]
    assert ["Tajna" in text for text in texts] == [True, False]


def test_the_answer_is_shown_for_half_an_hour() -> None:
    page = make_event()
    person = Person(page)
    answer = person.send(name="Jan", email="jan@example.org")
    with time_machine.travel(person.clock + dt.timedelta(minutes=40), tick=False):
        gone = person.client.get(answer["Location"])
    assert gone.status_code == 410
    assert person.client.get(f"{address(page)}{uuid.uuid4().hex}.x/").status_code == 404
