"""Mails as files, when no mail server is named: the backend that writes them, and what reads them for ``make run``."""

from __future__ import annotations

import email
import email.policy
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage as OutgoingMessage

SUFFIX = ".eml"
_UNSAFE = re.compile(r"[^A-Za-z0-9@._-]|^\.")


def folder() -> Path:
    """Where the mails lie: ``DATA_DIR/mail``."""
    return Path(settings.EMAIL_FILE_PATH)


class EmailBackend(BaseEmailBackend):
    """Writes each mail to ``<message id>.eml``, whole or not at all.

    The same ``Message-ID`` twice leaves one file: what was sent again after a crash is there once.
    """

    def send_messages(self, email_messages: Sequence[OutgoingMessage]) -> int:
        """How many were written. ``OSError`` when the folder cannot be written to."""
        folder().mkdir(parents=True, exist_ok=True)
        for each in email_messages:
            message = each.message()
            name = _UNSAFE.sub("_", message["Message-ID"].strip().strip("<>"))
            _write(folder() / f"{name}{SUFFIX}", message.as_bytes(linesep="\r\n"))
        return len(email_messages)


def _write(target: Path, content: bytes) -> None:
    """Through a file of another name, so that nobody ever reads half a mail."""
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@dataclass(frozen=True)
class StoredFile:
    """A file that came with a mail; ``type`` as its header says it."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class StoredMail:
    """A mail in the folder; ``name`` is that of its file without the ending."""

    name: str
    message: EmailMessage

    @property
    def text(self) -> str:
        """The part of plain text."""
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""

    @property
    def html(self) -> str:
        """The part of HTML."""
        part = self.message.get_body(("html",))
        return str(part.get_content()) if part else ""

    @property
    def attachments(self) -> list[StoredFile]:
        """Files that came with it."""
        parts: Any = self.message.iter_attachments()
        return [
            StoredFile(part.get_filename(), str(part["Content-Type"]), part.get_payload(decode=True))
            for part in parts
            if part.get_filename()
        ]


def stored_mails(limit: int = 200) -> list[StoredMail]:
    """What lies in the folder, newest first."""
    files = sorted(folder().glob(f"[!.]*{SUFFIX}"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [_read(file) for file in files[:limit]]


def stored_mail(name: str) -> StoredMail | None:
    """The mail of this name."""
    file = folder() / f"{name}{SUFFIX}"
    if _UNSAFE.search(name) or not file.is_file():
        return None
    return _read(file)


def _read(file: Path) -> StoredMail:
    content: Any = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    return StoredMail(file.name.removesuffix(SUFFIX), content)
