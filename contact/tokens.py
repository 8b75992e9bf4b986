"""Keys of an enquiry: the link in mails, the page after sending, an open conversation, and the PIN."""

from __future__ import annotations

import uuid

from website.core import tokens

LINK = "contact.link"  # in mails: whoever has the mailbox may read and write
SENT = "contact.sent"  # the page after sending, for half an hour
SESSION = "contact.session"  # carried by the page that reference and PIN opened
PIN = "contact.pin"
OPEN_FOR = 30 * 60  # seconds


def link(key: uuid.UUID) -> str:
    """Secret part of the link in a mail; works as long as the enquiry is kept."""
    return tokens.token(key, LINK)


def key_of_link(text: str) -> uuid.UUID | None:
    """The enquiry a link belongs to; None when it is forged."""
    return tokens.key_of(text, LINK)


def passing(key: uuid.UUID, purpose: str) -> str:
    """A token for ``SENT`` or ``SESSION``, good for half an hour."""
    return tokens.passing_token(key, purpose)


def key_of_passing(text: str, purpose: str) -> uuid.UUID | None:
    """The enquiry such a token belongs to; None when it is forged or half an hour has passed."""
    return tokens.key_of_passing(text, purpose, OPEN_FOR)


def pin(key: uuid.UUID) -> str:
    """Six digits."""
    return tokens.pin(key, PIN)


def is_pin(key: uuid.UUID, typed: str) -> bool:
    """Whether these are the digits, however they were spaced."""
    return tokens.is_pin(key, typed, PIN)
