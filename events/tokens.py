"""Keys of a registration: the signed link in its mails, and the PIN of people without e-mail.

After the day of deletion a link leads to a page that says so.
"""

from __future__ import annotations

import uuid

from website.core import tokens

MANAGE = "events.manage"
LEAVE = "events.leave"  # List-Unsubscribe: can do nothing but leave
PIN = "events.pin"


def token(key: uuid.UUID, purpose: str = MANAGE) -> str:
    """A link's secret part for one purpose."""
    return tokens.token(key, purpose)


def key_of(text: str, purpose: str = MANAGE) -> uuid.UUID | None:
    """The registration a token belongs to; ``None`` when it is forged or foreign."""
    return tokens.key_of(text, purpose)


def pin(key: uuid.UUID) -> str:
    """Six digits."""
    return tokens.pin(key, PIN)


def is_pin(key: uuid.UUID, typed: str) -> bool:
    """Whether these are the digits, however they were spaced."""
    return tokens.is_pin(key, typed, PIN)
