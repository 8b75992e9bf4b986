"""Blocks that say what to do: steps, documents, deadlines, fees, questions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from website.core.blocks.text import InlineTextBlock, TextBlock

PROCEDURE = _("What to do")
NOTICE = _("Notices")


class ChoiceBlock(blocks.StructBlock):
    """One of several cases within a step."""

    condition = blocks.CharBlock(label=_("If …"), max_length=160)
    text = TextBlock(label=_("What to do then"))


class StepBlock(blocks.StructBlock):
    """One step."""

    title = blocks.CharBlock(label=_("Step"), max_length=160)
    text = TextBlock(label=_("Explanation"), required=False)
    choices = blocks.ListBlock(
        ChoiceBlock(label=_("Case")),
        label=_("Cases"),
        min_num=0,
        default=[],
        help_text=_("Only where people in different situations do different things."),
    )


class StepsBlock(blocks.StructBlock):
    """Numbered steps in their order."""

    steps = blocks.ListBlock(StepBlock(label=_("Step")), label=_("Steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        group = PROCEDURE
        template = "core/blocks/steps.html"
        description = _("What to do, in order. The numbers come by themselves.")
        preview_value = {
            "steps": [
                {
                    "title": "Fill in the form",
                    "text": "<p>You get it at the office.</p>",
                    "choices": [
                        {"condition": "You have no PESEL number", "text": "<p>Leave the field empty.</p>"}
                    ],
                },
                {"title": "Take it to the office", "text": "<p>Bring your passport.</p>", "choices": []},
            ]
        }


class ChecklistBlock(blocks.StructBlock):
    """Things to have at hand; readers can print the list and tick it off."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    items = blocks.ListBlock(InlineTextBlock(label=_("Document")), label=_("Documents"), min_num=1)

    class Meta:
        icon = "clipboard-list"
        label = _("List of documents")
        group = PROCEDURE
        template = "core/blocks/checklist.html"
        description = _("What to bring or attach, one thing per line.")
        preview_value = {"title": "What you need", "items": ["Passport", "Photo"]}


class DeadlineBlock(blocks.StructBlock):
    """A time limit."""

    title = blocks.CharBlock(
        label=_("Deadline"), max_length=120, help_text=_("Begin with the time: “14 days”.")
    )
    text = TextBlock(label=_("From when it counts, and what happens after it"))

    class Meta:
        icon = "time"
        label = _("Deadline")
        group = NOTICE
        template = "core/blocks/deadline.html"
        description = _("A time limit that readers must not miss. At most two on a page.")
        preview_value = {"title": "14 days", "text": "<p>Count from the day the letter arrived.</p>"}


class WarningBlock(blocks.StructBlock):
    """Something that can do harm."""

    title = blocks.CharBlock(label=_("Warning"), max_length=120)
    text = TextBlock(label=_("What to watch out for"))

    class Meta:
        icon = "warning"
        label = _("Warning")
        group = NOTICE
        template = "core/blocks/warning.html"
        description = _("A mistake that costs people money or rights. Use it rarely.")
        preview_value = {"title": "Nobody may keep your passport", "text": "<p>Ask for help at once.</p>"}


class FeeBlock(blocks.StructBlock):
    """One amount."""

    what = blocks.CharBlock(label=_("For what"), max_length=160)
    amount = blocks.CharBlock(label=_("How much"), max_length=60)
    note = blocks.CharBlock(label=_("Note"), max_length=200, required=False)


class FeesBlock(blocks.StructBlock):
    """A small table of amounts. Rows are list items with ids of their own, so that translations keep their place."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    rows = blocks.ListBlock(FeeBlock(label=_("Fee")), label=_("Fees"), min_num=1)

    class Meta:
        icon = "table"
        label = _("Fees")
        group = PROCEDURE
        template = "core/blocks/fees.html"
        description = _("What it costs. Print no account numbers: link to the official page instead.")
        preview_value = {"title": "Fees", "rows": [{"what": "Card", "amount": "100 zł", "note": ""}]}


class QuestionBlock(blocks.StructBlock):
    """A question and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = TextBlock(label=_("Answer"))


class QuestionsBlock(blocks.StructBlock):
    """Questions people ask, with answers that open."""

    questions = blocks.ListBlock(QuestionBlock(label=_("Question")), label=_("Questions"), min_num=1)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        group = PROCEDURE
        template = "core/blocks/questions.html"
        description = _("Questions in the words of the people who ask them.")
        preview_value = {"questions": [{"question": "Is it free?", "answer": "<p>Yes.</p>"}]}
