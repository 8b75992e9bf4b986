"""Pictures."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition


class SiteImage(AbstractImage):
    """A picture; its description is required, because it is what a blind reader and a search result get."""

    description = models.CharField(
        _("description"),
        max_length=255,
        help_text=_("What the picture shows, in one sentence. People who cannot see it get this text."),
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return str(self.title)


class Rendition(AbstractRendition):
    """A picture in one size and format."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (
            ("image", "filter_spec", "focal_point_key"),
        )  # Wagtail's own check looks for this form

    def __str__(self) -> str:
        return f"{self.image_id} {self.filter_spec}"
