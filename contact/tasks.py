"""What this room does by the clock."""

from __future__ import annotations

from contact import enquiries, retention
from website.core.schedule import periodic


@periodic(minutes=60)
def close_settled() -> None:
    """Close what was answered and not written to for 30 days."""
    enquiries.close_settled()


@periodic(minutes=24 * 60)
def delete_due() -> None:
    """Delete enquiries whose day has come."""
    retention.delete_due()
