"""Promises of every block: editors understand it, its words are translated, it can be shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import get_page_models
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

from contact.models import Institution
from guides.blocks import PolishTermBlock
from website.core.blocks.text import AnchorBlock
from website.core.models import SiteImage

pytestmark = pytest.mark.django_db


def picture() -> SiteImage:
    """Any picture."""
    found = SiteImage.objects.first()
    return found or SiteImage.objects.create(
        title="one", description="One", file=get_test_image_file(), width=1, height=1
    )


UNTRANSLATED = (AnchorBlock, PolishTermBlock, blocks.URLBlock, blocks.EmailBlock)


def stream_blocks() -> list[tuple[str, blocks.Block, Any]]:
    """(page type and field, top-level block, field) for every body of the site."""
    found = []
    for model in get_page_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField) and field.model is model:
                for name, block in field.stream_block.child_blocks.items():
                    found.append((f"{model.__name__}.{field.name}.{name}", block, field))
    return found


def sample(block: blocks.Block, words: Iterator[str]) -> Any:
    """A raw value in which each text is a word of its own."""
    if isinstance(block, ImageBlock):
        return {"image": picture().pk, "alt_text": next(words), "decorative": False}
    if isinstance(block, blocks.StructBlock):
        return {name: sample(child, words) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        child = block.child_block
        return [
            {
                "type": "item",
                "value": sample(child, words),
                "id": f"00000000-0000-4000-8000-{id(child) % 10**12:012d}",
            }
        ]
    if isinstance(block, blocks.MultipleChoiceBlock):
        return ["pl"]
    if isinstance(block, blocks.DateBlock):
        return "2026-01-01"
    if isinstance(block, UNTRANSLATED):
        return "https://example.org" if isinstance(block, blocks.URLBlock) else "anchor"
    if isinstance(block, blocks.RichTextBlock):
        return f"<p>{next(words)}</p>"
    if isinstance(block, blocks.PageChooserBlock):
        return None
    if isinstance(block, blocks.ChooserBlock):
        return Institution.objects.first().pk
    return next(words)


def numbered() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"word{number}"


def texts_in(block: blocks.Block) -> int:
    """How many pieces of text a value of this block holds."""
    if isinstance(block, ImageBlock):
        return 1
    if isinstance(block, blocks.StructBlock):
        return sum(texts_in(child) for child in block.child_blocks.values())
    if isinstance(block, blocks.ListBlock):
        return texts_in(block.child_block)
    if isinstance(block, UNTRANSLATED):
        return 0
    return int(isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.RichTextBlock))


def test_every_text_of_every_block_yields_a_segment_for_the_translator() -> None:
    cases = stream_blocks()
    assert len(cases) >= 30
    for label, block, field in cases:
        raw = [
            {
                "type": block.name,
                "value": sample(block, numbered()),
                "id": "11111111-1111-4111-8111-111111111111",
            }
        ]
        value = field.stream_block.to_python(raw)
        segments = StreamFieldSegmentExtractor(field).handle_stream_block(value)
        strings = {segment.string.data for segment in segments if isinstance(segment, StringSegmentValue)}
        assert len(strings) == texts_in(block), label


def test_every_block_says_what_it_is_for_and_has_an_icon() -> None:
    for label, block, _field in stream_blocks():
        if isinstance(block, blocks.PageChooserBlock):
            continue
        assert block.meta.icon != "placeholder", label
        assert str(block.meta.label or block.label).strip(), label
        description = str(getattr(block.meta, "description", ""))
        assert len(description) > 20, label
        assert description.endswith("."), label


def test_every_block_has_a_preview_or_needs_a_choice_that_only_an_editor_can_make() -> None:
    without = set()
    for label, block, _field in stream_blocks():
        if isinstance(block, blocks.PageChooserBlock):
            continue
        if not block.is_previewable or getattr(block.meta, "preview_value", None) is None:
            without.add(label.rsplit(".", 1)[1])
    assert without <= {"decides", "contact", "picture"}


def test_every_block_renders_what_was_put_in() -> None:
    for label, block, field in stream_blocks():
        if isinstance(block, blocks.PageChooserBlock):
            continue
        raw = [
            {
                "type": block.name,
                "value": sample(block, numbered()),
                "id": "11111111-1111-4111-8111-111111111111",
            }
        ]
        value = field.stream_block.to_python(raw)
        html = render_to_string("components/body.html", {"body": value})
        assert html.count("word") >= texts_in(block), (label, html)


def test_a_script_in_rich_text_does_not_reach_the_reader() -> None:
    """The editor's allow-list drops it when the text is saved."""
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

    from website.core.blocks import TEXT_FEATURES

    converter = ContentstateConverter(TEXT_FEATURES)
    dirty = '<p>ok<script>alert(1)</script><a href="javascript:alert(1)">x</a><i>karta pobytu</i></p>'
    clean = converter.to_database_format(converter.from_database_format(dirty))
    assert "<script" not in clean
    assert "javascript:" not in clean
    assert "<i>karta pobytu</i>" in clean
