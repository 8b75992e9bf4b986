"""When something changes that readers can find, its documents do too: at once, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from search import documents, tasks
from search.models import IndexState, Promotion, Synonym
from website.core.searchable import Searchable


@receiver([page_published, page_unpublished])
def page_changed(instance: Page, **kwargs: Any) -> None:
    tasks.refresh_page.enqueue(instance.pk)


@receiver([post_page_move, page_slug_changed])
def address_changed(instance: Page, **kwargs: Any) -> None:
    tasks.refresh_pages_below.enqueue(instance.pk)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def readers_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    if Page.objects.filter(pk=instance.page_id).exists():
        tasks.refresh_pages_below.enqueue(instance.page_id)


@receiver(post_save)
def record_saved(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if isinstance(instance, Searchable) and not isinstance(instance, Page) and not raw:
        tasks.refresh_record.enqueue(instance._meta.label, instance.pk)


@receiver(post_delete)
def record_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Searchable) and (type(instance) is not Page):
        documents.record_gone(instance)


@receiver([post_save, post_delete], sender=Synonym)
@receiver([post_save, post_delete], sender=Promotion)
def editors_words_changed(**kwargs: Any) -> None:
    IndexState.editors_words_changed()
