"""Bodies of office pages."""

from wagtail import blocks

from website.core import blocks as core


class OfficeBody(blocks.StreamBlock):
    """How to get there, what to bring, what the office does."""

    text = core.TextBlock()
    heading = core.HeadingBlock()
    steps = core.StepsBlock()
    checklist = core.ChecklistBlock()
    warning = core.WarningBlock()
    questions = core.QuestionsBlock()
    picture = core.PictureBlock()
