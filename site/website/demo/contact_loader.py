"""Demonstration topics, reply templates and invented enquiries.

Enquiries go the way a reader and an office worker would go: ``contact.enquiries`` writes them. Only mails are taken
back: nobody is there to read them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from contact import enquiries, messages
from contact.choices import EntryKind, Step
from contact.enquiries import Letter
from contact.models import Enquiry, Entry, InboxSettings, Institution, ReplyTemplate, Topic
from website.demo.contact_files import ENQUIRIES, EnquiryFile, EnquiryStep, read_enquiries
from website.demo.files import SOURCE, ContentError, ContentFile
from website.demo.models import LoadedFile

NAMESPACE = uuid.UUID("a6c4c1de-5a0b-4c6b-8d43-0a9d5d0f6b52")
FRESH_FOR = dt.timedelta(days=14)


# Snippets ------------------------------------------------------------------------------------------------------------


def fill_institution(institution: Institution, content: ContentFile) -> None:
    """Put the words of a file into an institution, and of a Polish one its facts."""
    values = content.fields
    institution.title = content.text("title")
    institution.description = _text_of(content)
    institution.hours = content.text("when")
    if content.language != SOURCE:
        return
    institution.official_name = content.text("official_name")
    institution.town = content.text("town")
    institution.matters = values.get("matters", [])
    institution.address = content.text("address")
    institution.phone = content.text("phone")
    institution.website = content.text("website")
    institution.languages = [code.strip() for code in content.text("languages").split(",") if code.strip()]
    institution.is_helpline = values.get("helpline", False)
    institution.checked_on = values["checked_on"]


def fill_topic(
    topic: Topic,
    content: ContentFile,
    html: Callable[[str], str],
    institutions: dict[str, Institution],
    resolve: Callable[[str], int],
) -> None:
    """Put the words of a file into a topic, and of a Polish one its facts; ``html`` makes links to pages."""
    values = content.fields
    topic.title, topic.hint = content.text("title"), content.text("hint")
    topic.answer = html(_text_of(content))
    if content.language != SOURCE:
        return
    if "institution" in values:
        if values["institution"] not in institutions:
            raise ContentError(f"There is no institution “{values['institution']}”.")
        topic.institution = institutions[values["institution"]]
    else:
        topic.institution = None
    topic.guide_id = resolve(values["guide"]) if "guide" in values else None
    topic.office = content.text("office")
    topic.is_emergency = values.get("emergency", False)
    topic.is_sensitive = values.get("sensitive", False)
    for name, key in (
        ("answer_within", "answer_within"),
        ("keep_months", "keep_months"),
        ("sort_order", "order"),
    ):
        setattr(topic, name, values.get(key, Topic._meta.get_field(name).get_default()))


def fill_reply(content: ContentFile) -> None:
    """Make a reply template, or give the one of this title and language the words of its file."""
    topic = None
    if content.text("topic"):
        topic = Topic.objects.filter(key=content.text("topic"), locale__language_code=SOURCE).first()
        if topic is None:
            raise ContentError(
                f"The reply “{content.key}” names no topic there is: “{content.text('topic')}”."
            )
    ReplyTemplate.objects.update_or_create(
        title=content.text("title"),
        language=content.language,
        defaults={"topic": topic, "text": content.text("text")},
    )


def _text_of(content: ContentFile) -> str:
    if any(kind != "text" for kind, _value in content.blocks):
        raise ContentError(f"{content.key} ({content.language}) may hold only paragraphs and lists.")
    return "".join(value for _kind, value in content.blocks)


# Enquiries -----------------------------------------------------------------------------------------------------------


def load_enquiries(folder: Path, now: dt.datetime | None = None) -> int:
    """Write the invented enquiries of a folder; the accounts that answer them must be there. Gives how many were made.

    Their days are counted from the first run. After two weeks, or when the file has changed, those that nobody has
    touched are made anew, so that not everything is overdue. An enquiry that a person has worked with stays.
    """
    now = now or timezone.now()
    files = read_enquiries(folder)
    digest = hashlib.sha256((folder / ENQUIRIES).read_bytes()).hexdigest()[:16]
    row = LoadedFile.objects.filter(key="enquiries", language="").first()
    loaded, before = row.digest.split(" ") if row else ("", "")
    loaded_at = dt.datetime.fromisoformat(loaded) if loaded else None
    if loaded_at and before == digest and now - loaded_at < FRESH_FOR:
        return 0
    made = 0
    with transaction.atomic():
        for each in files:
            if loaded_at is None or _take_back(each, loaded_at):
                _write(each, now)
                made += 1
        LoadedFile.objects.update_or_create(
            key="enquiries",
            language="",
            defaults={"digest": f"{now.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%f+00:00} {digest}"},
        )
    if loaded_at is None:  # later somebody may have emptied them
        _set_mailboxes()
    return made


def _take_back(file: EnquiryFile, loaded_at: dt.datetime) -> bool:
    """Delete what an earlier run made of it; False when a person has worked with it since."""
    first = Entry.objects.filter(submission=_number(file)).first()
    if first is None:
        return True
    since = Entry.objects.filter(enquiry=first.enquiry_id, created_at__gt=loaded_at)
    # The clock closes what was settled, and is nobody.
    if since.exclude(kind=EntryKind.EVENT, step=Step.STATE, user=None).exists():
        return False
    return enquiries.erase(first.enquiry_id)


def _set_mailboxes() -> None:
    """Where notices go. Those of sensitive topics go nowhere: that the offices decide."""
    box = InboxSettings.load()
    box.notices_szczecin = box.notices_szczecin or "szczecin@example.org"
    box.notices_koszalin = box.notices_koszalin or "koszalin@example.org"
    box.save()


def _write(file: EnquiryFile, now: dt.datetime) -> None:
    """Receive an enquiry and do with it what its file says, all of it in the past; then drop its mails."""
    values, today = file.fields, timezone.localdate(now)
    enquiry = enquiries.receive(
        Letter(
            submission=_number(file),
            topic=values["topic"],
            office=values["office"],
            text=values["text"],
            language=values["language"],
            written_in=values.get("written_in", values["language"]),
            channel=values["channel"],
            email=values.get("email", ""),
            phone=values.get("phone", ""),
            name=values.get("name", ""),
            may_leave_voicemail=values.get("voicemail"),
            is_read_by_others=values.get("read_by_others", False),
            safe_hours=values.get("safe_hours", ""),
            wants_confirmation=values.get("confirmation", False),
        ),
        now=min(file.arrived(today), now),
    )
    for number, step in enumerate(file.steps, start=1):
        moment = min(file.moment(today, step.after, step.at), now)
        _do(enquiry, step, _number(file, number), moment)
    messages.forget(enquiry)


def _do(enquiry: Enquiry, step: EnquiryStep, submission: uuid.UUID, now: dt.datetime) -> None:
    by = _worker(step.by) if step.by else None
    if step.do == "write":
        enquiries.write_again(
            enquiry.pk, step.text, step.language or enquiry.language, submission=submission, now=now
        )
    elif step.do == "reply":
        enquiries.reply(
            enquiry.pk,
            by,
            step.text,
            submission=submission,
            language=step.language,
            then=step.then,
            now=now,
        )
    elif step.do == "note":
        enquiries.note(enquiry.pk, by, step.text, submission, now=now)
    elif step.do == "assign":
        enquiries.assign(enquiry.pk, by, _worker(step.to), now=now)
    elif step.do == "move":
        enquiries.move(enquiry.pk, by, step.to, step.text, now=now)
    elif step.do == "topic":
        enquiries.change_topic(enquiry.pk, by, Topic.objects.sources().get(key=step.to), now=now)
    elif step.do == "state":
        enquiries.set_state(enquiry.pk, by, step.to, now=now)
    else:
        enquiries.record_contact(
            enquiry.pk, by, step.do == "reached", text=step.text, submission=submission, now=now
        )


def _worker(name: str) -> Any:
    worker = get_user_model().objects.filter(username=name).first()
    if worker is None:
        raise ContentError(f"There is no account “{name}”, which answers an enquiry.")
    return worker


def _number(file: EnquiryFile, step: int = 0) -> uuid.UUID:
    """Number of the form that was sent: by it the enquiry is known again."""
    return uuid.uuid5(NAMESPACE, f"{file.key}/{step}")
