"""Numbers without people: how often a topic was opened, and how long answers take."""

from __future__ import annotations

import datetime as dt
import statistics

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from contact.models import DoorCount, Enquiry, EnquiryCount

MEDIAN_OF = dt.timedelta(days=30)
LEAST_ANSWERS = 5  # fewer say something about single people, and nothing about the office


def count_door(topic: str, language: str, what: str, now: dt.datetime | None = None) -> None:
    """Count once more what happened at a topic: shown, helped or written."""
    door = {"month": timezone.localdate(now).replace(day=1), "topic": topic, "language": language}
    with transaction.atomic():
        once_more = {what: F(what) + 1}
        if not DoorCount.objects.filter(**door).update(**once_more):
            DoorCount.objects.get_or_create(**door)  # the first one of the month
            DoorCount.objects.filter(**door).update(**once_more)


def count_enquiry(enquiry: Enquiry) -> None:
    """Keep the numbers of an enquiry that is being deleted."""
    hours = hours_to_answer(enquiry.created_at, enquiry.answered_at)
    count, _created = EnquiryCount.objects.get_or_create(
        month=timezone.localdate(enquiry.created_at).replace(day=1),
        office=enquiry.office,
        topic=enquiry.topic.key,
        language=enquiry.language,
        channel=enquiry.channel,
    )
    EnquiryCount.objects.filter(pk=count.pk).update(
        enquiries=F("enquiries") + 1,
        answered=F("answered") + int(hours is not None),
        hours=F("hours") + (hours or 0),
    )


def hours_to_answer(created_at: dt.datetime, answered_at: dt.datetime | None) -> int | None:
    """Whole hours by the clock until the first answer; None while there is none."""
    return round((answered_at - created_at).total_seconds() / 3600) if answered_at else None


def usual_hours(office: str, now: dt.datetime | None = None) -> int | None:
    """Half of the enquiries that an office answered in the last 30 days were answered within so many hours.

    Hours by the clock, nights and weekends included. None when fewer than five were answered.
    """
    now = now or timezone.now()
    rows = Enquiry.objects.filter(office=office, answered_at__gt=now - MEDIAN_OF).values_list(
        "created_at", "answered_at"
    )
    waited = [(answered - created).total_seconds() / 3600 for created, answered in rows]
    return round(statistics.median(waited)) if len(waited) >= LEAST_ANSWERS else None
