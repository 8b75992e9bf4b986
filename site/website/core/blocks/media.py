"""Pictures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock


class PictureBlock(blocks.StructBlock):
    """A picture with its text alternative. Wagtail's ImageBlock demands one, or the word that it is decoration."""

    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=200, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        group = _("Text")
        template = "core/blocks/picture.html"
        description = _("A drawing or photo that helps to understand. Phones get a small file by themselves.")
