"""Personal data leaves on its day; numbers stay."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from events import messages
from events.choices import ACTIVE, State
from events.models import ParticipationCount, Question, Receipt, Registration, Roster
from website.core.languages import source_language

BATCH = 200


@dataclass
class Report:
    """What was deleted, or would be."""

    events: int = 0
    registrations: int = 0
    answers: int = 0

    def __str__(self) -> str:
        return f"{self.registrations} registrations of {self.events} events, {self.answers} answers"


def delete_due(today: dt.date | None = None, dry_run: bool = False) -> Report:
    """Delete the registrations whose day has come, after counting them, and answers whose day comes sooner.

    May be stopped and run again: an event is counted in the transaction that deletes its last registration.
    """
    today = today or timezone.localdate()
    report = Report()
    report.answers = _delete_answers(today, dry_run)
    for roster in Roster.objects.filter(delete_on__lte=today, registrations__isnull=False).distinct():
        report.events += 1
        report.registrations += roster.registrations.count()
        if not dry_run:
            _count_and_delete(roster)
    return report


def _count_and_delete(roster: Roster) -> None:
    with transaction.atomic():
        roster = Roster.objects.select_for_update().get(pk=roster.pk)
        numbers: dict[str, dict[str, int]] = defaultdict(
            lambda: {"registrations": 0, "seats": 0, "attended": 0}
        )
        rows = Registration.objects.filter(roster=roster).prefetch_related("attendances")
        for row in rows.iterator(chunk_size=BATCH):
            if row.state not in ACTIVE or row.state == State.WAITING:
                continue
            number = numbers[row.language]
            number["registrations"] += 1
            number["seats"] += row.seats
            number["attended"] += max((each.came for each in row.attendances.all()), default=0)
        for language, number in numbers.items():
            _add(roster, language, number)
        messages.forget_all(roster)
        Receipt.objects.filter(roster=roster).delete()
        Registration.objects.filter(roster=roster).delete()
        roster.taken = 0
        roster.save(update_fields=["taken"])


def _add(roster: Roster, language: str, number: dict[str, int]) -> None:
    """To what was counted before: the same page may have been used for an event that was held again."""
    count, _created = ParticipationCount.objects.get_or_create(
        event_key=roster.event_key,
        language=language,
        defaults={
            "event": roster.title,
            "month": timezone.localdate(roster.starts_at).replace(day=1),
            "office": roster.office,
            "kind": roster.kind,
            **dict.fromkeys(number, 0),
        },
    )
    for name, added in number.items():
        setattr(count, name, getattr(count, name) + added)
    count.save()


def _delete_answers(today: dt.date, dry_run: bool) -> int:
    """Answers to own questions go on the day that the question names."""
    count = 0
    questions = Question.objects.filter(page__locale__language_code=source_language().code).select_related(
        "page"
    )
    for question in questions.filter(page__over_at__lt=timezone.now()):
        if timezone.localdate(question.page.over_at) + dt.timedelta(days=question.delete_after_days) > today:
            continue
        key = str(question.translation_key)
        rows = Registration.objects.filter(
            roster__event_key=question.page.translation_key, answers__has_key=key
        )
        for row in rows.only("answers").iterator(chunk_size=BATCH):
            count += 1
            if not dry_run:
                row.answers.pop(key)
                row.save(update_fields=["answers"])
    return count
