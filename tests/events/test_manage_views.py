"""Coming back to one's registration: by the link in a mail, by reference and PIN, or from the mail program."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from events import registration, tokens
from events.choices import Reason, State
from events.models import Registration
from events.registration import OFFER_OPEN_FOR
from tests.events.browsing import OURS, fields, words
from tests.events.factories import make_event, roster_of, sign_up
from website.core.models import OutgoingMail

pytestmark = pytest.mark.django_db
CODES = ["pl", "uk", "ar"]


def own_page(found: Registration, code: str = "pl") -> str:
    return f"/{code}/registration/{tokens.token(found.key)}/"


def leave_page(found: Registration, code: str = "pl") -> str:
    return f"/{code}/registration/{tokens.token(found.key, tokens.LEAVE)}/leave/"


def offered(page: Any) -> Registration:
    """Somebody on the list who has just been offered the only seat."""
    first = sign_up(page)
    second = sign_up(page)
    registration.cancel(first.pk)
    second.refresh_from_db()
    assert second.state == State.OFFERED
    return second


def answer(found: Registration, what: str, code: str = "pl") -> Any:
    """Press the button; gives the page that follows."""
    sent = Client().post(own_page(found, code), {"answer": what}, **OURS)
    assert sent.status_code == 303
    return Client().get(sent["Location"])


def state(found: Registration) -> str:
    return str(Registration.objects.get(pk=found.pk).state)


@pytest.mark.parametrize("code", CODES)
def test_the_link_shows_what_somebody_has_and_keeps_it_from_others(code: str) -> None:
    page = make_event(place="ul. Tajna 7", place_is_private=True, online_link="https://meet.example.org/x")
    found = sign_up(page, seats=2)
    shown = Client().get(own_page(found, code))
    text = words(shown)
    assert shown.status_code == 200
    assert BeautifulSoup(shown.content, "html5lib").html["lang"] == code
    assert all(part in text for part in (found.reference, "Tajna", "meet.example.org", found.name))
    assert shown["Cache-Control"] == "no-store"
    assert "noindex" in shown["X-Robots-Tag"]
    assert shown["Referrer-Policy"] == "same-origin"
    assert not shown.cookies
    assert page.title not in BeautifulSoup(shown.content, "html5lib").title.text


def test_who_has_no_seat_learns_neither_place_nor_link() -> None:
    page = make_event(
        seats=1, place="ul. Tajna 7", place_is_private=True, online_link="https://meet.example.org/x"
    )
    sign_up(page)
    waiting = sign_up(page)
    text = words(Client().get(own_page(waiting)))
    assert "Tajna" not in text
    assert "meet.example.org" not in text
    assert Client().get(own_page(waiting) + "event.ics").status_code == 404


@pytest.mark.parametrize("question", ["yes", "no", "coming", "cancel"])
def test_opening_a_link_changes_nothing_and_shows_one_button(question: str) -> None:
    page = make_event(seats=1)
    found = sign_up(page) if question == "coming" else offered(page)
    before = state(found)
    shown = Client().get(f"{own_page(found)}?answer={question}")
    Client().head(f"{own_page(found)}?answer={question}")
    buttons = BeautifulSoup(shown.content, "html5lib").select("main form button")
    assert [button["value"] for button in buttons] == [question]
    assert state(found) == before


@pytest.mark.parametrize(
    ("what", "after"),
    [("yes", State.CONFIRMED), ("no", State.CANCELLED), ("cancel", State.CANCELLED)],
)
@pytest.mark.parametrize("code", CODES)
def test_an_offer_is_answered_once_however_often_the_button_is_pressed(
    what: str, after: State, code: str
) -> None:
    page = make_event(seats=1)
    found = offered(page)
    OutgoingMail.objects.all().delete()
    pages = [answer(found, what, code) for _each in range(3)]
    assert state(found) == after
    assert all(each.status_code == 200 for each in pages)
    assert OutgoingMail.objects.filter(key__contains=found.key.hex).count() <= 1
    roster = roster_of(page)
    assert roster.taken == registration.active_seats(roster)


def test_an_offer_whose_time_is_up_can_not_be_taken_even_before_the_clock_has_passed_it_on() -> None:
    page = make_event(seats=1)
    found = offered(page)
    with time_machine.travel(timezone.now() + OFFER_OPEN_FOR + dt.timedelta(minutes=1), tick=False):
        shown = Client().get(own_page(found) + "?answer=yes")
        assert not BeautifulSoup(shown.content, "html5lib").select("main form")
        assert BeautifulSoup(answer(found, "yes").content, "html5lib").select(".notice[role=status]")
    assert state(found) == State.OFFERED


@pytest.mark.parametrize("what", ["yes", "no", "coming"])
def test_a_stale_page_does_no_harm(what: str) -> None:
    page = make_event()
    found = sign_up(page)
    registration.cancel(found.pk)
    after = answer(found, what)
    assert after.status_code == 200
    assert state(found) == State.CANCELLED


def test_saying_yes_to_the_reminder_and_giving_the_seat_back() -> None:
    page = make_event(seats=1)
    found, waiting = sign_up(page), sign_up(page)
    answer(found, "coming")
    assert Registration.objects.get(pk=found.pk).is_coming
    answer(found, "cancel")
    assert (state(found), state(waiting)) == (State.CANCELLED, State.OFFERED)


def test_what_is_over_stays_as_it_was() -> None:
    page = make_event()
    found = sign_up(page)
    with time_machine.travel(timezone.now() + dt.timedelta(days=8), tick=False):
        shown = Client().get(own_page(found) + "?answer=cancel")
        assert not BeautifulSoup(shown.content, "html5lib").select("main form")
        answer(found, "cancel")
    assert state(found) == State.CONFIRMED


@pytest.mark.parametrize("reason", [Reason.EVENT, Reason.EXPIRED, Reason.NOT_CONFIRMED, Reason.OWN])
def test_who_was_cancelled_reads_why(reason: Reason) -> None:
    found = sign_up(make_event())
    plain = registration.cancel(found.pk)
    texts = words(Client().get(own_page(plain, "en")))
    Registration.objects.filter(pk=found.pk).update(reason=reason)
    told = words(Client().get(own_page(found, "en")))
    assert (told == texts) == (reason == Reason.OWN)


def test_the_place_on_the_list_counts_those_before() -> None:
    page = make_event(seats=1)
    sign_up(page)
    now = timezone.now()
    people = [
        sign_up(page, now=now) for _each in range(3)
    ]  # in the same moment: the order of arrival decides
    for number, found in enumerate(people, start=1):
        assert f"at place {number}" in words(Client().get(own_page(found, "en")))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("token", ["x", "0" * 500, "a.b.c", "%00", "%D8%B9"])
@pytest.mark.parametrize("rest", ["", "delete/", "leave/", "event.ics"])
def test_a_forged_token_leads_to_a_page_that_says_what_to_do(code: str, token: str, rest: str) -> None:
    shown = Client().get(f"/{code}/registration/{token}/{rest}")
    assert shown.status_code == (400 if token == "%00" else 404)
    if token != "%00":
        links = {link["href"] for link in BeautifulSoup(shown.content, "html5lib").select("main a")}
        assert f"/{code}/registration/" in links


def test_a_token_for_leaving_the_list_can_do_nothing_else() -> None:
    page = make_event(seats=1)
    sign_up(page)
    waiting = sign_up(page)
    foreign = tokens.token(waiting.key, tokens.LEAVE)
    assert Client().get(f"/pl/registration/{foreign}/").status_code == 404
    assert Client().post(f"/pl/registration/{foreign}/delete/", **OURS).status_code == 404
    assert Client().post(f"/pl/registration/{tokens.token(waiting.key)}/leave/").status_code == 404
    assert state(waiting) == State.WAITING


def test_leaving_the_list_never_takes_a_seat_away() -> None:
    page = make_event(seats=1)
    seated = sign_up(page)
    assert registration.leave(seated.pk).state == State.CONFIRMED
    answered = Client().post(leave_page(seated))
    assert answered.status_code == 200 and state(seated) == State.CONFIRMED


def test_the_mail_program_leaves_the_list_with_one_click() -> None:
    page = make_event(seats=1)
    sign_up(page)
    waiting = sign_up(page)
    mail = OutgoingMail.objects.get(key__contains=waiting.key.hex)
    address = mail.headers["List-Unsubscribe"].strip("<>").partition("//")[2].partition("/")[2]
    assert Client().get(f"/{address}").status_code == 200
    assert state(waiting) == State.WAITING
    for _each in range(2):  # no origin, no cookie: RFC 8058
        assert Client().post(f"/{address}", {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert state(waiting) == State.CANCELLED


def test_one_click_never_gives_a_seat_away() -> None:
    found = sign_up(make_event())
    assert Client().post(leave_page(found), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert state(found) == State.CONFIRMED


@pytest.mark.parametrize("code", CODES)
def test_everything_about_somebody_is_deleted_when_they_say_so_twice(code: str) -> None:
    page = make_event(seats=1)
    found, waiting = sign_up(page), sign_up(page)
    asked = Client().get(own_page(found, code) + "delete/")
    assert BeautifulSoup(asked.content, "html5lib").select("main form button")
    assert Registration.objects.filter(pk=found.pk).exists()
    assert Client().post(own_page(found, code) + "delete/", **OURS).status_code == 200
    assert not Registration.objects.filter(pk=found.pk).exists()
    assert not OutgoingMail.objects.filter(key__contains=found.key.hex).exists()
    assert state(waiting) == State.OFFERED
    assert Client().post(own_page(found, code) + "delete/", **OURS).status_code == 404


def test_buttons_pressed_on_other_sites_do_nothing() -> None:
    found = sign_up(make_event())
    for rest, data in [("", {"answer": "cancel"}), ("delete/", {})]:
        for origin in ({}, {"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}):
            assert Client().post(own_page(found) + rest, data, **origin).status_code == 403
    assert state(found) == State.CONFIRMED


def test_other_methods_are_refused() -> None:
    found = sign_up(make_event())
    for rest in ("", "delete/", "event.ics"):
        assert Client().put(own_page(found) + rest).status_code == 405
    assert Client().delete(leave_page(found)).status_code == 405


def test_the_personal_calendar_file_has_the_place_and_the_way_back() -> None:
    page = make_event(place="ul. Tajna 7", place_is_private=True)
    found = sign_up(page)
    file = Client().get(own_page(found) + "event.ics")
    assert file["Content-Type"].startswith("text/calendar")
    assert file["Cache-Control"] == "no-store"
    text = file.content.decode().replace("\r\n ", "")
    assert "Tajna" in text
    assert tokens.token(found.key) in text


def test_languages_are_switched_without_losing_the_page() -> None:
    found = sign_up(make_event())
    shown = BeautifulSoup(Client().get(own_page(found)).content, "html5lib")
    assert own_page(found, "uk") in [link["href"] for link in shown.select(".languages a")]


def look_up(found: Registration | str, pin: str, code: str = "pl", **extra: Any) -> Any:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        form = fields(Client().get(f"/{code}/registration/"))
    with time_machine.travel(now + dt.timedelta(seconds=5), tick=False):
        reference = found if isinstance(found, str) else found.reference
        typed = {**form, "reference": reference, "pin": pin}
        return Client().post(f"/{code}/registration/", typed, **OURS, **extra)


def test_reference_and_pin_may_come_from_any_keyboard() -> None:
    found = sign_up(make_event(), email="", phone="+48914412000")
    Registration.objects.filter(pk=found.pk).update(reference="ABCEHK23")
    pin = tokens.pin(found.key)
    arabic = pin.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for reference, typed in [
        ("abce hk23", pin),
        ("АВСЕНК-23", f" {pin[:3]}-{pin[3:]}"),
        ("ABCEHK23", arabic),
    ]:
        assert look_up(reference, typed, "ar").status_code == 303, reference


def test_right_tries_are_not_counted_against_anybody() -> None:
    found = sign_up(make_event(), email="", phone="+48914412000")
    assert [look_up(found, tokens.pin(found.key)).status_code for _each in range(25)] == [303] * 25


def test_wrong_tries_from_one_place_run_out_and_lock_nobody_else_out() -> None:
    found = sign_up(make_event(), email="", phone="+48914412000")
    now = timezone.now()
    with time_machine.travel(now.replace(minute=0), tick=False):
        statuses = [look_up(f"ZZZZZZ{number}", "000000").status_code for number in range(10, 35)]
        assert statuses == [422] * 20 + [429] * 5
        assert look_up(found, tokens.pin(found.key)).status_code == 429
        assert look_up(found, tokens.pin(found.key), REMOTE_ADDR="198.51.100.7").status_code == 303


def test_who_has_a_mailbox_uses_it() -> None:
    found = sign_up(make_event())
    unknown = look_up("ZZZZZZZZ", "123456", "uk")
    known = look_up(found, tokens.pin(found.key), "uk")
    assert known.status_code == unknown.status_code == 422
    assert words(known) == words(unknown)
