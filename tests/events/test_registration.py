"""Seats: who has them, who waits, and what happens to a seat that is given back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from events import registration
from events.choices import Reason, State
from events.models import Receipt, Registration
from tests.events.factories import application, make_event, roster_of, sign_up
from website.core.models import OutgoingMail

pytestmark = pytest.mark.django_db


def kinds(person: Registration) -> list[str]:
    """Kinds of the mails promised to somebody, in order."""
    mails = OutgoingMail.objects.filter(key__startswith=f"registration/{person.key.hex}/").order_by("pk")
    return [mail.kind.removeprefix("events.") for mail in mails]


def test_who_comes_first_has_a_seat_and_the_others_wait_in_order() -> None:
    page = make_event(seats=2)
    people = [sign_up(page) for _each in range(4)]
    assert [each.state for each in people] == [State.CONFIRMED] * 2 + [State.WAITING] * 2
    assert list(Registration.objects.waiting().filter(roster=roster_of(page))) == people[2:]
    assert roster_of(page).taken == 2
    assert [kinds(each) for each in people] == [["confirmed"]] * 2 + [["waiting"]] * 2


def test_a_seat_given_back_is_offered_to_the_first_party_that_fits() -> None:
    page = make_event(seats=3)
    single = sign_up(page)
    sign_up(page, seats=2)
    family, next_single = sign_up(page, seats=3), sign_up(page)
    registration.cancel(single.pk)
    family.refresh_from_db(), next_single.refresh_from_db()
    assert (family.state, next_single.state) == (State.WAITING, State.OFFERED)
    assert next_single.offered_until > timezone.now()
    assert kinds(next_single) == ["waiting", "offer"]
    assert roster_of(page).taken == 3


def test_an_offer_that_nobody_answers_passes_on_and_says_so() -> None:
    page = make_event(seats=1)
    first, second, third = sign_up(page), sign_up(page), sign_up(page)
    registration.cancel(first.pk)
    later = timezone.now() + dt.timedelta(hours=25)
    assert registration.expire_offers(later) == 1
    second.refresh_from_db(), third.refresh_from_db()
    assert (second.state, second.reason, third.state) == (State.CANCELLED, Reason.EXPIRED, State.OFFERED)
    assert kinds(second)[-1] == "expired"
    with pytest.raises(registration.Refused, match="over"):
        registration.accept(second.pk, later)


def test_an_offer_is_accepted_or_declined_once_however_often_it_is_tapped() -> None:
    page = make_event(seats=1)
    first, second, third = sign_up(page), sign_up(page), sign_up(page)
    registration.cancel(first.pk)
    registration.decline(second.pk)
    registration.decline(second.pk)
    registration.accept(third.pk)
    registration.accept(third.pk)
    third.refresh_from_db()
    assert third.state == State.CONFIRMED
    assert kinds(third) == ["waiting", "offer", "confirmed"]
    assert roster_of(page).taken == 1


def test_the_same_form_sent_twice_is_one_registration_with_one_answer() -> None:
    page = make_event()
    form = application()
    first, second = (registration.register(roster_of(page).pk, form) for _each in range(2))
    assert first == second
    assert Registration.objects.filter(roster=roster_of(page)).count() == 1
    assert roster_of(page).taken == 1


def test_an_address_that_is_registered_gets_the_same_answer_and_only_its_mailbox_learns_of_it() -> None:
    page = make_event(seats=5)
    known = sign_up(page, email="ola@example.org")
    again = registration.register(roster_of(page).pk, application(email="OLA@example.org "))
    stranger = registration.register(roster_of(page).pk, application())
    assert again.registration == known
    assert (again.state, again.seats, again.has_pin) == (stranger.state, stranger.seats, stranger.has_pin)
    assert again.reference not in {known.reference, stranger.reference}
    assert kinds(known) == ["confirmed", "repeated"]
    registration.register(roster_of(page).pk, application(email="ola@example.org"))
    assert kinds(known) == ["confirmed", "repeated"]
    assert roster_of(page).taken == 2


def test_registration_is_refused_outside_its_window() -> None:
    now = timezone.now()
    early = make_event(opens_at=now + dt.timedelta(days=1))
    closed = make_event(opens_at=now - dt.timedelta(days=2), closes_at=now - dt.timedelta(days=1))
    past = make_event(starts_at=now - dt.timedelta(hours=1))
    cancelled = make_event(status="cancelled")
    for page, code in [(early, "early"), (closed, "closed"), (past, "over"), (cancelled, "cancelled")]:
        with pytest.raises(registration.Refused, match=code):
            sign_up(page)
    assert not Receipt.objects.filter(roster__in=[roster_of(page) for page in (early, closed, past)]).exists()
