"""Whatever people, the office and the clock do, in whatever order: what must never be false is never false."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from events import announcing, messages, registration
from events.choices import ACTIVE, State, Status
from events.models import EventPage, Registration, Roster
from events.registration import NO_OFFERS_BEFORE_START, STEPS, Refused, active_seats
from tests.events.factories import application, make_event, roster_of, sign_up
from website.core.models import OutgoingMail

ANYBODY = st.integers(0, 30)
PARTY = st.integers(1, 4)


class Writer(RuleBasedStateMachine):
    """One event with few seats, and a clock of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(
        seats=st.integers(1, 5),
        late=st.booleans(),
        days=st.integers(1, 5),
        parties=st.lists(PARTY, max_size=8),
    )
    def publish(self, seats: int, late: bool, days: int, parties: list[int]) -> None:
        self.now = timezone.now()
        starts = self.now + dt.timedelta(days=days)
        closes = starts + dt.timedelta(days=2) if late else None
        self.page = make_event(seats=seats, starts_at=starts, closes_at=closes, max_party=3)
        if late:  # a course that one may join later
            self.page.over_at = starts + dt.timedelta(days=9)
            announcing.announce(self.page, self.now)
        self.before: dict[int, str] = {}
        self.offers = Counter[int]()
        for party in parties:
            self.register(party, None, False)
            self.states()

    # Steps ---------------------------------------------------------------------------------------------------

    @property
    def roster(self) -> Roster:
        return roster_of(self.page)

    def somebody(self, number: int, *states: str) -> int:
        """One of them, in one of these states if anybody is."""
        everybody = Registration.objects.filter(roster=self.roster).order_by("pk")
        rows = list(everybody.filter(state__in=states).values_list("pk", flat=True))
        people = rows or list(everybody.values_list("pk", flat=True))
        return people[number % len(people)] if people else 0

    def attempt(self, step, *arguments, **named) -> None:
        """Do it; what is refused, or concerns nobody, changes nothing."""
        state = self.rows()
        try:
            step(*arguments, **named)
        except (Refused, Registration.DoesNotExist):
            assert self.rows() == state

    def rows(self) -> list[tuple]:
        people = Registration.objects.filter(roster=self.roster).order_by("pk")
        return [(self.roster.taken,), *people.values_list("pk", "state", "seats", "reason", "offered_until")]

    @rule(seats=PARTY, known=st.none() | st.integers(0, 5), by_phone=st.booleans())
    def register(self, seats: int, known: int | None, by_phone: bool) -> None:
        fields = {"email": "", "phone": "+48500100200"} if by_phone else {}
        if known is not None:
            fields = {"email": f"known{known}@example.org"}
        self.attempt(registration.register, self.roster.pk, application(seats=seats, **fields), now=self.now)

    @rule(who=ANYBODY, name=st.sampled_from(["cancel", "accept", "decline", "approve", "move_up"]))
    def anything_with_anybody(self, who: int, name: str) -> None:
        self.attempt(getattr(registration, name), self.somebody(who), now=self.now)

    @rule(who=ANYBODY)
    def give_back(self, who: int) -> None:
        self.attempt(registration.cancel, self.somebody(who, State.CONFIRMED), now=self.now)

    @rule(who=ANYBODY, name=st.sampled_from(["accept", "decline", "cancel", "erase"]))
    def answer_an_offer(self, who: int, name: str) -> None:
        self.attempt(getattr(registration, name), self.somebody(who, State.OFFERED), now=self.now)

    @rule(who=ANYBODY)
    def erase(self, who: int) -> None:
        self.attempt(registration.erase, self.somebody(who), now=self.now)

    @rule(who=ANYBODY)
    def is_coming(self, who: int) -> None:
        self.attempt(registration.confirm_coming, self.somebody(who))

    @rule(seats=PARTY)
    def walk_in(self, seats: int) -> None:
        self.attempt(registration.walk_in, self.roster.pk, application(seats=seats), now=self.now)

    @rule(who=ANYBODY, came=st.none() | st.integers(0, 4))
    def mark(self, who: int, came: int | None) -> None:
        self.attempt(registration.mark, self.somebody(who), self.page.starts_at, came)

    @rule(
        seats=st.integers(1, 8),
        status=st.sampled_from([Status.SCHEDULED] * 6 + [Status.POSTPONED, Status.CANCELLED]),
        moderated=st.booleans(),
        asks=st.booleans(),
        days=st.sampled_from([0, 0, 0, 1, 7]),
    )
    def publish_again(self, seats: int, status: Status, moderated: bool, asks: bool, days: int) -> None:
        page: EventPage = self.page
        page.seats, page.status, page.is_moderated, page.asks_confirmation = seats, status, moderated, asks
        for name in ("starts_at", "ends_at", "over_at"):
            setattr(page, name, getattr(page, name) + dt.timedelta(days=days))
        page.__dict__.pop("dates", None)
        announcing.announce(page, self.now)

    @rule(hours=st.sampled_from([1, 5, 13, 25, 40]))
    def time_passes(self, hours: int) -> None:
        """The worker does in this hour what it always does."""
        self.now += dt.timedelta(hours=hours)
        self.states()
        for task in (
            registration.expire_offers,
            announcing.tell_changes,
            registration.remind,
            registration.release_unconfirmed,
        ):
            task(self.now)
            self.states()

    # What is always true -------------------------------------------------------------------------------------

    @invariant()
    def seats(self) -> None:
        if not hasattr(self, "page"):
            return
        roster = self.roster
        assert roster.taken == active_seats(roster)
        assert max(roster.taken, roster.seats) <= roster.ceiling

    @invariant()
    def states(self) -> None:
        """Only steps that are in the list of steps, and offers down the list."""
        if not hasattr(self, "page"):
            return
        people = {row.pk: row for row in Registration.objects.filter(roster=self.roster)}
        for pk, row in people.items():
            old = self.before.get(pk)
            assert old in {None, row.state} or row.state in STEPS[old], f"{old} -> {row.state}"
            assert (row.state == State.OFFERED) <= (row.offered_until is not None)
            assert not row.has_seat or row.confirmed_at
            if old is None and row.state == State.CONFIRMED and not row.is_walk_in:
                self.did_not_overtake(row, people)
        self.offered_in_turn(people)
        self.before = {pk: row.state for pk, row in people.items()}
        self.offers = Counter({pk: row.offers for pk, row in people.items()})

    def did_not_overtake(self, fresh: Registration, people: dict[int, Registration]) -> None:
        free = self.roster.free + fresh.seats
        waiting = [row for row in people.values() if row.state == State.WAITING]
        assert not [row for row in waiting if row.seats <= free]

    def offered_in_turn(self, people: dict[int, Registration]) -> None:
        place = lambda row: (row.queued_at, row.pk)  # noqa: E731
        waiting = [row for row in people.values() if row.state == State.WAITING]
        fresh = [row for row in people.values() if row.offers > self.offers[row.pk]]
        free = self.roster.free
        for row in sorted((row for row in fresh if row.state == State.OFFERED), key=place, reverse=True):
            free += row.seats
            assert not [each for each in waiting if place(each) < place(row) and each.seats <= free]

    @invariant()
    def no_seat_stays_empty(self) -> None:
        if not hasattr(self, "page"):
            return
        roster = self.roster
        if roster.status != Status.SCHEDULED or roster.last_call - self.now < NO_OFFERS_BEFORE_START:
            return
        waiting = Registration.objects.waiting().filter(roster=roster, seats__lte=roster.free)
        assert not roster.free or not waiting.exists()

    @invariant()
    def everybody_is_told_once(self) -> None:
        if not hasattr(self, "page"):
            return
        for row in Registration.objects.filter(roster=self.roster).exclude(email=""):
            mails = OutgoingMail.objects.filter(key__startswith=f"registration/{row.key.hex}/")
            kinds = Counter(mail.kind for mail in mails)
            assert kinds["events.offer"] == row.offers
            assert kinds["events.confirmed"] == (row.confirmed_at is not None and not row.is_walk_in)
            assert row.state in ACTIVE or row.is_walk_in or sum(kinds.values()) > 0


@pytest.mark.slow
@pytest.mark.django_db
def test_no_order_of_steps_breaks_what_must_always_be_true() -> None:
    run_state_machine_as_test(
        Writer,
        settings=settings(
            max_examples=30,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


# Cases that were wrong once ------------------------------------------------------------------------------------------

DAY = dt.timedelta(days=1)


def state_of(person: Registration) -> str:
    person.refresh_from_db()
    return person.state


def kinds(person: Registration) -> list[str]:
    mails = OutgoingMail.objects.filter(key__contains=person.key.hex).order_by("pk")
    return [mail.kind.removeprefix("events.") for mail in mails]


@pytest.mark.django_db
def test_where_people_may_join_later_seats_are_offered_after_the_beginning_too() -> None:
    starts = timezone.now() + DAY
    page = make_event(starts_at=starts, ends_at=starts + 30 * DAY, closes_at=starts + 10 * DAY, seats=1)
    first, second = sign_up(page), sign_up(page)
    now = starts + 2 * DAY
    registration.cancel(first.pk, now=now)
    assert state_of(second) == State.OFFERED
    assert second.offered_until == now + DAY
    registration.decline(second.pk, now)
    third, fourth = sign_up(page, now=now), sign_up(page, now=now)
    registration.cancel(third.pk, now=starts + 10 * DAY - dt.timedelta(hours=1))
    assert state_of(fourth) == State.WAITING, "too late for anybody to answer"


@pytest.mark.django_db
def test_an_offer_shortly_before_the_event_leaves_half_of_the_time_that_is_left() -> None:
    starts = timezone.now() + 3 * DAY
    page = make_event(starts_at=starts, seats=1, closes_at=starts - DAY)
    first, second, third = sign_up(page), sign_up(page), sign_up(page)
    now = starts - dt.timedelta(hours=6)
    registration.cancel(first.pk, now=now)
    assert state_of(second) == State.OFFERED
    assert second.offered_until == starts - dt.timedelta(hours=3)
    registration.expire_offers(second.offered_until)
    assert state_of(third) == State.OFFERED
    assert third.offered_until == starts - dt.timedelta(minutes=90)
    registration.expire_offers(third.offered_until)
    assert roster_of(page).taken == 0


@pytest.mark.django_db
def test_in_the_last_two_hours_a_newcomer_does_not_overtake_those_who_wait() -> None:
    starts = timezone.now() + 3 * DAY
    page = make_event(starts_at=starts, seats=1)
    first, second = sign_up(page), sign_up(page)
    now = starts - dt.timedelta(hours=1)
    registration.cancel(first.pk, now=now)
    assert (roster_of(page).free, state_of(second)) == (1, State.WAITING)
    newcomer = sign_up(page, now=now)
    assert state_of(newcomer) == State.WAITING
    registration.move_up(second.pk, now)
    assert state_of(second) == State.CONFIRMED


@pytest.mark.django_db
def test_who_gets_a_seat_in_the_last_two_days_is_not_asked_again_whether_they_are_coming() -> None:
    page = make_event(starts_at=timezone.now() + DAY, asks_confirmation=True)
    person = sign_up(page)
    registration.remind()
    registration.release_unconfirmed()
    assert (state_of(person), kinds(person)) == (State.CONFIRMED, ["confirmed"])


@pytest.mark.django_db
def test_a_seat_is_not_released_when_nobody_can_have_it_any_more() -> None:
    page = make_event(starts_at=timezone.now() + 5 * DAY, asks_confirmation=True)
    person = sign_up(page)
    registration.remind(page.starts_at - dt.timedelta(hours=14))  # the worker was away
    registration.release_unconfirmed(page.starts_at - dt.timedelta(hours=1))
    assert state_of(person) == State.CONFIRMED


@pytest.mark.django_db
def test_the_form_of_another_event_is_refused_and_not_an_error() -> None:
    page, other = make_event(), make_event()
    form = application()
    registration.register(roster_of(page).pk, form)
    with pytest.raises(Refused, match="foreign"):
        registration.register(roster_of(other).pk, form)


@pytest.mark.django_db
def test_the_clock_passes_over_people_who_were_erased_meanwhile(monkeypatch) -> None:
    page = make_event(seats=2)
    first, second = sign_up(page), sign_up(page)
    remind = messages.send

    def erase_the_other(message, roster, person, **more) -> bool:
        Registration.objects.filter(pk=second.pk).delete()
        return remind(message, roster, person, **more)

    monkeypatch.setattr(messages, "send", erase_the_other)
    assert registration.remind(page.starts_at - DAY) == 1
    assert kinds(first) == ["confirmed", "reminder"]
