"""From the door of a topic to the number and the PIN, as a person gets there."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Locale, Page

from contact import counting
from contact.choices import Channel, EntryKind
from contact.models import DoorCount, Enquiry, InboxSettings, Institution, Topic
from contact.views.write import usual_time
from tests.contact.browsing import LETTER, OURS, Person, codes, fields, make_topic, soup, words
from website.core.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_our_topic() -> Topic:
    Enquiry.objects.all().delete()
    DoorCount.objects.all().delete()
    return make_topic()


def asked(captured: CaptureQueriesContext) -> list[str]:
    """Statements without those that begin and end a transaction."""
    return [
        each["sql"]
        for each in captured.captured_queries
        if not each["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT"))
    ]


@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
def test_a_message_arrives_and_its_writer_gets_a_number_and_a_pin(code: str) -> None:
    person = Person(code)
    sent = person.write(message="Потрібна допомога Ї́\nالسطر الثاني", language="ar", name="Ola")
    found = Enquiry.objects.get()
    assert sent.status_code == 200
    assert codes(sent)[0] == found.reference
    assert re.fullmatch(r"\d{6}", codes(sent)[1])
    assert (found.office, found.language, found.channel, found.name) == ("szczecin", "ar", "site", "Ola")
    message = found.entries.get(kind=EntryKind.MESSAGE)
    assert (message.text, message.language) == ("Потрібна допомога Ї\nالسطر الثاني".replace("Ї", "Ї́"), code)
    assert not person.client.cookies


def test_a_topic_with_nothing_to_read_shows_the_form_at_once() -> None:
    person = Person()
    page = person.get(person.address("write/letters/"))
    assert "message" in fields(page)
    answer = person.post(person.address("write/letters/"), {**fields(page), **LETTER})
    assert answer.status_code == 303


def test_a_door_shows_what_to_read_and_two_ways_on() -> None:
    institution = Institution.objects.filter(locale__language_code="pl", is_helpline=False).first()
    guide = Page.objects.get(url_path="/pl/residence/pesel-number/")
    make_topic(
        "stay", title="Pobyt", answer="<p>Decyduje <b>wojewoda</b>.</p>", institution=institution, guide=guide
    )
    person = Person("uk", "stay")
    page = soup(person.get(person.address("write/stay/")))
    main = page.select_one("main")
    assert "wojewoda" in main.text
    assert main.select_one(".prose")["lang"] == "pl"
    translated = Institution.objects.get(
        translation_key=institution.translation_key, locale__language_code="uk"
    )
    assert translated.title in main.text
    assert main.select_one('a[href="/uk/residence/pesel-number/"]').text == (
        Page.objects.get(url_path="/uk/residence/pesel-number/").title
    )
    assert main.select_one('a[href="/uk/contact/write/stay/form/"]')
    assert main.select_one('form[action="/uk/contact/write/stay/helped/"] button')


def test_words_of_the_readers_language_are_taken_and_facts_of_the_polish_topic() -> None:
    topic = make_topic("stay", title="Pobyt", answer="<p>Tak</p>", office="koszalin")
    copy = topic.copy_for_translation(Locale.objects.get(language_code="uk"))
    copy.title, copy.answer, copy.office = "Перебування", "<p>Так</p>", "szczecin"
    copy.save()
    person = Person("uk", "stay")
    assert soup(person.get(person.address("write/stay/"))).h1.text == "Перебування"
    person.write(office="any")
    assert Enquiry.objects.get().office == "koszalin"


def test_an_emergency_shows_112_and_the_helplines_before_anything_else() -> None:
    Institution.objects.filter(key="la-strada").update(is_helpline=True)
    make_topic("danger", title="Boję się", answer="<p>Czytaj</p>", is_emergency=True)
    person = Person("ar", "danger")
    main = soup(person.get(person.address("write/danger/"))).select_one("main")
    helpline = Institution.objects.get(key="la-strada", locale__language_code="ar")
    text = main.text
    assert text.index("112") < text.index(helpline.title) < text.index("Czytaj")
    assert main.select_one('a[href="tel:112"]')["dir"] == "ltr"
    assert main.select_one(f'a[href="tel:{helpline.phone.replace(" ", "").replace("-", "")}"]')


def test_doors_are_counted_once_a_day_from_a_place() -> None:
    make_topic("stay", title="Pobyt", answer="<p>Tak</p>")
    person = Person("uk", "stay")
    for _each in range(3):
        person.get(person.address("write/stay/"))
        answer = person.post(person.address("write/stay/helped/"), {})
        assert answer.status_code == 303
    assert words(person.get(answer["Location"]))
    other = Client(REMOTE_ADDR="192.0.2.7")
    other.get("/uk/contact/write/stay/")
    person.client.head("/uk/contact/write/stay/")
    person.write()
    count = DoorCount.objects.get(topic="stay", language="uk")
    assert (count.shown, count.helped, count.written) == (2, 1, 1)


def test_a_door_opens_when_nothing_can_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def busy(*_args: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(counting, "count_door", busy)
    assert Client().get("/pl/contact/write/letters/").status_code == 200


@pytest.mark.parametrize("path", ["", "form/", "helped/"])
def test_a_topic_that_is_not_offered_is_not_there(path: str) -> None:
    make_topic("old", is_active=False)
    for key in ("old", "never"):
        assert Client().get(f"/pl/contact/write/{key}/{path}").status_code == 404
        assert Client().post(f"/pl/contact/write/{key}/{path}", LETTER, **OURS).status_code == 404


@pytest.mark.parametrize(
    ("typed", "topic_office", "office"),
    [
        ({"office": "koszalin", "town": "Police"}, "szczecin", "koszalin"),
        ({"office": "any", "town": "Police"}, "koszalin", "koszalin"),
        ({"office": "any", "town": "Kołobrzeg"}, "", "koszalin"),
        ({"office": "any", "town": "Police"}, "", "szczecin"),
        ({"office": "any"}, "", "szczecin"),
    ],
)
def test_a_message_goes_to_the_chosen_office_or_that_of_the_topic_or_the_nearer_one(
    typed: dict[str, str], topic_office: str, office: str
) -> None:
    Topic.objects.filter(key="letters").update(office=topic_office)
    Person().write(**typed)
    assert Enquiry.objects.get().office == office


@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
@pytest.mark.parametrize(
    "typed",
    [
        {"message": ""},
        {"message": "  \n  "},
        {"message": "\u202e\u0000"},
        {"message": "x" * 20_000},
        {"channel": "email", "email": ""},
        {"channel": "email", "email": "nobody"},
        {"channel": "email", "email": "a@example.org, b@example.org"},
        {"channel": "email", "email": "a@example.org\nBcc: b@example.org"},
        {"channel": "phone", "phone": ""},
        {"channel": "sms", "phone": "12"},
        {"channel": "site", "wants_confirmation": "on", "email": ""},
        {"channel": "pigeon"},
        {"office": "warszawa"},
        {"office": "1 OR 1=1"},
        {"office": ""},
        {"town": "Warszawa"},
        {"language": "xx"},
        {"voicemail": "perhaps"},
        {"name": "x" * 121},
        {"safe_hours": "x" * 121},
    ],
    ids=lambda typed: "-".join(f"{name}-{value[:12]!r}" for name, value in typed.items()),
)
def test_bad_input_is_named_and_what_was_typed_stays(code: str, typed: dict[str, str]) -> None:
    person = Person(code)
    kept = {"message": "Моє запитання <b>&</b> 🙂", "name": "Ola", "phone": "500 100 200"}
    answer = person.send(**{**kept, **typed})
    assert answer.status_code == 422
    assert soup(answer).title.text.startswith(translation_of("Error:", code))
    assert soup(answer).select(".error-summary__list a")
    assert not Enquiry.objects.exists()
    again = fields(answer)
    for name, value in kept.items():
        if name not in typed:
            assert again[name] == value
    if "message" in typed:
        assert len(again["message"]) == (20_000 if len(typed["message"]) > 100 else 0)


def translation_of(text: str, code: str) -> str:
    with translation.override(code):
        return translation.gettext(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "{{ secret }} {% now 'Y' %}",
        "' OR 1=1; --",
        "🙂🏳️‍🌈",
        "شكرا \u200f جزيلا",
        "line\r\nBcc: x@example.org",
    ],
)
def test_strange_text_is_kept_as_text(text: str) -> None:
    person = Person()
    reference, pin = codes(person.write(message=text, name=text.replace("\r\n", " ")))
    shown = person.look_up(reference, pin)
    expected = text.replace("\r\n", "\n")
    assert Enquiry.objects.get().entries.get(kind=EntryKind.MESSAGE).text == expected
    shown_text = soup(shown).select_one(".conversation__text").get_text("\n")
    assert shown_text.split() == expected.split()
    assert not soup(shown).select("main script")


def test_files_that_are_sent_along_are_dropped() -> None:
    person = Person()
    file = SimpleUploadedFile("passport.pdf", b"%PDF-1.4 secret", "application/pdf")
    assert person.send(document=file, attachment=[file]).status_code == 303
    assert Enquiry.objects.count() == 1


def test_the_same_form_sent_twice_is_one_message_and_shows_the_same_number() -> None:
    person = Person()
    data = {**fields(person.open()), **LETTER}
    address = person.address("write/letters/form/")
    pages = [person.get(person.post(address, data)["Location"]) for _each in range(2)]
    assert codes(pages[0]) == codes(pages[1])
    assert Enquiry.objects.count() == 1


def test_a_form_that_no_person_sent_is_refused_and_can_be_sent_again() -> None:
    person = Person()
    for answer in (
        person.send(after=0.5),
        person.send(homepage="https://example.org"),
        person.post(person.address("write/letters/form/"), LETTER),
        person.send(after=8 * 24 * 60 * 60),
    ):
        assert answer.status_code == 422
        assert fields(answer)["message"] == LETTER["message"]
    assert not Enquiry.objects.exists()
    assert person.post(person.address("write/letters/form/"), {**fields(answer), **LETTER}).status_code == 303


def test_a_form_from_elsewhere_is_refused() -> None:
    person = Person()
    data = {**fields(person.open()), **LETTER}
    address = person.address("write/letters/form/")
    assert person.post(address, data, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert person.post(address, data, HTTP_ORIGIN="null").status_code == 403
    assert not Enquiry.objects.exists()


def test_a_flood_is_stopped_and_what_was_typed_stays() -> None:
    person = Person()
    address = person.address("write/letters/form/")
    person.clock = person.clock.replace(second=1) + dt.timedelta(minutes=1)
    answers = []
    for _each in range(13):
        with time_machine.travel(person.clock, tick=False):
            form = fields(person.client.get(address))
        with time_machine.travel(person.clock + dt.timedelta(seconds=4), tick=False):
            answers.append(person.client.post(address, {**form, **LETTER}, **OURS))
    assert [each.status_code for each in answers] == [303] * 12 + [429]
    assert fields(answers[-1])["message"] == LETTER["message"]
    assert answers[-1]["Retry-After"]


@pytest.mark.parametrize("channel", Channel.values)
def test_only_what_the_answer_needs_is_kept(channel: str) -> None:
    Person().write(channel=channel, email="ola@example.org", phone="500 100 200")
    found = Enquiry.objects.get()
    assert found.email == ("ola@example.org" if channel == "email" else "")
    assert found.phone == ("+48500100200" if channel in {"phone", "sms"} else "")


def test_a_confirmation_is_sent_only_when_it_is_asked_for_and_without_the_text() -> None:
    person = Person("uk")
    person.write(channel="email", email="ola@example.org", language="ru")
    assert not OutgoingMail.objects.filter(to="ola@example.org").exists()
    person.write(email="OLA@example.org", wants_confirmation="on", language="ru", message="CANARY")
    mail = OutgoingMail.objects.get(to="ola@example.org")
    assert mail.language == "ru"
    assert "CANARY" not in mail.text + mail.html + mail.subject


def test_how_to_contact_safely_is_kept_and_the_block_stays_open() -> None:
    person = Person()
    typed = {"voicemail": "no", "safe_hours": "9-12", "is_read_by_others": "on"}
    assert not soup(person.open()).select_one("main form details").has_attr("open")
    assert soup(person.send(message="", **typed)).select_one("main form details").has_attr("open")
    person.write(**typed)
    found = Enquiry.objects.get()
    assert (found.may_leave_voicemail, found.safe_hours, found.is_read_by_others) == (False, "9-12", True)


def test_the_page_after_sending_says_what_happens_next_and_runs_out() -> None:
    person = Person()
    answer = person.send(channel="visit", office="koszalin")
    page = person.get(answer["Location"])
    assert soup(page).select("main .office--page")
    assert "/pl/contact/answer/" in {each["href"] for each in soup(page).select("main a")}
    person.clock += dt.timedelta(minutes=29)
    assert person.get(answer["Location"]).status_code == 200
    person.clock += dt.timedelta(minutes=2)
    gone = person.get(answer["Location"])
    assert gone.status_code == 410
    assert not codes(gone)
    assert person.get(answer["Location"].replace("sent/", "sent/0")).status_code == 404


def test_a_form_sent_again_days_later_does_not_show_the_pin() -> None:
    person = Person()
    data = {**fields(person.open()), **LETTER}
    address = person.address("write/letters/form/")
    person.post(address, data)
    late = person.post(address, data, after=60 * 60)
    assert late.status_code == 303
    assert person.get(late["Location"]).status_code == 410


def test_the_usual_time_is_said_in_hours_then_in_days() -> None:
    with translation.override("en"):
        assert usual_time(None) == ""
        assert "1 hour." in usual_time(0)
        assert "47 hours" in usual_time(47)
        assert "3 days" in usual_time(49)


def test_nothing_is_kept_of_who_writes_anywhere_on_the_way() -> None:
    person = Person()
    person.topic = "letters"
    canary = {"message": "CANARY-1", "name": "CANARY-2", "channel": "email", "email": "canary@example.org"}
    first, answer = person.open(), person.send(**canary)
    page = person.get(answer["Location"])
    for response in (first, answer, page):
        headers = str(response.headers).lower()
        assert "canary" not in headers
        assert "set-cookie" not in headers
        assert response["Cache-Control"] == "no-store"
        assert "noindex" in response.get("X-Robots-Tag", "noindex")
    assert "CANARY" not in page.content.decode()
    assert Enquiry.objects.get().reference not in answer["Location"]


def test_a_sensitive_topic_says_nothing_in_its_title_and_tells_its_address_to_nobody() -> None:
    make_topic(
        "safe", title="TAJEMNICA", answer="<p>Czytaj</p>", is_emergency=True, is_sensitive=True, keep_months=3
    )
    person = Person("pl", "safe")
    door, form = person.get(person.address("write/safe/")), person.open()
    wrong, sent = person.send(message=""), person.write()
    for page in (door, form, wrong, sent):
        head = soup(page).head
        assert "TAJEMNICA" not in str(head)
        assert soup(page).select("a[role=button][rel~=noreferrer]")
        assert page["Cache-Control"] == "no-store"
    assert [page["Referrer-Policy"] for page in (door, form, sent)] == [
        "no-referrer",
        "same-origin",
        "no-referrer",
    ]
    # With "no-referrer" a browser without Sec-Fetch-Site hides where a form was sent from.
    assert not soup(door).select("main form")
    assert soup(form).select_one("main form details").has_attr("open")
    assert Enquiry.objects.get().is_sensitive


def test_other_topics_have_no_quick_exit() -> None:
    assert not soup(Person().open()).select("a[role=button]")


def test_what_happens_to_the_data_is_said_before_sending() -> None:
    Topic.objects.filter(key="letters").update(keep_months=7)
    page = Person("en").open()
    assert "7 months" in words(page)
    assert soup(page).select_one('main form a[href="/en/privacy/"]')


def test_the_form_asks_the_database_little() -> None:
    person = Person()
    person.open()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        person.open()
    assert len(asked(captured)) <= 8
    with CaptureQueriesContext(connection) as captured:
        person.get(person.address("write/letters/"))
    assert len(asked(captured)) <= 8


def test_a_door_asks_the_database_little() -> None:
    institution = Institution.objects.filter(locale__language_code="pl").first()
    guide = Page.objects.get(url_path="/pl/residence/pesel-number/")
    make_topic(
        "stay", answer="<p>Tak</p>", institution=institution, guide=guide, is_emergency=True, title="Pobyt"
    )
    person = Person("uk", "stay")
    person.get(person.address("write/stay/"))
    with CaptureQueriesContext(connection) as captured:
        person.get(person.address("write/stay/"))
    assert len(asked(captured)) <= 8


def test_sending_asks_the_database_little() -> None:
    settings = InboxSettings.load()
    settings.notices_szczecin = "office@example.org"
    settings.save()
    letter = LETTER | {"channel": "email", "email": "person@example.org", "wants_confirmation": "on"}
    person = Person()
    data = {**fields(person.open()), **letter}
    person.send()
    with CaptureQueriesContext(connection) as captured:
        answer = person.post(person.address("write/letters/form/"), data)
    assert answer.status_code == 303
    assert OutgoingMail.objects.count() == 3, "a notice of each, and a confirmation"
    # Topic, throttle, enquiry, its two entries, the count of the door, the mailboxes, both mails.
    assert len(asked(captured)) <= 8


def test_what_no_page_of_ours_asks_for_is_answered_with_a_page() -> None:
    client = Client()
    assert client.put("/pl/contact/write/letters/form/").status_code == 405
    assert client.get("/pl/contact/sent/xx/").status_code == 404
    assert client.get("/pl/contact/sent/" + "x" * 3000 + "/").status_code == 404
