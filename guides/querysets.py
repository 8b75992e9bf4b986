"""Words of this room for sets of guides."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from wagtail.query import PageQuerySet


class GuideQuerySet(PageQuerySet):
    """Guides."""

    def overdue(self, today: dt.date | None = None) -> GuideQuerySet:
        """Guides that nobody has checked by the day on which they were to be checked again."""
        return self.filter(check_by__lt=today or timezone.localdate())
