"""What changes the frame of all pages advances its revision."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from website.core.models import FooterLink, FrameRevision, SiteSettings

# Only pages this near the root stand in menu or footer; publishing a guide leaves the frame alone.
FRAME_DEPTH = 4


@receiver([page_published, page_unpublished, post_page_move, page_slug_changed])
def page_changed(instance: Page, **kwargs: Any) -> None:
    if instance.depth is None or instance.depth < FRAME_DEPTH:
        FrameRevision.advance()


@receiver(post_delete, dispatch_uid="frame_page_deleted")
def page_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page) and type(instance) is not Page and instance.depth < FRAME_DEPTH:
        FrameRevision.advance()


@receiver([post_save, post_delete], sender=SiteSettings)
@receiver([post_save, post_delete], sender=FooterLink)
@receiver([post_save, post_delete], sender=PageViewRestriction)
def setting_changed(**kwargs: Any) -> None:
    FrameRevision.advance()
