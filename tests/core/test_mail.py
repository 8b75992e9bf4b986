"""The queue of mails: nothing lost, nothing twice, nothing personal left, nobody's words in a header."""

from __future__ import annotations

import datetime as dt
import smtplib
from unittest.mock import patch

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.conftest import LANGUAGES
from tests.core.mails import put
from website.core.mail import WAITS, deliver, queue_state
from website.core.models import OutgoingMail
from website.core.models.mail import CLAIM_VALID_FOR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_templates")]

HAND_OVER = "website.core.mail._hand_over"
CALENDAR = {"name": "event.ics", "type": "text/calendar; method=PUBLISH", "content": "BEGIN:VCALENDAR\r\n"}


def the_mail() -> OutgoingMail:
    return OutgoingMail.objects.get(key="try/1")


def test_a_promised_mail_arrives_once() -> None:
    assert put(headers={"Reply-To": "office@example.org"}, attachments=[CALENDAR])
    promised = the_mail().message_id
    assert deliver() == 1
    assert deliver() == 0
    (sent,) = outbox.outbox
    message = sent.message()
    assert sent.to == ["olena@example.org"]
    assert message["Subject"] == "Hello Olena"
    assert message["Message-ID"] == promised
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "uk"
    assert message["From"] == "webmaster@localhost"
    assert message["Reply-To"] == "office@example.org"
    assert "Text for Olena" in sent.body
    types = [part.get_content_type() for part in message.walk()]
    assert {"text/plain", "text/html", "text/calendar"} <= set(types)


def test_the_same_promise_is_not_made_twice() -> None:
    assert put()
    assert not put(to="another@example.org")
    assert deliver() == 1
    assert not put(), "not even when the mail has been sent"


def test_a_promise_inside_a_transaction_that_fails_was_never_made() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        put()
        raise RuntimeError
    assert deliver() == 0


def test_nothing_of_the_person_stays_after_sending() -> None:
    put(attachments=[CALENDAR], headers={"Reply-To": "olena@example.org"})
    deliver()
    row = OutgoingMail.objects.filter(key="try/1").values().get()
    assert row["state"] == "sent"
    assert row["sent_at"]
    assert not [
        row[name] for name in ("to", "subject", "text", "html", "headers", "attachments") if row[name]
    ]
    assert "olena" not in str(row).lower()


def test_a_dead_server_is_asked_again_and_again_for_five_days_then_given_up(caplog) -> None:
    start = dt.datetime(2027, 1, 4, 12, tzinfo=dt.UTC)
    attempts = []
    refused = smtplib.SMTPRecipientsRefused({"olena@example.org": (451, b"try later, olena@example.org")})
    with time_machine.travel(start, tick=False) as clock, patch(HAND_OVER, side_effect=refused):
        put()
        while the_mail().state != OutgoingMail.State.FAILED:
            attempts.append(timezone.now() - start)
            assert deliver() == 0
            assert deliver() == 0, "not before its time"
            clock.move_to(max(the_mail().next_attempt_at, timezone.now() + dt.timedelta(seconds=1)))
    assert [attempt.total_seconds() / 60 for attempt in attempts[:4]] == [0, 1, 6, 21]
    assert len(attempts) == len(WAITS) + 1
    assert dt.timedelta(days=4) < attempts[-1] <= dt.timedelta(days=5)
    failed = the_mail()
    assert failed.last_error == "SMTPRecipientsRefused 451"
    assert failed.to == failed.subject == failed.text == failed.html == ""
    assert "olena" not in caplog.text.lower()
    assert caplog.text.count("not sent") == len(WAITS)
    assert queue_state() == "1 failed"


def test_a_mail_that_cannot_be_sent_does_not_keep_the_others() -> None:
    from website.core import mail

    really = mail._hand_over

    def picky(each: OutgoingMail) -> None:
        if each.key == "try/1":
            raise ConnectionRefusedError
        really(each)

    put("try/1")
    put("try/2")
    with patch(HAND_OVER, side_effect=picky):
        assert deliver() == 1
    assert the_mail().last_error == "ConnectionRefusedError"
    assert the_mail().state == OutgoingMail.State.QUEUED


class Killed(BaseException):
    """Like SIGKILL: nothing that comes after it is done."""


def test_a_mail_of_a_killed_worker_is_sent_by_another_with_the_same_message_id() -> None:
    put()
    promised = the_mail().message_id
    with patch(HAND_OVER, side_effect=Killed), pytest.raises(Killed):
        deliver()
    assert the_mail().state == OutgoingMail.State.SENDING
    assert deliver() == 0, "it may still be at work"
    with time_machine.travel(timezone.now() + CLAIM_VALID_FOR + dt.timedelta(seconds=1)):
        assert deliver() == 1
    assert outbox.outbox[0].message()["Message-ID"] == promised


def test_a_mail_that_kills_every_worker_is_given_up() -> None:
    put()
    moment = timezone.now()
    with patch(HAND_OVER, side_effect=Killed):
        for _attempt in range(len(WAITS) + 1):
            moment += CLAIM_VALID_FOR + dt.timedelta(seconds=1)
            with time_machine.travel(moment), pytest.raises(Killed):
                deliver()
        with time_machine.travel(moment + CLAIM_VALID_FOR + dt.timedelta(seconds=1)):
            assert deliver() == 0
    assert the_mail().state == OutgoingMail.State.FAILED


def test_the_claim_is_written_down_before_the_mail_is_sent() -> None:
    put()

    def look(mail: OutgoingMail) -> None:
        stored = the_mail()
        assert (stored.state, stored.attempts) == (OutgoingMail.State.SENDING, 1)

    with patch(HAND_OVER, side_effect=look):
        assert deliver() == 1


def test_several_workers_send_each_mail_once(at_once) -> None:
    from tests.core.conftest import in_thread

    in_thread(lambda: [put(f"try/{number}") for number in range(24)])
    sent: list[str] = []
    with patch(HAND_OVER, side_effect=lambda mail: sent.append(mail.key)):
        counts = at_once(deliver, 6)
    assert sum(counts) == 24
    assert sorted(sent) == sorted(f"try/{number}" for number in range(24))


def test_the_same_promise_made_by_several_at_once_is_one_promise(at_once) -> None:
    assert sorted(at_once(put, 6)) == [False] * 5 + [True]


@pytest.mark.parametrize(
    "to",
    [
        "",
        "olena",
        "olena@example.org\nBcc: all@example.org",
        "olena@example.org\r\n",
        "olena@example.org, other@example.org",
        "Olena <olena@example.org>",
        '"a\nb"@example.org',
        "olena@example.org\x00",
        "olena@example.org\u2028",
    ],
)
def test_a_recipient_is_one_address_and_nothing_else(to: str) -> None:
    with pytest.raises(ValueError, match="Recipient"):
        put(to=to)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Reply-To": "a@example.org\nBcc: b@example.org"},
        {"Bcc": "b@example.org"},
        {"X: Y": "z"},
        {"From": "a@b.pl"},
    ],
)
def test_a_header_says_its_own_value_only(headers: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="header"):
        put(headers=headers)


def test_an_attachment_is_text_with_a_plain_name() -> None:
    for wrong in (
        {"name": "../a.ics"},
        {"name": 'a";x="'},
        {"type": "text/html\r\nX: y"},
        {"type": "image/png"},
    ):
        with pytest.raises(ValueError, match=r"attachment|type"):
            put(attachments=[CALENDAR | wrong])


def test_a_subject_is_one_line_whatever_the_name_is() -> None:
    put(context={"name": "O'Neil & <b>\r\nBcc: all@example.org\x00\u202e" + "x" * 400})
    subject = the_mail().subject
    assert subject.startswith("Hello O'Neil & <b> Bcc: all@example.org x")
    assert len(subject) == 250
    deliver()
    assert outbox.outbox[0].message()["Bcc"] is None


def test_text_is_not_escaped_and_html_is() -> None:
    put(context={"name": "O'Neil <b>"})
    assert "Text for O'Neil <b>" in the_mail().text
    assert "Words for O&#x27;Neil &lt;b&gt;" in the_mail().html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_frame_of_a_mail_is_in_the_readers_language_and_direction(language: str) -> None:
    put(language=language)
    mail = the_mail()
    soup = BeautifulSoup(mail.html, "html5lib")
    assert soup.html["lang"] == language
    assert soup.html["dir"] == soup.body["dir"] == ("rtl" if language == "ar" else "ltr")
    home = f"https://biwk.example/{language}/"
    assert {link["href"] for link in soup.find_all("a")} == {home}
    assert home in mail.text
    assert not soup.find_all(["img", "script", "link"])
    english = "Co-funded by the European Union"
    statement = soup.find_all("strong")[-1].get_text()
    assert statement in mail.text
    assert (statement == english) == (language == "en")


def test_rows_that_must_never_be_are_refused_by_the_database() -> None:
    put()
    for changes in (
        {"state": "sent"},
        {"state": "sending"},
        {"state": "sent", "sent_at": timezone.now()},  # with what it said
        {"to": ""},
        {"state": "failed", "failed_at": timezone.now(), "to": ""},
        {"state": "other"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutgoingMail.objects.filter(key="try/1").update(**changes)


def test_readiness_tells_what_waits_and_stays_ready(client) -> None:
    assert client.get("/readyz").json()["mail"] == "ok"
    put()
    assert queue_state() == "ok", "it has just been promised"
    OutgoingMail.objects.update(
        created_at=dt.datetime(2027, 1, 4, 12, tzinfo=dt.UTC) - dt.timedelta(days=365 * 2)
    )
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["mail"] == "1 waiting since 2025-01-04T12:00:00Z"
