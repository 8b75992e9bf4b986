"""Personal data leaves on its day; numbers stay."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from contact.enquiries import erase
from contact.models import Enquiry


@dataclass
class Report:
    """What was deleted, or would be; ``topics`` says how many of each."""

    enquiries: int = 0
    topics: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        each = ", ".join(f"{topic} {number}" for topic, number in sorted(self.topics.items()))
        return f"{self.enquiries} enquiries" + (f": {each}" if each else "")


def delete_due(today: dt.date | None = None, dry_run: bool = False) -> Report:
    """Delete the enquiries whose day has come; the writer counts them. May be stopped and run again."""
    report = Report()
    today = today or timezone.localdate()
    due = Enquiry.objects.expired(today).order_by("pk")
    for pk, topic in list(due.values_list("pk", "topic__key")):
        if dry_run or _delete(pk, today):
            report.enquiries += 1
            report.topics[topic] += 1
    return report


def _delete(pk: int, today: dt.date) -> bool:
    """False when it is gone already, or its person has written again and is to be answered."""
    with transaction.atomic():
        enquiry = Enquiry.objects.select_for_update().expired(today).filter(pk=pk).first()
        if enquiry is None:
            return False
        return erase(pk)
