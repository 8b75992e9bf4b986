"""Blocks every room may use in a body. Rooms add their own and name the whole body."""

from website.core.blocks.media import PictureBlock
from website.core.blocks.procedure import (
    ChecklistBlock,
    DeadlineBlock,
    FeesBlock,
    QuestionsBlock,
    StepsBlock,
    WarningBlock,
)
from website.core.blocks.sources import SourceBlock
from website.core.blocks.text import (
    INLINE_FEATURES,
    TEXT_FEATURES,
    AnchorBlock,
    HeadingBlock,
    InlineTextBlock,
    TextBlock,
)

__all__ = [
    "INLINE_FEATURES",
    "TEXT_FEATURES",
    "AnchorBlock",
    "ChecklistBlock",
    "DeadlineBlock",
    "FeesBlock",
    "HeadingBlock",
    "InlineTextBlock",
    "PictureBlock",
    "QuestionsBlock",
    "SourceBlock",
    "StepsBlock",
    "TextBlock",
    "WarningBlock",
]
