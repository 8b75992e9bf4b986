"""The office desk: who sees whom, what an office worker does, and what leaves the site."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import uuid
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from openpyxl import load_workbook

from events import registration, retention
from events.admin import letters, urls
from events.admin.counts import counts
from events.admin.lists import moment_code, numbers_of, polish_order, search
from events.choices import Reason, State
from events.models import Attendance, EventPage, Question, Registration, Roster
from tests.events.factories import application, make_event, roster_of, sign_up
from website.core.models import DataAccess, OutgoingMail
from website.core.personal_data import belonging_to
from website.core.spreadsheets import safe

pytestmark = pytest.mark.django_db

ROLES = [
    "admin", "editor", "publisher", "translator-uk", "office-szczecin", "office-koszalin", "coordinator", None,
]  # fmt: skip


def as_user(name: str | None) -> Client:
    client = Client()
    if name:
        client.force_login(get_user_model().objects.get(username=name))
    return client


def user(name: str) -> Any:
    return get_user_model().objects.get(username=name)


def desk(name: str, *args: Any) -> str:
    return reverse(f"desk:{name}", args=args)


@pytest.fixture
def office() -> Client:
    return as_user("office-szczecin")


def ask(page: EventPage, text: str, key: str) -> None:
    """An own question of an event."""
    page.questions.add(Question(text=text, translation_key=key, locale=page.locale))
    page.save()


# Who sees whom ------------------------------------------------------------------------------------------------------


def every_address(roster: Roster, person: Registration) -> dict[str, str]:
    """All addresses of the desk, filled in for one event and one person of Szczecin."""
    known = {
        "roster_id": roster.pk,
        "pk": person.pk,
        "meeting": moment_code(roster.starts_at),
        "list_name": "confirmed",
        "action": "cancel",
    }
    found = {}
    for pattern in urls.urlpatterns:
        names = pattern.pattern.converters
        try:
            found[pattern.name] = reverse(
                f"desk:{pattern.name}", kwargs={name: known[name] for name in names}
            )
        except (NoReverseMatch, KeyError) as error:
            raise AssertionError(f"This test does not know the address {pattern.name}.") from error
    return found


# Addresses that belong to no event. 302 is Wagtail's way of saying no: back to its front page, or to the login.
NO_EVENT = {
    "events": {"admin", "office-szczecin", "office-koszalin"},
    "events_results": {"admin", "office-szczecin", "office-koszalin"},
    "counts": {"admin", "coordinator"},
}
OWN = {"admin", "office-szczecin"}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ROLES)
def test_every_address_of_the_desk_is_for_whom_it_should_be(role: str | None, method: str) -> None:
    page = make_event()
    person = sign_up(page, name="Tajna Osoba")
    client, walked = as_user(role), 0
    for name, address in every_address(roster_of(page), person).items():
        response = getattr(client, method)(address)
        walked += 1
        if role is None:
            assert response.status_code == 302 and "/login/" in response["Location"], name
        elif name in NO_EVENT:
            allowed = role in NO_EVENT[name]
            assert (response.status_code != 302) is allowed, (name, response.status_code)
            if method == "get":
                assert response.status_code == (200 if allowed else 302), name
        elif role in OWN:
            assert response.status_code in {200, 302, 405, 422}, (name, response.status_code)
        else:
            assert response.status_code == 404, (name, response.status_code)
        if role not in OWN and not response.streaming:
            assert "Tajna Osoba" not in response.content.decode(), name
    assert walked == len(urls.urlpatterns) >= 15
    person.refresh_from_db()
    assert person.state == (State.CANCELLED if role in OWN and method == "post" else State.CONFIRMED)


def test_the_list_the_search_and_the_find_form_hold_the_own_office_only() -> None:
    page = make_event(title="Tylko Szczecin")
    sign_up(page, email="ola@example.org", phone="+48600100200")
    koszalin = as_user("office-koszalin")
    assert "Tylko Szczecin" not in koszalin.get(desk("events")).content.decode()
    assert "Tylko Szczecin" not in koszalin.get(desk("events"), {"office": "szczecin"}).content.decode()
    for contact in ("ola@example.org", "600 100 200"):
        for button in ("find", "export", "delete"):
            answer = koszalin.post(
                reverse("personal_data:person"), {"contact": contact, button: "1", "sure": "yes"}, follow=True
            )
            assert "Tylko Szczecin" not in answer.content.decode()
    assert Registration.objects.filter(email="ola@example.org").exists()
    assert "Tylko Szczecin" in as_user("office-szczecin").get(desk("events")).content.decode()


def test_a_person_of_another_event_cannot_be_reached_through_an_own_event() -> None:
    own, foreign = make_event(office="koszalin"), make_event()
    stranger = sign_up(foreign)
    koszalin = as_user("office-koszalin")
    meeting = moment_code(roster_of(own).starts_at)
    for address in (
        desk("person", roster_of(own).pk, stranger.pk),
        desk("act", roster_of(own).pk, stranger.pk, "cancel"),
        desk("mark", roster_of(own).pk, meeting, stranger.pk),
    ):
        assert koszalin.post(address, {"came": "all"}).status_code in {404, 405}, address
    stranger.refresh_from_db()
    assert stranger.state == State.CONFIRMED


def test_a_form_of_the_desk_needs_its_token() -> None:
    page = make_event()
    person = sign_up(page)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user("office-szczecin"))
    assert client.post(desk("act", roster_of(page).pk, person.pk, "cancel")).status_code == 403
    person.refresh_from_db()
    assert person.state == State.CONFIRMED


def test_exporting_needs_its_permission() -> None:
    page = make_event()
    Group.objects.get(name="Office szczecin").permissions.remove(
        Permission.objects.get(codename="export_roster")
    )
    client = as_user("office-szczecin")
    for name in ("export_xlsx", "export_csv"):
        assert client.get(desk(name, roster_of(page).pk)).status_code == 302
    assert "export.xlsx" not in client.get(desk("event", roster_of(page).pk)).content.decode()
    assert not DataAccess.objects.exists()


@pytest.mark.parametrize(
    ("role", "shown"), [("office-szczecin", True), ("editor", False), ("coordinator", False)]
)
def test_the_front_page_shows_today_to_the_office(role: str, shown: bool) -> None:
    noon = timezone.localtime().replace(hour=12)  # not a minute before midnight
    with time_machine.travel(noon, tick=False):
        page = make_event(title="Dzisiejsze", starts_at=timezone.now() + dt.timedelta(minutes=1))
        asked = make_event(title="Z decyzja", is_moderated=True)
        sign_up(asked)
        html = as_user(role).get("/admin/").content.decode()
    assert ("Dzisiejsze" in html) is shown
    assert ("Z decyzja" in html) is shown
    assert (desk("door", roster_of(page).pk) in html) is shown
    assert (f'"{desk("events")}"' in html) is shown


# One event ----------------------------------------------------------------------------------------------------------


def test_the_lists_of_an_event_say_who_stands_where(office: Client) -> None:
    page = make_event(seats=1)
    seated, first, second = (
        sign_up(page, needs=["childcare"]),
        sign_up(page),
        sign_up(page, email="", phone="+48600"),
    )
    roster = roster_of(page)
    waiting = office.get(desk("people", roster.pk, "waiting")).content.decode()
    assert seated.name not in waiting
    assert waiting.index(first.name) < waiting.index(second.name)
    assert second.name in office.get(desk("people", roster.pk, "call")).content.decode()
    # Followed, which shows the note that it was done.
    office.post(desk("act", roster.pk, second.pk, "called"), follow=True)
    assert second.name not in office.get(desk("people", roster.pk, "call")).content.decode()
    registration.move_up(second.pk)
    assert second.name in office.get(desk("people", roster.pk, "call")).content.decode(), "told the old state"
    confirmed = office.get(desk("event", roster.pk)).content.decode()
    assert seated.name in confirmed and first.name not in confirmed
    assert 'lang="uk" dir="ltr"' in confirmed
    assert office.get(desk("people", roster.pk, "nobody")).status_code == 404


def test_needs_are_counted_before_people() -> None:
    page = make_event(seats=9)
    for needs, spoken in (
        (["interpreter"], "ar"),
        (["interpreter", "childcare"], "ar"),
        (["childcare"], ""),
        ([], ""),
    ):
        sign_up(page, needs=needs, interpreter_language=spoken)
    numbers = numbers_of([roster_of(page)])[roster_of(page).pk]
    assert sorted(number for _label, number in numbers.needs) == [2, 2]
    assert any("arab" in label for label, _number in numbers.needs)
    assert numbers.confirmed == 4


def test_search_finds_by_name_reference_mail_and_telephone_and_by_a_second_reference() -> None:
    page = make_event(seats=9)
    person = sign_up(page, name="Олена Шевченко", email="olena@example.org", phone="+48600100200")
    again = registration.register(roster_of(page).pk, application(email="olena@example.org"))
    sign_up(page)
    rows = roster_of(page).registrations.all()
    for typed in ("шевченко", "ШЕВЧЕНКО", "olena@", "600 100 200", person.reference.lower(), again.reference):
        assert list(search(rows, typed)) == [person], typed
    assert not search(rows, "  ")


def test_searching_leaves_no_address_in_a_url(office: Client) -> None:
    page = make_event()
    person = sign_up(page)
    answer = office.post(desk("event", roster_of(page).pk), {"q": person.email})
    assert answer.status_code == 200
    assert person.name in answer.content.decode()


def test_a_telephone_number_that_registered_twice_is_marked(office: Client) -> None:
    page = make_event(seats=5)
    for _each in range(2):
        sign_up(page, email="", phone="+48600100200")
    sign_up(page, email="", phone="+48600100201")
    html = office.get(desk("event", roster_of(page).pk), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert html.count("+48600100200") >= 2
    assert html.count("<strong>") >= 2


@pytest.mark.parametrize(
    ("action", "event", "state"),
    [
        ("approve", {"is_moderated": True}, State.CONFIRMED),
        ("refuse", {"is_moderated": True}, State.CANCELLED),
        ("cancel", {}, State.CANCELLED),
    ],
)
def test_an_action_sent_twice_is_done_once(
    office: Client, action: str, event: dict[str, Any], state: str
) -> None:
    page = make_event(**event)
    person = sign_up(page)
    address = desk("act", roster_of(page).pk, person.pk, action)
    assert office.get(address).status_code == 200
    for _each in range(2):
        assert office.post(address).status_code == 302
    person.refresh_from_db()
    assert person.state == state
    assert person.reason == (Reason.OFFICE if state == State.CANCELLED else "")
    assert OutgoingMail.objects.filter(key__contains=person.key.hex).count() == 2
    assert roster_of(page).taken == (1 if state == State.CONFIRMED else 0)


def test_somebody_is_given_a_seat_out_of_turn_beyond_the_number_of_seats(office: Client) -> None:
    page = make_event(seats=1)
    sign_up(page)
    first, second = sign_up(page), sign_up(page)
    office.post(desk("act", roster_of(page).pk, second.pk, "seat"))
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state) == (State.WAITING, State.CONFIRMED)
    assert (roster_of(page).taken, roster_of(page).seats) == (2, 1)


def test_a_step_that_does_not_exist_is_refused_in_words(office: Client) -> None:
    page = make_event()
    person = sign_up(page)
    registration.cancel(person.pk)
    answer = office.post(desk("act", roster_of(page).pk, person.pk, "seat"), follow=True)
    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()
    assert office.post(desk("act", roster_of(page).pk, person.pk, "fly")).status_code == 404


def test_a_person_shows_the_answers_to_own_questions(office: Client) -> None:
    page = make_event()
    key = str(uuid.uuid4())
    ask(page, "Jaki poziom?", key)
    person = sign_up(page, answers={key: "B1"})
    html = office.get(desk("person", roster_of(page).pk, person.pk)).content.decode()
    assert "Jaki poziom?" in html and "B1" in html


# At the door --------------------------------------------------------------------------------------------------------


def walk_in_form(**values: Any) -> dict[str, Any]:
    return {"submission": str(uuid.uuid4()), "name": "Nowy Gość", "seats": "2", "language": "pl", **values}


def test_a_party_is_ticked_changed_and_unticked(office: Client) -> None:
    page = make_event()
    person = sign_up(page, seats=3)
    roster = roster_of(page)
    meeting = moment_code(roster.starts_at)
    address = desk("mark", roster.pk, meeting, person.pk)
    for typed, came, state in [
        ("all", 3, State.ATTENDED), ("all", 3, State.ATTENDED), ("2", 2, State.ATTENDED), ("0", 0, State.ABSENT),
        ("undo", None, State.CONFIRMED), ("undo", None, State.CONFIRMED),
    ]:  # fmt: skip
        response = office.post(address, {"came": typed})
        assert response["Location"].endswith(f"#person-{person.pk}")
        person.refresh_from_db()
        noted = Attendance.objects.filter(registration=person).values_list("came", flat=True).first()
        assert (noted, person.state) == (came, state)
    for nonsense in ("4", "-1", "x", ""):
        office.post(address, {"came": nonsense})
        assert not Attendance.objects.filter(registration=person).exists()


def test_the_script_gets_one_row_and_the_sum(office: Client) -> None:
    page = make_event()
    person = sign_up(page)
    address = desk("mark", roster_of(page).pk, moment_code(roster_of(page).starts_at), person.pk)
    answer = office.post(address, {"came": "all"}, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert answer.status_code == 200
    assert 'data-came="1"' in answer.content.decode()
    answer = office.post(address, {"came": "7"}, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()


def test_a_course_is_ticked_meeting_by_meeting(office: Client) -> None:
    starts = timezone.now().replace(hour=16, minute=0, second=0, microsecond=0) + dt.timedelta(days=3)
    page = make_event(
        starts_at=starts,
        weekdays=["mon", "tue", "wed", "thu", "fri"],
        until=(starts + dt.timedelta(days=10)).date(),
    )
    person = sign_up(page)
    dates = [each for each in page.dates if not each.is_dropped]
    assert len(dates) > 3
    roster = roster_of(page)
    first, second = (moment_code(each.starts_at) for each in dates[:2])
    office.post(desk("mark", roster.pk, first, person.pk), {"came": "all"})
    office.post(desk("mark", roster.pk, second, person.pk), {"came": "0"})
    assert list(person.attendances.order_by("meeting_at").values_list("came", flat=True)) == [1, 0]
    person.refresh_from_db()
    assert person.state == State.ATTENDED
    assert office.get(desk("door", roster.pk))["Location"] == desk("door_meeting", roster.pk, first)
    html = office.get(desk("door_meeting", roster.pk, first)).content.decode()
    assert html.count("/door/2") >= len(dates)
    assert office.get(desk("door_meeting", roster.pk, "20200101T1000Z")).status_code == 404


def test_somebody_who_came_without_registering_is_added_once_and_noted(office: Client) -> None:
    page = make_event(seats=1)
    sign_up(page)
    roster = roster_of(page)
    address = f"{desk('walk_in', roster.pk)}?meeting={moment_code(roster.starts_at)}"
    assert office.get(address).status_code == 200
    form = walk_in_form()
    for _each in range(2):
        assert office.post(address, form).status_code == 302
    added = Registration.objects.get(roster=roster, is_walk_in=True)
    assert (added.name, added.seats, added.state) == ("Nowy Gość", 2, State.ATTENDED)
    assert (roster_of(page).taken, Attendance.objects.get(registration=added).came) == (3, 2)


def test_a_walk_in_whose_address_is_registered_is_refused_in_words(office: Client) -> None:
    page = make_event()
    sign_up(page, email="ola@example.org")
    address = desk("walk_in", roster_of(page).pk)
    for values in ({"email": "OLA@example.org"}, {"phone": "1"}, {"name": ""}, {"seats": "99"}):
        assert office.post(address, walk_in_form(**values)).status_code == 422, values
    assert not Registration.objects.filter(is_walk_in=True).exists()


def test_the_sheet_has_names_in_polish_order_lines_for_companions_and_no_contact(office: Client) -> None:
    page = make_event(seats=9)
    for name in ("Zenon Ż", "Łukasz Ł", "Lech L", "Ćwik Ć"):
        sign_up(page, name=name, phone="+48600100200")
    sign_up(page, name="Urząd", seats=3, companions=["Adam A"])
    html = office.get(
        desk("sheet", roster_of(page).pk, moment_code(roster_of(page).starts_at)), {"lines": "5"}
    ).content.decode()
    order = [
        html.index(name)
        for name in ("Ćwik Ć", "Lech L", "Łukasz Ł", "Urząd", "Adam A", "Urząd – 3", "Zenon Ż")
    ]
    assert order == sorted(order)
    assert html.count('<td class="number">') == 4 + 3 + 5
    assert "example.org" not in html and "600100200" not in html
    assert "Unię Europejską" in html
    assert page.place in html


def test_polish_order() -> None:
    names = [
        "Żak",
        "Zych",
        "Źdźbło",
        "Ósmy",
        "Olga",
        "Łoś",
        "Lis",
        "Ola",
        "Шевченко",
        "Édouard",
        "Edward",
        "Ewa",
    ]
    assert sorted(names, key=polish_order) == [
        "Édouard", "Edward", "Ewa", "Lis", "Łoś", "Ola", "Olga", "Ósmy", "Zych", "Źdźbło", "Żak", "Шевченко",
    ]  # fmt: skip


# Writing to people --------------------------------------------------------------------------------------------------


def test_a_message_is_looked_at_and_then_sent_once_to_the_right_people(office: Client) -> None:
    page = make_event(seats=2)
    people = [sign_up(page) for _each in range(3)]
    registration.cancel(sign_up(page).pk)
    sign_up(page, email="", phone="+48600100200")
    address = desk("message", roster_of(page).pk)
    form = {"sending": "12345", "to": "both", "text": "Zabierzcie <b>zeszyty</b>."}
    preview = office.post(address, form).content.decode()
    assert "&lt;b&gt;" in preview
    assert not OutgoingMail.objects.filter(kind="events.office").exists()
    for _each in range(2):
        assert office.post(address, {**form, "send": "1"}).status_code == 302
    mails = OutgoingMail.objects.filter(kind="events.office")
    assert sorted(mail.to for mail in mails) == sorted(each.email for each in people)
    assert all("Zabierzcie <b>zeszyty</b>." in mail.text for mail in mails)
    logged = DataAccess.objects.get()
    assert (logged.action, logged.rows, logged.about) == ("message", 3, roster_of(page).title)


def test_a_message_that_was_interrupted_goes_to_whom_is_missing(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "BATCH", 2)
    monkeypatch.setattr(letters, "SECONDS", -1)
    page = make_event(seats=9)
    for _each in range(5):
        sign_up(page)
    form = {"sending": "7", "to": "seated", "text": "Tekst", "send": "1"}
    sent, statuses = [], []
    for _each in range(3):
        statuses.append(office.post(desk("message", roster_of(page).pk), form).status_code)
        sent.append(OutgoingMail.objects.filter(kind="events.office").count())
    assert (sent, statuses) == ([2, 4, 5], [200, 200, 302])


@pytest.mark.parametrize(("to", "number"), [("seated", 2), ("waiting", 1), ("both", 3)])
def test_a_message_goes_to_whom_it_is_for(office: Client, to: str, number: int) -> None:
    page = make_event(seats=2)
    for _each in range(3):
        sign_up(page)
    office.post(desk("message", roster_of(page).pk), {"sending": "7", "to": to, "text": "Tekst", "send": "1"})
    assert OutgoingMail.objects.filter(kind="events.office").count() == number


@pytest.mark.parametrize("values", [{"text": ""}, {"text": "x" * 5000}, {"to": "world"}, {"sending": "x"}])
def test_a_message_that_is_wrong_is_not_sent(office: Client, values: dict[str, str]) -> None:
    page = make_event()
    sign_up(page)
    form = {"sending": "7", "to": "both", "text": "Tekst", "send": "1", **values}
    assert office.post(desk("message", roster_of(page).pk), form).status_code == 422
    assert not OutgoingMail.objects.filter(kind="events.office").exists()


# Files --------------------------------------------------------------------------------------------------------------

FORMULAS = ["=1+1", "+48", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"


def test_a_number_and_a_plain_text_stay_what_they_are() -> None:
    assert [safe(value) for value in (-3, "Anna", "a=b", "")] == [-3, "Anna", "a=b", ""]


def test_both_files_hold_the_people_and_no_formula(office: Client) -> None:
    page = make_event(seats=50)
    key = str(uuid.uuid4())
    ask(page, "=HYPERLINK(1)", key)
    for text in FORMULAS:
        Registration.objects.filter(pk=sign_up(page, phone="+48600100200").pk).update(
            name=text, answers={key: text}
        )
    roster = roster_of(page)
    book = load_workbook(io.BytesIO(b"".join(office.get(desk("export_xlsx", roster.pk)).streaming_content)))
    numbers, people = book.worksheets
    assert people.max_row == len(FORMULAS) + 1
    cells = [cell for sheet in (numbers, people) for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    text = b"".join(office.get(desk("export_csv", roster.pk)).streaming_content).decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert len(rows) == len(FORMULAS) + 1
    assert not [cell for row in rows for cell in row if cell and cell[0] in "=+-@\t\r"]
    assert list(DataAccess.objects.values_list("action", "rows")) == [("export", len(FORMULAS))] * 2


@pytest.mark.parametrize(("language", "word"), [("pl", "Imię"), ("en", "Name"), ("uk", "м")])
def test_headings_are_in_the_language_of_the_worker(office: Client, language: str, word: str) -> None:
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(
        user=user("office-szczecin"), defaults={"preferred_language": language}
    )
    page = make_event()
    sign_up(page)
    text = b"".join(office.get(desk("export_csv", roster_of(page).pk)).streaming_content).decode()
    heading = text.splitlines()[0].split(",")
    if language == "en":
        assert heading[1] == word
    assert len(heading) == 12


# Everything about one address ---------------------------------------------------------------------------------------


def test_everything_about_an_address_is_shown_exported_and_deleted_and_each_is_written_down(
    office: Client,
) -> None:
    page, other = make_event(seats=1), make_event(office="koszalin")
    mine = sign_up(page, email="ola@example.org", phone="+48600100200", name="Ola")
    theirs = sign_up(other, email="ola@example.org")
    waiting = sign_up(page)
    form = {"contact": "OLA@example.org "}
    assert "Ola" in office.post(reverse("personal_data:person"), form).content.decode()
    data = json.loads(office.post(reverse("personal_data:person"), {**form, "export": "1"}).content)
    assert [row["reference"] for row in data["registrations"]] == [mine.reference]
    office.post(reverse("personal_data:person"), {**form, "delete": "1"})
    assert Registration.objects.filter(pk=mine.pk).exists(), "without the tick nothing is deleted"
    office.post(reverse("personal_data:person"), {**form, "delete": "1", "sure": "yes"})
    assert not Registration.objects.filter(pk=mine.pk).exists()
    assert Registration.objects.filter(pk=theirs.pk).exists()
    assert not OutgoingMail.objects.filter(key__contains=mine.key.hex).exists()
    waiting.refresh_from_db()
    assert waiting.state == State.OFFERED
    actions = list(DataAccess.objects.order_by("pk").values_list("action", "rows"))
    assert actions == [("find", 1), ("export", 1), ("find", 1), ("delete", 1)]
    assert "ola" not in str(list(DataAccess.objects.values())).lower()


def test_a_telephone_number_is_found_however_it_is_spaced() -> None:
    page = make_event(seats=9)
    person = sign_up(page, email="", phone="+48600100200")
    sign_up(page, email="", phone="+48600100201")
    for typed in ("600 100 200", "+48 600-100-200", "0048600100200"):
        assert list(belonging_to(Registration.objects.all(), typed)) == [person], typed
    for typed in ("600", "", "abc", "%"):
        assert not belonging_to(Registration.objects.all(), typed), typed


# Numbers ------------------------------------------------------------------------------------------------------------


def test_numbers_are_the_same_before_and_after_the_people_are_deleted() -> None:
    starts = timezone.now() - dt.timedelta(days=40)
    page = make_event(starts_at=timezone.now() + dt.timedelta(days=1), seats=20)
    people = [sign_up(page, language="uk", seats=2) for _each in range(6)]
    sign_up(page, language="ar")
    registration.cancel(people[0].pk)
    registration.mark(people[1].pk, roster_of(page).starts_at, 1)
    Roster.objects.filter(pk=roster_of(page).pk).update(
        starts_at=starts, over_at=starts, delete_on=timezone.localdate()
    )
    Registration.objects.exclude(roster=roster_of(page)).delete()
    before = counts()
    assert sorted(
        (key[3], each.registrations, each.seats, each.attended) for key, each in before.items()
    ) == [
        ("ar", 1, 1, 0),
        ("uk", 5, 10, 1),
    ]
    retention.delete_due()
    assert not Registration.objects.filter(roster=roster_of(page)).exists()
    assert counts() == before
    month = timezone.localdate(starts).replace(day=1)
    assert counts(since=month, until=month, office="szczecin") == before
    assert not counts(office="koszalin")
    assert not counts(until=month - dt.timedelta(days=1))


def test_few_people_are_not_counted_exactly_anywhere() -> None:
    Registration.objects.all().delete()
    page = make_event(seats=20)
    for _each in range(3):
        sign_up(page, language="ar")
    for _each in range(6):
        sign_up(page, language="uk")
    coordinator = as_user("coordinator")
    html = coordinator.get(desk("counts")).content.decode()
    assert "&lt;5" in html
    text = b"".join(coordinator.get(desk("counts"), {"format": "csv"}).streaming_content).decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert sorted(row[4] for row in rows[1:]) == ["6", "<5"]
    book = load_workbook(
        io.BytesIO(b"".join(coordinator.get(desk("counts"), {"format": "xlsx"}).streaming_content))
    )
    assert book.active.max_row == 3
    assert coordinator.get(desk("counts"), {"since": "yesterday"}).status_code == 422


# Event pages --------------------------------------------------------------------------------------------------------


def page_addresses(page: EventPage) -> list[str]:
    names = ["edit", "delete", "unpublish", "copy", "history", "view_draft"]
    found = [reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in names]
    calendar = page.get_parent()
    found.append(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, calendar.pk]))
    return found


def test_an_office_worker_changes_events_of_the_own_office_only() -> None:
    own, foreign = make_event(office="koszalin"), make_event()
    client = as_user("office-koszalin")
    for address in page_addresses(foreign):
        assert client.get(address).status_code == 302, address
        client.post(address)
    foreign.refresh_from_db()
    assert foreign.live
    for address in page_addresses(own)[:5]:
        assert client.get(address).status_code == 200, address
    own_rights, foreign_rights = (
        each.permissions_for_user(user("office-koszalin")) for each in (own, foreign)
    )
    assert own_rights.can_edit() and own_rights.can_publish() and own_rights.can_delete()
    assert not (foreign_rights.can_edit() or foreign_rights.can_publish() or foreign_rights.can_delete())
    for action in ("delete", "unpublish", "publish", "move"):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        client.post(f"{address}?id={foreign.pk}", {"confirm": "1"})
    foreign.refresh_from_db()
    assert foreign.live


def test_an_office_worker_leaves_the_calendar_alone_and_adds_events_of_the_own_office() -> None:
    calendar = make_event().get_parent().specific
    worker = user("office-koszalin")
    rights = calendar.permissions_for_user(worker)
    assert rights.can_add_subpage() and rights.can_publish_subpage()
    assert not (rights.can_edit() or rights.can_publish() or rights.can_unpublish() or rights.can_delete())
    client = as_user("office-koszalin")
    for name in ("edit", "unpublish", "delete"):
        assert client.get(reverse(f"wagtailadmin_pages:{name}", args=[calendar.pk])).status_code == 302
    form_class = EventPage.get_edit_handler().get_form_class()
    form = form_class(instance=EventPage(locale=calendar.locale), for_user=worker, parent_page=calendar)
    assert [value for value, _label in form.fields["office"].choices] == ["koszalin"]
    form = form_class({"office": "szczecin"}, instance=EventPage(), for_user=worker, parent_page=calendar)
    assert "office" in form.errors
    assert len(form_class(instance=EventPage(), for_user=user("admin")).fields["office"].choices) == 2


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_who_has_rights_on_all_pages_keeps_them(role: str) -> None:
    page = make_event()
    rights = page.permissions_for_user(user(role))
    assert rights.can_edit()
    assert page.get_parent().specific.permissions_for_user(user(role)).can_edit()
    assert rights.can_publish() is (role == "publisher")


# Ten thousand people ------------------------------------------------------------------------------------------------


def crowd(page: EventPage, number: int, state: str = State.CONFIRMED) -> None:
    now = timezone.now()
    Registration.objects.bulk_create(
        [
            Registration(
                roster=roster_of(page), name=f"Osoba {each}", email=f"tlum{each}@example.org", language="uk",
                state=state, created_at=now, queued_at=now + dt.timedelta(seconds=each),
                needs=["interpreter"], interpreter_language="ar", phone=f"+48{600000000 + each}",
            )
            for each in range(number)
        ],
        batch_size=1000,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["event", "people", "events", "search", "door_meeting"])
def test_a_list_needs_as_many_queries_for_many_people_as_for_few(office: Client, name: str) -> None:
    page = make_event(seats=1)
    roster = roster_of(page)

    def load() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            if name == "search":
                assert office.post(desk("event", roster.pk), {"q": "osoba"}).status_code == 200
            else:
                arguments = {
                    "event": [roster.pk],
                    "people": [roster.pk, "waiting"],
                    "events": [],
                    "door_meeting": [roster.pk, moment_code(roster.starts_at)],
                }[name]
                assert office.get(desk(name, *arguments)).status_code == 200
        return len([query for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]])

    state = State.WAITING if name == "people" else State.CONFIRMED
    crowd(page, 3, state)
    load()
    few = load()
    Registration.objects.filter(roster=roster).delete()
    crowd(page, 400, state)
    many = load()
    assert many <= few + 1  # the pages of the list are counted
    assert many <= 15
