"""Keys of a registration: the signed link in its mails, and the PIN of people without e-mail.

Both are made from ``SECRET_KEY`` and the registration's random number, and stored nowhere: who reads the database
cannot act for anybody. A link works as long as the registration exists; after the day of deletion it leads to a page
that says so.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid

from django.conf import settings
from django.core import signing

MANAGE = "events.manage"
LEAVE = "events.leave"  # List-Unsubscribe: can do nothing but leave
PIN_DIGITS = 6


def token(key: uuid.UUID, purpose: str = MANAGE) -> str:
    """A link's secret part for one purpose."""
    return signing.Signer(salt=purpose).sign(key.hex).replace(":", ".")


def key_of(text: str, purpose: str = MANAGE) -> uuid.UUID | None:
    """The registration a token belongs to; ``None`` when it is forged or foreign."""
    try:
        return uuid.UUID(hex=signing.Signer(salt=purpose).unsign(text[:200].replace(".", ":", 1)))
    except (signing.BadSignature, ValueError):
        return None


def pin(key: uuid.UUID) -> str:
    """Six digits."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"events.pin" + key.bytes, hashlib.sha256)
    return f"{int.from_bytes(digest[:8]) % 10**PIN_DIGITS:0{PIN_DIGITS}}"


def is_pin(key: uuid.UUID, typed: str) -> bool:
    """Whether these are the digits, however they were spaced; takes as long when they are not."""
    digits = "".join(character for character in typed if character.isdigit())
    return hmac.compare_digest(digits.encode(), pin(key).encode())
