"""Fields that several page types share, with their panels and search fields."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from website.core.blocks import TEXT_FEATURES


class IllustratedMixin(models.Model):
    """A picture beside the title, in the same place in all languages; its text alternative is translated."""

    picture = models.ForeignKey(
        "core.SiteImage",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("One sentence for people who cannot see it; leave empty if it is decoration."),
    )

    fetched_with = ("picture",)
    picture_panel = MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture"))

    class Meta:
        abstract = True


class IntroducedMixin(models.Model):
    """A few paragraphs before the list that is the purpose of the page."""

    introduction = RichTextField(_("introduction"), features=TEXT_FEATURES, blank=True)

    introduction_search_field = index.SearchField("introduction")

    class Meta:
        abstract = True
