"""A calendar that is made later, or translated, gets the offices' rights like the first one."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from events.models import EventIndexPage
from home.setup import office_rights


@receiver(post_save, sender=EventIndexPage)
def calendar_made(instance: EventIndexPage, created: bool, **kwargs: Any) -> None:
    if created:
        office_rights(instance)
