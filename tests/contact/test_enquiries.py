"""The writer of enquiries, function by function; its clock is the test's."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from contact import counting, enquiries, messages
from contact.choices import OURS, Channel, EntryKind, State, Step
from contact.enquiries import Refused
from contact.models import DoorCount, Enquiry, Entry
from tests.contact.factories import letter, make_enquiry, make_topic, sensitive_topic, set_mailboxes, user_of
from website.core.models import OutgoingMail

pytestmark = pytest.mark.django_db

WARSAW = ZoneInfo("Europe/Warsaw")
MONDAY = dt.datetime(2027, 3, 8, 10, 0, tzinfo=WARSAW)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def fresh(enquiry: Enquiry) -> Enquiry:
    return Enquiry.objects.get(pk=enquiry.pk)


def steps(enquiry: Enquiry) -> list[str]:
    """Its history: the step of an event, the kind of everything else."""
    return [entry.step or entry.kind for entry in enquiry.entries.order_by("pk")]


def mails(enquiry: Enquiry) -> list[str]:
    prefix = f"contact/{enquiry.key.hex}/"
    return [
        mail.key.removeprefix(prefix)
        for mail in OutgoingMail.objects.filter(key__startswith=prefix).order_by("pk")
    ]


def in_state(state: str, **values: Any) -> tuple[Enquiry, Any]:
    """An enquiry of Monday in this state, and who looks after it; nobody does while it is new."""
    user, enquiry = user_of("szczecin"), make_enquiry(MONDAY, **values)
    if state == State.OPEN:
        enquiries.assign(enquiry.pk, user, user, now=MONDAY)
    elif state != State.NEW:
        enquiries.reply(enquiry.pk, user, "Tak.", submission=uuid.uuid4(), then=state, now=MONDAY)
    return fresh(enquiry), user


# Arriving ------------------------------------------------------------------------------------------------------------


def test_what_arrives_is_kept_as_it_was_sent() -> None:
    sent = letter(
        topic=make_topic(key="praca"),
        office="koszalin",
        text="Pierwszy wiersz\n\nدوسرا 🙂",
        language="ar",
        written_in="es",
        channel=Channel.PHONE,
        phone="+48500100200",
        email=" Ala@Example.ORG ",
        name="Ala",
        may_leave_voicemail=False,
        is_read_by_others=True,
        safe_hours="9-12",
    )
    enquiry = fresh(enquiries.receive(sent, MONDAY))
    kept = {
        name: getattr(enquiry, name)
        for name in ("office", "language", "channel", "phone", "email", "name", "safe_hours")
    }
    assert kept == {
        "office": "koszalin",
        "language": "ar",
        "channel": "phone",
        "phone": "+48500100200",
        "email": "ala@example.org",
        "name": "Ala",
        "safe_hours": "9-12",
    }
    assert (enquiry.may_leave_voicemail, enquiry.is_read_by_others, enquiry.is_sensitive) == (
        False,
        True,
        False,
    )
    assert (enquiry.state, enquiry.assigned_to, enquiry.created_at) == (State.NEW, None, MONDAY)
    assert steps(enquiry) == [Step.RECEIVED, EntryKind.MESSAGE]
    message = enquiry.entries.get(kind=EntryKind.MESSAGE)
    assert (message.text, message.language) == (sent.text, "es")
    assert enquiry.entries.get(submission=sent.submission).text == "", "what is refused twice carries no text"
    door = DoorCount.objects.get(topic="praca")
    assert (door.month, door.language, door.written, door.shown) == (dt.date(2027, 3, 1), "es", 1, 0)


def test_the_same_form_twice_is_one_enquiry() -> None:
    set_mailboxes()
    sent = letter(channel=Channel.EMAIL, wants_confirmation=True)
    first, second = enquiries.receive(sent), enquiries.receive(sent)
    assert first == second
    assert Enquiry.objects.count() == 1
    assert mails(first) == ["notice/0", "confirmation"]
    assert DoorCount.objects.get(topic=sent.topic).written == 1


def test_a_form_whose_twin_is_erased_at_the_same_moment_is_kept(monkeypatch) -> None:
    """The database refuses it because of the first one, and when it is looked for, the first one is gone."""
    set_mailboxes()
    real, refused = enquiries._receive, [True]

    def receive(*arguments):
        if refused and refused.pop():
            raise IntegrityError
        return real(*arguments)

    monkeypatch.setattr(enquiries, "_receive", receive)
    assert enquiries.receive(letter()).pk
    assert Enquiry.objects.count() == 1


def test_of_a_form_that_arrives_twice_nothing_of_the_second_stays() -> None:
    """Nobody looks first whether it is there, so that two at the same moment are told apart by the database."""
    set_mailboxes()
    sent = letter()
    first = enquiries.receive(sent)
    assert enquiries.receive(sent) == first
    assert Enquiry.objects.count() == 1
    assert Entry.objects.count() == 2
    assert OutgoingMail.objects.filter(key__startswith="contact/").count() == 1
    assert DoorCount.objects.get(topic=sent.topic).written == 1


def test_what_the_database_refuses_otherwise_is_not_taken_for_a_repetition(monkeypatch) -> None:
    taken = make_enquiry()
    monkeypatch.setattr(Enquiry._meta.get_field("reference"), "_get_default", lambda: taken.reference)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_enquiry()


@pytest.mark.parametrize("topic", ["", "nieznana", "sprawa-x' OR 1=1", "SPRAWA-TAJNA"])
def test_a_topic_there_is_not_is_refused(topic: str) -> None:
    with pytest.raises(Refused, match="topic"):
        make_enquiry(topic=topic)
    assert not Enquiry.objects.exists()


def test_a_topic_that_was_taken_back_is_refused() -> None:
    topic = make_topic({"uk": "Справа"}, is_active=False)
    assert topic.key
    with pytest.raises(Refused, match="topic"):
        make_enquiry(topic=topic)


@pytest.mark.parametrize("office", ["", "any", "warszawa", "Szczecin"])
def test_a_forged_office_is_refused_everywhere(office: str) -> None:
    with pytest.raises(Refused, match="office"):
        make_enquiry(office=office)
    enquiry = make_enquiry()
    with pytest.raises(Refused, match="office"):
        enquiries.move(enquiry.pk, user_of("szczecin"), office, "powód")
    assert fresh(enquiry).office == "szczecin"


def test_a_sensitive_topic_makes_a_sensitive_enquiry() -> None:
    enquiry = make_enquiry(MONDAY, topic=sensitive_topic())
    assert enquiry.is_sensitive
    assert enquiry.delete_on == dt.date(2027, 6, 8)


def test_an_enquiry_and_its_notice_are_kept_together_or_not_at_all(monkeypatch) -> None:
    set_mailboxes()

    def broken(*arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(messages, "_confirmation", broken)
    with pytest.raises(ZeroDivisionError):
        make_enquiry(channel=Channel.EMAIL, wants_confirmation=True)
    assert not Enquiry.objects.exists()
    assert not Entry.objects.exists()
    assert not OutgoingMail.objects.filter(key__startswith="contact/").exists()


def test_each_door_of_each_month_is_counted_for_itself() -> None:
    for now, language in [(MONDAY, "uk"), (MONDAY + DAY, "uk"), (MONDAY, "ar"), (MONDAY + 30 * DAY, "uk")]:
        make_enquiry(
            now, topic="drzwi" if DoorCount.objects.exists() else make_topic(key="drzwi"), written_in=language
        )
        counting.count_door("drzwi", language, "shown", now)
    names = ("month", "language", "shown", "helped", "written")
    march, april = dt.date(2027, 3, 1), dt.date(2027, 4, 1)
    assert list(DoorCount.objects.order_by("month", "language").values_list(*names)) == [
        (march, "ar", 1, 0, 1),
        (march, "uk", 2, 0, 2),
        (april, "uk", 1, 0, 1),
    ]


@pytest.mark.parametrize(
    ("answered", "hours"), [([1, 2, 3, 4], None), ([1, 2, 30, 4, 5], 4), ([1, 1, 2, 2, 3, 3], 2)]
)
def test_the_usual_time_is_told_from_five_answers_on(answered: list[int], hours: int | None) -> None:
    user = user_of("szczecin")
    for waited in answered:
        enquiry = make_enquiry(MONDAY)
        enquiries.reply(enquiry.pk, user, "Tak.", submission=uuid.uuid4(), now=MONDAY + waited * HOUR)
    make_enquiry(MONDAY)  # not answered
    assert counting.usual_hours("szczecin", MONDAY + 2 * DAY) == hours
    assert counting.usual_hours("koszalin", MONDAY + 2 * DAY) is None
    assert counting.usual_hours("szczecin", MONDAY + 40 * DAY) is None, "long ago"


# When it is due ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "working_days", "last"),
    [
        ("2027-03-08T10:00", 1, "2027-03-09"),  # Monday
        ("2027-03-08T10:00", 5, "2027-03-15"),
        ("2027-03-12T23:59", 1, "2027-03-15"),  # Friday night
        ("2027-03-13T10:00", 2, "2027-03-16"),  # Saturday
        ("2027-03-14T10:00", 2, "2027-03-16"),  # Sunday
        ("2027-03-26T10:00", 1, "2027-03-30"),  # Friday before Easter Monday
        ("2027-04-30T10:00", 2, "2027-05-05"),  # 1 May is a Saturday, 3 May a Monday
        ("2026-12-23T10:00", 1, "2026-12-28"),  # Christmas Eve is a holiday since 2025
        ("2026-12-31T10:00", 2, "2027-01-05"),  # New Year is a Friday
        ("2027-01-05T10:00", 1, "2027-01-07"),  # Epiphany
        ("2027-05-26T10:00", 1, "2027-05-28"),  # Corpus Christi
        ("2026-11-10T10:00", 1, "2026-11-12"),  # Independence Day
    ],
)
def test_only_polish_working_days_count(moment: str, working_days: int, last: str) -> None:
    now = dt.datetime.fromisoformat(moment).replace(tzinfo=WARSAW)
    enquiry = make_enquiry(now, topic=make_topic(answer_within=working_days))
    local = timezone.localtime(fresh(enquiry).due_at, WARSAW)
    assert (f"{local:%Y-%m-%d}", f"{local:%H:%M}") == (last, "23:59")


def test_the_day_is_that_of_poland_and_not_of_greenwich() -> None:
    just_after_midnight = dt.datetime(2027, 7, 6, 0, 30, tzinfo=WARSAW)  # still Monday in UTC
    assert timezone.localdate(enquiries.due(just_after_midnight, 1), WARSAW) == dt.date(2027, 7, 7)


# When it goes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arrived", "months", "goes"),
    [
        ("2027-03-08", 12, "2028-03-08"),
        ("2027-11-30", 3, "2028-02-29"),  # a leap year
        ("2026-11-30", 3, "2027-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2027-08-31", 1, "2027-09-30"),
        ("2027-12-31", 24, "2029-12-31"),
        ("2027-12-01", 1, "2028-01-01"),
        ("2027-01-31", 11, "2027-12-31"),
    ],
)
def test_the_day_of_deletion_counts_months_from_the_last_message(
    arrived: str, months: int, goes: str
) -> None:
    now = dt.datetime.fromisoformat(f"{arrived}T12:00").replace(tzinfo=WARSAW)
    enquiry = make_enquiry(now, topic=make_topic(keep_months=months))
    assert fresh(enquiry).delete_on == dt.date.fromisoformat(goes)


def test_the_day_of_deletion_counts_from_closing_and_moves_when_the_person_writes_again() -> None:
    enquiry, user = in_state(State.ANSWERED)
    assert enquiry.delete_on == dt.date(2028, 3, 8)
    enquiries.set_state(enquiry.pk, user, State.CLOSED, now=MONDAY + 10 * DAY)
    assert fresh(enquiry).delete_on == dt.date(2028, 3, 18)
    enquiries.write_again(enquiry.pk, "Jeszcze jedno.", "uk", uuid.uuid4(), now=MONDAY + 40 * DAY)
    assert fresh(enquiry).delete_on == dt.date(2028, 4, 17)


def test_notes_and_looks_keep_nobody_longer() -> None:
    enquiry, user = in_state(State.ANSWERED)
    enquiries.note(enquiry.pk, user, "Notatka", uuid.uuid4(), now=MONDAY + 90 * DAY)
    enquiries.look(enquiry.pk, user, now=MONDAY + 90 * DAY)
    enquiries.assign(enquiry.pk, user, user_of("szczecin"), now=MONDAY + 90 * DAY)
    enquiries.record_contact(enquiry.pk, user, reached=False, now=MONDAY + 90 * DAY)
    assert fresh(enquiry).delete_on == enquiry.delete_on


# States --------------------------------------------------------------------------------------------------------------

Do = Callable[[Enquiry, Any], Any]


def _again(enquiry: Enquiry, user: Any) -> None:
    enquiries.write_again(enquiry.pk, "Jeszcze jedno.", "uk", uuid.uuid4(), now=MONDAY + DAY)


def _reply(then: str) -> Do:
    def done(enquiry: Enquiry, user: Any) -> None:
        enquiries.reply(enquiry.pk, user, "Tak.", submission=uuid.uuid4(), then=then, now=MONDAY + DAY)

    return done


def _contact(reached: bool) -> Do:
    return lambda enquiry, user: enquiries.record_contact(enquiry.pk, user, reached, now=MONDAY + DAY)


def _assign(enquiry: Enquiry, user: Any) -> None:
    enquiries.assign(enquiry.pk, user, user_of("szczecin"), now=MONDAY + DAY)


def _give_back(enquiry: Enquiry, user: Any) -> None:
    enquiries.assign(enquiry.pk, user, None, now=MONDAY + DAY)


def _move(enquiry: Enquiry, user: Any) -> None:
    enquiries.move(enquiry.pk, user, "koszalin", "Mieszka w Koszalinie.", now=MONDAY + DAY)


def _set(state: str) -> Do:
    return lambda enquiry, user: enquiries.set_state(enquiry.pk, user, state, now=MONDAY + DAY)


N, O, W, A, C = State.NEW, State.OPEN, State.WAITING, State.ANSWERED, State.CLOSED  # noqa: E741
# What comes out for an enquiry that was new, open, waiting, answered, closed.
TABLE: dict[str, tuple[Do, list[State]]] = {
    "the person writes again": (_again, [N, O, O, O, O]),
    "an answer": (_reply(A), [A, A, A, A, A]),
    "a question back": (_reply(W), [W, W, W, W, W]),
    "an answer that ends it": (_reply(C), [C, C, C, C, C]),
    "spoken to": (_contact(reached=True), [A, A, A, A, A]),
    "tried in vain": (_contact(reached=False), [O, O, W, A, C]),
    "given to somebody": (_assign, [O, O, W, A, C]),
    "given back": (_give_back, [N, N, W, A, C]),
    "moved": (_move, [N, N, W, A, C]),
    "set to open": (_set(O), [O, O, O, O, O]),
    "set to waiting": (_set(W), [W, W, W, W, W]),
    "set to answered": (_set(A), [A, A, A, A, A]),
    "set to closed": (_set(C), [C, C, C, C, C]),
}


@pytest.mark.parametrize("before", State.values)
@pytest.mark.parametrize("name", TABLE)
def test_each_step_leads_where_the_table_says(name: str, before: State) -> None:
    do, after = TABLE[name]
    enquiry, user = in_state(before)
    assert enquiry.state == before
    do(enquiry, user)
    now = fresh(enquiry)
    assert now.state == after[State.values.index(before)]
    assert (now.due_at is not None) == (now.state in OURS)
    assert (now.closed_at is not None) == (now.state == State.CLOSED)


@pytest.mark.parametrize("state", ["", "gone", State.NEW])
def test_a_state_nobody_may_choose_is_refused(state: str) -> None:
    enquiry, user = in_state(State.OPEN)
    with pytest.raises(Refused, match="state"):
        enquiries.set_state(enquiry.pk, user, state)
    assert steps(enquiry) == [Step.RECEIVED, EntryKind.MESSAGE, Step.ASSIGNED]


@pytest.mark.parametrize("then", ["", State.NEW, State.OPEN])
def test_an_answer_leaves_nothing_open(then: str) -> None:
    enquiry, user = in_state(State.OPEN)
    with pytest.raises(Refused, match="state"):
        enquiries.reply(enquiry.pk, user, "Tak.", submission=uuid.uuid4(), then=then)
    assert EntryKind.REPLY not in steps(enquiry)


def test_what_already_waits_for_us_is_not_given_more_time() -> None:
    enquiry = make_enquiry(MONDAY)
    enquiries.write_again(enquiry.pk, "Halo?", "uk", uuid.uuid4(), now=MONDAY + DAY)
    assert fresh(enquiry).due_at == enquiry.due_at


@pytest.mark.parametrize("state", [State.WAITING, State.ANSWERED, State.CLOSED])
def test_who_writes_again_is_answered_in_time_again(state: State) -> None:
    enquiry, _user = in_state(state)
    later = MONDAY + 21 * DAY
    enquiries.write_again(enquiry.pk, "Jeszcze jedno.", "uk", uuid.uuid4(), now=later)
    now = fresh(enquiry)
    assert now.due_at == enquiries.due(later, 2)
    assert (now.changed_at, now.answered_at, now.closed_at) == (later, MONDAY, None)


def test_the_first_answer_counts_and_who_gave_it_looks_after_it() -> None:
    enquiry, user = in_state(State.NEW)
    enquiries.reply(enquiry.pk, user, "Tak.", submission=uuid.uuid4(), now=MONDAY + HOUR)
    enquiries.reply(enquiry.pk, user_of("szczecin"), "I nie.", submission=uuid.uuid4(), now=MONDAY + DAY)
    now = fresh(enquiry)
    assert (now.assigned_to, now.answered_at, now.changed_at) == (user, MONDAY + HOUR, MONDAY + DAY)


def test_what_is_called_answered_by_hand_counts_as_answered_and_is_not_closed_at_once() -> None:
    enquiry = make_enquiry(MONDAY)
    later = MONDAY + 40 * DAY
    enquiries.set_state(enquiry.pk, user_of("szczecin"), State.ANSWERED, now=later)
    assert fresh(enquiry).answered_at == later
    assert enquiries.close_settled(later + HOUR) == 0
    assert fresh(enquiry).state == State.ANSWERED


def test_an_answer_that_asks_back_or_closes_says_so_in_the_history() -> None:
    for then in (State.WAITING, State.CLOSED):
        enquiry, user = in_state(then)
        assert steps(enquiry) == [Step.RECEIVED, EntryKind.MESSAGE, EntryKind.REPLY, Step.STATE]
        assert enquiry.entries.get(step=Step.STATE).values == {"to": then}
        assert enquiry.entries.get(step=Step.STATE).user == user


# The same twice ------------------------------------------------------------------------------------------------------


def test_the_same_answer_twice_is_one_answer_and_one_mail() -> None:
    enquiry, user = make_enquiry(channel=Channel.EMAIL), user_of("szczecin")
    number = uuid.uuid4()
    first, second = (enquiries.reply(enquiry.pk, user, "Tak.", submission=number) for _each in range(2))
    assert first == second
    assert steps(enquiry).count(EntryKind.REPLY) == 1
    assert mails(enquiry) == [f"reply/{first.pk}"]


def test_the_same_words_in_two_forms_are_two_answers() -> None:
    enquiry, user = make_enquiry(), user_of("szczecin")
    for _each in range(2):
        enquiries.reply(enquiry.pk, user, "Tak.", submission=uuid.uuid4())
    assert steps(enquiry).count(EntryKind.REPLY) == 2


def test_the_same_note_call_or_message_twice_is_there_once() -> None:
    set_mailboxes()
    enquiry, user = make_enquiry(), user_of("szczecin")
    note, call, message = (uuid.uuid4() for _each in range(3))
    for _each in range(2):
        enquiries.note(enquiry.pk, user, "Notatka", note)
        enquiries.record_contact(enquiry.pk, user, True, text="Rozmowa", submission=call)
        enquiries.write_again(enquiry.pk, "Halo?", "uk", message)
    assert steps(enquiry) == [
        Step.RECEIVED,
        EntryKind.MESSAGE,
        EntryKind.NOTE,
        Step.REACHED,
        EntryKind.MESSAGE,
    ]
    assert mails(enquiry) == ["notice/0", "notice/1"]
    assert fresh(enquiry).state == State.OPEN


def test_nothing_changes_and_nothing_is_written_where_nothing_is_done() -> None:
    enquiry, user = in_state(State.OPEN)
    before = steps(enquiry)
    enquiries.assign(enquiry.pk, user, user)
    enquiries.move(enquiry.pk, user, "szczecin", "powód")
    enquiries.set_state(enquiry.pk, user, State.OPEN)
    enquiries.change_topic(enquiry.pk, user, enquiry.topic)
    assert steps(enquiry) == before


def test_what_is_deleted_cannot_be_written_to() -> None:
    enquiry, user = in_state(State.OPEN)
    assert enquiries.erase(enquiry.pk)
    assert not enquiries.erase(enquiry.pk)
    attempts: list[Do] = [do for do, _after in TABLE.values()]
    for do in attempts:
        with pytest.raises(Enquiry.DoesNotExist):
            do(enquiry, user)
    assert not Entry.objects.exists()


# Who and where -------------------------------------------------------------------------------------------------------


def test_to_move_tells_the_other_office_and_takes_it_from_its_worker() -> None:
    set_mailboxes()
    enquiry, user = in_state(State.OPEN)
    enquiries.look(enquiry.pk, user, now=MONDAY)
    enquiries.move(enquiry.pk, user, "koszalin", "Mieszka w Koszalinie.", now=MONDAY + HOUR)
    now = fresh(enquiry)
    assert (now.office, now.assigned_to, now.answering, now.state) == ("koszalin", None, None, State.NEW)
    moved = now.entries.get(step=Step.MOVED)
    assert (moved.user, moved.text, moved.values) == (
        user,
        "Mieszka w Koszalinie.",
        {"from": "szczecin", "to": "koszalin"},
    )
    notices = OutgoingMail.objects.filter(key__contains=enquiry.key.hex).order_by("pk")
    assert [mail.to for mail in notices] == ["szczecin@biwk.test", "koszalin@biwk.test"]


def test_to_move_there_and_back_tells_each_office_each_time() -> None:
    set_mailboxes()
    enquiry, user = make_enquiry(), user_of("szczecin")
    for office in ("koszalin", "szczecin", "koszalin"):
        enquiries.move(enquiry.pk, user, office, "powód")
    assert len(mails(enquiry)) == 4


def test_assigning_names_who_did_it_and_to_whom() -> None:
    enquiry, user, other = make_enquiry(), user_of("szczecin"), user_of("szczecin")
    enquiries.assign(enquiry.pk, user, other)
    enquiries.assign(enquiry.pk, user, None)
    given, back = enquiry.entries.filter(kind=EntryKind.EVENT, user=user).order_by("pk")
    assert (given.step, given.values) == (Step.ASSIGNED, {"to": other.get_full_name()})
    assert (back.step, back.values) == (Step.UNASSIGNED, {})


def test_a_colleague_who_left_leaves_the_enquiry_and_its_history() -> None:
    enquiry, user = in_state(State.OPEN)
    user.delete()
    now = fresh(enquiry)
    assert (now.assigned_to, now.state) == (None, State.OPEN)
    assert now.entries.get(step=Step.ASSIGNED).values["to"].startswith("Anna Próbna")


def test_a_topic_that_becomes_sensitive_is_nobodys_and_what_was_promised_says_nothing() -> None:
    set_mailboxes()
    user = user_of("szczecin")
    enquiry = make_enquiry(MONDAY, channel=Channel.EMAIL, language="en", wants_confirmation=True)
    answer = enquiries.reply(
        enquiry.pk, user, "Zadzwoń do nas.", submission=uuid.uuid4(), then=State.WAITING, now=MONDAY
    )
    enquiries.set_state(enquiry.pk, user, State.OPEN, now=MONDAY)
    enquiries.look(enquiry.pk, user, now=MONDAY)
    topic = sensitive_topic(title="Przemoc w domu")
    enquiries.change_topic(enquiry.pk, user, topic, now=MONDAY)
    now = fresh(enquiry)
    assert (now.topic, now.is_sensitive, now.state) == (topic, True, State.NEW)
    assert (now.assigned_to, now.answering) == (None, None)
    assert now.delete_on == dt.date(2027, 6, 8)
    waiting = {mail.key.rpartition("/")[2]: mail for mail in OutgoingMail.objects.unfinished()}
    changed = now.entries.get(step=Step.TOPIC)
    # The person still learns that there is an answer, the smaller circle that there is something.
    assert sorted(mails(enquiry)) == sorted(
        ["confirmation", f"reply/{answer.pk}", f"notice/topic-{changed.pk}"]
    )
    for mail in waiting.values():
        everything = "\n".join([mail.subject, mail.text, mail.html])
        assert enquiry.reference not in everything
        assert "Zadzwoń" not in everything
        assert "Przemoc" not in everything
    assert waiting[f"topic-{changed.pk}"].to == "krag@biwk.test"


def test_mails_that_have_gone_out_are_not_sent_again_when_the_topic_becomes_sensitive() -> None:
    enquiry, user = make_enquiry(channel=Channel.EMAIL, wants_confirmation=True), user_of("szczecin")
    OutgoingMail.objects.filter(key__contains=enquiry.key.hex).update(
        state=OutgoingMail.State.SENT, sent_at=timezone.now(), to="", subject="", text="", html=""
    )
    enquiries.change_topic(enquiry.pk, user, sensitive_topic())
    assert not OutgoingMail.objects.unfinished().filter(key__contains=enquiry.key.hex).exists()


def test_a_topic_that_is_no_longer_sensitive_is_the_offices_again() -> None:
    set_mailboxes()
    user = user_of("szczecin", sensitive=True)
    enquiry = make_enquiry(MONDAY, topic=sensitive_topic())
    enquiries.assign(enquiry.pk, user, user, now=MONDAY)
    topic = make_topic(keep_months=12)
    enquiries.change_topic(enquiry.pk, user, topic, now=MONDAY)
    now = fresh(enquiry)
    assert (now.is_sensitive, now.assigned_to, now.state) == (False, user, State.OPEN)
    assert now.delete_on == dt.date(2028, 3, 8)
    assert now.entries.get(step=Step.TOPIC).values == {"to": topic.key}


# Who answers just now ------------------------------------------------------------------------------------------------


def test_who_has_the_form_open_is_named_to_others_for_ten_minutes() -> None:
    enquiry, anna, ewa = make_enquiry(), user_of("szczecin"), user_of("szczecin")
    assert enquiries.look(enquiry.pk, anna, MONDAY) is None
    assert enquiries.look(enquiry.pk, anna, MONDAY + dt.timedelta(minutes=5)) is None
    assert enquiries.look(enquiry.pk, ewa, MONDAY + dt.timedelta(minutes=14, seconds=59)) == anna
    assert fresh(enquiry).answering == anna, "to be told is not to take over"
    assert enquiries.look(enquiry.pk, ewa, MONDAY + dt.timedelta(minutes=15)) is None
    assert enquiries.look(enquiry.pk, anna, MONDAY + dt.timedelta(minutes=16)) == ewa


def test_who_has_answered_has_the_form_open_no_longer() -> None:
    enquiry, anna, ewa = make_enquiry(), user_of("szczecin"), user_of("szczecin")
    enquiries.look(enquiry.pk, anna, MONDAY)
    enquiries.reply(enquiry.pk, ewa, "Szybciej.", submission=uuid.uuid4(), now=MONDAY)
    assert enquiries.look(enquiry.pk, ewa, MONDAY) == anna
    enquiries.reply(enquiry.pk, anna, "Też.", submission=uuid.uuid4(), now=MONDAY)
    assert enquiries.look(enquiry.pk, ewa, MONDAY) is None


# By the clock --------------------------------------------------------------------------------------------------------


def test_what_was_answered_is_closed_after_thirty_days_of_silence() -> None:
    answered, _user = in_state(State.ANSWERED)
    others = [in_state(state)[0] for state in State.values if state != State.ANSWERED]
    states = [each.state for each in others]
    assert enquiries.close_settled(MONDAY + 30 * DAY) == 0
    assert enquiries.close_settled(MONDAY + 30 * DAY + HOUR) == 1
    assert enquiries.close_settled(MONDAY + 30 * DAY + HOUR) == 0
    now = fresh(answered)
    assert (now.state, now.closed_at) == (State.CLOSED, MONDAY + 30 * DAY + HOUR)
    assert (now.entries.last().values, now.entries.last().user) == ({"to": State.CLOSED}, None)
    assert [fresh(each).state for each in others] == states


def test_who_writes_while_the_clock_closes_is_not_shut_out(monkeypatch) -> None:
    enquiry, _user = in_state(State.ANSWERED)
    late = MONDAY + 31 * DAY
    settled = type(Enquiry.objects.all()).settled

    def and_then_they_write(rows: Any, before: dt.datetime) -> Any:
        found = list(settled(rows, before).values_list("pk", flat=True))
        enquiries.write_again(enquiry.pk, "Jeszcze jedno.", "uk", uuid.uuid4(), now=late)
        return Enquiry.objects.filter(pk__in=found)

    monkeypatch.setattr(
        Enquiry.objects, "settled", lambda before: and_then_they_write(Enquiry.objects.all(), before)
    )
    assert enquiries.close_settled(late) == 0
    assert fresh(enquiry).state == State.OPEN


# Deleting ------------------------------------------------------------------------------------------------------------


def test_to_erase_takes_the_history_and_all_mails_of_this_enquiry_only() -> None:
    set_mailboxes()
    gone, stays = (make_enquiry(channel=Channel.EMAIL, wants_confirmation=True) for _each in range(2))
    user = user_of("szczecin")
    enquiries.reply(gone.pk, user, "Tak.", submission=uuid.uuid4())
    assert enquiries.erase(gone.pk)
    assert not Entry.objects.filter(enquiry_id=gone.pk).exists()
    assert mails(gone) == []
    assert mails(stays) == ["notice/0", "confirmation"]
    assert steps(stays) == [Step.RECEIVED, EntryKind.MESSAGE]


def test_the_database_refuses_what_the_writer_would_never_write() -> None:
    enquiry = make_enquiry()
    broken: list[dict[str, Any]] = [
        {"state": State.CLOSED},
        {"state": State.ANSWERED},
        {"closed_at": MONDAY},
        {"due_at": None},
        {"channel": Channel.EMAIL},
        {"channel": Channel.PHONE},
        {"channel": Channel.SMS},
        {"channel": "pigeon"},
    ]
    for values in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            Enquiry.objects.filter(pk=enquiry.pk).update(**values)
    for values in ({"kind": EntryKind.NOTE, "text": ""}, {"kind": EntryKind.EVENT, "step": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(enquiry=enquiry, **values)
