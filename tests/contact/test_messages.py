"""What the mails of this room say, and what none of them ever says."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import translation

from contact import enquiries, messages, tokens
from contact.choices import Channel, EntryKind
from contact.models import Enquiry, InboxSettings, Topic
from tests.contact.factories import make_enquiry, make_topic, sensitive_topic, set_mailboxes, user_of
from website.core.languages import language
from website.core.mail import deliver
from website.core.models import OutgoingMail

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
TITLE = "Przemoc domowa"
# What the person wrote about themselves; the answer is the office's and is quoted.
OWN = {"text": "Mój sekretny tekst", "name": "Kanarzyca", "safe_hours": "po północy"}
ANSWER = "Proszę przyjść <b>w piątek</b>.\n\nDo zobaczenia."


def mails_of(enquiry: Enquiry) -> dict[str, OutgoingMail]:
    """The mails about an enquiry by their kind; there may be one of each."""
    rows = list(OutgoingMail.objects.filter(key__startswith=f"contact/{enquiry.key.hex}/"))
    found = {row.kind.removeprefix("contact."): row for row in rows}
    assert len(found) == len(rows)
    return found


def words(mail: OutgoingMail) -> str:
    """All of it that a person or a program can read."""
    return "\n".join([mail.subject, mail.text, mail.html, str(mail.headers), str(mail.attachments)])


def everything_sent(topic: Topic, **values: Any) -> tuple[Enquiry, dict[str, OutgoingMail]]:
    """An enquiry with all the mails there are: notice, confirmation, answer."""
    set_mailboxes()
    fields = {**OWN, "channel": Channel.EMAIL, "wants_confirmation": True, **values}
    enquiry = make_enquiry(topic=topic, **fields)
    enquiries.reply(enquiry.pk, user_of("szczecin", sensitive=True), ANSWER, submission=uuid.uuid4())
    found = mails_of(enquiry)
    assert set(found) == {"notice", "confirmation", "reply"}
    return enquiry, found


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("is_sensitive", [False, True])
def test_every_mail_is_written_in_the_language_of_its_reader(code: str, is_sensitive: bool) -> None:
    topic = sensitive_topic() if is_sensitive else make_topic()
    enquiry, found = everything_sent(topic, language=code, written_in="en")
    for kind, mail in found.items():
        reader = "pl" if kind == "notice" else code
        assert mail.language == reader
        assert f'<html lang="{reader}" dir="{language(reader).direction}"' in mail.html
        assert "%(" not in words(mail)
        assert "{{" not in words(mail)
        assert mail.subject.strip() == mail.subject
        assert mail.text.isprintable() or "\n" in mail.text
        assert f"{settings.SITE_URL}/{reader}/" in mail.text
        assert (
            f"{settings.SITE_URL}/{'admin' if kind == 'notice' else f'{code}/contact/answer'}/" in mail.text
        )
    assert enquiry.language == code


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_mail_says_who_pays(code: str) -> None:
    _enquiry, found = everything_sent(make_topic(), language=code)
    for kind, mail in found.items():
        with translation.override("pl" if kind == "notice" else code):
            sentence = translation.gettext("Co-funded by the European Union")
        assert sentence in mail.text
        assert sentence in mail.html


@pytest.mark.parametrize("is_sensitive", [False, True])
def test_no_mail_repeats_what_the_person_wrote(is_sensitive: bool) -> None:
    topic = sensitive_topic() if is_sensitive else make_topic()
    enquiry, _found = everything_sent(topic, is_read_by_others=True, may_leave_voicemail=True)
    enquiries.write_again(enquiry.pk, "Drugi sekret", "uk", uuid.uuid4())
    enquiries.note(enquiry.pk, user_of("szczecin"), "Uwaga wewnętrzna", uuid.uuid4())
    enquiries.record_contact(enquiry.pk, user_of("szczecin"), reached=False, text="Nikt nie odbiera")
    enquiries.move(enquiry.pk, user_of("szczecin"), "koszalin", "Powód przeniesienia")
    rows = OutgoingMail.objects.filter(key__contains=enquiry.key.hex)
    assert rows.count() == 5
    said = [*OWN.values(), "Drugi sekret", "Uwaga wewnętrzna", "Nikt nie odbiera", "Powód przeniesienia"]
    for mail in rows:
        assert [word for word in said if word in words(mail)] == []
        # The address stands where the mail goes to, and nowhere in it.
        assert enquiry.email not in words(mail)


def test_only_the_answer_quotes_the_answer_with_its_own_language_and_direction() -> None:
    set_mailboxes()
    enquiry = make_enquiry(channel=Channel.EMAIL, language="en", wants_confirmation=True)
    enquiries.reply(enquiry.pk, user_of("szczecin"), "أهلا", submission=uuid.uuid4(), language="ar")
    found = mails_of(enquiry)
    assert '<div lang="ar" dir="auto"' in found["reply"].html
    assert [kind for kind, mail in found.items() if "أهلا" in words(mail)] == ["reply"]
    assert '<html lang="en" dir="ltr"' in found["reply"].html


def test_an_answer_with_signs_of_formatting_is_text() -> None:
    _enquiry, found = everything_sent(make_topic(), language="en")
    assert "w piątek</b>" in found["reply"].text
    assert "&lt;b&gt;w piątek&lt;/b&gt;" in found["reply"].html
    assert "<p>Do zobaczenia.</p>" in found["reply"].html
    assert found["reply"].text.count("Do zobaczenia.") == 1


# Sensitive -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_mail_about_a_sensitive_enquiry_says_what_or_where_it_is(code: str) -> None:
    topic = sensitive_topic(title=TITLE, key="przemoc")
    enquiry, found = everything_sent(topic, language=code)
    with translation.override(code):
        subject = translation.gettext("Message from BIWK")
    assert {mail.subject for kind, mail in found.items() if kind != "notice"} == {subject}
    for mail in found.values():
        text = words(mail).lower()
        for word in (enquiry.reference, TITLE, "przemoc", "szczecin", "w piątek", "Próbna", "worker"):
            assert word.lower() not in text.replace(settings.SITE_URL, "").replace(
                _official_name(mail.language).lower(), ""
            )
        # Neither a link of its own nor a number in an address leads to it.
        assert tokens.link(enquiry.key) not in text
        assert f"/{enquiry.pk}/" not in text
        assert mail.sender == ""


def _official_name(code: str) -> str:
    """Of the project: it stands on every mail, whatever it is about."""
    with translation.override(code):
        return translation.gettext("Information and Cultural Support Offices in West Pomerania")


def test_the_link_of_a_sensitive_mail_leads_to_the_page_that_asks_for_number_and_pin() -> None:
    _enquiry, found = everything_sent(sensitive_topic(), language="uk")
    for kind in ("confirmation", "reply"):
        assert re.findall(r"https?://\S+/contact/\S*", found[kind].text) == [
            f"{settings.SITE_URL}/uk/contact/answer/"
        ]


def test_somebody_whose_mail_is_read_by_others_gets_mails_that_say_nothing() -> None:
    enquiry, found = everything_sent(make_topic(title=TITLE), language="uk", is_read_by_others=True)
    with translation.override("uk"):
        subject = translation.gettext("Message from BIWK")
    for kind in ("confirmation", "reply"):
        assert found[kind].subject == subject
        for word in (enquiry.reference, TITLE, "w piątek", tokens.link(enquiry.key)):
            assert word not in words(found[kind])
        assert f"{settings.SITE_URL}/uk/contact/answer/" in found[kind].text
    assert enquiry.reference in found["notice"].subject, "the office is told as always"


def test_a_notice_of_something_sensitive_goes_to_the_smaller_circle_only() -> None:
    _enquiry, found = everything_sent(sensitive_topic())
    assert found["notice"].to == "krag@biwk.test"
    set_mailboxes(notices_sensitive="")
    silent = make_enquiry(topic=sensitive_topic())
    assert mails_of(silent) == {}


# Notices and senders -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("office", ["szczecin", "koszalin"])
def test_a_notice_goes_to_the_mailbox_of_the_office_and_leads_to_the_enquiry(office: str) -> None:
    set_mailboxes()
    enquiry = make_enquiry(office=office)
    notice = mails_of(enquiry)["notice"]
    assert notice.to == f"{office}@biwk.test"
    assert enquiry.reference in notice.subject
    assert settings.SITE_URL + reverse("inbox:enquiry", args=[enquiry.pk]) in notice.text


def test_without_a_mailbox_nobody_is_told_and_the_message_is_there_all_the_same() -> None:
    InboxSettings.objects.all().delete()
    enquiry = make_enquiry()
    set_mailboxes(notices_szczecin="")
    enquiries.write_again(enquiry.pk, "Halo?", "uk", uuid.uuid4())
    assert mails_of(enquiry) == {}
    assert enquiry.entries.filter(kind=EntryKind.MESSAGE).count() == 2


def test_who_writes_three_times_is_announced_three_times() -> None:
    set_mailboxes()
    enquiry = make_enquiry()
    for text in ("Halo?", "Halo!"):
        enquiries.write_again(enquiry.pk, text, "uk", uuid.uuid4())
    assert OutgoingMail.objects.filter(key__contains=f"{enquiry.key.hex}/notice/").count() == 3


@pytest.mark.parametrize("office", ["szczecin", "koszalin"])
def test_an_answer_comes_from_the_address_of_the_office_and_nothing_else_does(office: str) -> None:
    _enquiry, found = everything_sent(make_topic(), office=office)
    assert {kind: mail.sender for kind, mail in found.items()} == {
        "notice": "",
        "confirmation": "",
        "reply": f"odpowiedzi.{office}@biwk.test",
    }
    deliver()
    assert sorted(each.from_email for each in outbox.outbox) == sorted(
        [settings.DEFAULT_FROM_EMAIL, settings.DEFAULT_FROM_EMAIL, f"odpowiedzi.{office}@biwk.test"]
    )


def test_an_office_without_an_address_answers_from_that_of_the_site() -> None:
    InboxSettings.objects.all().delete()
    enquiry = make_enquiry(channel=Channel.EMAIL)
    enquiries.reply(enquiry.pk, user_of("szczecin"), "Tak.", submission=uuid.uuid4())
    deliver()
    assert [each.from_email for each in outbox.outbox] == [settings.DEFAULT_FROM_EMAIL]


@pytest.mark.parametrize("channel", [each for each in Channel if each != Channel.EMAIL])
def test_who_did_not_ask_for_mail_gets_none(channel: Channel) -> None:
    values = {"email": "x@example.org"} if channel == Channel.SITE else {}
    enquiry = make_enquiry(channel=channel, **values)
    enquiries.reply(enquiry.pk, user_of("szczecin"), "Tak.", submission=uuid.uuid4())
    assert mails_of(enquiry) == {}


def test_a_confirmation_is_sent_to_who_wanted_one_only() -> None:
    wanted = make_enquiry(email="x@example.org", wants_confirmation=True)
    unwanted = make_enquiry(channel=Channel.EMAIL)
    nowhere = make_enquiry(wants_confirmation=True)
    assert [set(mails_of(each)) for each in (wanted, unwanted, nowhere)] == [{"confirmation"}, set(), set()]


# Threads and links ---------------------------------------------------------------------------------------------------


def test_mail_programs_show_all_mails_of_a_conversation_together_and_no_two() -> None:
    first, mails = everything_sent(make_topic())
    second, others = everything_sent(make_topic())
    threads = {mail.headers["References"] for mail in mails.values()}
    assert threads == {mail.headers["In-Reply-To"] for mail in mails.values()}
    assert len(threads) == 1
    assert threads.isdisjoint({mail.headers["References"] for mail in others.values()})
    assert first.reference not in threads.pop()
    assert second.key != first.key


def test_what_stands_in_the_headers_opens_nothing(client: Client) -> None:
    """The thread is the key of the enquiry; without the secret of the site it is no link."""
    enquiry, found = everything_sent(make_topic(), language="uk")
    thread = found["reply"].headers["References"].strip("<>").partition("@")[0]
    for guess in (thread, thread.replace("-", ""), f"{thread}.{thread}"):
        assert client.get(f"/uk/contact/answer/{guess}/").status_code == 404
    assert client.get(f"/uk/contact/answer/{tokens.link(enquiry.key)}/").status_code == 200


def test_the_link_of_an_answer_opens_the_conversation(client: Client) -> None:
    _enquiry, found = everything_sent(make_topic(), language="es")
    (address,) = re.findall(r"https?://\S+/contact/answer/\S+", found["reply"].text)
    page = client.get(address.removeprefix(settings.SITE_URL))
    assert page.status_code == 200
    assert OWN["text"] in page.content.decode()


# Headers -------------------------------------------------------------------------------------------------------------

BAD = "Kurs\r\nBcc: all@example.org\r\n\r\nHello\x0b\u2028Cc: all@example.org"


def test_no_field_can_write_a_header() -> None:
    enquiry, _found = everything_sent(
        make_topic(title=BAD[:80]), text=BAD, name=BAD[:120], safe_hours=BAD, language="en"
    )
    enquiries.write_again(enquiry.pk, BAD, "en", uuid.uuid4())
    enquiries.reply(enquiry.pk, user_of("szczecin"), BAD, submission=uuid.uuid4())
    assert deliver() == 5
    for each in outbox.outbox:
        raw = each.message()
        header = raw.as_bytes(linesep="\r\n").split(b"\r\n\r\n")[0]
        assert b"all@example.org" not in header
        assert (raw["Bcc"], raw["Cc"]) == (None, None)
        assert len(each.recipients()) == 1
        assert len(each.subject.splitlines()) == 1


@pytest.mark.parametrize(
    "address", ["a@example.org\r\nBcc: b@example.org", "a@example.org,b@example.org", "A <a@example.org>", ""]
)
def test_an_address_that_is_two_or_a_header_is_never_promised_a_mail(address: str) -> None:
    with pytest.raises(ValueError, match="one plain address"):
        messages.compose(
            key="contact/x/reply",
            to=address,
            language="pl",
            template=messages.TEMPLATE,
            context={"subject": "x"},
            kind="contact.reply",
        )


def test_how_the_mails_of_the_answers_stand() -> None:
    enquiry = make_enquiry(channel=Channel.EMAIL)
    first = enquiries.reply(enquiry.pk, user_of("szczecin"), "Tak.", submission=uuid.uuid4())
    deliver()
    second = enquiries.reply(enquiry.pk, user_of("szczecin"), "Nie.", submission=uuid.uuid4())
    assert messages.reply_states(enquiry) == {first.pk: "sent", second.pk: "queued"}
