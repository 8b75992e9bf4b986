"""What publishing an event's Polish page does to its roster."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from events.announcing import announce, withdraw
from events.models import EventPage
from website.core.languages import source_language


def _is_source(page: EventPage) -> bool:
    return page.locale.language_code == source_language().code


@receiver(page_published, sender=EventPage)
def published(instance: EventPage, **kwargs: Any) -> None:
    if _is_source(instance):
        # Read anew: what was published is a copy made from a revision, whose children may not be rows yet.
        announce(EventPage.objects.get(pk=instance.pk))


@receiver(page_unpublished, sender=EventPage)
@receiver(pre_delete, sender=EventPage)
def withdrawn(instance: EventPage, **kwargs: Any) -> None:
    if _is_source(instance):
        withdraw(instance)


@receiver(page_unpublished, sender=EventPage)
def withdrawn_everywhere(instance: EventPage, **kwargs: Any) -> None:
    """Nobody keeps the translations of a withdrawn event true: they leave lists, search and the map of the site too."""
    if _is_source(instance):
        for translation in instance.get_translations().live():
            translation.specific.unpublish()
