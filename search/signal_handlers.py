"""What this room forgets when something changes."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Locale

from search.engine import forget_locales


@receiver(post_save, sender=Locale)
@receiver(post_delete, sender=Locale)
def languages_changed(**kwargs: Any) -> None:
    forget_locales()
