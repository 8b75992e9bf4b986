"""The inbox: who sees what by any address, its lists, the search, the numbers, and what leaves the site."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from contact import counting, enquiries, retention
from contact.admin import urls
from contact.admin.counts import counts
from contact.admin.personal_data import Enquiries
from contact.choices import Channel, EntryKind, State
from contact.models import Enquiry, Entry
from tests.contact.factories import make_enquiry, make_topic, sensitive_topic, user_of
from website.core.models import DataAccess

pytestmark = pytest.mark.django_db

OFFICES = {"office-szczecin": "szczecin", "office-koszalin": "koszalin"}
ROLES = [
    *("admin", "editor", "publisher", "translator-uk", "coordinator"),
    *("office-szczecin", "office-koszalin", "counsellor-szczecin", None),
]
METHODS = ["get", "post"]


def as_user(name: str | None) -> Client:
    client = Client()
    if name:
        client.force_login(get_user_model().objects.get(username=name))
    return client


def of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def inbox(name: str = "enquiries", *args: Any) -> str:
    return reverse(f"inbox:{name}", args=args)


def references(client: Client, **query: str) -> list[str]:
    """The references on a list, from the top."""
    page = BeautifulSoup(client.get(inbox(), query).content, "html.parser")
    return [each.text for each in page.select("td .desk-reference")]


def tabs(client: Client) -> dict[str, int]:
    page = BeautifulSoup(client.get(inbox()).content, "html.parser")
    found = {}
    for link in page.select(".desk-tabs a"):
        number = link.span.extract().text
        found[link["href"].partition("which=")[2]] = int(number)
    return found


def found(client: Client, typed: str) -> set[str]:
    page = BeautifulSoup(client.post(inbox("search"), {"q": typed}).content, "html.parser")
    return {each.text for each in page.select("td .desk-reference")}


# Who sees what ------------------------------------------------------------------------------------------------------


def addresses_of(enquiry: Enquiry) -> list[str]:
    """All addresses of one enquiry; a new one is in here by itself."""
    actions = ["take", "give", "give_back", "note", "contact", "move", "topic", "state", "delete"]
    found = []
    for pattern in urls.urlpatterns:
        names = set(pattern.pattern.converters)
        if names == {"pk"}:
            found.append(reverse(f"inbox:{pattern.name}", args=[enquiry.pk]))
        elif names == {"pk", "action"}:
            found += [reverse(f"inbox:{pattern.name}", args=[enquiry.pk, action]) for action in actions]
        else:
            assert not names, pattern
    return found


@pytest.mark.parametrize(("role", "method"), list(itertools.product(ROLES, METHODS)))
def test_every_address_of_an_enquiry_is_its_readers_only(role: str | None, method: str) -> None:
    """An enquiry that somebody may not see does not exist, by any address and method; a stranger is asked to log in."""
    plain, sensitive = make_enquiry(), make_enquiry(topic=sensitive_topic())
    before = list(Entry.objects.values())
    sees_plain = role in {"admin", "office-szczecin", "counsellor-szczecin"}
    sees_sensitive = role in {"admin", "counsellor-szczecin"}
    for enquiry, may in ((plain, sees_plain), (sensitive, sees_sensitive)):
        for address in addresses_of(enquiry):
            status = getattr(as_user(role), method)(address).status_code
            if role is None:
                assert status == 302, address
            elif may:
                assert status in {200, 302, 405, 409, 422}, (address, status)
            else:
                assert status in {403, 404}, (address, status)
                assert (status == 404) or role not in {"office-szczecin", "office-koszalin"}, address
    if not sees_plain:
        assert list(Entry.objects.values()) == before


@pytest.mark.parametrize("role", ROLES)
def test_lists_search_and_files_are_for_the_offices(role: str | None) -> None:
    is_office = role in {"admin", "office-szczecin", "office-koszalin", "counsellor-szczecin"}
    client = as_user(role)
    for address in (inbox(), inbox("search"), inbox("export_csv"), inbox("export_xlsx")):
        status = client.get(address).status_code
        assert status == (200 if is_office else 302), (role, address)
        if role and not is_office:
            # Wagtail sends who is refused to the front page of the admin, with a sentence.
            assert client.get(address)["Location"] == reverse("wagtailadmin_home")
    counts_status = client.get(inbox("counts")).status_code
    assert counts_status == (200 if is_office or role == "coordinator" else 302), role
    menu = client.get(reverse("wagtailadmin_home"))
    if role:
        assert (f'"{inbox()}"' in menu.content.decode()) == is_office


def test_each_office_sees_its_own_on_lists_in_the_search_and_in_files() -> None:
    szczecin = make_enquiry(text="Słowo wspólne")
    koszalin = make_enquiry(office="koszalin", text="Słowo wspólne")
    sensitive = make_enquiry(topic=sensitive_topic(), text="Słowo wspólne")
    expected = {
        "office-szczecin": {szczecin.reference},
        "office-koszalin": {koszalin.reference},
        "counsellor-szczecin": {szczecin.reference, sensitive.reference},
        "admin": {szczecin.reference, koszalin.reference, sensitive.reference},
    }
    for role, seen in expected.items():
        client = as_user(role)
        assert set(references(client)) == seen, role
        assert found(client, "wspólne") == seen, role
        for one in (szczecin, koszalin, sensitive):
            assert found(client, one.reference) == {one.reference} & seen, role
        exported = b"".join(client.get(inbox("export_csv"), {"which": "all"}).streaming_content).decode()
        assert {each for each in expected["admin"] if each in exported} == seen, role
        assert tabs(client)["all"] == len(seen), role


# Lists --------------------------------------------------------------------------------------------------------------


def test_the_lists_say_what_is_to_be_done_and_what_is_late() -> None:
    worker = user_of("szczecin")
    now = timezone.now()
    fresh = make_enquiry()
    late = make_enquiry(now=now - dt.timedelta(days=20))
    mine = make_enquiry()
    enquiries.assign(mine.pk, worker, worker)
    answered = make_enquiry()
    enquiries.reply(answered.pk, user_of("szczecin"), "Tak", submission=uuid.uuid4())
    waiting = make_enquiry()
    enquiries.reply(waiting.pk, user_of("szczecin"), "Kiedy?", submission=uuid.uuid4(), then=State.WAITING)
    closed = make_enquiry()
    enquiries.set_state(closed.pk, worker, State.CLOSED)
    client = of(worker)
    assert references(client)[0] == late.reference, "what is due first stands at the top"
    assert set(references(client)) == {each.reference for each in (fresh, late, mine)}
    for which, those in {
        "new": {fresh, late},
        "mine": {mine},
        "overdue": {late},
        "waiting": {waiting},
        "answered": {answered},
        "closed": {closed},
        "all": {fresh, late, mine, answered, waiting, closed},
    }.items():
        assert set(references(client, which=which)) == {each.reference for each in those}, which
        assert tabs(client)[which] == len(those), which


def test_filters_and_what_is_not_there() -> None:
    topic = make_topic()
    wanted = make_enquiry(topic=topic, language="ar")
    make_enquiry(topic=topic, language="uk")
    make_enquiry(language="ar")
    client = of(user_of("szczecin"))
    assert references(client, topic=topic.key, language="ar") == [wanted.reference]
    unknown = (
        {"which": "'"},
        {"topic": "none"},
        {"language": "xx"},
        {"p": "-1"},
        {"p": "x"},
        {"office": "koszalin"},
    )
    for nonsense in unknown:
        assert client.get(inbox(), nonsense).status_code == 200
        assert len(references(client, **nonsense)) == 3, nonsense


def test_only_who_has_both_offices_is_asked_which() -> None:
    make_enquiry()
    other = make_enquiry(office="koszalin")
    assert references(as_user("admin"), office="koszalin") == [other.reference]
    assert 'name="office"' not in of(user_of("szczecin")).get(inbox()).content.decode()


def test_the_list_marks_what_must_not_be_overlooked() -> None:
    make_enquiry(topic=sensitive_topic(), is_read_by_others=True, now=timezone.now() - dt.timedelta(days=30))
    client = of(user_of("szczecin", sensitive=True))
    row = BeautifulSoup(client.get(inbox()).content, "html.parser").select_one(".desk-people").text
    with translation.override("pl"):
        for words in ("Overdue", "Sensitive", "Safe contact: read first"):
            assert translation.gettext(words) in row, words


def test_nothing_of_a_person_stands_in_an_address_or_a_title() -> None:
    enquiry = make_enquiry(
        channel=Channel.EMAIL, email="anna@example.org", name="Anna Kowalska", text="Tajne zdanie"
    )
    client = of(user_of("szczecin"))
    page = BeautifulSoup(client.get(inbox()).content, "html.parser")
    assert "Tajne" not in page.text, "texts are not even read for the list"
    for link in page.select("a[href]"):
        assert "anna" not in link["href"].lower()
    form = page.select_one("form[role=search]")
    assert form["method"] == "post"
    answer = client.get(inbox("search"), {"q": "anna@example.org"})
    assert enquiry.reference not in answer.content.decode(), "nothing is looked for by GET"
    for address in (inbox(), inbox("search"), inbox("enquiry", enquiry.pk)):
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"], address
        title = BeautifulSoup(answer.content, "html.parser").title.text
        assert "Anna" not in title
        assert "Tajne" not in title


# Search -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("osoba@example.org", True),
        ("OSOBA@example.org", True),
        ("inna@example.org", False),
        ("500 123 456", True),
        ("+48 500-123-456", True),
        ("500 123 999", False),
        ("żółta karta", True),
        ("ŻÓŁTA", True),
        ("karta żółta", True),
        ("żółta zielona", False),
        ("odpisujemy", True),
        ("notatka", True),
        ("Оленa", False),
        ("ОЛЕНА", True),
        ("%", False),
        ("_", False),
        ("'; drop table", False),
        ("", False),
        ("   ", False),
    ],
)
def test_search_finds_by_address_telephone_name_and_words(typed: str, is_found: bool) -> None:
    worker = user_of("szczecin")
    enquiry = make_enquiry(
        channel=Channel.EMAIL, email="osoba@example.org", phone="+48500123456", name="Олена",
        text="Gdzie jest moja żółta karta?",
    )  # fmt: skip
    enquiries.reply(enquiry.pk, worker, "Odpisujemy.", submission=uuid.uuid4())
    enquiries.note(enquiry.pk, worker, "Notatka", uuid.uuid4())
    assert found(of(worker), typed) == ({enquiry.reference} if is_found else set())


def test_search_takes_a_reference_however_it_is_written() -> None:
    enquiry = make_enquiry()
    spaced = f" {enquiry.reference[:4].lower()} {enquiry.reference[4:]} "
    assert found(of(user_of("szczecin")), spaced) == {enquiry.reference}


def test_a_search_that_is_no_search_is_answered_calmly() -> None:
    client = of(user_of("szczecin"))
    for typed in ("x" * 5000, "\0", "a " * 200, "<script>alert(1)</script>", "\u202e"):
        answer = client.post(inbox("search"), {"q": typed})
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content


# Ten thousand -------------------------------------------------------------------------------------------------------


def test_a_large_inbox_costs_few_queries() -> None:
    topics = [make_topic() for _each in range(5)]
    worker = user_of("szczecin")
    now = timezone.now()
    kept = Enquiry.objects.bulk_create(
        Enquiry(
            office="szczecin",
            topic=topics[number % 5],
            assigned_to=worker if number % 3 else None,
            state=State.OPEN if number % 3 else State.NEW,
            language="uk",
            channel=Channel.SITE,
            created_at=now,
            changed_at=now,
            due_at=now,
            delete_on=now.date(),
        )
        for number in range(2000)
    )
    Entry.objects.bulk_create(
        Entry(enquiry=each, kind=EntryKind.MESSAGE, text="Pytanie o kartę") for each in kept
    )
    client = of(worker)
    for ask in (
        lambda: client.get(inbox()),
        lambda: client.get(inbox(), {"which": "all", "p": "7"}),
        lambda: client.post(inbox("search"), {"q": "kartę"}),
    ):
        ask()
        with CaptureQueriesContext(connection) as captured:
            answer = ask()
        assert answer.status_code == 200
        assert answer.content.count(b"desk-reference") == 50
        assert len(captured) <= 15, [each["sql"][:100] for each in captured]


def test_the_front_page_of_the_admin_counts_with_two_queries() -> None:
    worker = user_of("szczecin")
    make_enquiry(now=timezone.now() - dt.timedelta(days=20))
    taken = make_enquiry()
    enquiries.assign(taken.pk, worker, worker)
    client = of(worker)
    home = reverse("wagtailadmin_home")
    client.get(home)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(home)
    numbers = [
        int(each.text) for each in BeautifulSoup(answer.content, "html.parser").select(".desk-numbers dd")
    ]
    assert numbers == [1, 1, 1, 2], "new, mine, overdue, to answer"
    assert sum("contact_enquiry" in each["sql"] for each in captured) <= 2
    assert "inbox" not in as_user("editor").get(home).content.decode()


# Files --------------------------------------------------------------------------------------------------------------


def test_files_hold_what_reports_need_and_nothing_of_a_person() -> None:
    worker = user_of("szczecin")
    topic = make_topic(title="=cmd|calc")
    enquiry = make_enquiry(
        topic=topic, channel=Channel.EMAIL, email="osoba@example.org", name="Jan", text="Tajne",
        safe_hours="Tajne godziny",
    )  # fmt: skip
    enquiries.reply(enquiry.pk, worker, "Tajna odpowiedź", submission=uuid.uuid4())
    client = of(worker)
    DataAccess.objects.all().delete()
    answer = client.get(inbox("export_csv"), {"which": "answered"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    heading, row = csv.reader(io.StringIO(text))
    assert len(heading) == len(row) == 10
    assert row[0] == enquiry.reference
    assert row[2] == "'=cmd|calc", "no program runs a topic"
    for word in ("Tajn", "osoba@", "Jan"):
        assert word not in text
    answer = client.get(inbox("export_xlsx"), {"which": "answered"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[2]][:3] == [enquiry.reference, "Szczecin", "=cmd|calc"]
    assert "no-store" in answer["Cache-Control"]
    assert "Tajn" not in answer["Content-Disposition"]
    logged = list(DataAccess.objects.values_list("user", "action", "rows"))
    assert logged == [(worker.pk, "export", 1)] * 2


def test_a_file_is_what_the_filters_let_through() -> None:
    make_enquiry(language="uk")
    make_enquiry(language="ar")
    client = of(user_of("szczecin"))
    text = b"".join(client.get(inbox("export_csv"), {"language": "ar"}).streaming_content).decode()
    assert len(text.strip().splitlines()) == 2


def test_who_may_not_export_does_not() -> None:
    worker = user_of("szczecin")
    for group in worker.groups.all():
        group.permissions.remove(*group.permissions.filter(codename="export_enquiry"))
    client = of(worker)
    assert client.get(inbox("export_csv")).status_code == 302
    assert "export" not in client.get(inbox()).content.decode()
    assert not DataAccess.objects.filter(user=worker).exists()


# Numbers ------------------------------------------------------------------------------------------------------------


def test_numbers_are_the_same_before_and_after_deletion() -> None:
    topic = make_topic()
    worker = user_of("szczecin")
    start = timezone.now() - dt.timedelta(days=100)
    for _each in range(6):
        enquiry = make_enquiry(topic=topic, now=start)
        enquiries.reply(
            enquiry.pk,
            worker,
            "Tak",
            submission=uuid.uuid4(),
            now=start + dt.timedelta(hours=10),
            then=State.CLOSED,
        )
    before = counts()
    (key,) = before
    assert key[1:] == ("szczecin", topic.key, "uk", Channel.SITE)
    assert before[key].shown == [6, 6, 10]
    retention.delete_due(timezone.localdate() + dt.timedelta(days=3000))
    assert not Enquiry.objects.exists()
    assert counts() == before
    month = timezone.localdate(start).replace(day=1)
    assert counts(since=month, until=month, office="szczecin") == before
    assert counts(office="koszalin") == {}
    assert counts(since=month + dt.timedelta(days=40)) == {}


def test_small_numbers_are_hidden_also_in_sums_and_files() -> None:
    for _each in range(3):
        make_enquiry()
    counting.count_door("sprawa", "uk", "shown")
    client = as_user("coordinator")
    page = BeautifulSoup(client.get(inbox("counts")).content, "html.parser")
    numbers, doors = page.select(".desk-counts")
    assert "<5" in numbers.tbody.text
    assert "3" not in numbers.tfoot.text
    assert "<5" in doors.tbody.text
    text = b"".join(client.get(inbox("counts"), {"format": "csv"}).streaming_content).decode()
    assert "<5" in text
    assert client.get(inbox("counts"), {"since": "never"}).status_code == 422


# Everything about a person ------------------------------------------------------------------------------------------


def test_everything_about_a_person_is_found_handed_out_and_deleted_in_ones_own_office() -> None:
    worker = user_of("szczecin")
    mine = make_enquiry(channel=Channel.EMAIL, email="osoba@example.org", text="Pierwsze", safe_hours="9-12")
    enquiries.reply(mine.pk, worker, "Odpowiedź", submission=uuid.uuid4())
    enquiries.note(mine.pk, worker, "Notatka", uuid.uuid4())
    make_enquiry(channel=Channel.EMAIL, email="osoba@example.org", office="koszalin")
    make_enquiry(channel=Channel.EMAIL, email="osoba@example.org", topic=sensitive_topic())
    make_enquiry(channel=Channel.EMAIL, email="inna@example.org")
    source = Enquiries()
    (held,) = source.held(worker, " Osoba@Example.org ")
    assert held.url == inbox("enquiry", mine.pk)
    (everything,) = source.export(worker, "osoba@example.org")
    texts = [each["text"] for each in everything["history"]]
    assert {"Pierwsze", "Odpowiedź", "Notatka"} <= set(texts)
    assert everything["safe_hours"] == "9-12"
    assert worker.get_full_name() not in json.dumps(everything, ensure_ascii=False)
    client = of(worker)
    answer = client.post(reverse("personal_data:person"), {"contact": "osoba@example.org"})
    assert mine.reference in answer.content.decode()
    assert len(source.held(user_of("szczecin", sensitive=True), "osoba@example.org")) == 2
    assert source.erase(worker, "osoba@example.org") == 1
    assert Enquiry.objects.count() == 3
    assert source.held(worker, "osoba@example.org") == []


def test_a_telephone_number_is_found_however_it_is_spaced() -> None:
    enquiry = make_enquiry(channel=Channel.PHONE, phone="+48500123456")
    worker = user_of("szczecin")
    for typed in ("500 123 456", "+48500123456", "0048 500-123-456"):
        assert [each.url for each in Enquiries().held(worker, typed)] == [inbox("enquiry", enquiry.pk)], typed
