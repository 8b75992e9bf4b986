"""On their day enquiries go and numbers stay."""

from __future__ import annotations

import datetime as dt
import uuid
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from contact import enquiries, retention, tasks
from contact.choices import Channel, State
from contact.models import DoorCount, Enquiry, EnquiryCount, Entry
from contact.retention import delete_due
from tests.contact.factories import make_enquiry, make_topic, sensitive_topic, set_mailboxes, user_of
from tests.contact.tables import all_rows
from website.core.models import OutgoingMail

pytestmark = pytest.mark.django_db

WARSAW = ZoneInfo("Europe/Warsaw")
MONDAY = dt.datetime(2027, 3, 8, 10, 0, tzinfo=WARSAW)
DAY = dt.timedelta(days=1)
ITS_DAY = dt.date(2028, 3, 8)  # of what arrived on Monday and is kept for a year


def counts() -> list[tuple[Any, ...]]:
    names = ("month", "office", "topic", "language", "channel", "enquiries", "answered", "hours")
    return list(EnquiryCount.objects.order_by(*names).values_list(*names))


def answer(enquiry: Enquiry, after: dt.timedelta) -> None:
    enquiries.reply(
        enquiry.pk, user_of(enquiry.office), "Tak.", submission=uuid.uuid4(), now=enquiry.created_at + after
    )


def test_an_enquiry_goes_on_its_day_and_not_a_day_sooner() -> None:
    enquiry = make_enquiry(MONDAY)
    assert delete_due(ITS_DAY - DAY).enquiries == 0
    assert Enquiry.objects.filter(pk=enquiry.pk).exists()
    assert delete_due(ITS_DAY).enquiries == 1
    assert not Enquiry.objects.exists()
    assert not Entry.objects.exists()


def test_sensitive_ones_go_after_three_months() -> None:
    ordinary, sensitive = make_enquiry(MONDAY), make_enquiry(MONDAY, topic=sensitive_topic())
    assert delete_due(dt.date(2027, 6, 7)).enquiries == 0
    assert delete_due(dt.date(2027, 6, 8)).enquiries == 1
    assert list(Enquiry.objects.all()) == [ordinary]
    assert sensitive.is_sensitive


def test_what_was_written_to_again_stays_until_its_new_day() -> None:
    enquiry = make_enquiry(MONDAY)
    enquiries.write_again(enquiry.pk, "Jestem znowu.", "uk", uuid.uuid4(), now=MONDAY + 100 * DAY)
    assert delete_due(ITS_DAY).enquiries == 0
    assert delete_due(ITS_DAY + 100 * DAY).enquiries == 1


def test_who_writes_while_the_old_ones_are_being_deleted_is_not_deleted(monkeypatch) -> None:
    first, second = make_enquiry(MONDAY), make_enquiry(MONDAY)
    erase = enquiries.erase

    def meanwhile(pk: int) -> bool:
        monkeypatch.setattr(retention, "erase", erase)
        late = timezone.make_aware(dt.datetime.combine(ITS_DAY, dt.time(3)))
        enquiries.write_again(second.pk, "Jestem znowu.", "uk", uuid.uuid4(), now=late)
        return erase(pk)

    monkeypatch.setattr(retention, "erase", meanwhile)
    report = delete_due(ITS_DAY)
    assert list(Enquiry.objects.all()) == [second]
    assert (report.enquiries, dict(report.topics)) == (1, {first.topic.key: 1})
    assert sum(row[5] for row in counts()) == 1


def test_numbers_by_month_office_topic_language_and_channel_stay() -> None:
    work, school = make_topic(key="praca"), make_topic(key="szkola")
    answer(make_enquiry(MONDAY, topic=work), dt.timedelta(hours=3))
    answer(make_enquiry(MONDAY + DAY, topic=work), dt.timedelta(hours=5, minutes=40))
    make_enquiry(MONDAY, topic=work)
    make_enquiry(MONDAY, topic=work, language="ar")
    make_enquiry(MONDAY, topic=school, office="koszalin", channel=Channel.EMAIL)
    # The last evening of the month in Poland, the first of the next one nowhere.
    make_enquiry(dt.datetime(2027, 3, 31, 23, 30, tzinfo=WARSAW), topic=work)
    make_enquiry(dt.datetime(2027, 4, 1, 0, 30, tzinfo=WARSAW), topic=work)
    delete_due(dt.date(2029, 1, 1))
    march, april = dt.date(2027, 3, 1), dt.date(2027, 4, 1)
    assert counts() == [
        (march, "koszalin", "szkola", "uk", "email", 1, 0, 0),
        (march, "szczecin", "praca", "ar", "site", 1, 0, 0),
        (march, "szczecin", "praca", "uk", "site", 4, 2, 9),
        (april, "szczecin", "praca", "uk", "site", 1, 0, 0),
    ]


def test_numbers_add_up_to_what_was_there() -> None:
    """Whatever they were, what is counted and what is left are together what had arrived."""
    topics = [make_topic(), sensitive_topic(), make_topic(keep_months=1)]
    for number in range(24):
        enquiry = make_enquiry(
            MONDAY + number * 11 * DAY,
            topic=topics[number % 3],
            office=["szczecin", "koszalin"][number % 2],
            language=["uk", "ar", "pl", "es"][number % 4],
        )
        if number % 5 == 0:
            answer(enquiry, dt.timedelta(hours=number))
    day, last = dt.date(2027, 4, 1), dt.date(2029, 1, 1)
    while day < last:
        reported = delete_due(day).enquiries
        assert Enquiry.objects.count() + sum(row[5] for row in counts()) == 24
        assert reported <= 24
        day += dt.timedelta(days=60)
    delete_due(last)
    rows = counts()
    assert (sum(row[5] for row in rows), sum(row[6] for row in rows)) == (24, 5)
    assert sum(row[7] for row in rows) == 0 + 5 + 10 + 15 + 20


def test_to_run_it_again_counts_nobody_twice() -> None:
    answer(make_enquiry(MONDAY), dt.timedelta(hours=2))
    delete_due(dt.date(2029, 1, 1))
    before = counts()
    assert delete_due(dt.date(2029, 1, 1)).enquiries == 0
    assert counts() == before


def test_to_be_killed_in_the_middle_counts_nobody_twice(monkeypatch) -> None:
    topic = make_topic()
    for _each in range(3):
        make_enquiry(MONDAY, topic=topic)

    class Killed(BaseException):
        pass

    erase, erased = enquiries.erase, []

    def dies_at_the_second(pk: int) -> bool:
        erased.append(pk)
        if len(erased) == 2:
            erase(pk)
            raise Killed
        return erase(pk)

    with monkeypatch.context() as broken:
        broken.setattr(retention, "erase", dies_at_the_second)
        with pytest.raises(Killed):
            delete_due(ITS_DAY)
    assert (Enquiry.objects.count(), sum(row[5] for row in counts())) == (2, 1)
    assert delete_due(ITS_DAY).enquiries == 2
    assert (Enquiry.objects.count(), sum(row[5] for row in counts())) == (0, 3)


def test_what_people_did_at_the_doors_stays_counted() -> None:
    make_enquiry(MONDAY)
    before = list(DoorCount.objects.values())
    assert before
    delete_due(ITS_DAY)
    assert list(DoorCount.objects.values()) == before


def test_mails_go_with_their_enquiry_and_those_of_others_stay() -> None:
    set_mailboxes()
    gone = make_enquiry(MONDAY, channel=Channel.EMAIL, wants_confirmation=True)
    stays = make_enquiry(MONDAY + DAY, channel=Channel.EMAIL, wants_confirmation=True)
    delete_due(ITS_DAY)
    left = list(OutgoingMail.objects.filter(key__startswith="contact/").values_list("key", flat=True))
    assert left
    assert all(stays.key.hex in key for key in left)
    assert gone.key.hex not in " ".join(left)


def test_nothing_of_the_person_is_left_in_any_table() -> None:
    set_mailboxes()
    words = ["Kanarzyca", "kanarzyca@example.org", "500999111", "Pytam o Kanarzyce"]
    for channel in (Channel.EMAIL, Channel.PHONE):
        enquiry = make_enquiry(
            MONDAY,
            text=words[3],
            name=words[0],
            email=words[1],
            phone=f"+48{words[2]}",
            safe_hours=words[0],
            channel=channel,
            wants_confirmation=True,
        )
        answer(enquiry, dt.timedelta(hours=1))
        enquiries.note(enquiry.pk, user_of("szczecin"), words[0], uuid.uuid4())
        words += [enquiry.reference, enquiry.key.hex, str(enquiry.key)]
    assert any(words[0].lower() in row for _table, row in all_rows())
    delete_due(dt.date(2029, 1, 1))
    assert [(table, word) for table, row in all_rows() for word in words if word.lower() in row] == []


# By hand and by the clock --------------------------------------------------------------------------------------------


def test_a_dry_run_says_what_would_go_and_changes_nothing() -> None:
    work, school = make_topic(key="praca"), make_topic(key="szkola")
    for topic in (work, work, school):
        make_enquiry(MONDAY, topic=topic)
    make_enquiry(MONDAY + 10 * DAY, topic=work)
    before = all_rows()
    with time_machine.travel(dt.datetime.combine(ITS_DAY, dt.time(12), WARSAW), tick=False):
        said = StringIO()
        call_command("delete_enquiries", "--dry-run", stdout=said)
        assert all_rows() == before
        done = StringIO()
        call_command("delete_enquiries", stdout=done)
        nothing = StringIO()
        call_command("delete_enquiries", stdout=nothing)
    assert said.getvalue().strip() == "Would delete 3 enquiries: praca 2, szkola 1."
    assert done.getvalue().strip() == "Deleted 3 enquiries: praca 2, szkola 1."
    assert nothing.getvalue().strip() == "Deleted 0 enquiries."
    assert Enquiry.objects.count() == 1


def test_the_report_names_nobody() -> None:
    enquiry = make_enquiry(MONDAY, name="Kanarzyca", channel=Channel.EMAIL)
    report = str(delete_due(ITS_DAY))
    assert report == f"1 enquiries: {enquiry.topic.key} 1"


def test_the_worker_closes_what_is_settled_and_deletes_what_is_due() -> None:
    user = user_of("szczecin")
    settled = make_enquiry(MONDAY)
    enquiries.reply(settled.pk, user, "Tak.", submission=uuid.uuid4(), now=MONDAY)
    with time_machine.travel(MONDAY + 31 * DAY, tick=False):
        tasks.close_settled()
        tasks.delete_due()
    settled.refresh_from_db()
    assert (settled.state, settled.delete_on) == (State.CLOSED, dt.date(2028, 4, 8))
    with time_machine.travel(dt.datetime(2028, 4, 8, 3, tzinfo=WARSAW), tick=False):
        tasks.delete_due()
    assert not Enquiry.objects.exists()
