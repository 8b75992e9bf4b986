"""Mails say what is true, in the reader's language, and tell nobody what is not theirs to know."""

from __future__ import annotations

import datetime as dt
import re

import icalendar
import pytest
from django.conf import settings
from django.core import mail as outbox
from django.db import transaction
from django.test import Client
from django.utils import timezone, translation

from events import messages, registration
from events.choices import State, Status
from events.messages import Message
from events.models import EventPage, Registration
from tests.events.factories import make_event, roster_of, sign_up
from website.core.languages import language
from website.core.mail import deliver
from website.core.models import OutgoingMail

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
KINDS = {value.kind: value for value in vars(messages).values() if isinstance(value, Message)}
PLACE, TOWN, LINK = "ul. Tajna 7, Szczecin", "Szczecin", "https://meet.example.org/secret"


def private_event(**values) -> EventPage:
    return make_event(place=PLACE, place_is_private=True, online_link=LINK, **values)


def written(message: Message, person: Registration, text: str = "") -> OutgoingMail:
    """The mail of a kind to somebody, written now."""
    roster = roster_of(EventPage.objects.get(translation_key=person.roster.event_key))
    assert messages.send(message, roster, person, number=99, text=text)
    return OutgoingMail.objects.get(key=f"registration/{person.key.hex}/{message.kind}/99")


def words(mail: OutgoingMail) -> str:
    """All of it that a person or a program can read."""
    return "\n".join([mail.subject, mail.text, mail.html, str(mail.headers), str(mail.attachments)])


def test_there_is_a_mail_for_every_step() -> None:
    assert len(KINDS) == 12
    assert len({value.kind for value in KINDS.values()}) == len(KINDS)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_mail_is_written_in_every_language(code: str) -> None:
    page = make_event(seats=1)
    person = sign_up(page, language=code, name="Олена <b>O'Neill</b>")
    waiting = sign_up(page, language=code)
    Registration.objects.filter(pk=waiting.pk).update(
        state=State.OFFERED, offered_until=timezone.now() + dt.timedelta(hours=24)
    )
    waiting.refresh_from_db()
    for message in KINDS.values():
        mail = written(
            message, waiting if message is messages.OFFER else person, text="Proszę <b>przyjść</b>."
        )
        assert re.search(rf'<html[^>]* lang="{code}"[^>]* dir="{language(code).direction}"', mail.html)
        assert page.title in mail.subject
        assert page.title in mail.text
        assert person.roster_id and (waiting if message is messages.OFFER else person).reference in mail.text
        assert "%(" not in words(mail)
        assert "{{" not in words(mail)
        assert "<b>przyjść" not in mail.html
        assert mail.subject.strip() == mail.subject
        assert len(mail.subject.splitlines()) == 1
        assert f"{settings.SITE_URL}/{code}/" in mail.text


def test_the_subject_of_a_discreet_event_says_nothing() -> None:
    page = make_event(title="Grupa wsparcia", slug="grupa", is_discreet=True)
    person = sign_up(page, language="pl")
    for message in KINDS.values():
        assert "Grupa" not in written(message, person).subject


@pytest.mark.parametrize("state", [State.WAITING, State.OFFERED, State.REQUESTED, State.CANCELLED])
def test_a_private_place_and_the_link_are_not_told_to_people_without_a_seat(state: State) -> None:
    page = private_event(seats=1, is_moderated=state == State.REQUESTED)
    if state != State.REQUESTED:
        first = sign_up(page)
    person = sign_up(page)
    if state in {State.OFFERED, State.CANCELLED}:
        registration.cancel(first.pk)
    if state == State.CANCELLED:
        registration.decline(person.pk)
    person.refresh_from_db()
    assert person.state == state
    for message in KINDS.values():
        mail = written(message, person)
        assert "Tajna" not in words(mail)
        assert LINK not in words(mail)
        assert not mail.attachments
    sent = OutgoingMail.objects.filter(key__contains=person.key.hex)
    assert not [mail for mail in sent if "Tajna" in words(mail) or LINK in words(mail)]


def test_people_with_a_seat_learn_the_place_and_the_link() -> None:
    person = sign_up(private_event())
    for kind in ("confirmed", "reminder", "changed"):
        mail = written(KINDS[kind], person)
        assert PLACE in mail.text
        assert PLACE in mail.html
        assert LINK in mail.text
    for kind in ("cancelled", "released", "event-cancelled", "repeated"):
        assert "Tajna" not in words(written(KINDS[kind], person))


def test_the_calendar_file_is_one_and_belongs_to_its_person() -> None:
    page = private_event()
    person = sign_up(page, language="ar")
    (file,) = written(messages.CONFIRMED, person).attachments
    (event,) = icalendar.Calendar.from_ical(file["content"]).walk("VEVENT")
    assert event["summary"] == page.title
    assert event["location"] == PLACE
    assert event.start == page.starts_at.replace(microsecond=0)
    assert event["sequence"] == roster_of(page).sequence
    assert messages.manage_path(person) in str(event["description"])


def test_only_mails_to_people_who_wait_can_be_unsubscribed_from_and_one_click_is_enough(
    client: Client,
) -> None:
    page = make_event(seats=1)
    seated, waiting = sign_up(page), sign_up(page)
    with_link = {kind for kind, message in KINDS.items() if written(message, seated).headers}
    assert with_link == {"waiting", "offer"}
    headers = OutgoingMail.objects.get(key=f"registration/{waiting.key.hex}/waiting/1").headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_URL)
    client.get(address)
    waiting.refresh_from_db()
    assert waiting.state == State.WAITING, "a program that opens every link cancels nothing"
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    waiting.refresh_from_db()
    assert waiting.state == State.CANCELLED


def test_names_and_titles_cannot_write_headers() -> None:
    page = make_event()
    bad = "Kurs\r\nBcc: all@example.org\r\n\r\nHello\x00"
    EventPage.objects.filter(pk=page.pk).update(title=bad.replace("\x00", ""))
    person = sign_up(page, name=bad.replace("\x00", ""))
    deliver()
    (sent,) = outbox.outbox
    raw = sent.message()
    assert sent.recipients() == [person.email]
    assert raw["Bcc"] is None
    assert "\n" not in sent.subject  # the header itself is long enough to be folded
    assert raw["Message-ID"]
    icalendar.Calendar.from_ical(sent.attachments[0][1])


def test_a_title_with_signs_of_formatting_is_a_title() -> None:
    page = make_event(title="100% kurs %(event)s {{ x }} & <i>")
    mail = written(messages.CONFIRMED, sign_up(page, language="en"))
    assert "100% kurs %(event)s {{ x }} & <i>" in mail.subject
    assert "100% kurs %(event)s {{ x }} & <i>" in mail.text
    assert "<i>" not in mail.html


@pytest.mark.parametrize("status", [Status.POSTPONED, Status.CANCELLED])
def test_a_date_that_no_longer_holds_is_not_written(status: Status) -> None:
    page = make_event(starts_at=dt.datetime(2090, 5, 17, 12, tzinfo=dt.UTC))
    person = sign_up(page, language="en")
    page.status = status
    page.save_revision().publish()
    message = messages.CHANGED if status == Status.POSTPONED else messages.EVENT_CANCELLED
    mail = written(message, person)
    assert "17 May" not in mail.text
    assert "17 May" not in mail.html
    with translation.override("en"):
        assert str(status.label) in mail.text


def test_an_offer_says_until_when_and_has_two_answers() -> None:
    page = make_event(seats=1)
    first, person = sign_up(page), sign_up(page, language="en")
    registration.cancel(first.pk)
    person.refresh_from_db()
    mail = OutgoingMail.objects.get(key=f"registration/{person.key.hex}/offer/1")
    assert f"{timezone.localtime(person.offered_until):%H:%M}" in mail.text
    for answer in ("yes", "no"):
        assert f"{messages.manage_path(person)}?answer={answer}" in mail.text


def test_a_mail_about_a_page_that_is_gone_still_names_the_event() -> None:
    page = make_event()
    person = sign_up(page)
    page.unpublish()
    assert page.title in written(messages.CANCELLED, person).text


def test_who_has_no_address_gets_no_mail() -> None:
    person = sign_up(make_event(), email="", phone="+48500100200")
    assert not messages.send(messages.CONFIRMED, person.roster, person)
    assert not OutgoingMail.objects.filter(key__contains=person.key.hex).exists()


def test_what_was_not_written_is_not_promised() -> None:
    page = make_event()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        sign_up(page)
        raise ZeroDivisionError
    assert not Registration.objects.filter(roster=roster_of(page)).exists()
    assert not OutgoingMail.objects.filter(key__startswith="registration/").exists()
