"""What changes about an event reaches those who registered: once, in their language, and nobody is thrown out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from events import announcing, registration
from events.announcing import TOLD_AFTER, tell_changes
from events.choices import Reason, State, Status
from events.models import EventPage, Registration, Roster
from tests.events.factories import make_event, roster_of, sign_up
from website.core.mail import deliver
from website.core.models import OutgoingMail

pytestmark = pytest.mark.django_db

TOLD = dt.timedelta(minutes=11)


def change(page: EventPage, **values: Any) -> EventPage:
    """Publish the event anew, as an editor does."""
    page = EventPage.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def move(page: EventPage, by: dt.timedelta) -> EventPage:
    return change(page, starts_at=page.starts_at + by, ends_at=page.ends_at + by)


def mails(kind: str, person: Registration | None = None) -> list[OutgoingMail]:
    found = OutgoingMail.objects.filter(kind=f"events.{kind}").order_by("pk")
    return list(found.filter(key__contains=person.key.hex) if person else found)


def later(by: dt.timedelta = TOLD) -> dt.datetime:
    return timezone.now() + by


def test_a_moved_event_tells_everybody_once_in_their_language() -> None:
    page = make_event(seats=2)
    people = [sign_up(page, language=code) for code in ("uk", "ar", "pl")]
    gone = sign_up(page)
    registration.cancel(gone.pk)
    move(page, dt.timedelta(days=1))
    assert tell_changes() == 0, "an editor may still be correcting"
    assert tell_changes(later()) == 3
    assert tell_changes(later()) == 0
    assert [mail.language for mail in mails("changed")] == ["uk", "ar", "pl"]
    assert [mail.to for mail in mails("changed")] == [person.email for person in people]
    assert {Registration.objects.get(pk=person.pk).state for person in people} == {
        State.CONFIRMED,
        State.WAITING,
    }


def test_three_corrections_in_ten_minutes_are_one_mail() -> None:
    page = make_event()
    sign_up(page)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _each in range(3):
            page = move(page, dt.timedelta(hours=1))
            clock.shift(dt.timedelta(minutes=4))
            tell_changes()
        assert not mails("changed")
        clock.shift(TOLD_AFTER)
        tell_changes()
        tell_changes()
    (mail,) = mails("changed")
    assert roster_of(page).sequence == 3
    assert mail.key.endswith("/3")


def test_a_change_taken_back_is_no_mail_and_another_word_is_none_either() -> None:
    page = make_event()
    sign_up(page)
    page = move(page, dt.timedelta(hours=1))
    page = move(page, dt.timedelta(hours=-1))
    change(page, title="Inny tytuł", body="<p>Inny opis.</p>")
    assert tell_changes(later()) == 0
    assert not mails("changed")
    assert roster_of(page).told_sequence == roster_of(page).sequence == 2


def test_a_change_taken_back_after_some_were_told_is_told_too(monkeypatch) -> None:
    page = make_event()
    first, second = sign_up(page), sign_up(page)
    page = move(page, dt.timedelta(hours=1))
    stop_after(monkeypatch, 1)
    with pytest.raises(Killed):
        tell_changes(later())
    monkeypatch.undo()
    move(page, dt.timedelta(hours=-1))
    tell_changes(later())
    assert [len(mails("changed", person)) for person in (first, second)] == [2, 1]


def test_each_new_change_is_told_with_its_number() -> None:
    page = make_event()
    person = sign_up(page)
    for number in (1, 2):
        page = move(page, dt.timedelta(hours=1))
        tell_changes(later())
        assert len(mails("changed", person)) == number
        assert f"SEQUENCE:{number}" in mails("changed", person)[-1].attachments[0]["content"]


@pytest.mark.parametrize(
    "values",
    [{"place": "ul. Inna 2"}, {"online_link": "https://meet.example.org/x"}, {"status": Status.POSTPONED}],
)
def test_another_place_link_or_no_date_is_told(values: dict[str, Any]) -> None:
    page = make_event()
    person = sign_up(page)
    change(page, **values)
    tell_changes(later())
    assert len(mails("changed", person)) == 1


def test_a_cancelled_event_tells_everybody_at_once_and_cancels_their_registrations() -> None:
    page = make_event(seats=2)
    people = [sign_up(page) for _each in range(3)]
    change(page, status=Status.CANCELLED)
    assert tell_changes() == 3
    assert tell_changes() == 0
    for person in people:
        person.refresh_from_db()
        assert (person.state, person.reason) == (State.CANCELLED, Reason.EVENT)
        assert len(mails("event-cancelled", person)) == 1
        assert not mails("cancelled", person)
        assert not mails("offer", person), "nobody is offered a seat at an event that is cancelled"
    assert roster_of(page).taken == 0


class Killed(BaseException):
    """A worker ends, whatever it is busy with."""


def stop_after(monkeypatch, people: int) -> None:
    """Kill the worker before it tells one more than so many people."""
    told: list[int] = []
    tell = registration.tell_changed

    def tell_some(*arguments: Any) -> bool:
        if len(told) == people:
            raise Killed
        told.append(1)
        return tell(*arguments)

    monkeypatch.setattr(announcing.registration, "tell_changed", tell_some)


@pytest.mark.parametrize(("status", "kind"), [("scheduled", "changed"), ("cancelled", "event-cancelled")])
def test_a_worker_that_is_killed_in_the_middle_goes_on_where_it_was(
    monkeypatch, status: str, kind: str
) -> None:
    page = make_event(seats=4)
    people = [sign_up(page) for _each in range(6)]
    change(page, status=status, place="ul. Inna 2")
    stop_after(monkeypatch, 3)
    with pytest.raises(Killed):
        tell_changes(later())
    monkeypatch.undo()
    tell_changes(later())
    tell_changes(later())
    assert [len(mails(kind, person)) for person in people] == [1] * 6


def test_somebody_who_was_erased_meanwhile_is_told_nothing() -> None:
    page = make_event()
    person = sign_up(page)
    move(page, dt.timedelta(hours=1))
    registration.erase(person.pk)
    assert not registration.tell_changed(person.pk, 1, timezone.now())
    assert not OutgoingMail.objects.filter(to=person.email).exists()


def test_more_seats_are_offered_and_fewer_throw_nobody_out() -> None:
    page = make_event(seats=2)
    seated = [sign_up(page) for _each in range(2)]
    waiting = [sign_up(page) for _each in range(2)]
    page = change(page, seats=1)
    assert [Registration.objects.get(pk=each.pk).state for each in seated] == [State.CONFIRMED] * 2
    assert (roster_of(page).taken, roster_of(page).free, roster_of(page).ceiling) == (2, 0, 2)
    registration.cancel(seated[0].pk)
    assert not mails("offer"), "the seat that was given back is not there any more"
    change(page, seats=2)
    assert [len(mails("offer", person)) for person in waiting] == [1, 0]
    assert not mails("changed")


def test_an_unpublished_event_takes_nobody_and_loses_nobody() -> None:
    page = make_event(seats=1)
    person, waiting = sign_up(page), sign_up(page)
    page.unpublish()
    with pytest.raises(registration.Refused, match="withdrawn"):
        sign_up(page)
    person.refresh_from_db()
    assert person.state == State.CONFIRMED
    registration.cancel(person.pk)
    assert not mails("offer", waiting)
    change(page)
    assert len(mails("offer", waiting)) == 1


def test_another_date_of_a_course_is_told_with_all_its_dates() -> None:
    starts = timezone.now() + dt.timedelta(days=7)
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    page = make_event(
        starts_at=starts, weekdays=days, until=timezone.localdate(starts) + dt.timedelta(days=4)
    )
    assert page.meetings.count() >= 3
    person = sign_up(page)
    meeting = page.meetings.order_by("starts_at").last()
    meeting.is_dropped = True
    page.meetings = [*page.meetings.exclude(pk=meeting.pk), meeting]
    page.save_revision().publish()
    tell_changes(later())
    (mail,) = mails("changed", person)
    assert mail.text.count(" – ") == page.meetings.count() - 1
    assert mail.attachments[0]["content"].count("STATUS:CANCELLED") == 1


def test_who_was_reminded_of_the_old_date_is_reminded_of_the_new_one() -> None:
    page = make_event(starts_at=timezone.now() + dt.timedelta(days=10), asks_confirmation=True)
    person = sign_up(page)
    near = page.starts_at - dt.timedelta(hours=40)
    registration.remind(near)
    registration.confirm_coming(person.pk)
    with time_machine.travel(near):
        page = move(page, dt.timedelta(days=20))
    person.refresh_from_db()
    assert (person.reminded_at, person.is_coming) == (None, False)
    registration.release_unconfirmed(page.starts_at - dt.timedelta(hours=20))
    person.refresh_from_db()
    assert person.state == State.CONFIRMED, "nobody loses a seat without having been asked about this date"
    registration.remind(page.starts_at - dt.timedelta(hours=40))
    assert len(mails("reminder", person)) == 2


def test_a_smaller_move_in_the_last_two_days_is_one_mail_and_not_two() -> None:
    page = make_event(starts_at=timezone.now() + dt.timedelta(days=10))
    person = sign_up(page)
    with time_machine.travel(page.starts_at - dt.timedelta(hours=40)):
        registration.remind()
        move(page, dt.timedelta(hours=1))
        registration.remind()
        tell_changes(later())
    assert len(mails("reminder", person)) == len(mails("changed", person)) == 1


def test_what_was_told_is_delivered_once() -> None:
    page = make_event()
    sign_up(page)
    change(page, status=Status.CANCELLED)
    tell_changes()
    deliver()
    Roster.objects.filter(pk=roster_of(page).pk).update(told_sequence=0, told={})
    tell_changes()
    assert deliver() == 0


def test_a_party_larger_than_the_event_is_refused_instead_of_waiting_for_ever() -> None:
    page = make_event(seats=2, max_party=4)
    assert roster_of(page).max_party == 2
    with pytest.raises(registration.Refused, match="party"):
        sign_up(page, seats=3)
    page.seats = 10
    page.save_revision().publish()
    assert roster_of(page).max_party == 4
