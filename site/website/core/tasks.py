"""What the site does by the clock."""

from __future__ import annotations

import datetime as dt

from django.core.management import call_command
from django.utils import timezone

from website.core.models import OutgoingMail, Throttle
from website.core.schedule import periodic

FINISHED_MAIL_STAYS_FOR = dt.timedelta(days=30)


@periodic(minutes=1)
def publish_scheduled() -> None:
    """Publish and withdraw pages whose hour has come."""
    call_command("publish_scheduled", verbosity=0)


@periodic(minutes=60)
def delete_finished_mail() -> None:
    """Delete what is left of mails sent or given up 30 days ago; nothing of a person has been in them since."""
    OutgoingMail.objects.finished_before(timezone.now() - FINISHED_MAIL_STAYS_FOR).delete()


@periodic(minutes=60)
def delete_old_counters() -> None:
    """Delete counters whose stretch of time is over."""
    Throttle.objects.filter(expires_at__lt=timezone.now()).delete()
