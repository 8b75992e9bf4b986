"""Whatever people, the offices and the clock do, in whatever order: what must never be false is never false."""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from contact import enquiries, retention
from contact.choices import OURS, Channel, EntryKind, State, Step
from contact.enquiries import CLOSED_AFTER, Refused
from contact.models import Enquiry, EnquiryCount, Entry, Topic
from contact.opening import public_holidays
from tests.contact.factories import letter, make_topic, sensitive_topic, set_mailboxes, user_of
from website.core.models import OutgoingMail

ANYBODY = st.integers(0, 30)
OFFICES = st.sampled_from(["szczecin", "koszalin", "szczecin", "koszalin", "warszawa"])
TEXT = st.text(min_size=1, max_size=30).filter(lambda text: text.strip() and "\x00" not in text)


class Writer(RuleBasedStateMachine):
    """Two offices with three workers, three topics, and a clock of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(hour=st.integers(0, 24 * 365))
    def open_the_offices(self, hour: int) -> None:
        self.now = dt.datetime(2027, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
        set_mailboxes()
        self.topics = [make_topic(), sensitive_topic(answer_within=1), make_topic(keep_months=1)]
        self.workers = [user_of("szczecin"), user_of("koszalin"), user_of("szczecin", sensitive=True)]
        self.sent: list[tuple[str, Any]] = []
        self.arrived = 0
        self.receive(0, "szczecin", Channel.EMAIL, "?")

    # Steps -----------------------------------------------------------------------------------------------------

    def somebody(self, number: int) -> int:
        keys = list(Enquiry.objects.order_by("pk").values_list("pk", flat=True))
        return keys[number % len(keys)] if keys else 0

    def worker(self, number: int) -> Any:
        return self.workers[number % len(self.workers)]

    def attempt(self, step: Any, *arguments: Any, **named: Any) -> Any:
        """Do it; what is refused, or concerns nobody, changes nothing."""
        before = self.rows()
        try:
            return step(*arguments, **named)
        except (Refused, Enquiry.DoesNotExist):
            assert self.rows() == before
            return None

    def rows(self) -> list[Any]:
        return [*Enquiry.objects.order_by("pk").values(), Entry.objects.count(), OutgoingMail.objects.count()]

    @rule(topic=st.integers(0, 3), office=OFFICES, channel=st.sampled_from(Channel), text=TEXT)
    def receive(self, topic: int, office: str, channel: Channel, text: str) -> None:
        key = self.topics[topic].key if topic < len(self.topics) else "nieznana"
        sent = letter(topic=key, office=office, channel=channel, text=text, wants_confirmation=True)
        if self.attempt(enquiries.receive, sent, self.now):
            self.arrived += 1
            self.sent.append(("letter", sent))

    @rule(who=ANYBODY, text=TEXT)
    def write_again(self, who: int, text: str) -> None:
        number, pk = uuid.uuid4(), self.somebody(who)
        if self.attempt(enquiries.write_again, pk, text, "uk", number, self.now):
            self.sent.append(("again", (pk, text, "uk", number)))

    @rule(which=ANYBODY)
    def send_the_same_once_more(self, which: int) -> None:
        """From a page that is still open somewhere; of what was deleted meanwhile, it is a new enquiry."""
        kind, what = self.sent[which % len(self.sent)]
        rows, mails = Enquiry.objects.count(), OutgoingMail.objects.count()
        if kind == "again":
            known = Entry.objects.filter(submission=what[3]).exists()
            self.attempt(enquiries.write_again, *what, self.now)
        else:
            known = Entry.objects.filter(submission=what.submission).exists()
            enquiries.receive(what, self.now)
            self.arrived += not known
        if known:
            assert (Enquiry.objects.count(), OutgoingMail.objects.count()) == (rows, mails)

    @rule(
        who=ANYBODY, worker=ANYBODY, text=TEXT, then=st.sampled_from(["answered", "waiting", "closed", "new"])
    )
    def reply(self, who: int, worker: int, text: str, then: str) -> None:
        for number in [uuid.uuid4()] * 2:
            self.attempt(
                enquiries.reply,
                self.somebody(who),
                self.worker(worker),
                text,
                submission=number,
                then=then,
                now=self.now,
            )

    @rule(who=ANYBODY, worker=ANYBODY, reached=st.booleans(), text=st.just("") | TEXT)
    def call(self, who: int, worker: int, reached: bool, text: str) -> None:
        self.attempt(
            enquiries.record_contact,
            self.somebody(who),
            self.worker(worker),
            reached,
            text=text,
            submission=uuid.uuid4(),
            now=self.now,
        )

    @rule(who=ANYBODY, worker=ANYBODY, text=TEXT)
    def note(self, who: int, worker: int, text: str) -> None:
        self.attempt(
            enquiries.note, self.somebody(who), self.worker(worker), text, uuid.uuid4(), now=self.now
        )

    @rule(who=ANYBODY, worker=ANYBODY, to=st.none() | ANYBODY)
    def assign(self, who: int, worker: int, to: int | None) -> None:
        whom = None if to is None else self.worker(to)
        self.attempt(enquiries.assign, self.somebody(who), self.worker(worker), whom, now=self.now)

    @rule(who=ANYBODY, worker=ANYBODY, office=OFFICES)
    def move(self, who: int, worker: int, office: str) -> None:
        self.attempt(enquiries.move, self.somebody(who), self.worker(worker), office, "powód", now=self.now)

    @rule(who=ANYBODY, worker=ANYBODY, topic=st.integers(0, 2))
    def change_topic(self, who: int, worker: int, topic: int) -> None:
        chosen: Topic = self.topics[topic]
        self.attempt(enquiries.change_topic, self.somebody(who), self.worker(worker), chosen, now=self.now)

    @rule(who=ANYBODY, worker=ANYBODY, state=st.sampled_from([*State.values, "gone"]))
    def set_state(self, who: int, worker: int, state: str) -> None:
        self.attempt(enquiries.set_state, self.somebody(who), self.worker(worker), state, now=self.now)

    @rule(who=ANYBODY, worker=ANYBODY)
    def look(self, who: int, worker: int) -> None:
        self.attempt(enquiries.look, self.somebody(who), self.worker(worker), self.now)

    @rule(who=ANYBODY)
    def erase(self, who: int) -> None:
        enquiries.erase(self.somebody(who))

    @rule()
    def mails_go_out(self) -> None:
        """As the worker leaves them: nothing personal stays in the row."""
        OutgoingMail.objects.unfinished().filter(key__startswith="contact/").update(
            state=OutgoingMail.State.SENT,
            sent_at=timezone.now(),
            to="",
            sender="",
            subject="",
            text="",
            html="",
        )

    @rule(hours=st.sampled_from([1, 20, 100, 800, 3000]))
    def time_passes(self, hours: int) -> None:
        """The worker does what it always does."""
        self.now += dt.timedelta(hours=hours)
        settled = Enquiry.objects.settled(self.now - CLOSED_AFTER).count()
        assert enquiries.close_settled(self.now) == settled
        today = timezone.localdate(self.now)
        due = Enquiry.objects.expired(today).count()
        assert retention.delete_due(today, dry_run=True).enquiries == due
        assert retention.delete_due(today).enquiries == due
        assert not Enquiry.objects.expired(today).exists()

    # What is always true ---------------------------------------------------------------------------------------

    @invariant()
    def nobody_is_lost_and_nobody_counted_twice(self) -> None:
        if hasattr(self, "now"):
            counted = sum(EnquiryCount.objects.values_list("enquiries", flat=True))
            assert Enquiry.objects.count() + counted == self.arrived

    @invariant()
    def moments_fit_the_state(self) -> None:
        for row in Enquiry.objects.select_related("topic"):
            assert (row.state in OURS) == (row.due_at is not None)
            assert (row.state == State.CLOSED) == (row.closed_at is not None)
            assert row.created_at <= row.changed_at <= self.now
            assert row.answered_at is None or row.created_at <= row.answered_at <= self.now
            assert row.delete_on == months_later(row.closed_at or row.changed_at, row.topic.keep_months)
            assert row.is_sensitive == row.topic.is_sensitive
            if row.due_at:
                due = timezone.localtime(row.due_at)
                assert (due.hour, due.minute) == (23, 59)
                assert due.weekday() < 5
                assert due.date() not in public_holidays([due.year])

    @invariant()
    def the_history_is_complete(self) -> None:
        """Who reads it from the beginning arrives at what is."""
        for row in Enquiry.objects.select_related("topic", "assigned_to"):
            entries = list(row.entries.select_related("user").order_by("pk"))
            assert entries[0].step == Step.RECEIVED
            assert entries[1].kind == EntryKind.MESSAGE
            assert [entry.created_at for entry in entries] == sorted(entry.created_at for entry in entries)
            told = retold(entries)
            assert (told["state"], told["assigned"]) == (row.state, name_of(row.assigned_to))
            assert told.get("office", row.office) == row.office
            assert told.get("topic", row.topic.key) == row.topic.key
            said = [entry for entry in entries if entry.kind in {EntryKind.MESSAGE, EntryKind.REPLY}]
            told_last = max(
                entry.created_at
                for entry in entries
                if entry in said
                or entry.step == Step.REACHED
                or (entry.step == Step.STATE and entry.values["to"] == State.ANSWERED)
            )
            assert row.changed_at == told_last

    @invariant()
    def each_piece_is_told_once(self) -> None:
        keys = list(OutgoingMail.objects.filter(key__startswith="contact/").values_list("key", flat=True))
        kept = {row.key.hex: row for row in Enquiry.objects.all()}
        assert {key.split("/")[1] for key in keys} <= kept.keys(), "mails of somebody who is gone"
        count = Counter(tuple(key.split("/")[1:3]) for key in keys)
        for key, row in kept.items():
            answers = row.entries.filter(kind=EntryKind.REPLY).count()
            assert count[(key, "reply")] == (answers if row.channel == Channel.EMAIL else 0)
            assert count[(key, "confirmation")] == bool(row.email)
            steps = row.entries.filter(step__in=[Step.TOPIC, Step.MOVED]).count()
            messages = row.entries.filter(kind=EntryKind.MESSAGE).count()
            assert count[(key, "notice")] <= messages + steps

    @invariant()
    def nothing_that_is_still_to_be_sent_tells_of_something_sensitive(self) -> None:
        for row in Enquiry.objects.filter(is_sensitive=True):
            for mail in OutgoingMail.objects.unfinished().filter(key__contains=row.key.hex):
                assert row.reference not in mail.subject + mail.text + mail.html


def months_later(moment: dt.datetime, months: int) -> dt.date:
    """Counted month by month; the last day of a month where there is no such day."""
    day = timezone.localdate(moment)
    year, month = day.year, day.month
    for _each in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def name_of(user: Any) -> str:
    return user.get_full_name() if user else ""


def retold(entries: list[Entry]) -> dict[str, Any]:
    """State, office, topic and who looks after it, from nothing but the history."""
    now: dict[str, Any] = {"state": State.NEW, "assigned": ""}
    for entry in entries:
        match entry.step or entry.kind:
            case EntryKind.MESSAGE:
                now["state"] = State.OPEN if now["assigned"] else State.NEW
            case EntryKind.REPLY | Step.REACHED:
                now |= {"state": State.ANSWERED, "assigned": now["assigned"] or name_of(entry.user)}
            case Step.NOT_REACHED if now["state"] == State.NEW:
                now |= {"state": State.OPEN, "assigned": now["assigned"] or name_of(entry.user)}
            case Step.ASSIGNED:
                now["assigned"] = entry.values["to"]
                now["state"] = State.OPEN if now["state"] in OURS else now["state"]
            case Step.UNASSIGNED:
                now["assigned"] = ""
                now["state"] = State.NEW if now["state"] in OURS else now["state"]
            case Step.MOVED:
                now |= {"office": entry.values["to"], "assigned": ""}
                now["state"] = State.NEW if now["state"] == State.OPEN else now["state"]
            case Step.STATE:
                now["state"] = entry.values["to"]
            case Step.TOPIC:
                topic = Topic.objects.sources().get(key=entry.values["to"])
                if topic.is_sensitive:
                    now["assigned"] = ""
                    now["state"] = State.NEW if now["state"] == State.OPEN else now["state"]
                now["topic"] = topic.key
    return now


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
