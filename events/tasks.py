"""What this room does by the clock."""

from __future__ import annotations

from events import announcing, registration, retention
from website.core.schedule import periodic


@periodic(minutes=1)
def expire_offers() -> None:
    """Pass on seats that were offered and not taken."""
    registration.expire_offers()


@periodic(minutes=1)
def tell_changes() -> None:
    """Tell people that an event was moved or cancelled."""
    announcing.tell_changes()


@periodic(minutes=10)
def remind() -> None:
    """Ask people 48 hours before whether they are coming, and pass on seats nobody confirmed."""
    registration.remind()
    registration.release_unconfirmed()


@periodic(minutes=24 * 60)
def delete_due() -> None:
    """Delete registrations whose day has come."""
    retention.delete_due()
