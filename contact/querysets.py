"""Words of this room for sets of topics and enquiries."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from contact.choices import OURS, State
from website.core.languages import source_language


class TopicQuerySet(QuerySet[Any]):
    """Topics."""

    def sources(self) -> TopicQuerySet:
        """The Polish topics, which say everything but the words."""
        return self.filter(locale__language_code=source_language().code)

    def offered(self, code: str) -> list[Any]:
        """Topics for readers of a language, in order; Polish ones where they are not translated. One query."""
        rows = self.filter(locale__language_code__in={code, source_language().code}, is_active=True)
        found: dict[Any, Any] = {}
        # The reader's own language comes last and wins.
        for topic in sorted(
            rows.select_related("locale"), key=lambda each: each.locale.language_code == code
        ):
            found[topic.translation_key] = topic
        return sorted(found.values(), key=lambda each: (each.sort_order, each.key))


class EnquiryQuerySet(QuerySet[Any]):
    """Enquiries."""

    def ours(self) -> EnquiryQuerySet:
        """Those that wait for us."""
        return self.filter(state__in=OURS)

    def overdue(self, now: dt.datetime | None = None) -> EnquiryQuerySet:
        """Those that wait for us longer than they should."""
        return self.ours().filter(due_at__lt=now or timezone.now())

    def settled(self, before: dt.datetime) -> EnquiryQuerySet:
        """Answered, and nothing was heard since."""
        return self.filter(state=State.ANSWERED, changed_at__lt=before)

    def expired(self, today: dt.date) -> EnquiryQuerySet:
        """Those whose day of deletion has come."""
        return self.filter(delete_on__lte=today)

    def visible_to(self, offices: set[str], sees_sensitive: bool) -> EnquiryQuerySet:
        """Those of some offices; sensitive ones for the smaller circle only."""
        rule = Q(office__in=offices)
        return self.filter(rule if sees_sensitive else rule & Q(is_sensitive=False))
