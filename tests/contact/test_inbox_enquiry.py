"""One enquiry in the inbox: who sees it, what stands on its page, and what the office does with it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.users.models import UserProfile

from contact import enquiries
from contact.admin.enquiry import ACTIONS
from contact.choices import Channel, EntryKind, State, Step
from contact.models import Enquiry, Entry, ReplyTemplate
from tests.contact.factories import make_enquiry, make_topic, sensitive_topic, user_of
from website.core.models import DataAccess, OutgoingMail

pytestmark = pytest.mark.django_db

EVERYBODY_ELSE = ["office-koszalin", "coordinator", "editor", "publisher", "translator-uk"]


class Worker:
    """Somebody of an office with a browser."""

    def __init__(self, user: Any) -> None:
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "en"})
        self.user = user
        self.client = Client()
        self.client.force_login(user)

    def open(self, enquiry: Enquiry) -> Page:
        """The page as it stands now; forms are sent from it as they were then."""
        response = self.client.get(address(enquiry))
        assert response.status_code == 200, response.status_code
        return Page(self, response)

    def do(self, enquiry: Enquiry, action: str, **typed: Any) -> Any:
        """Open the page, fill in one form, send it."""
        return self.open(enquiry).send(action, **typed)


class Page:
    """A page of one enquiry as it was when it was opened."""

    def __init__(self, worker: Worker, response: Any) -> None:
        self.worker, self.response = worker, response
        self.soup = BeautifulSoup(response.content, "html.parser")
        self.main = self.soup.select_one("main") or self.soup

    @property
    def text(self) -> str:
        return " ".join(self.main.get_text(" ").split())

    @property
    def alerts(self) -> str:
        return " ".join(" ".join(each.get_text(" ").split()) for each in self.main.select('[role="alert"]'))

    def form(self, action: str) -> Tag:
        found = self.main.select_one(f"form#do-{action}")
        assert found is not None, f"there is no form {action}"
        return found

    def values(self, action: str) -> dict[str, str]:
        """What a browser would send of a form, without its buttons."""
        found: dict[str, str] = {}
        for field in self.form(action).select("input[name], textarea[name], select[name]"):
            name = str(field["name"])
            if field.name == "textarea":
                found[name] = field.text.removeprefix("\r\n").removeprefix("\n")
            elif field.name == "select":
                options = field.select("option")
                chosen = field.select_one("option[selected]") or (options[0] if options else None)
                if chosen is not None:
                    found[name] = str(chosen["value"])
            elif field.get("type") not in {"radio", "checkbox"} or field.has_attr("checked"):
                found[name] = str(field.get("value", ""))
        return found

    def send(self, action: str, **typed: Any) -> Any:
        url = str(self.form(action)["action"]).partition("#")[0]
        return self.worker.client.post(url, self.values(action) | typed)

    def again(self, action: str, **typed: Any) -> Page:
        """Send, and look at what comes back."""
        return Page(self.worker, self.send(action, **typed))


def address(enquiry: Enquiry) -> str:
    return reverse("inbox:enquiry", args=[enquiry.pk])


def addresses(enquiry: Enquiry) -> list[str]:
    acts = [reverse("inbox:act", args=[enquiry.pk, action]) for action in ACTIONS]
    return [address(enquiry), reverse("inbox:reply", args=[enquiry.pk]), *acts]


def account(name: str) -> Any:
    return get_user_model().objects.get(username=name)


def goes_back(response: Any, enquiry: Enquiry) -> bool:
    return response.status_code == 302 and response["Location"].partition("#")[0] == address(enquiry)


def kinds(enquiry: Enquiry) -> list[str]:
    return [entry.step or entry.kind for entry in enquiry.entries.all()]


@pytest.fixture
def anna() -> Worker:
    return Worker(user_of("szczecin"))


@pytest.fixture
def piotr() -> Worker:
    return Worker(user_of("szczecin"))


@pytest.fixture
def counsellor() -> Worker:
    return Worker(user_of("szczecin", sensitive=True))


# Who sees it ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", EVERYBODY_ELSE)
def test_for_everybody_else_it_does_not_exist(name: str, method: str) -> None:
    enquiry = make_enquiry(text="Tajna sprawa")
    worker, before = Worker(account(name)), list(Entry.objects.values_list())
    for url in addresses(enquiry):
        response = getattr(worker.client, method)(url)
        assert response.status_code == 404, url
        assert "Tajna sprawa" not in response.content.decode()
    assert list(Entry.objects.values_list()) == before
    enquiry.refresh_from_db()
    assert enquiry.state == State.NEW and enquiry.answering is None


def test_who_is_not_logged_in_is_sent_to_the_login() -> None:
    for url in addresses(make_enquiry()):
        for response in (Client().get(url), Client().post(url)):
            assert response.status_code == 302 and "/login/" in response["Location"], url


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_sensitive_one_is_for_the_smaller_circle_of_its_office(method: str) -> None:
    enquiry = make_enquiry(topic=sensitive_topic(), text="Tajna sprawa")
    for user in (user_of("szczecin"), user_of("koszalin", sensitive=True)):
        worker = Worker(user)
        for url in addresses(enquiry):
            assert getattr(worker.client, method)(url).status_code == 404, url
    for user in (user_of("szczecin", sensitive=True), account("admin")):
        assert "Tajna sprawa" in Worker(user).open(enquiry).text


def test_an_unknown_action_does_not_exist_and_actions_are_posted_only(anna: Worker) -> None:
    enquiry = make_enquiry()
    assert anna.client.post(reverse("inbox:act", args=[enquiry.pk, "erase"])).status_code == 404
    for action in ACTIONS:
        assert goes_back(anna.client.get(reverse("inbox:act", args=[enquiry.pk, action])), enquiry)
    assert goes_back(anna.client.get(reverse("inbox:reply", args=[enquiry.pk])), enquiry)
    assert anna.client.post(address(enquiry)).status_code == 405
    assert kinds(enquiry) == ["received", "message"]


def test_every_action_without_its_token_changes_nothing(anna: Worker) -> None:
    enquiry = make_enquiry()
    before = Enquiry.objects.filter(pk=enquiry.pk).values().get()
    for url in addresses(enquiry)[1:]:
        response = anna.client.post(url, {"text": "Co było pisane", "state": "closed"})
        assert response.status_code == 422, url
    after = Enquiry.objects.filter(pk=enquiry.pk).values().get()
    assert {**after, "answering_id": None, "answering_at": None} == before
    assert kinds(enquiry) == ["received", "message"]


def test_forms_are_refused_without_the_csrf_token(anna: Worker) -> None:
    enquiry = make_enquiry()
    page, strict = anna.open(enquiry), Client(enforce_csrf_checks=True)
    strict.force_login(anna.user)
    refused = strict.post(reverse("inbox:act", args=[enquiry.pk, "take"]), page.values("take"))
    assert refused.status_code == 403
    for form in page.main.select("form[id^=do-]"):
        assert form.select_one("input[name=csrfmiddlewaretoken]"), form["id"]


# What stands on the page ---------------------------------------------------------------------------------------------


def test_nothing_of_it_is_kept_by_a_browser_or_named_in_a_title(counsellor: Worker) -> None:
    enquiry = make_enquiry(topic=sensitive_topic(title="Przemoc w domu"), name="Olena Tajna")
    page = counsellor.open(enquiry)
    assert "no-store" in page.response["Cache-Control"]
    title = page.soup.title.text
    for word in ("Przemoc", "Olena", enquiry.reference):
        assert word not in title
    assert "Sensitive." in page.text
    ordinary = make_enquiry(topic=make_topic(title="Karta pobytu"), name="Olena Tajna")
    title = counsellor.open(ordinary).soup.title.text
    assert "Karta" not in title and "Olena" not in title


def test_what_the_person_wrote_is_text_in_its_own_language_and_direction(anna: Worker) -> None:
    enquiry = make_enquiry(text="سؤال <script>alert(1)</script>\nسطر", written_in="ar", language="ar")
    page = anna.open(enquiry)
    shown = page.main.select_one(".desk-entry--message .desk-entry__text")
    assert shown is not None and shown["lang"] == "ar" and shown["dir"] == "auto"
    assert "<script>alert(1)</script>" in shown.text and shown.select("br") and not shown.select("script")


@pytest.mark.parametrize(
    ("safe", "words"),
    [
        ({"is_read_by_others": True}, "Somebody else reads"),
        ({"may_leave_voicemail": False}, "Leave no voice message."),
        ({"may_leave_voicemail": True}, "A voice message may be left."),
        ({"safe_hours": "tylko rano, 9-11"}, "tylko rano, 9-11"),
        ({"safe_hours": "rano"}, "leave none"),
    ],
)
def test_how_to_be_safe_stands_above_everything(anna: Worker, safe: dict[str, Any], words: str) -> None:
    enquiry = make_enquiry(channel=Channel.PHONE, text="Proszę zadzwonić", **safe)
    page = anna.open(enquiry)
    assert words in page.alerts
    assert page.text.index(words) < page.text.index(enquiry.phone) < page.text.index("Proszę zadzwonić")


def test_who_said_nothing_about_safety_gets_no_box(anna: Worker) -> None:
    assert anna.open(make_enquiry(channel=Channel.PHONE)).alerts == ""


def test_a_telephone_number_is_text_to_copy_and_no_link(anna: Worker) -> None:
    enquiry = make_enquiry(channel=Channel.PHONE, phone="+48500100200")
    main = anna.open(enquiry).main
    assert main.select_one(".desk-copy[dir=ltr]").text == "+48500100200"
    assert not main.select('a[href^="tel:"], a[href^="mailto:"]')


def test_late_answers_are_named_late(anna: Worker) -> None:
    now = timezone.now()
    late = make_enquiry(now=now - dt.timedelta(days=20))
    assert "Overdue" in anna.open(late).text
    assert "Overdue" not in anna.open(make_enquiry()).text


def test_the_history_says_in_words_who_did_what() -> None:
    admin, anna = Worker(account("admin")), user_of("szczecin")
    topic = make_topic(title="Świadczenia")
    enquiry = make_enquiry()
    enquiries.assign(enquiry.pk, anna, anna)
    enquiries.change_topic(enquiry.pk, anna, topic)
    enquiries.set_state(enquiry.pk, anna, State.CLOSED)
    enquiries.move(enquiry.pk, anna, "koszalin", "Mieszka w Koszalinie")
    enquiries.record_contact(enquiry.pk, anna, reached=False, text="Nie odbiera")
    text = admin.open(enquiry).text
    for words in (
        f"was given to {anna.get_full_name()}",
        "got another topic: Świadczenia",
        "was set to: Closed",
        "was moved from Szczecin to Koszalin",
        "Mieszka w Koszalinie",
        "was not reached",
        "Nie odbiera",
    ):
        assert words in text, words
    assert "%(" not in text and "koszalin" not in text


def test_each_answer_says_what_became_of_its_mail(anna: Worker) -> None:
    enquiry = make_enquiry(channel=Channel.EMAIL)
    enquiries.reply(enquiry.pk, anna.user, "Odpowiedź", submission=uuid.uuid4())
    assert "is waiting to be sent" in anna.open(enquiry).text
    mail, now = OutgoingMail.objects.filter(kind="contact.reply"), timezone.now()
    mail.update(state="sent", sent_at=now, to="", subject="", text="", html="")
    assert "The mail was sent." in anna.open(enquiry).text
    mail.update(state="failed", sent_at=None, failed_at=now)
    assert "The mail could not be sent." in anna.open(enquiry).text
    enquiries.reply(make_enquiry().pk, anna.user, "Odpowiedź", submission=uuid.uuid4())
    assert "The mail" not in anna.open(Enquiry.objects.first()).text


def test_a_page_with_a_long_history_takes_few_queries(anna: Worker) -> None:
    def queries(enquiry: Enquiry) -> int:
        anna.open(enquiry)
        with CaptureQueriesContext(
            connection,
        ) as found:
            anna.open(enquiry)
        return len(found)

    short, long = make_enquiry(), make_enquiry(channel=Channel.EMAIL)
    for number in range(20):
        enquiries.note(long.pk, user_of("szczecin"), f"Notatka {number}", uuid.uuid4())
        enquiries.reply(long.pk, anna.user, f"Odpowiedź {number}", submission=uuid.uuid4())
    assert queries(long) <= queries(short) + 1


# Answering -----------------------------------------------------------------------------------------------------------


def test_an_answer_is_written_once_and_sent_to_who_asked_for_mail(anna: Worker) -> None:
    enquiry = make_enquiry(channel=Channel.EMAIL, email="olena@example.org", language="uk")
    page = anna.open(enquiry)
    typed = {"text": "Prosimy przyjść.\x00", "language": "pl"}
    assert goes_back(page.send("reply", **typed), enquiry)
    assert goes_back(page.send("reply", **typed), enquiry)
    entry = Entry.objects.get(kind=EntryKind.REPLY)
    assert (entry.text, entry.language, entry.user) == ("Prosimy przyjść.", "pl", anna.user)
    assert OutgoingMail.objects.filter(to="olena@example.org", kind="contact.reply").count() == 1
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.assigned_to) == (State.ANSWERED, anna.user)


@pytest.mark.parametrize("then", [State.ANSWERED, State.WAITING, State.CLOSED])
def test_what_comes_next_is_said_with_the_answer(anna: Worker, then: str) -> None:
    enquiry = make_enquiry()
    anna.do(enquiry, "reply", text="Odpowiedź", then=then)
    enquiry.refresh_from_db()
    assert enquiry.state == then


def test_the_answer_begins_in_the_language_that_was_asked_for(anna: Worker) -> None:
    values = anna.open(make_enquiry(language="be", written_in="ru")).values("reply")
    assert (values["language"], values["then"]) == ("be", State.ANSWERED)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"text": " \n\t\u202e "}, "Write something here first."),
        ({"text": "ą" * 5001}, "5001"),
        ({"text": "Dobrze", "language": "xx"}, "xx"),
        ({"text": "Dobrze", "then": "new"}, "new"),
    ],
)
def test_a_bad_answer_is_refused_in_words_and_kept(anna: Worker, typed: dict[str, Any], words: str) -> None:
    enquiry = make_enquiry()
    page = anna.open(enquiry).again("reply", **typed)
    assert page.response.status_code == 422
    assert words in page.form("reply").text and "Nothing was done yet" in page.alerts
    if typed["text"].strip(" \n\t\u202e"):
        assert page.values("reply")["text"] == typed["text"]
    assert kinds(enquiry) == ["received", "message"]


def test_what_arrived_meanwhile_is_read_before_the_answer_goes(anna: Worker) -> None:
    enquiry = make_enquiry()
    page = anna.open(enquiry)
    enquiries.write_again(enquiry.pk, "Już nieaktualne!", "uk", uuid.uuid4())
    shown = page.again("reply", text="Prosimy przyjść.", language="pl", then="waiting")
    assert shown.response.status_code == 409
    assert "something was added" in shown.alerts
    assert not Entry.objects.filter(kind=EntryKind.REPLY).exists()
    values = shown.values("reply")
    assert (values["text"], values["language"], values["then"]) == ("Prosimy przyjść.", "pl", "waiting")
    assert [each.select_one(".desk-entry__text").text for each in shown.main.select(".desk-entry--new")] == [
        "Już nieaktualne!"
    ]
    assert goes_back(shown.send("reply"), enquiry)
    assert Entry.objects.get(kind=EntryKind.REPLY).text == "Prosimy przyjść."


def test_two_colleagues_do_not_answer_the_same(anna: Worker, piotr: Worker) -> None:
    enquiry = make_enquiry()
    of_anna, of_piotr = anna.open(enquiry), piotr.open(enquiry)
    assert f"{anna.user.get_full_name()} has this page open" in of_piotr.text
    assert "has this page open" not in of_anna.text
    of_anna.send("reply", text="Odpowiedź Anny")
    assert of_piotr.send("reply", text="Odpowiedź Piotra").status_code == 409
    assert [entry.text for entry in Entry.objects.filter(kind=EntryKind.REPLY)] == ["Odpowiedź Anny"]


def test_own_notes_and_steps_do_not_stand_in_the_way(anna: Worker) -> None:
    enquiry = make_enquiry()
    page = anna.open(enquiry)
    page.send("take")
    page.send("note", text="Zadzwoniono do urzędu")
    assert goes_back(page.send("reply", text="Odpowiedź"), enquiry)
    assert kinds(enquiry) == ["received", "message", Step.ASSIGNED, "note", "reply"]


def test_an_old_page_with_another_answer_on_it_loses_nothing(anna: Worker) -> None:
    enquiry = make_enquiry()
    page = anna.open(enquiry)
    page.send("reply", text="Pierwsza")
    shown = page.again("reply", text="Druga")
    assert shown.response.status_code == 409 and shown.values("reply")["text"] == "Druga"
    shown.send("reply")
    assert [entry.text for entry in Entry.objects.filter(kind=EntryKind.REPLY)] == ["Pierwsza", "Druga"]


def test_the_number_of_another_enquiry_s_form_writes_nothing_here(anna: Worker) -> None:
    enquiry, other = make_enquiry(), make_enquiry()
    used = anna.open(other)
    used.send("note", text="Gdzie indziej")
    for action in ("reply", "note", "contact"):
        typed = {"text": "Gdzie indziej", "submission": used.values("note")["submission"], "reached": "yes"}
        url = (
            reverse("inbox:reply", args=[enquiry.pk])
            if action == "reply"
            else reverse("inbox:act", args=[enquiry.pk, action])
        )
        values = anna.open(enquiry).values("reply")
        assert anna.client.post(url, values | typed).status_code == 409, action
    assert kinds(enquiry) == ["received", "message"]


def test_what_was_moved_away_or_deleted_meanwhile_is_not_answered(anna: Worker) -> None:
    moved, deleted = make_enquiry(), make_enquiry()
    pages = [anna.open(moved), anna.open(deleted)]
    enquiries.move(moved.pk, anna.user, "koszalin", "Koszalin")
    enquiries.erase(deleted.pk)
    assert [page.send("reply", text="Odpowiedź").status_code for page in pages] == [404, 404]
    assert not Entry.objects.filter(kind=EntryKind.REPLY).exists()


def test_each_channel_says_what_becomes_of_the_answer(anna: Worker, counsellor: Worker) -> None:
    said = {}
    for channel in Channel:
        page = anna.open(make_enquiry(channel=channel))
        said[channel] = page.form("reply").text
        spoken = channel in {Channel.PHONE, Channel.SMS, Channel.VISIT}
        assert bool(page.main.select("form#do-contact")) is spoken, channel
    assert "gets it by e-mail" in said[Channel.EMAIL]
    assert "Nothing is sent to them" in said[Channel.SITE]
    watched = anna.open(make_enquiry(channel=Channel.EMAIL, is_read_by_others=True))
    assert "says only that there is something to read" in watched.form("reply").text
    assert "They asked for something else" in said[Channel.SMS]
    hidden = counsellor.open(make_enquiry(channel=Channel.EMAIL, topic=sensitive_topic()))
    assert "says only that there is something to read" in hidden.form("reply").text


# Reply templates -----------------------------------------------------------------------------------------------------


def template(title: str, text: str, topic: Any = None, language: str = "uk") -> ReplyTemplate:
    return ReplyTemplate.objects.create(title=title, text=text, topic=topic, language=language)


def test_templates_of_the_topic_are_offered_the_person_s_language_first(anna: Worker) -> None:
    ReplyTemplate.objects.all().delete()
    topic = make_topic()
    template("Polska", "Tekst", topic, "pl")
    template("Ukraińska", "Текст", topic, "uk")
    template("Ogólna", "Текст", None, "uk")
    template("Cudza", "Text", make_topic(), "uk")
    page = anna.open(make_enquiry(topic=topic, language="uk"))
    groups = [each["label"] for each in page.form("reply").select("optgroup")]
    assert groups == ["Українська", "Polski"]
    titles = {each.text for each in page.form("reply").select("optgroup option")}
    assert titles == {"Polska", "Ukraińska", "Ogólna"}


def test_a_template_comes_into_the_answer_and_nothing_typed_is_lost(anna: Worker) -> None:
    enquiry = make_enquiry(language="uk")
    chosen = template("Dokumenty", "Potrzebne są:\n- paszport", language="pl")
    page = anna.open(enquiry).again("reply", insert="1", template=chosen.pk)
    assert page.response.status_code == 200
    values = page.values("reply")
    assert (values["text"], values["language"]) == ("Potrzebne są:\n- paszport", "pl")
    page = page.again(
        "reply", insert="1", template=chosen.pk, text="Dzień dobry!", language="ru", then="waiting"
    )
    values = page.values("reply")
    assert values["text"] == "Dzień dobry!\n\nPotrzebne są:\n- paszport"
    assert (values["language"], values["then"]) == ("ru", "waiting")
    assert kinds(enquiry) == ["received", "message"]
    assert goes_back(page.send("reply"), enquiry)


def test_the_button_without_a_template_keeps_the_text_and_says_what_to_do(anna: Worker) -> None:
    other = template("Cudza", "Text", make_topic())
    template("Nasza", "Text")
    page = anna.open(make_enquiry())
    for chosen in ("", str(other.pk), "x"):
        shown = page.again("reply", insert="1", template=chosen, text="Dzień dobry!")
        assert shown.response.status_code == 422
        assert "Choose a template first." in shown.form("reply").text
        assert shown.values("reply")["text"] == "Dzień dobry!"


def test_a_template_does_not_hide_what_arrived_meanwhile(anna: Worker) -> None:
    enquiry, chosen = make_enquiry(), template("Dokumenty", "Paszport")
    page = anna.open(enquiry)
    enquiries.write_again(enquiry.pk, "Już nieaktualne!", "uk", uuid.uuid4())
    page = page.again("reply", insert="1", template=chosen.pk)
    assert page.send("reply").status_code == 409


# Who looks after it --------------------------------------------------------------------------------------------------


def test_take_it_and_give_it_back(anna: Worker) -> None:
    enquiry = make_enquiry()
    assert goes_back(anna.do(enquiry, "take"), enquiry)
    enquiry.refresh_from_db()
    assert (enquiry.assigned_to, enquiry.state) == (anna.user, State.OPEN)
    page = anna.open(enquiry)
    assert "You look after it." in page.text and not page.main.select("form#do-take")
    page.send("give_back")
    enquiry.refresh_from_db()
    assert (enquiry.assigned_to, enquiry.state) == (None, State.NEW)


def test_two_who_take_the_same_do_not_take_it_from_each_other(anna: Worker, piotr: Worker) -> None:
    enquiry = make_enquiry()
    of_anna, of_piotr = anna.open(enquiry), piotr.open(enquiry)
    of_anna.send("take")
    shown = of_piotr.again("take")
    assert shown.response.status_code == 409 and f"{anna.user.get_full_name()} looks after it." in shown.text
    enquiry.refresh_from_db()
    assert enquiry.assigned_to == anna.user
    assert "Take it over" in shown.form("take").text
    shown.send("take")
    enquiry.refresh_from_db()
    assert enquiry.assigned_to == piotr.user


def test_it_is_given_to_colleagues_who_may_see_it(anna: Worker, piotr: Worker, counsellor: Worker) -> None:
    gone, foreign = user_of("szczecin"), user_of("koszalin", sensitive=True)
    gone.is_active = False
    gone.save()

    def offered(page: Page) -> set[str]:
        return {str(each["value"]) for each in page.form("give").select("select[name=to] option")}

    enquiry = make_enquiry()
    page = anna.open(enquiry)
    assert {str(piotr.user.pk), str(counsellor.user.pk)} <= offered(page)
    nobody = {str(user.pk) for user in (anna.user, gone, foreign, account("admin"), account("editor"))}
    assert not offered(page) & nobody
    for pk in nobody | {"x", "999999"}:
        assert page.send("give", to=pk).status_code == 422, pk
    assert goes_back(page.send("give", to=piotr.user.pk), enquiry)
    enquiry.refresh_from_db()
    assert enquiry.assigned_to == piotr.user

    second = user_of("szczecin", sensitive=True)
    hidden = counsellor.open(make_enquiry(topic=sensitive_topic()))
    assert str(second.pk) in offered(hidden) and str(anna.user.pk) not in offered(hidden)
    assert hidden.send("give", to=anna.user.pk).status_code == 422


# Notes, calls, topic, state, the other office ------------------------------------------------------------------------


def test_a_note_is_for_the_office_and_written_once(anna: Worker) -> None:
    enquiry = make_enquiry(channel=Channel.EMAIL)
    page = anna.open(enquiry)
    enquiries.write_again(enquiry.pk, "Jeszcze coś", "uk", uuid.uuid4())
    mails = OutgoingMail.objects.count()
    for _tap in range(2):  # what arrived meanwhile does not stand in the way of a note
        assert goes_back(page.send("note", text="Tylko dla nas"), enquiry)
    assert Entry.objects.filter(kind=EntryKind.NOTE).count() == 1
    assert OutgoingMail.objects.count() == mails
    enquiry.refresh_from_db()
    assert enquiry.state == State.NEW
    assert anna.open(enquiry).main.select_one(".desk-entry--note .desk-entry__text").text == "Tylko dla nas"
    empty = anna.open(enquiry).again("note", text="  ")
    assert empty.response.status_code == 422 and "Write something here first." in empty.form("note").text


@pytest.mark.parametrize(
    ("reached", "state", "step"),
    [("yes", State.ANSWERED, Step.REACHED), ("no", State.OPEN, Step.NOT_REACHED)],
)
def test_a_call_is_written_down_once(anna: Worker, reached: str, state: str, step: str) -> None:
    enquiry = make_enquiry(channel=Channel.PHONE)
    page = anna.open(enquiry)
    for _tap in range(2):
        assert goes_back(page.send("contact", reached=reached, text="Rozmowa o karcie"), enquiry)
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.assigned_to) == (state, anna.user)
    assert kinds(enquiry) == ["received", "message", step]
    assert enquiry.entries.last().text == "Rozmowa o karcie"
    assert anna.do(enquiry, "contact", text="Nie wybrano").status_code == 422


def test_a_new_message_is_not_hidden_by_a_call_or_by_closing(anna: Worker) -> None:
    enquiry = make_enquiry(channel=Channel.PHONE)
    page = anna.open(enquiry)
    enquiries.write_again(enquiry.pk, "Proszę nie dzwonić!", "uk", uuid.uuid4())
    shown = page.again("contact", reached="yes", text="Dzwoniono")
    assert shown.response.status_code == 409
    values = shown.values("contact")
    assert (values["text"], values["reached"]) == ("Dzwoniono", "yes")
    assert page.send("state", state="closed").status_code == 409
    enquiry.refresh_from_db()
    assert enquiry.state == State.NEW


def test_the_state_is_set_by_hand(anna: Worker) -> None:
    enquiry = make_enquiry()
    for state in (State.WAITING, State.OPEN, State.ANSWERED, State.CLOSED, State.OPEN):
        page = anna.open(enquiry)
        offered = {each["value"] for each in page.form("state").select("button[name=state]")}
        assert state in offered, state
        assert goes_back(page.send("state", state=state), enquiry)
        enquiry.refresh_from_db()
        assert enquiry.state == state
    assert anna.do(enquiry, "state", state="new").status_code == 422


def test_the_other_office_gets_it_with_a_reason_and_this_one_loses_sight(anna: Worker) -> None:
    enquiry = make_enquiry()
    page = anna.open(enquiry)
    refused = page.again("move", reason=" ")
    assert refused.response.status_code == 422
    assert "Write why it belongs to the other office." in refused.form("move").text
    moved = page.send("move", reason="Mieszka w Koszalinie")
    assert moved.status_code == 302 and moved["Location"] == reverse("inbox:enquiries")
    enquiry.refresh_from_db()
    assert enquiry.office == "koszalin"
    for url in addresses(enquiry):
        assert anna.client.get(url).status_code == 404
        assert anna.client.post(url, page.values("reply")).status_code == 404
    assert "Mieszka w Koszalinie" in Worker(user_of("koszalin")).open(enquiry).text


def test_who_works_for_both_offices_keeps_sight() -> None:
    admin, enquiry = Worker(account("admin")), make_enquiry()
    assert goes_back(admin.do(enquiry, "move", reason="Koszalin"), enquiry)
    page = admin.open(enquiry)
    assert "Move it to Szczecin" in page.form("move").text
    page.send("take")
    enquiry.refresh_from_db()
    assert (enquiry.office, enquiry.assigned_to) == ("koszalin", admin.user)


def test_the_topic_is_changed_and_a_sensitive_one_goes_out_of_sight(anna: Worker, counsellor: Worker) -> None:
    ordinary, secret, old = make_topic(), sensitive_topic(), make_topic(is_active=False)
    enquiry = make_enquiry()
    page = anna.open(enquiry)
    offered = {str(each["value"]): each.text for each in page.form("topic").select("option")}
    assert str(old.pk) not in offered and "(sensitive)" in offered[str(secret.pk)]
    assert page.values("topic")["topic"] == str(enquiry.topic_id)
    assert page.send("topic", topic=old.pk).status_code == 422
    assert goes_back(page.send("topic", topic=ordinary.pk), enquiry)
    gone = page.send("topic", topic=secret.pk)
    assert gone.status_code == 302 and gone["Location"] == reverse("inbox:enquiries")
    assert anna.client.get(address(enquiry)).status_code == 404
    assert "Sensitive." in counsellor.open(enquiry).text


def test_it_is_deleted_by_who_says_so_and_only_that_is_written_down(anna: Worker) -> None:
    enquiry, other = make_enquiry(channel=Channel.EMAIL, wants_confirmation=True), make_enquiry()
    refused = anna.open(enquiry).again("delete")
    assert refused.response.status_code == 422
    assert "Tick the box" in refused.form("delete").text
    page = anna.open(enquiry)
    enquiries.write_again(enquiry.pk, "Jeszcze jedno", "uk", uuid.uuid4())
    assert page.send("delete", sure="on").status_code == 409, "what arrived meanwhile is read first"
    gone = anna.do(enquiry, "delete", sure="on")
    assert gone.status_code == 302 and gone["Location"] == reverse("inbox:enquiries")
    assert list(Enquiry.objects.all()) == [other]
    assert not OutgoingMail.objects.filter(key__contains=enquiry.key.hex).exists()
    logged = DataAccess.objects.filter(user=anna.user).values_list("action", "rows")
    assert list(logged) == [("delete", 1)]


def test_nothing_of_it_stands_in_the_history_of_the_admin(anna: Worker) -> None:
    before = ModelLogEntry.objects.count(), PageLogEntry.objects.count()
    enquiry = make_enquiry(channel=Channel.PHONE)
    anna.do(enquiry, "take")
    anna.do(enquiry, "note", text="Notatka")
    anna.do(enquiry, "contact", reached="no", text="Rozmowa")
    anna.do(enquiry, "reply", text="Odpowiedź")
    anna.do(enquiry, "state", state="closed")
    anna.do(enquiry, "move", reason="Koszalin")
    assert enquiry.entries.count() == 8
    assert (ModelLogEntry.objects.count(), PageLogEntry.objects.count()) == before
