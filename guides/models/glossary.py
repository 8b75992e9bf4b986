"""The glossary: Polish words of offices and letters, and what they mean."""

from __future__ import annotations

import dataclasses
import unicodedata
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from guides.blocks import Terms
from website.core.models import BasePage, IntroducedMixin
from website.core.routing import Route
from website.core.searchable import Entry, Passage


class GlossaryPage(IntroducedMixin, BasePage):
    """All terms in one list, in the order of the Polish alphabet: one record for readers, guides and search."""

    terms = StreamField(Terms(), verbose_name=_("terms"))

    search_kind = "glossary"
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("terms")]
    search_fields = [
        *BasePage.search_fields,
        IntroducedMixin.introduction_search_field,
        index.SearchField("terms"),
    ]

    class Meta:
        verbose_name = _("glossary")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        route: Route = context["route"]
        letters: dict[str, list[dict[str, Any]]] = {}
        for value in sorted((block.value for block in self.terms), key=lambda value: _order(value["polish"])):
            guide = route.links.get(value.guide_id)
            letters.setdefault(value["polish"][0].upper(), []).append({"term": value, "guide": guide})
        context["letters"] = [(letter, unicodedata.name(letter).lower().replace(" ", "-"), terms)
                              for letter, terms in letters.items()]  # fmt: skip
        return context

    def search_entries(self) -> list[Entry]:
        """The page by its name and introduction, and each term as a result of its own."""
        (page,) = super().search_entries()
        page = dataclasses.replace(page, passages=(), polish_words="", is_minor=True)
        return [page, *(self._entry(block.value) for block in self.terms)]

    def _entry(self, value: Any) -> Entry:
        code = self.locale.language_code
        return Entry(
            kind="term",
            language=code,
            path=self.own_path,
            fragment=value["anchor"],
            title=value["word"] or value["polish"],
            summary=value["meaning"],
            official=value["polish"],
            passages=(Passage(value["anchor"], "", str(value.get("typed") or "")),),
            is_minor=True,
        )

    def linked_page_ids(self) -> set[int]:
        return super().linked_page_ids() | {
            block["value"]["guide"] for block in self.terms.raw_data if block["value"].get("guide")
        }


_ALPHABET = {letter: place for place, letter in enumerate("aąbcćdeęfghijklłmnńoóprsśtuwyzźż")}


def _order(term: str) -> list[tuple[int, str]]:
    """Where a term stands in the Polish alphabet, in which ą follows a and ł follows l."""
    return [(_ALPHABET.get(letter, -1), letter) for letter in term.lower()]
