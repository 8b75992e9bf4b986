"""From the form to a seat, as a person sends it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import uuid
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from events.choices import State
from events.models import EventPage, Question, Registration
from tests.events.browsing import OURS, Person, address, fields, words
from tests.events.factories import make_event, roster_of, sign_up
from website.core.models import OutgoingMail

pytestmark = pytest.mark.django_db


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
    assert second["Location"] == first["Location"] + "?again=1"
    assert Registration.objects.filter(roster=roster_of(page)).count() == 1
    assert OutgoingMail.objects.filter(to="jan@example.org").count() == 1


@pytest.mark.parametrize("seats", [1, 5], ids=["full", "free"])
@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
def test_an_address_that_is_registered_gets_the_same_bytes(code: str, seats: int) -> None:
    page = make_event(seats=seats)
    sign_up(page, email="known@example.org")
    pages = []
    for email in ("known@example.org", "other@example.org"):
        person = Person(page, code)
        check = person.check(name="X", email=email)
        answer = person.post({**fields(check), "step": "send"})
        with time_machine.travel(person.clock, tick=False):
            done = person.client.get(answer["Location"])
        own = [email, answer["Location"].rstrip("/").rpartition("/")[2]]
        own += [each.text for each in BeautifulSoup(done.content, "html5lib").select(".code")]
        text = done.content.decode()
        for value in own:
            text = text.replace(value, "*")
        pages.append((check.status_code, answer.status_code, sorted(done.headers), text))
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
    ("values", "status"),
    [
        ({"status": "cancelled"}, 200),
        ({"closes_at": timezone.now() - dt.timedelta(days=1)}, 200),
        ({"starts_at": timezone.now() - dt.timedelta(hours=1)}, 410),
        ({"opens_at": timezone.now() + dt.timedelta(days=1)}, 200),
    ],
    ids=["cancelled", "closed", "over", "early"],
)
@pytest.mark.parametrize("code", ["pl", "ar"])
def test_outside_its_window_a_page_says_so(values: dict[str, Any], status: int, code: str) -> None:
    page = make_event(**values)
    client = Client()
    shown = client.get(address(page, code))
    assert shown.status_code == status
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


def test_a_form_changed_after_it_was_sent_says_that_the_change_was_not_saved() -> None:
    page = make_event()
    person = Person(page)
    data = {**fields(person.check(name="Jan", email="jan@example.org", seats="1")), "step": "send"}
    first = person.post(data)
    again = person.post({**data, "seats": "3"})  # "back" in the browser, something else, "send"
    with time_machine.travel(person.clock, tick=False):
        once, twice = (person.client.get(each["Location"]) for each in (first, again))
    assert not BeautifulSoup(once.content, "html5lib").select(".notice[role=status]")
    assert BeautifulSoup(twice.content, "html5lib").select(".notice[role=status]")
    assert Registration.objects.get(roster=roster_of(page)).seats == 1


@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
@pytest.mark.parametrize("step", ["check", "change", "send"])
def test_a_form_that_is_too_large_to_be_read_is_answered_in_words(code: str, step: str) -> None:
    page = make_event()
    answer = Client().post(address(page, code), {"name": "x" * 3_000_000, "step": step}, **OURS)
    many = Client().post(address(page, code), {f"f{number}": "" for number in range(10_001)}, **OURS)
    for each in (answer, many):
        assert each.status_code == 413
        assert BeautifulSoup(each.content, "html5lib").html["lang"] == code
    assert not Registration.objects.filter(roster=roster_of(page)).exists()


def test_a_form_that_arrives_in_pieces_is_no_fault_of_the_server() -> None:
    page = make_event()
    answer = Client().generic(
        "POST", address(page, "uk"), b"--x\r\nbroken", content_type="multipart/form-data", **OURS
    )
    assert answer.status_code == 400
    assert BeautifulSoup(answer.content, "html5lib").html["lang"] == "uk"


@pytest.mark.parametrize(
    "name",
    [
        "محمد عبد الله",
        "Ñandú e\u0301",
        "李小龍",
        "Ґалаґан О’Коннор",
        "שרה",
        "👩‍👧 Ola",
        "O'Neil <b>&amp;",
        "=1+1",
    ],
)
def test_names_are_kept_as_they_are_written(name: str) -> None:
    page = make_event()
    person = Person(page, "ar")
    check = person.check(name=name, email="someone@example.org")
    shown = BeautifulSoup(check.content, "html5lib").select_one(".answers dd").text
    person.post({**fields(check), "step": "send"})
    found = Registration.objects.get(roster=roster_of(page))
    assert shown == found.name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "field", ["name", "email", "phone", "companions", "interpreter_language", "language", "seats"]
)
def test_no_field_puts_a_line_into_the_head_of_a_mail(field: str) -> None:
    page = make_event(asks_names=True, interpreter_languages=["uk"])
    typed = {
        "name": "Jan",
        "email": "jan@example.org",
        "phone": "500 100 200",
        "language": "pl",
        "seats": "2",
    }
    person = Person(page)
    answer = person.check(**{**typed, field: f"{typed.get(field, 'x')}\r\nBcc: victim@example.org"})
    if answer.status_code == 200:
        person.post({**fields(answer), "step": "send"})
    for mail in OutgoingMail.objects.all():
        assert mail.to == "jan@example.org"
        assert not any("\n" in value or "victim" in value for value in [mail.subject, *mail.headers.values()])


def test_an_event_that_is_not_translated_has_its_form_in_every_language() -> None:
    page = make_event()
    page.questions.add(
        Question(text="Skąd wiesz?", kind="choice", choices="Plakat\nZnajomi", locale=page.locale)
    )
    page.save_revision().publish()
    shown = BeautifulSoup(Client().get(address(page, "uk")).content, "html5lib")
    assert shown.html["lang"] == "uk"
    assert shown.select_one("option[selected]")["value"] == "uk"
    assert {each.text for each in shown.select("form [lang=pl]")} == {"Skąd wiesz?", "Plakat", "Znajomi"}
    switched = [link["href"] for link in shown.select(".languages a")]
    assert address(page, "ar") in switched


def test_an_event_for_some_languages_only_has_no_form_in_the_others() -> None:
    page = make_event(only_where_translated=True)
    assert [Client().get(address(page, code)).status_code for code in ("pl", "uk")] == [200, 404]


def test_a_discreet_event_is_not_named_in_the_title_of_any_page() -> None:
    page = make_event(title="Pomoc po przemocy", is_discreet=True)
    person = Person(page)
    check = person.check(name="Anna", email="anna@example.org")
    answer = person.post({**fields(check), "step": "send"})
    with time_machine.travel(person.clock, tick=False):
        done = person.client.get(answer["Location"])
    for response in (person.open(), check, done):
        assert "przemocy" not in BeautifulSoup(response.content, "html5lib").title.text


def test_pages_are_kept_by_nobody_and_set_no_cookie() -> None:
    page = make_event()
    person = Person(page)
    opened, check = person.open(), person.check(name="Anna", email="anna@example.org")
    wrong = person.check(name="", email="")
    sent = person.post({**fields(check), "step": "send"})
    with time_machine.travel(person.clock, tick=False):
        done = person.client.get(sent["Location"])
    for response in (opened, check, wrong, sent, done):
        assert response["Cache-Control"] == "no-store"
        assert not response.cookies
    assert "noindex" in done["X-Robots-Tag"]


def test_what_everybody_should_know_stands_before_the_form() -> None:
    page = make_event(seats=2, eligibility="Dla osób spoza UE", delete_after_days=45)
    shown = words(Person(page, "en").open())
    for wanted in ("Dla osób spoza UE", "2 free seats", "45 days", "abi@wzp.pl", "do not need documents"):
        assert wanted in shown
