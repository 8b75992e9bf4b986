"""Headings and running text."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

# Italics are not offered: what looks like italics is an official Polish term and is announced as Polish.
INLINE_FEATURES = ["bold", "polish-term", "link"]
TEXT_FEATURES = [*INLINE_FEATURES, "ul", "ol", "document-link"]


class TextBlock(blocks.RichTextBlock):
    """Paragraphs and lists."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Text")
        template = "core/blocks/text.html"
        description = _("Paragraphs and lists. Mark official Polish words with the “Polish term” button.")
        preview_value = "<p>Write short sentences. Say who does what.</p>"


class InlineTextBlock(blocks.RichTextBlock):
    """A line of text inside another block."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", INLINE_FEATURES)
        super().__init__(**kwargs)


class AnchorBlock(blocks.CharBlock):
    """The part of an address after `#`: the same in all languages, hence nothing to translate."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault(
            "validators",
            [RegexValidator(r"^[a-z][a-z0-9-]*$", _("Use lower-case Latin letters, digits and hyphens."))],
        )
        super().__init__(**kwargs)

    def get_searchable_content(self, value: str) -> list[str]:
        """Nothing that a reader sees."""
        return []

    def get_translatable_segments(self, value: str) -> list[Any]:
        """None: links into the page keep working when the reader changes the language."""
        return []


class HeadingValue(blocks.StructValue):
    """A heading that knows its anchor."""

    def anchor_or(self, block_id: str) -> str:
        """The anchor chosen by the editor, or one made from the block's id, which translations share."""
        return self.get("anchor") or f"part-{str(block_id)[:8]}"


class HeadingBlock(blocks.StructBlock):
    """A heading of the second level; three of them make a list of contents."""

    text = blocks.CharBlock(label=_("Heading"), max_length=120)
    anchor = AnchorBlock(
        label=_("Address of this part"),
        help_text=_("Optional, the same in all languages, for example: what-you-need"),
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Text")
        template = "core/blocks/heading.html"
        value_class = HeadingValue
        form_layout = ["text", "anchor"]
        description = _("Divides the page. From three headings on, readers get a list of contents.")
        preview_value = {"text": "What you need", "anchor": "what-you-need"}
