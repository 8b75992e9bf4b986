"""On their day people leave and numbers stay."""

from __future__ import annotations

import datetime as dt
import uuid
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.core import mail as outbox
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from events import messages, registration, retention
from events.choices import AnswerKind
from events.models import EventPage, ParticipationCount, Question, Receipt, Registration
from tests.events.factories import application, make_event, roster_of, sign_up
from website.core.mail import deliver
from website.core.models import OutgoingMail
from website.core.models.mail import MailQuerySet

pytestmark = pytest.mark.django_db

CANARY = "Kanarek"
ADDRESS = "kanarek@example.org"


def day_of_deletion(page: EventPage) -> dt.date:
    return roster_of(page).delete_on


def ask(page: EventPage, delete_after_days: int) -> str:
    """Give the event a question of its own; its key."""
    question = Question(
        text="Pytanie?",
        kind=AnswerKind.TEXT,
        delete_after_days=delete_after_days,
        locale=page.locale,
        translation_key=uuid.uuid4(),
    )
    page.questions = [question]
    page.save_revision().publish()
    return str(question.translation_key)


def everything() -> str:
    """All tables, as text."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found).lower()


def test_registrations_go_90_days_after_the_event_and_not_a_day_sooner() -> None:
    page = make_event()
    sign_up(page)
    assert day_of_deletion(page) == timezone.localdate(page.over_at) + dt.timedelta(days=90)
    assert retention.delete_due(day_of_deletion(page) - dt.timedelta(days=1)).registrations == 0
    report = retention.delete_due(day_of_deletion(page))
    assert (report.events, report.registrations) == (1, 1)
    assert not Registration.objects.filter(roster=roster_of(page)).exists()
    assert roster_of(page).taken == 0


def test_the_office_chooses_another_day_and_a_later_date_moves_it() -> None:
    page = make_event(delete_after_days=7)
    assert day_of_deletion(page) == timezone.localdate(page.over_at) + dt.timedelta(days=7)
    before = day_of_deletion(page)
    page.starts_at, page.ends_at = page.starts_at + dt.timedelta(days=3), page.ends_at + dt.timedelta(days=3)
    page.save_revision().publish()
    assert day_of_deletion(page) == before + dt.timedelta(days=3)


@pytest.mark.parametrize("day", [dt.date(2027, 3, 28), dt.date(2027, 10, 31)])
def test_the_change_of_clocks_moves_no_day(day: dt.date) -> None:
    with time_machine.travel(dt.datetime(2027, 1, 4, 12, tzinfo=dt.UTC)):
        late = dt.datetime.combine(day, dt.time(22, 30), dt.UTC)
        page = make_event(starts_at=late - dt.timedelta(hours=2), ends_at=late, delete_after_days=7)
        midnight = timezone.localtime(late)
        assert day_of_deletion(page) == midnight.date() + dt.timedelta(days=7)


def test_numbers_by_language_stay_and_add_up() -> None:
    page = make_event(seats=4)
    pair = sign_up(page, language="uk", seats=2)
    sign_up(page, language="uk")
    sign_up(page, language="ar")
    sign_up(page, language="ru", seats=4)  # waits
    registration.cancel(sign_up(page, language="es").pk)
    registration.mark(pair.pk, page.starts_at, 1)
    registration.mark(pair.pk, page.starts_at + dt.timedelta(days=1), 2)
    retention.delete_due(day_of_deletion(page))
    rows = ParticipationCount.objects.filter(event_key=page.translation_key).order_by("language")
    assert list(rows.values_list("language", "registrations", "seats", "attended")) == [
        ("ar", 1, 1, 0),
        ("uk", 2, 3, 2),
    ]
    assert {row.month for row in rows} == {timezone.localdate(page.starts_at).replace(day=1)}
    assert {(row.event, row.office, row.kind) for row in rows} == {(page.title, page.office, page.kind)}


def test_an_event_that_is_held_again_on_the_same_page_is_counted_again() -> None:
    page = make_event()
    for _each in range(2):
        sign_up(page, language="uk", seats=2)
        retention.delete_due(day_of_deletion(page))
    count = ParticipationCount.objects.get(event_key=page.translation_key)
    assert (count.registrations, count.seats) == (2, 4)


def test_nothing_personal_is_left_in_any_table() -> None:
    page = make_event(seats=1)
    key = ask(page, 7)
    words = {"name": CANARY, "email": ADDRESS, "companions": [CANARY], "answers": {key: CANARY}}
    person = sign_up(page, **words)
    sign_up(page, name=CANARY, email=f"x{ADDRESS}")
    sign_up(page, name=CANARY, email="", phone="+48500999111")
    registration.register(roster_of(page).pk, application(**words))  # the same address again
    deliver()
    registration.cancel(person.pk)  # a mail that waits, and an offer
    assert CANARY.lower() in everything()
    retention.delete_due(day_of_deletion(page))
    left = everything()
    for word in (CANARY.lower(), ADDRESS, "500999111", person.reference.lower()):
        assert word not in left
    assert not OutgoingMail.objects.filter(key__startswith="registration/").exists()
    assert not Receipt.objects.filter(roster=roster_of(page)).exists()


def test_mails_of_others_stay() -> None:
    page, other = make_event(), make_event(delete_after_days=200)
    sign_up(page)
    kept = sign_up(other)
    retention.delete_due(day_of_deletion(page))
    assert OutgoingMail.objects.get(key__startswith="registration/").to == kept.email
    assert Registration.objects.filter(pk=kept.pk).exists()


def test_answers_go_sooner_than_the_people_who_gave_them() -> None:
    page = make_event()
    key = ask(page, 7)
    person = sign_up(page, answers={key: CANARY, "other": "stays"})
    due = timezone.localdate(page.over_at) + dt.timedelta(days=7)
    with time_machine.travel(page.over_at + dt.timedelta(days=6)):
        assert retention.delete_due().answers == 0
    with time_machine.travel(page.over_at + dt.timedelta(days=7)):
        assert retention.delete_due(due, dry_run=True).answers == 1
        assert retention.delete_due(due).answers == 1
        assert retention.delete_due(due).answers == 0
    person.refresh_from_db()
    assert person.answers == {"other": "stays"}


def test_a_dry_run_says_what_would_go_and_changes_nothing() -> None:
    page = make_event()
    sign_up(page)
    before = everything()
    with time_machine.travel(day_of_deletion(page) + dt.timedelta(days=1), tick=False):
        out = StringIO()
        call_command("delete_registrations", "--dry-run", stdout=out)
    assert "1 registrations of 1 events" in out.getvalue()
    assert everything() == before


def test_a_worker_that_is_killed_in_the_middle_counts_nobody_twice(monkeypatch) -> None:
    pages = [make_event(), make_event()]
    for page in pages:
        sign_up(page, language="uk")
        sign_up(page, language="ar")

    class Killed(BaseException):
        pass

    forgotten = []

    def forget(*arguments) -> None:
        forgotten.append(1)
        if len(forgotten) == 2:
            raise Killed

    day = max(day_of_deletion(page) for page in pages)
    with monkeypatch.context() as broken:
        broken.setattr(messages, "forget_all", forget)
        with pytest.raises(Killed):
            retention.delete_due(day)
    assert Registration.objects.filter(roster__event_key=pages[1].translation_key).count() == 2
    assert roster_of(pages[1]).taken == 2
    retention.delete_due(day)
    retention.delete_due(day)
    counts = ParticipationCount.objects.filter(event_key__in=[page.translation_key for page in pages])
    assert sorted(counts.values_list("language", "registrations")) == [
        ("ar", 1),
        ("ar", 1),
        ("uk", 1),
        ("uk", 1),
    ]


def test_a_mail_that_is_forgotten_while_it_is_being_sent_stops_no_worker(monkeypatch) -> None:
    page = make_event()
    person, other = sign_up(page), sign_up(page)

    def update(rows: MailQuerySet, **values) -> int:
        done = QuerySet.update(rows, **values)
        if values.get("state") == OutgoingMail.State.SENDING:
            registration.erase(person.pk)
        return done

    monkeypatch.setattr(MailQuerySet, "update", update)
    assert deliver() == 1
    assert [mail.to for mail in outbox.outbox] == [[other.email]]


def test_somebody_deletes_their_own_registration_at_once_and_twice_without_harm() -> None:
    page = make_event(seats=1)
    person, waiting = sign_up(page, name=CANARY, email=ADDRESS), sign_up(page)
    registration.erase(person.pk)
    registration.erase(person.pk)
    assert CANARY.lower() not in everything()
    assert ADDRESS not in everything()
    waiting.refresh_from_db()
    assert waiting.state == "offered"
    assert roster_of(page).taken == 1
