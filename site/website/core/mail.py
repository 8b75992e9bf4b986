"""Mail that is not lost: written down together with what it reports, sent by the worker.

``enqueue`` belongs into the caller's transaction, so that there is a mail exactly when there is a registration.
``deliver`` sends what is due. Only Wagtail's own notices to editors go to Django's mail another way.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any, TypedDict
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.template import Context, engines, loader
from django.utils import timezone, translation

from website.core.languages import language as language_of
from website.core.models import OutgoingMail

logger = logging.getLogger(__name__)

_HOUR = dt.timedelta(hours=1)
# Between two attempts; after the last of them, about five days after the first attempt, the mail has failed.
WAITS = (
    *(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15)),
    *(_HOUR, 4 * _HOUR, 12 * _HOUR),
    *[24 * _HOUR] * 4,
)
LONGEST_SUBJECT = 250
# Reply-To and List-Unsubscribe are the caller's; these are decided here.
OWN_HEADERS = {
    *("from", "sender", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version"),
    *("auto-submitted", "content-language", "content-type", "content-transfer-encoding"),
}
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TEXT_TYPE = re.compile(r"text/[a-z]+(; [a-z]+=[A-Za-z0-9-]+)*")


class Attachment(TypedDict):
    """A small text file, for example a calendar entry; ``type`` is a media type of text."""

    name: str
    type: str
    content: str


def compose(  # noqa: PLR0913  a mail is what it is; all of it is named by the caller
    *,
    key: str,
    to: str,
    language: str,
    template: str,
    context: Mapping[str, Any],
    kind: str,
    attachments: Iterable[Attachment] = (),
    headers: Mapping[str, str] | None = None,
    sender: str = "",
) -> OutgoingMail:
    """A mail that nobody has promised yet (``promise``).

    Renders ``<template>_subject.txt``, ``<template>.txt`` and ``<template>.html`` in ``language``; the first two
    without escaping for HTML. Whatever the context holds, the subject is one line. ``kind`` is for logs and statistics.
    ``sender`` is one plain address; empty means ``DEFAULT_FROM_EMAIL``.

    ``ValueError`` when the recipient, a header or an attachment could say more to a mail server than its own value.
    """
    mail = OutgoingMail(
        key=key,
        kind=kind,
        to=_address(to),
        sender=_address(sender) if sender else "",
        language=language,
        headers=dict(_header(name, value) for name, value in (headers or {}).items()),
        attachments=[_attachment(each) for each in attachments],
        # Made once: a mail that is sent again after a crash is the same mail to whoever receives it.
        message_id=f"<{uuid.uuid4().hex}@{urlsplit(settings.SITE_URL).hostname}>",
    )
    with translation.override(language):
        values = {"language": language_of(language), "site_url": settings.SITE_URL, **context}
        mail.subject = _one_line(_plain(f"{template}_subject.txt", values))
        mail.text = _storable(_plain(f"{template}.txt", values)).strip() + "\n"
        mail.html = _storable(loader.render_to_string(f"{template}.html", values))
    return mail


def promise(mails: Iterable[OutgoingMail]) -> None:
    """Promise mails in one query; those whose ``key`` was promised before are left out."""
    OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)


def enqueue(*, key: str, **parts: Any) -> bool:
    """Promise one mail, with the parts of ``compose``; False when the promise of this ``key`` has been made before."""
    if OutgoingMail.objects.filter(key=key).exists():
        return False
    mail = compose(key=key, **parts)
    promise([mail])
    return OutgoingMail.objects.filter(key=key, message_id=mail.message_id).exists()


def deliver(limit: int = 100) -> int:
    """Send up to ``limit`` mails that are due; how many were sent. For any number of workers at the same time.

    A mail is claimed in a transaction of its own before it is sent, so two workers never send it both. A worker that is
    killed after sending and before writing that down leaves the claim; after five minutes another one sends the mail
    again. No order of the two steps avoids this: the other order loses mails, and a mail twice is better than none.
    Both copies have the same ``Message-ID``, by which mail servers and readers recognize a mail they already have; the
    folder of ``make run`` keeps one file per ``Message-ID``.

    A mail that cannot be sent is tried again after 1, 5, 15 minutes, 1, 4, 12 hours, then daily; after five days it has
    failed. Not to be called inside a transaction (``RuntimeError``).
    """
    sent = 0
    for _number in range(limit):
        mail = _claim()
        if mail is None:
            break
        sent += _attempt(mail)
    return sent


def forget(prefix: str) -> None:
    """Drop all mails whose key begins so, sent or not: whom they are about is being deleted."""
    OutgoingMail.objects.filter(key__startswith=prefix).delete()


def queue_state() -> str:
    """``ok``, or for ``/readyz`` how many mails wait longer than they should, since when, and how many failed."""
    now = timezone.now()
    late = OutgoingMail.objects.unfinished().filter(created_at__lt=now - WAITS[0])
    since = late.order_by("created_at").values_list("created_at", flat=True).first()
    words = [f"{late.count()} waiting since {since:%Y-%m-%dT%H:%M:%SZ}"] if since else []
    if failed := OutgoingMail.objects.failed().count():
        words.append(f"{failed} failed")
    return ", ".join(words) or "ok"


# Making -------------------------------------------------------------------------------------------------------------


def _plain(name: str, values: dict[str, Any]) -> str:
    """A template of plain text, where an apostrophe stays an apostrophe."""
    template = engines["django"].engine.get_template(name)  # type: ignore[attr-defined]
    return str(template.render(Context(values, autoescape=False)))


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL, and no mail needs one."""
    return text.replace("\x00", "")


def _one_line(text: str) -> str:
    printable = "".join(" " if unicodedata.category(letter).startswith("C") else letter for letter in text)
    line = " ".join(printable.split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"


def _address(text: str) -> str:
    """One address without a name, quotes or anything that begins a second one."""
    if any(letter in '\\"(),:;<>[]' or not letter.isprintable() or letter.isspace() for letter in text):
        raise ValueError("Recipient and sender of a mail must be one plain address each.")
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValueError("Recipient and sender of a mail must be one plain address each.") from error
    return text


def _header(name: str, value: str) -> tuple[str, str]:
    if not _HEADER_NAME.fullmatch(name) or name.lower() in OWN_HEADERS:
        raise ValueError(f"{name!r} is no header that a mail may set.")
    if not value.isprintable():
        raise ValueError(f"The header {name} must be one line of text.")
    return name, value


def _attachment(file: Attachment) -> Attachment:
    if not _FILE_NAME.fullmatch(file["name"]):
        raise ValueError("The name of an attachment has Latin letters, digits, dots and hyphens.")
    if not _TEXT_TYPE.fullmatch(file["type"]):
        raise ValueError(f"{file['type']!r} is no type of text.")
    return Attachment(name=file["name"], type=file["type"], content=_storable(file["content"]))


# Sending ------------------------------------------------------------------------------------------------------------


def _claim() -> OutgoingMail | None:
    while True:
        now = timezone.now()
        due = OutgoingMail.objects.due(now)
        pk = due.order_by("next_attempt_at", "pk").values_list("pk", flat=True).first()
        if pk is None:
            return None
        with transaction.atomic(durable=True):
            won = due.filter(pk=pk).update(
                state=OutgoingMail.State.SENDING, claimed_at=now, attempts=F("attempts") + 1
            )
        # Otherwise another worker was faster, or the person has just had everything about them deleted.
        if won and (mail := OutgoingMail.objects.filter(pk=pk).first()):
            return mail


def _attempt(mail: OutgoingMail) -> bool:
    """Send a claimed mail and write down how that went."""
    if mail.attempts > len(WAITS) + 1:  # every attempt ended with the worker
        _write_down(mail, _given_up("WorkerLost"))
        logger.error("Mail %s (%s) given up: its workers were killed", mail.pk, mail.kind)
        return False
    try:
        _hand_over(mail)
    except Exception as error:  # noqa: BLE001  whatever a mail server does, the next mail gets its turn
        reason = _reason(error)
        if mail.attempts > len(WAITS):
            _write_down(mail, _given_up(reason))
            logger.error(
                "Mail %s (%s) given up after %s attempts: %s", mail.pk, mail.kind, mail.attempts, reason
            )
        else:
            wait = WAITS[mail.attempts - 1]
            _write_down(
                mail,
                {
                    "state": OutgoingMail.State.QUEUED,
                    "claimed_at": None,
                    "next_attempt_at": timezone.now() + wait,
                    "last_error": reason,
                },
            )
            logger.warning("Mail %s (%s) not sent: %s; again in %s", mail.pk, mail.kind, reason, wait)
        return False
    _write_down(
        mail,
        {"state": OutgoingMail.State.SENT, "claimed_at": None, "sent_at": timezone.now(), "last_error": ""}
        | _nothing_personal(),
    )
    return True


def _hand_over(mail: OutgoingMail) -> None:
    """The one place that knows Django's mail; Django 6's ``MAILERS`` change nothing but this."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=mail.sender or settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        headers={
            **mail.headers,
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",  # RFC 3834: no automatic answers, please
            "Content-Language": mail.language,
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for file in mail.attachments:
        message.attach(file["name"], file["content"], file["type"])
    message.send()


def _write_down(mail: OutgoingMail, changes: dict[str, Any]) -> None:
    """Unless another worker has taken the mail over in the meantime: then it is that one's to say."""
    OutgoingMail.objects.filter(
        pk=mail.pk, state=OutgoingMail.State.SENDING, claimed_at=mail.claimed_at
    ).update(**changes)


def _given_up(reason: str) -> dict[str, Any]:
    return {
        "state": OutgoingMail.State.FAILED,
        "claimed_at": None,
        "failed_at": timezone.now(),
        "last_error": reason,
    } | _nothing_personal()


def _nothing_personal() -> dict[str, Any]:
    return {"to": "", "sender": "", "subject": "", "text": "", "html": "", "headers": {}, "attachments": []}


def _reason(error: Exception) -> str:
    """The class of the error and the code of the mail server; its words may quote the recipient."""
    codes: set[Any] = set()
    if isinstance(error, SMTPRecipientsRefused):
        codes = {code for code, _words in error.recipients.values()}
    elif isinstance(error, SMTPResponseException):
        codes = {error.smtp_code}
    return " ".join([type(error).__name__, *map(str, sorted(codes))])[:100]
