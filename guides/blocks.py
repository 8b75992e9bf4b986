"""Bodies of guides."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from website.core import blocks as core
from website.core.languages import active_language
from website.core.translated import in_language

CONTACTS = _("Sources and contacts")
MOST_IN_A_GROUP = 9


class LazySnippetChooserBlock(SnippetChooserBlock):
    """A chooser that asks the database only when a field of the chosen record is read.

    A page with many cards then asks once, for all of them, instead of once for each type of block.
    """

    def bulk_to_python(self, values: list[int | None]) -> list[Any]:
        model = self.model_class
        return [pk and model.from_db(None, [model._meta.pk.attname], [pk]) for pk in values]

    def to_python(self, value: int | None) -> Any:
        return self.bulk_to_python([value])[0]


class LazyPageChooserBlock(blocks.PageChooserBlock):
    """A chooser of pages that asks nothing: lists need the primary keys only, and fetch all links at once."""

    def bulk_to_python(self, values: list[int | None]) -> list[Any]:
        model = self.model_class
        return [pk and model.from_db(None, [model._meta.pk.attname], [pk]) for pk in values]

    def to_python(self, value: int | None) -> Any:
        return self.bulk_to_python([value])[0]


class InstitutionValue(blocks.StructValue):
    """A block about one institution."""

    @property
    def institution_id(self) -> int:
        """Primary key of the institution, without loading it."""
        return self["institution"].pk


class InstitutionBlock(blocks.StructBlock):
    """A block about one institution, which the page has loaded together with all others."""

    # By name, because rooms do not import one another.
    institution = LazySnippetChooserBlock("contact.Institution", label=_("Institution"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        loaded = context.get("institutions")
        context["institution"] = value["institution"] if loaded is None else loaded.get(value.institution_id)
        return context

    class Meta:
        value_class = InstitutionValue


class DecidesBlock(InstitutionBlock):
    """Who decides, and where: one institution."""

    text = core.TextBlock(label=_("What it decides, and what it does not"))

    class Meta:
        icon = "group"
        label = _("Who decides")
        group = CONTACTS
        template = "guides/blocks/decides.html"
        description = _("The institution that decides, with its address taken from the directory.")


class ContactBlock(InstitutionBlock):
    """The card of an institution."""

    class Meta:
        icon = "mail"
        label = _("Contact card")
        group = CONTACTS
        template = "guides/blocks/contact.html"
        description = _(
            "Address, telephone and link of an institution. They are kept in one place for all pages."
        )


class HelplinesBlock(blocks.StaticBlock):
    """All helplines of the directory: what an editor adds there is on every page at once."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        # By name, because rooms do not import one another.
        helplines = apps.get_model("contact.Institution").objects.filter(is_helpline=True)
        context["reader"] = active_language()
        context["helplines"] = in_language(helplines, context["reader"].code)
        return context

    class Meta:
        icon = "warning"
        label = _("Helplines")
        group = CONTACTS
        template = "guides/blocks/helplines.html"
        admin_text = _("112 and the helplines of the directory. There is nothing to fill in here.")
        description = _("112 and all helplines, for pages about danger. They are kept in the directory.")
        preview_value = ""  # there is nothing to choose: the preview shows the helplines as they are


class GuideBody(blocks.StreamBlock):
    """Everything a guide may hold."""

    text = core.TextBlock()
    heading = core.HeadingBlock()
    steps = core.StepsBlock()
    checklist = core.ChecklistBlock()
    deadline = core.DeadlineBlock()
    warning = core.WarningBlock()
    decides = DecidesBlock()
    fees = core.FeesBlock()
    questions = core.QuestionsBlock()
    contact = ContactBlock()
    helplines = HelplinesBlock()
    picture = core.PictureBlock()
    source = core.SourceBlock()


class GroupValue(blocks.StructValue):
    """A group of guides."""

    @property
    def page_ids(self) -> list[int]:
        """Primary keys of the guides, in the order of the editor."""
        return [page.pk for page in self["guides"] if page]


class GroupBlock(blocks.StructBlock):
    """Guides that belong together."""

    title = blocks.CharBlock(label=_("What they have in common"), max_length=80)
    guides = blocks.ListBlock(
        LazyPageChooserBlock("guides.GuidePage", label=_("Guide")),
        label=_("Guides"),
        min_num=1,
        max_num=MOST_IN_A_GROUP,
    )

    class Meta:
        icon = "folder-open-inverse"
        label = _("Group")
        value_class = GroupValue
        description = _("Up to nine guides under a heading, the most needed first.")
        preview_value = {"title": "Permits and the residence card", "guides": []}


class Groups(blocks.StreamBlock):
    """The groups of a section."""

    group = GroupBlock()


class PolishTermBlock(blocks.CharBlock):
    """A Polish word: the same in all languages, hence nothing to translate."""

    def get_translatable_segments(self, value: str) -> list[Any]:
        """None: the term stands beside its translation."""
        return []


class TermValue(blocks.StructValue):
    """A term of the glossary."""

    @property
    def guide_id(self) -> int | None:
        """Primary key of the guide about it, without loading it."""
        return self["guide"].pk if self["guide"] else None


class TermBlock(blocks.StructBlock):
    """A Polish word, its name in the language of the page, and what it means."""

    polish = PolishTermBlock(label=_("Polish term"), max_length=120)
    anchor = core.AnchorBlock(label=_("Address of this part"), required=True)
    word = blocks.CharBlock(label=_("In the language of this page"), max_length=160)
    meaning = blocks.CharBlock(label=_("What it means, in one sentence"), max_length=300)
    typed = PolishTermBlock(
        label=_("What people also type"),
        max_length=300,
        required=False,
        help_text=_("Everyday words in any language, with commas. For search only: readers do not see them."),
    )
    guide = LazyPageChooserBlock("guides.GuidePage", label=_("Guide about it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Term")
        value_class = TermValue
        description = _("A word of offices and letters, explained in one sentence.")
        preview_value = {
            "polish": "karta pobytu",
            "anchor": "residence-card",
            "word": "residence card",
            "meaning": "A plastic card that shows that you may live in Poland.",
            "typed": "",
            "guide": None,
        }


class Terms(blocks.StreamBlock):
    """The terms of the glossary, in any order: readers see them in that of the alphabet."""

    term = TermBlock()


def institutions_in(body: blocks.StreamValue) -> dict[int, Any]:
    """The institutions that a body shows, by primary key; one query, or none."""
    wanted = {
        block["value"]["institution"]
        for block in body.raw_data
        if isinstance(block["value"], dict) and block["value"].get("institution")
    }
    model = body.stream_block.child_blocks["contact"].child_blocks["institution"].model_class
    return model.objects.in_bulk(wanted) if wanted else {}
