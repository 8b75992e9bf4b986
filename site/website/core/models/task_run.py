"""When each periodic task ran last."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

# After this a run that has not ended belongs to a worker that was killed.
CLAIM_VALID_FOR = dt.timedelta(minutes=15)


class TaskRunQuerySet(models.QuerySet["TaskRun"]):
    def due(self, now: dt.datetime, every: dt.timedelta) -> TaskRunQuerySet:
        """Never begun; begun at least ``every`` ago and ended; or begun by a worker that is gone."""
        return self.filter(
            Q(started_at__isnull=True)
            | Q(finished_at__isnull=False, started_at__lte=now - every)
            | Q(finished_at__isnull=True, started_at__lte=now - CLAIM_VALID_FOR)
        )


class TaskRun(models.Model):
    """The last run of one task. A row that has begun and not ended is a claim: no other worker begins it."""

    name = models.CharField(max_length=100, unique=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=100, blank=True)

    objects = TaskRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="core_task_ends_after_it_begins",
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=models.F("started_at")),
            )
        ]

    def __str__(self) -> str:
        return self.name
