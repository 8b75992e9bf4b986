"""Bodies of the front page and of plain pages."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from guides.blocks import GuideBody, LazyPageChooserBlock


class ActivityBlock(blocks.StructBlock):
    """One of the things the offices do, and the page about it."""

    title = blocks.CharBlock(label=_("Activity"), max_length=120)
    text = blocks.CharBlock(label=_("In one sentence"), max_length=200)
    page = LazyPageChooserBlock(label=_("Page about it"))

    class Meta:
        icon = "list-ul"
        label = _("Activity")
        template = "home/blocks/activity.html"
        description = _("What the offices do, with a link to the page about it.")
        preview_value = {"title": "Polish lessons", "text": "For children and adults.", "page": None}


class Activities(blocks.StreamBlock):
    """The activities of the offices, in order."""

    activity = ActivityBlock()


class PlainBody(GuideBody):
    """A plain page may hold whatever a guide may."""
