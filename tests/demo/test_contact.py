"""Demonstration of the contact room: topics in all languages, helplines, reply templates, invented enquiries."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone

from contact import enquiries
from contact.choices import OURS, Channel, EntryKind, State, Step
from contact.models import Enquiry, Entry, InboxSettings, Institution, ReplyTemplate, Topic
from contact.retention import delete_due
from tests.conftest import LANGUAGES
from website.core.models import OutgoingMail
from website.core.offices import Office, offices_of
from website.demo.contact_files import ENQUIRIES, REPLY_LANGUAGES, problems, read_enquiries, read_replies
from website.demo.contact_loader import load_enquiries
from website.demo.files import CONTENT_DIR, ContentError
from website.demo.loader import Loader

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
TOPICS = {
    "residence-card", "letter", "work", "work-permit", "school", "polish-course", "health-care", "money", "legal-help",
    "psychologist", "at-home", "at-work", "housing", "something-else",
}  # fmt: skip
SENSITIVE = {"at-home", "at-work"}
# Without these it is not a demonstration of the desk.
TOLD = {Step.RECEIVED, Step.ASSIGNED, Step.MOVED, Step.STATE}


def snapshot() -> list[tuple[object, ...]]:
    """Everything about the enquiries, in an order of its own."""
    return [
        *Enquiry.objects.order_by("key").values_list("key", "state", "changed_at", "delete_on"),
        *Entry.objects.order_by("pk").values_list("pk", "kind", "text"),
    ]


# Topics --------------------------------------------------------------------------------------------------------------


def test_topics_stand_in_every_language_and_agree_about_facts() -> None:
    assert set(Topic.objects.sources().values_list("key", flat=True)) == TOPICS
    facts = [
        "sort_order",
        "office",
        "is_emergency",
        "is_sensitive",
        "answer_within",
        "keep_months",
        "guide_id",
    ]
    for key in TOPICS:
        versions = Topic.objects.filter(key=key).select_related("locale")
        assert {each.locale.language_code for each in versions} == set(LANGUAGES), key
        assert len({each.title for each in versions}) == len(LANGUAGES), key
        assert len(set(Topic.objects.filter(key=key).values_list(*facts))) == 1, key
        assert len({each.translation_key for each in versions}) == 1, key
        for each in versions:
            each.full_clean()
            assert bool(each.answer) == bool(versions[0].answer), key


def test_danger_is_sensitive_kept_shortly_and_read_where_somebody_may_read_it() -> None:
    sources = Topic.objects.sources()
    assert set(sources.filter(is_sensitive=True).values_list("key", flat=True)) == SENSITIVE
    for topic in sources.filter(is_sensitive=True):
        assert topic.is_emergency
        assert topic.keep_months == 3
        assert topic.is_door
        assert topic.guide.specific.is_safety
        assert "tel:112" in topic.answer
        readers = get_user_model().objects.filter(groups__name="Confidential", is_superuser=False)
        assert any(topic.office in offices_of(reader) for reader in readers)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_topic_opens_in_every_language(client, code: str) -> None:
    for topic in Topic.objects.filter(locale__language_code=code):
        response = client.get(f"/{code}/contact/write/{topic.key}/")
        assert response.status_code == 200, topic.key
        assert topic.title in response.content.decode(), topic.key


# Helplines -----------------------------------------------------------------------------------------------------------


def test_helplines_have_number_hours_and_a_day_in_every_language() -> None:
    numbers = {
        each.key: each.phone
        for each in Institution.objects.filter(is_helpline=True, locale__language_code="pl")
    }
    # Of CONVENTIONS 5.4 those with evidence, and no other.
    assert sorted(numbers.values()) == sorted(
        ["+48 22 628 01 20", "+48 605 687 750", "800 120 002", "116 111", "116 123", "800 12 12 12"]
    )
    for each in Institution.objects.filter(key__in=numbers):
        assert each.is_helpline
        assert each.hours, (each.key, each.locale.language_code)
        assert timezone.localdate() - each.checked_on < dt.timedelta(days=183)
    assert Institution.objects.filter(key__in=numbers).count() == len(numbers) * len(LANGUAGES)


# Reply templates ------------------------------------------------------------------------------------------------


def test_reply_templates_have_four_languages_and_belong_to_topics() -> None:
    replies = read_replies(CONTENT_DIR / "replies")
    assert len({reply.key for reply in replies}) >= 6
    assert ReplyTemplate.objects.count() == len(replies)
    assert Counter(ReplyTemplate.objects.values_list("language", flat=True)) == Counter(
        dict.fromkeys(REPLY_LANGUAGES, len(replies) // len(REPLY_LANGUAGES))
    )
    assert ReplyTemplate.objects.filter(topic__isnull=False).count() >= len(REPLY_LANGUAGES)
    assert not ReplyTemplate.objects.filter(topic__isnull=False).exclude(topic__in=Topic.objects.sources())


# Enquiries -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def inbox() -> list[Enquiry]:
    """The invented enquiries, as `load_demo` writes them after the accounts."""
    made = load_enquiries(CONTENT_DIR)
    rows = list(Enquiry.objects.select_related("topic"))
    assert made == len(rows)
    return rows


def test_both_offices_have_enquiries_in_every_state_and_channel(inbox: list[Enquiry]) -> None:
    assert len(inbox) == len(read_enquiries(CONTENT_DIR)) >= 24
    assert {each.office for each in inbox} == set(Office.values)
    assert {each.state for each in inbox} == set(State.values)
    assert {each.channel for each in inbox} == set(Channel.values)
    assert len({each.language for each in inbox}) >= 6
    assert sum(each.is_sensitive for each in inbox) == 3
    assert set(Entry.objects.values_list("step", flat=True)) >= TOLD
    assert Entry.objects.filter(kind=EntryKind.NOTE).exists()
    assert any(
        each.entries.filter(kind__in=[EntryKind.MESSAGE, EntryKind.REPLY]).count() >= 5 for each in inbox
    )


def test_some_are_overdue_and_most_are_not(inbox: list[Enquiry]) -> None:
    now = timezone.now()
    ours = [each for each in inbox if each.state in OURS]
    overdue = [each for each in ours if each.due_at < now]
    assert 1 <= len(overdue) < len(ours)
    assert all(each.created_at <= now and each.changed_at <= now for each in inbox)
    assert not Entry.objects.filter(created_at__gt=now).exists()
    assert not Enquiry.objects.expired(timezone.localdate()).exists()


def test_nobody_is_taken_for_a_real_person(inbox: list[Enquiry]) -> None:
    for each in inbox:
        assert re.fullmatch(r"(Osoba Przykładowa( \d+)?)?", each.name)
        assert each.email == "" or each.email.endswith("@example.org")
        assert each.phone == "" or each.phone.startswith("+48500000")
    texts = Entry.objects.values_list("text", flat=True)
    for text in texts:
        assert not re.findall(r"[\w.]+@(?!example\.org)[\w.]+", text)


def test_sensitive_enquiries_were_touched_by_the_smaller_circle_only(inbox: list[Enquiry]) -> None:
    workers = Entry.objects.filter(enquiry__is_sensitive=True, user__isnull=False)
    assert set(workers.values_list("user__username", flat=True)) <= {"counsellor-szczecin"}
    for each in Entry.objects.filter(user__isnull=False).select_related("user"):
        # Whoever moved an enquiry away worked in the office it came from.
        assert offices_of(each.user)


def test_notices_go_nowhere_real_and_what_somebody_has_set_stays(inbox: list[Enquiry]) -> None:
    box = InboxSettings.load()
    assert {box.notices_szczecin, box.notices_koszalin} == {"szczecin@example.org", "koszalin@example.org"}
    assert box.notices_sensitive == ""
    InboxSettings.objects.update(notices_szczecin="somebody@example.com")
    load_enquiries(CONTENT_DIR, timezone.now() + 20 * DAY)
    assert InboxSettings.load().notices_szczecin == "somebody@example.com"


def test_their_mails_were_taken_back() -> None:
    before = OutgoingMail.objects.count()
    load_enquiries(CONTENT_DIR)
    assert OutgoingMail.objects.count() == before


def test_loading_enquiries_again_changes_nothing(inbox: list[Enquiry]) -> None:
    before = snapshot()
    assert load_enquiries(CONTENT_DIR) == 0
    assert load_enquiries(CONTENT_DIR, timezone.now() + 13 * DAY) == 0
    assert snapshot() == before


def test_after_two_weeks_they_are_fresh_again_but_not_those_somebody_works_with(inbox: list[Enquiry]) -> None:
    ours = [each for each in inbox if each.state in OURS and not each.is_sensitive]
    touched, untouched = ours[0], ours[1]
    worker = get_user_model().objects.get(username=f"office-{touched.office}")
    enquiries.set_state(touched.pk, worker, State.WAITING)
    later = timezone.now() + 15 * DAY
    assert load_enquiries(CONTENT_DIR, later) == len(inbox) - 1
    assert Enquiry.objects.count() == len(inbox)
    assert Enquiry.objects.get(pk=touched.pk).state == State.WAITING
    assert not Enquiry.objects.filter(pk=untouched.pk).exists()
    ours_later = Enquiry.objects.filter(state__in=OURS)
    assert ours_later.filter(due_at__gte=later).exists()


def test_what_the_clock_did_does_not_count_as_work(inbox: list[Enquiry]) -> None:
    now = timezone.now()
    assert enquiries.close_settled(now + 40 * DAY) > 0
    assert load_enquiries(CONTENT_DIR, now + 41 * DAY) == len(inbox)


def test_what_was_deleted_on_its_day_comes_back_with_the_next_fresh_load(inbox: list[Enquiry]) -> None:
    later = timezone.now() + 1000 * DAY
    Enquiry.objects.update(delete_on=later.date() - DAY)
    report = delete_due(later.date())
    assert report.enquiries > 0
    assert load_enquiries(CONTENT_DIR, later) == len(inbox)
    assert Enquiry.objects.count() == len(inbox)


# Files that are wrong ------------------------------------------------------------------------------------------------


def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_DIR, folder)
    return folder


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("topics/letter.pl.md", lambda text: text.replace("order = 20", ""), "“order” is missing"),
        ("topics/letter.pl.md", lambda text: text.replace("order = 20", 'order = "20"'), "whole number"),
        ("topics/letter.pl.md", lambda text: text.replace("order", "colour"), "no field “colour”"),
        ("topics/letter.en.md", lambda text: text.replace("+++\ntitle", "+++\norder = 20\ntitle"), "no field “order”"),
        ("topics/at-work.pl.md", lambda text: text.replace("keep_months = 3", "keep_months = 12"), "3 months at"),
        ("topics/letter.en.md", lambda text: text + "\n## A heading {#heading}\n", "paragraphs and lists"),
        ("topics/letter.en.md", lambda text: "nothing", "cannot be read"),
        ("replies/bring-the-letter.ru.md", lambda text: text + "\n\nЕщё один абзац.", "as many paragraphs"),
        ("replies/bring-the-letter.ru.md", lambda text: text.replace("title", "heading"), "no field “heading”"),
        (ENQUIRIES, lambda text: text.replace("@example.org", "@biwk.pl", 1), "“email” must be like"),
        (ENQUIRIES, lambda text: text.replace('topic = "letter"', 'topic = "nothing"', 1), "no topic “nothing”"),
        (ENQUIRIES, lambda text: text.replace("days_ago", "days_before", 1), "“days_ago” is missing"),
        (ENQUIRIES, lambda text: text.replace('name = "Osoba Przykładowa', 'name = "Anna', 1), "“name” must be"),
        (ENQUIRIES, lambda text: text.replace('do = "reply"', 'do = "shout"', 1), "“do” must be one of"),
        (ENQUIRIES, lambda text: text.replace("[[enquiry]]", "[[letter]]", 1), "no field|cannot be read|missing"),
        (ENQUIRIES, lambda text: "nothing", "cannot be read"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, file: str, change, said: str) -> None:
    folder = copied(tmp_path)
    path = folder / file
    before = path.read_text(encoding="utf-8")
    path.write_text(change(before), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before
    found = list(problems(folder))
    assert any(re.search(said, problem) for problem in found), found
    with pytest.raises(ContentError, match=said):
        Loader(folder=folder).load()


@pytest.mark.parametrize(
    ("file", "said"),
    [("topics/letter.ar.md", "is missing"), ("replies/bring-the-letter.uk.md", "is missing")],
)
def test_a_missing_language_is_named(tmp_path: Path, file: str, said: str) -> None:
    folder = copied(tmp_path)
    (folder / file).unlink()
    assert any(said in problem and file in problem for problem in problems(folder))


EVERY_STEP = """
[[enquiry]]
key = "everything"
topic = "work"
office = "szczecin"
days_ago = 9
at = "10:00"
language = "es"
written_in = "en"
channel = "phone"
name = "Osoba Przykładowa"
phone = "+48500000999"
voicemail = false
read_by_others = true
safe_hours = "10-12"
text = "(Ejemplo inventado.) Hola."
""" + "".join(
    f"""
[[enquiry.steps]]
after = {after}
at = "11:0{after}"
{step}
"""
    for after, step in enumerate(
        [
            'do = "assign"\nby = "office-szczecin"\nto = "counsellor-szczecin"',
            'do = "not-reached"\nby = "counsellor-szczecin"\ntext = "Nikt nie odebrał."',
            'do = "note"\nby = "counsellor-szczecin"\ntext = "Zadzwonić rano."',
            'do = "reply"\nby = "counsellor-szczecin"\ntext = "¿Cuándo?"\nthen = "waiting"',
            'do = "write"\ntext = "Mañana."\nlanguage = "es"',
            'do = "topic"\nby = "counsellor-szczecin"\nto = "letter"',
            'do = "move"\nby = "counsellor-szczecin"\nto = "koszalin"\ntext = "Mieszka w Koszalinie."',
            'do = "reached"\nby = "office-koszalin"\ntext = "Przyjdzie we wtorek."',
            'do = "state"\nby = "office-koszalin"\nto = "closed"',
        ]
    )
)


def test_every_step_of_the_format_is_done_by_the_writer_of_enquiries(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / ENQUIRIES).write_text(EVERY_STEP, encoding="utf-8")
    assert list(problems(folder)) == []
    assert load_enquiries(folder) == 1
    enquiry = Enquiry.objects.get()
    assert (enquiry.office, enquiry.topic.key, enquiry.state) == ("koszalin", "letter", State.CLOSED)
    assert (enquiry.language, enquiry.phone, enquiry.may_leave_voicemail) == ("es", "+48500000999", False)
    assert enquiry.has_safe_contact
    steps = list(enquiry.entries.exclude(step="").values_list("step", flat=True))
    assert steps == [
        *(Step.RECEIVED, Step.ASSIGNED, Step.NOT_REACHED, Step.STATE),
        *(Step.TOPIC, Step.MOVED, Step.REACHED, Step.STATE),
    ]
    said = list(enquiry.entries.filter(step="").values_list("kind", "language"))
    assert said == [("message", "en"), ("note", ""), ("reply", "es"), ("message", "es")]
    days = [timezone.localdate(each.created_at) for each in enquiry.entries.all()]
    assert days == sorted(days)
    assert days[-1] - days[0] == 8 * DAY
    assert load_enquiries(folder) == 0
    assert not OutgoingMail.objects.filter(key__startswith="contact/").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("days_ago = 9", "days_ago = 3"), "later than the day of loading"),
        (("after = 4", "after = 1"), "order of time"),
        (('to = "koszalin"', 'to = "stargard"'), "“to” must be one of szczecin, koszalin"),
        (('by = "office-koszalin"', 'by = "anna"'), "“by” must be one of"),
        (('\ntext = "Mañana."', ""), "“text” is missing"),
        (('text = "Mañana."', 'text = "Mañana."\nthen = "closed"'), "“then” does not belong to “write”"),
        (('phone = "+48500000999"', ""), "the channel “phone” needs “phone”"),
        (("+48500000999", "+48601234567"), "“phone” must be like"),
    ],
)
def test_a_wrong_step_or_person_is_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    folder = copied(tmp_path)
    assert change[0] in EVERY_STEP
    (folder / ENQUIRIES).write_text(EVERY_STEP.replace(*change), encoding="utf-8")
    assert any(re.search(said, problem) for problem in problems(folder)), list(problems(folder))


def test_the_command_says_what_is_wrong_with_an_enquiry(tmp_path: Path, settings) -> None:
    folder = copied(tmp_path)
    (folder / ENQUIRIES).write_text("nothing", "utf-8")
    settings.DEMO_CONTENT_DIR = folder
    with pytest.raises(CommandError, match=r"enquiries\.toml"):
        call_command("load_demo")


def test_the_command_writes_the_enquiries_with_their_accounts() -> None:
    get_user_model().objects.filter(username="counsellor-szczecin").delete()
    call_command("load_demo")
    assert Enquiry.objects.count() == len(read_enquiries(CONTENT_DIR))
    counsellor = get_user_model().objects.get(username="counsellor-szczecin")
    assert set(counsellor.groups.values_list("name", flat=True)) == {"Office szczecin", "Confidential"}
    assert not counsellor.is_superuser


def test_a_changed_topic_file_changes_the_topic_and_a_changed_reply_the_reply(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    file = folder / "topics/letter.ru.md"
    title = tomllib.loads(file.read_text(encoding="utf-8").split("+++\n")[1])["title"]
    file.write_text(file.read_text(encoding="utf-8").replace(title, "Новая тема"), "utf-8")
    reply = folder / "replies/bring-the-letter.uk.md"
    reply.write_text(reply.read_text(encoding="utf-8") + "Новий рядок.\n", "utf-8")
    report = Loader(folder=folder).load()
    assert report.made == 2
    assert Topic.objects.get(key="letter", locale__language_code="ru").title == "Новая тема"
    assert ReplyTemplate.objects.filter(language="uk", text__contains="Новий рядок.").count() == 1
