"""The number that says which version of menu and footer is current."""

from django.db import models
from django.db.models import F


class FrameRevision(models.Model):
    """One row. Its number grows whenever something that every page shows may have changed.

    Each process keeps the frame it has built under this number; the number travels with the query that finds the page,
    so a change is seen by all processes at the next request, without a query of its own.
    """

    SINGLE = 1

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="core_one_frame_revision")]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def advance(cls) -> None:
        """Make every process build the frame anew."""
        if not cls.objects.filter(pk=cls.SINGLE).update(number=F("number") + 1):
            cls.objects.get_or_create(pk=cls.SINGLE, defaults={"number": 1})

    @classmethod
    def current(cls) -> int:
        """The current number; 0 before the first change."""
        return cls.objects.filter(pk=cls.SINGLE).values_list("number", flat=True).first() or 0
