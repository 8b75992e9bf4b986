"""Topics, enquiries and office workers for the tests; a test says what matters to it."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Locale

from contact import enquiries
from contact.choices import Channel
from contact.enquiries import Letter
from contact.models import Enquiry, InboxSettings, Topic
from website.core.offices import office_group

CONFIDENTIAL = "Confidential"
_numbers = itertools.count(1)


def make_topic(translations: dict[str, str] | None = None, **facts: Any) -> Topic:
    """A Polish topic with nothing to read first; ``translations`` are titles by language code."""
    number = next(_numbers)
    facts = {"key": f"sprawa-{number}", "title": f"Sprawa {number}", **facts}
    topic = Topic.objects.create(locale=Locale.objects.get(language_code="pl"), **facts)
    for code, title in (translations or {}).items():
        words = topic.copy_for_translation(Locale.objects.get(language_code=code))
        words.title = title
        words.save()
    return topic


def sensitive_topic(**facts: Any) -> Topic:
    """A topic of the smaller circle, kept three months."""
    return make_topic(**{"is_sensitive": True, "keep_months": 3, **facts})


def letter(**values: Any) -> Letter:
    """What somebody sends to Szczecin, to be answered here on the site; its topic is made when none is given."""
    number = next(_numbers)
    if isinstance(values.get("topic"), Topic):
        values["topic"] = values["topic"].key
    fields: dict[str, Any] = {
        "submission": uuid.uuid4(),
        "topic": values["topic"] if "topic" in values else make_topic().key,
        "office": "szczecin",
        "text": f"Pytanie {number}: co mam zrobić?",
        "language": "uk",
        "written_in": "uk",
        "channel": Channel.SITE,
        **values,
    }
    if fields["channel"] == Channel.EMAIL:
        fields.setdefault("email", f"osoba{number}@example.org")
    if fields["channel"] in {Channel.PHONE, Channel.SMS}:
        fields.setdefault("phone", f"+48500{number:06}")
    return Letter(**fields)


def make_enquiry(now: dt.datetime | None = None, **values: Any) -> Enquiry:
    """An enquiry that arrived as a letter with these values."""
    return enquiries.receive(letter(**values), now=now)


def user_of(office: str, sensitive: bool = False) -> Any:
    """An office worker; ``sensitive`` for one of the smaller circle."""
    number = next(_numbers)
    user = get_user_model().objects.create_user(
        f"worker{number}",
        f"worker{number}@example.org",
        "correct horse battery",
        first_name="Anna",
        last_name=f"Próbna {number}",
    )
    user.groups.add(Group.objects.get(name=office_group(office)))
    if sensitive:
        user.groups.add(Group.objects.get(name=CONFIDENTIAL))
    return user


def set_mailboxes(**values: str) -> InboxSettings:
    """Mailboxes of the offices, for both offices and the smaller circle unless ``values`` say otherwise."""
    settings = InboxSettings.load()
    values = {
        "notices_szczecin": "szczecin@biwk.test",
        "notices_koszalin": "koszalin@biwk.test",
        "notices_sensitive": "krag@biwk.test",
        "sender_szczecin": "odpowiedzi.szczecin@biwk.test",
        "sender_koszalin": "odpowiedzi.koszalin@biwk.test",
        **values,
    }
    for name, value in values.items():
        setattr(settings, name, value)
    settings.save()
    return settings
