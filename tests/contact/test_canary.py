"""A word goes through every form of the site, and stands afterwards in its own rows and nowhere else.

Not in another table, not in a log, a subject, a title, an address, a cookie, a session, a cache or a file.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core import mail as outbox
from django.core.cache import cache
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact import enquiries, tokens
from contact import urls as contact_urls
from contact.choices import Channel
from contact.models import Enquiry
from contact.retention import delete_due
from events import urls as events_urls
from events.models import Question
from tests.contact.browsing import Person, codes, fields
from tests.contact.factories import make_topic, sensitive_topic, set_mailboxes, user_of
from tests.contact.tables import all_rows
from tests.events import browsing as registering
from tests.events.factories import make_event
from website.core.mail import deliver
from website.core.mail_folder import folder as mail_folder
from website.core.models import OutgoingMail

pytestmark = pytest.mark.django_db

# No word of any language, and none contains another.
WORDS = {
    "message": "Kanarzelkwiadomosc",
    "again": "Kanarzelponownie",
    "by_link": "Kanarzelzlistu",
    "name": "Kanarzelimie",
    "safe_hours": "Kanarzelgodziny",
    "companion": "Kanarzelosoba",
    "answer": "Kanarzelodpowiedz",
    "email": "kanarzel.adres@example.org",
    "phone": "500987321",
    "search": "Kanarzelszukany",
    "refused": "Kanarzelodrzucony",
    "reply": "Kanarzelodpisano",
    "note": "Kanarzelnotatka",
    "called": "Kanarzeltelefon",
    "moved": "Kanarzelprzeniesiono",
}
OWN_ROWS = {"contact_enquiry", "contact_entry", "events_registration"}
# Written by the person, and what is never kept at all.
NEVER_MAILED = [name for name in WORDS if name not in {"email", "reply"}]
NEVER_KEPT = ["search", "refused"]


class Everything(logging.Handler):
    """What any logger says, at any level, as it would be printed; with all that came along."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(pathname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {record.args!r} {record.__dict__.get('status_code')}")

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture
def logged() -> Iterator[Everything]:
    """Every logger speaks, and is heard directly: some pass nothing on to the root."""
    handler = Everything()
    loggers = [logging.getLogger(), *map(logging.getLogger, list(logging.root.manager.loggerDict))]
    before = [(each, each.level, each.disabled) for each in loggers]
    for each in loggers:
        each.setLevel(logging.DEBUG)
        each.disabled = False
        if each is logging.root or not each.propagate:
            each.addHandler(handler)
    logging.getLogger("tests.canary").debug("the net hangs")
    assert "the net hangs" in handler.text
    yield handler
    for each, level, disabled in before:
        each.removeHandler(handler)
        each.setLevel(level)
        each.disabled = disabled


class Seen:
    """What the server said to anybody, except for the pages themselves."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.titles: list[str] = []
        self.cookies: list[str] = []

    def __call__(self, client: Client) -> Client:
        ask = client.request

        def request(**environ: Any) -> HttpResponse:
            response: Any = ask(**environ)
            path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
            self.addresses += [f"{path}?{query}", str(dict(response.headers))]
            if "html" in response.headers.get("Content-Type", ""):
                self.titles += re.findall(
                    r"<title>.*?</title>|<meta [^>]*>", response.content.decode(), re.DOTALL
                )
            self.cookies += [str(client.cookies)]
            return response

        client.request = request  # type: ignore[method-assign]
        return client


def write_and_read(seen: Seen, topic: str, **how: Any) -> Enquiry:
    """The way of somebody who makes mistakes, sends, reads the answer, writes again and sends the form twice."""
    person = Person("uk", topic)
    seen(person.client)
    typed = {
        "message": WORDS["message"],
        "name": WORDS["name"],
        "safe_hours": WORDS["safe_hours"],
        **how,
    }
    wrong = person.send(**{**typed, "message": WORDS["refused"], "channel": "pigeon"})
    assert wrong.status_code == 422
    assert WORDS["refused"] in wrong.content.decode(), "what was typed stays on the page"
    too_fast = person.send(after=0, **{**typed, "message": WORDS["refused"]})
    assert too_fast.status_code == 422
    elsewhere = person.post(
        person.address(f"write/{topic}/form/"),
        {**typed, "message": WORDS["refused"]},
        HTTP_ORIGIN="https://evil.example",
    )
    assert elsewhere.status_code == 403
    reference, pin = codes(person.write(**typed))
    enquiry = Enquiry.objects.get(reference=reference)
    assert person.look_up(reference, "000000" if pin != "000000" else "111111").status_code == 422
    opened = person.look_up(reference, pin)
    assert WORDS["message"] in opened.content.decode()
    written = person.post(
        person.address("answer/"), {**fields(opened), "text": WORDS["again"], "step": "write"}
    )
    assert WORDS["again"] in written.content.decode()
    link = person.address(f"answer/{tokens.link(enquiry.key)}/")
    if not enquiry.is_sensitive:
        by_link = {**fields(person.get(link)), "text": WORDS["by_link"]}
        assert person.post(link, by_link).status_code == 303
        assert person.post(link, by_link).status_code == 303
        assert WORDS["by_link"] in person.get(link).content.decode()
        assert person.get(f"{link}delete/").status_code == 200
    return enquiry


def look_for_something(seen: Seen) -> None:
    assert seen(Client()).get("/pl/search/", {"q": WORDS["search"]}).status_code == 200
    # What stands in the address of a search is the reader's own doing; nothing else may carry it.
    seen.addresses = [each for each in seen.addresses if WORDS["search"] not in each]
    seen.titles = [each for each in seen.titles if WORDS["search"] not in each]


def register(seen: Seen) -> None:
    page = make_event(asks_names=True, max_party=3, seats=9)
    question = Question(text="Pytanie?", translation_key=uuid.uuid4(), locale=page.locale)
    page.questions.add(question)
    page.save_revision().publish()
    person = registering.Person(page)
    seen(person.client)
    typed = {
        "name": WORDS["name"],
        "seats": "2",
        "companions": WORDS["companion"],
        f"question_{question.translation_key}": WORDS["answer"],
    }
    refused = person.check(**{**typed, "name": WORDS["refused"], "email": "no address"})
    assert refused.status_code == 422
    done = person.register(**typed, email=WORDS["email"])
    assert done.status_code == 200
    assert person.register(**typed, phone=WORDS["phone"]).status_code == 200


def office_works(enquiry: Enquiry) -> None:
    """Calls, notes, answers, moves, through the writer that all forms of the inbox use."""
    user = user_of(enquiry.office, sensitive=True)
    enquiries.look(enquiry.pk, user)
    enquiries.note(enquiry.pk, user, WORDS["note"], uuid.uuid4())
    enquiries.record_contact(enquiry.pk, user, reached=True, text=WORDS["called"], submission=uuid.uuid4())
    enquiries.move(enquiry.pk, user, "koszalin", WORDS["moved"])
    enquiries.reply(enquiry.pk, user, WORDS["reply"], submission=uuid.uuid4())


def everything(seen: Seen) -> list[Enquiry]:
    """Every form that a reader or the office can fill in."""
    set_mailboxes()
    by_mail = {"channel": "email", "email": WORDS["email"], "wants_confirmation": "on"}
    ordinary = write_and_read(seen, make_topic(key="kanarki").key, **by_mail)
    secret = write_and_read(seen, sensitive_topic(key="kanarki-tajne").key, **by_mail)
    called = write_and_read(seen, make_topic(key="kanarki-tel").key, channel="phone", phone=WORDS["phone"])
    register(seen)
    look_for_something(seen)
    found = [ordinary, secret, called]
    for enquiry in found:
        office_works(enquiry)
    assert {enquiry.channel for enquiry in found} == {Channel.EMAIL, Channel.PHONE}
    return found


def where(word: str) -> set[str]:
    return {table for table, row in all_rows() if word.lower() in row}


def test_it_stands_in_its_own_rows_and_in_no_other_table() -> None:
    everything(Seen())
    call_command("rebuild_references_index", verbosity=0)
    found = {name: where(word) for name, word in WORDS.items()}
    assert all(found[name] for name in WORDS if name not in NEVER_KEPT), (
        "a word that never arrived proves nothing"
    )
    for name in NEVER_KEPT:
        assert found.pop(name) == set()
    assert found.pop("reply") == {"contact_entry", "core_outgoingmail"}
    assert found.pop("email") == {"contact_enquiry", "events_registration", "core_outgoingmail"}
    for name, tables in found.items():
        assert tables <= OWN_ROWS, name
    with_address = {row.kind for row in outgoing(WORDS["email"])}
    assert with_address == {"contact.confirmation", "contact.reply", "events.confirmed"}
    assert {row.kind for row in outgoing(WORDS["reply"])} == {"contact.reply"}
    send_all()
    assert where(WORDS["reply"]) == {"contact_entry"}
    assert where(WORDS["email"]) == {"contact_enquiry", "events_registration"}


def send_all() -> None:
    """What was promised in the ten seconds that a person takes for a page, too."""
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1), tick=False):
        deliver()


def outgoing(word: str) -> list[Any]:
    return [
        row
        for row in OutgoingMail.objects.all()
        if word in " ".join(str(getattr(row, field.name)) for field in row._meta.fields)
    ]


def test_no_log_says_it(logged: Everything) -> None:
    everything(Seen())
    send_all()
    said = logged.text.lower()
    assert "django.request" in said, "the refused forms were logged, by their address"
    assert [name for name, word in WORDS.items() if word.lower() in said and name != "search"] == []


def test_no_mail_says_it_but_the_answer() -> None:
    everything(Seen())
    send_all()
    sent = [each.message().as_string() + each.body for each in outbox.outbox]
    assert len(sent) >= 8
    assert [name for name in NEVER_MAILED if any(WORDS[name] in each for each in sent)] == []
    assert not [each for each in outbox.outbox if WORDS["reply"] in each.subject]
    quoting = [each for each in outbox.outbox if WORDS["reply"] in each.body]
    assert [each.to for each in quoting] == [[WORDS["email"]]], "of the sensitive one not even the answer"


def test_no_address_header_title_or_cookie_says_it() -> None:
    seen = Seen()
    everything(seen)
    assert len(seen.addresses) > 60
    for said in (seen.addresses, seen.titles, seen.cookies):
        text = "\n".join(said).lower()
        assert [name for name, word in WORDS.items() if word.lower() in text] == []
    assert not "".join(seen.cookies), "readers get no cookie"


def test_no_session_cache_or_file_keeps_it() -> None:
    asked = Path(settings.DATA_DIR) / "search" / "asked.jsonl"
    asked.unlink(missing_ok=True)  # what other tests searched for
    everything(Seen())
    cache.set("probe", "Kanarzelproba")
    sessions = [str(each.get_decoded()) for each in Session.objects.all()]
    stored = getattr(cache, "_cache", {})
    cached = [str(each) for each in stored.values()]  # Latin letters are themselves in a pickle
    # The words of a search, to be counted by day: they and nothing that anybody wrote in a form.
    counted = asked.read_text(encoding="utf-8")
    assert {name for name, word in WORDS.items() if word.lower() in counted} == {"search"}
    files = [
        path.read_bytes().decode(errors="replace")
        for path in Path(settings.DATA_DIR).rglob("*")
        if path.is_file() and not path.name.startswith("db.sqlite3") and mail_folder() not in path.parents
        if path != asked
    ]
    kept = "\n".join([*sessions, *cached, *map(str, stored), *files]).lower()
    assert files
    assert "kanarzelproba" in kept, "this test does not see what is in the cache"
    assert [name for name, word in WORDS.items() if word.lower() in kept] == []


def test_no_reader_finds_it() -> None:
    """Neither readers nor editors, who look for pages and snippets."""
    everything(Seen())
    admin = Client()
    admin.force_login(get_user_model().objects.get(username="editor"))
    unknown = "Kanarzelnieznany"
    for ask, address in ((Client(), "/pl/search/"), (admin, reverse("wagtailadmin_pages:search"))):
        nothing = ask.get(address, {"q": unknown})
        assert nothing.status_code == 200
        for name, word in WORDS.items():
            found = ask.get(address, {"q": word}).content.decode()
            # No more often than a word that nobody wrote: the search box, and the sentence that there is nothing.
            assert found.count(word) <= nothing.content.decode().count(unknown), name


# When something breaks -----------------------------------------------------------------------------------------------


def break_at(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def broken(*arguments: Any, **named: Any) -> None:
        kept = str(arguments)  # noqa: F841  stands in the frame that a report would show
        raise RuntimeError("the writer is broken")

    monkeypatch.setattr(enquiries, name, broken)


def test_an_error_in_the_middle_says_nothing_to_anybody(monkeypatch, logged: Everything) -> None:
    topic = make_topic(key="kanarki")
    typed = {
        "message": WORDS["message"],
        "name": WORDS["name"],
        "safe_hours": WORDS["safe_hours"],
        "channel": "email",
        "email": WORDS["email"],
    }
    ordinary = Person(topic=topic.key)
    reference, pin = codes(ordinary.write(**typed))
    logged.lines.clear()
    break_at(monkeypatch, "receive")
    break_at(monkeypatch, "write_again")
    person = Person(topic=topic.key)
    person.client.raise_request_exception = False
    opened = person.look_up(reference, pin)
    answers = [
        person.send(**typed),
        person.post(person.address("answer/"), {**fields(opened), "text": WORDS["again"], "step": "write"}),
    ]
    assert [each.status_code for each in answers] == [500, 500]
    errors = [line for line in logged.lines if line.startswith("django.request ERROR")]
    assert len(errors) == 2
    assert all("the writer is broken" in line for line in errors), "somebody has to learn what is broken"
    for text in (logged.text, *(each.content.decode() for each in answers)):
        assert [name for name, word in WORDS.items() if word in text] == []
    assert outbox.outbox == [], "errors are not mailed"


def test_the_forms_are_where_this_test_looks_for_them() -> None:
    """A form at a new address has to be walked through here."""
    names = {pattern.name for module in (contact_urls, events_urls) for pattern in module.urlpatterns}
    walked = {"write", "form", "sent", "answer", "conversation", "delete", "register", "done"}
    without_text = {
        "helped",
        "feed",
        "find",
        "manage",
        "personal_calendar",
        "leave",
        "event_calendar",
        "seats",
    }
    assert names == walked | without_text


def test_after_its_day_it_stands_nowhere() -> None:
    set_mailboxes()
    for enquiry in [
        write_and_read(Seen(), make_topic(key="kanarki").key, channel="phone", phone=WORDS["phone"]),
        write_and_read(Seen(), sensitive_topic(key="kanarki-tajne").key),
    ]:
        office_works(enquiry)
    later = timezone.now() + dt.timedelta(days=400)
    with time_machine.travel(later, tick=False):
        assert delete_due().enquiries == 2
    assert {name: where(word) for name, word in WORDS.items() if where(word)} == {}
