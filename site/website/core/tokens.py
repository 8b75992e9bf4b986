"""Keys to what belongs to a person: references to read out, signed links, and PINs of people without e-mail.

Links and PINs are made from ``SECRET_KEY`` and the record's random number, and stored nowhere: who reads the database
cannot act for anybody. A link works as long as the record exists.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid

from django.conf import settings
from django.core import signing

PIN_DIGITS = 6
# Without letters and digits that are mistaken for one another when somebody reads them out.
REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 8
# Cyrillic capitals that look like the Latin letters of a reference; who copies one from paper cannot tell.
_LOOKALIKES = str.maketrans("АВСЕНКМРТУХЅЈ", "ABCEHKMPTYXSJ")  # noqa: RUF001


def new_reference() -> str:
    """A reference that people can read out: eight letters and digits."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _each in range(REFERENCE_LENGTH))


def typed_reference(text: str) -> str:
    """A reference however it was copied: in small letters, in groups, with Cyrillic letters that look the same."""
    code = "".join(character for character in text.upper() if character.isalnum())
    return code.translate(_LOOKALIKES)


def token(key: uuid.UUID, purpose: str) -> str:
    """A link's secret part for one purpose; one of another purpose is none for this."""
    return signing.Signer(salt=purpose).sign(key.hex).replace(":", ".")


def key_of(text: str, purpose: str) -> uuid.UUID | None:
    """The record a token belongs to; ``None`` when it is forged or foreign."""
    try:
        return uuid.UUID(hex=signing.Signer(salt=purpose).unsign(text[:200].replace(".", ":", 1)))
    except (signing.BadSignature, ValueError):
        return None


def passing_token(key: uuid.UUID, purpose: str) -> str:
    """A token that ``key_of_passing`` accepts for some time only."""
    return signing.TimestampSigner(salt=purpose).sign(key.hex).replace(":", ".")


def key_of_passing(text: str, purpose: str, seconds: int) -> uuid.UUID | None:
    """The record a passing token belongs to; ``None`` when it is forged, foreign or older than ``seconds``."""
    try:
        signed = text[:200].replace(".", ":", 2)
        return uuid.UUID(hex=signing.TimestampSigner(salt=purpose).unsign(signed, max_age=seconds))
    except (signing.BadSignature, ValueError):
        return None


def pin(key: uuid.UUID, purpose: str) -> str:
    """Six digits."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), purpose.encode() + key.bytes, hashlib.sha256)
    return f"{int.from_bytes(digest[:8]) % 10**PIN_DIGITS:0{PIN_DIGITS}}"


def is_pin(key: uuid.UUID, typed: str, purpose: str) -> bool:
    """Whether these are the digits, however they were spaced; takes as long when they are not."""
    digits = "".join(character for character in typed if character.isdigit())
    return hmac.compare_digest(digits.encode(), pin(key, purpose).encode())
