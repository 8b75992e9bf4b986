"""What every page of the site promises."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from website.core.forms import BasePageForm
from website.core.richtext import linked_page_ids
from website.core.routing import Route, normalized
from website.core.searchable import Entry, Searchable, passages_of, polish_words_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# One Latin slug in all languages: a page's path without its language is its identity (docs/adr/0003).
SynchronizedSlug = SynchronizedField("slug", overridable=False)


class BasePage(Searchable, Page):
    """A page of the site, in one language.

    - Its address is its ``url_path``: `/<language>/<slugs>/`. Home pages have the language code as their slug.
    - Its summary is Wagtail's ``search_description``: listings, search results and link previews read it from the base
      table, without loading the page itself.
    - ``search_kind`` names the kind of page for results of search; those with ``is_minor_result`` come after others.
    - ``fetched_with`` names foreign keys that are fetched together with the page.
    - ``menu_icon`` names the icon of a page that is a door on the front page.
    """

    base_form_class = BasePageForm
    search_kind: str = ""
    is_minor_result = False
    menu_icon: str = ""
    fetched_with: tuple[str, ...] = ()
    override_translatable_fields = [SynchronizedSlug]

    content_panels = [
        *Page.content_panels,
        FieldPanel(
            "search_description",
            heading=_("Summary"),
            help_text=_(
                "One or two sentences: what the reader will find here. Shown in lists and search results."
            ),
        ),
    ]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("show_in_menus"), FieldPanel("seo_title")],
            heading=_("Address and menu"),
        ),
    ]

    class Meta:
        abstract = True

    @property
    def summary(self) -> str:
        """One or two sentences that say what the page is about."""
        return self.search_description

    @property
    def own_path(self) -> str:
        """Its address without the language: what it has in common with its translations."""
        return normalized(self.url_path.split("/", 2)[2])

    def search_entries(self) -> list[Entry]:
        """The page as a result of search: by its title, its Polish name, its summary, its headings and its text."""
        code = self.locale.language_code
        return [
            Entry(
                kind=self.search_kind,
                language=code,
                path=self.own_path,
                title=self.title,
                summary=self.search_description,
                official=self.official_name,
                polish_words=self.polish_words_for_search,
                passages=passages_of(self, {"title", "search_description", "polish_term"}),
                is_minor=self.is_minor_result,
            )
        ]

    @property
    def official_name(self) -> str:
        """What the matter is called on Polish forms and doors; empty where there is no such name."""
        return ""

    @property
    def polish_words_for_search(self) -> str:
        """Polish words by which a reader of this language finds the page."""
        return "" if self.locale.language_code == "pl" else polish_words_in(self)

    @classmethod
    def result_notes(cls, paths: list[str]) -> dict[str, str]:
        """What a result of a search says at this moment of each page of this type, by its ``own_path``; one query."""
        return {}

    @property
    def is_discreet(self) -> bool:
        """Whether nobody else should learn that it was read: it can be left at once, and its title says nothing."""
        return False

    def linked_page_ids(self) -> set[int]:
        """Primary keys of the pages that the words of this page link to."""
        stored = "".join(
            json.dumps(list(value.raw_data), default=str)
            if isinstance(field, StreamField)
            else str(value or "")
            for field in self._meta.get_fields()
            if isinstance(field, StreamField | RichTextField)
            for value in [getattr(self, field.name)]
        )
        return linked_page_ids(stored)

    def get_context(
        self, request: HttpRequest, *args: Any, route: Route | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """The template's context. ``route`` is how the reader came here; previews have none and make their own."""
        context = super().get_context(request, *args, **kwargs)
        context["route"] = route = route or Route.to(self)
        context["links"] = route.language_links
        context["is_discreet"] = self.is_discreet
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page for a reader: the same bytes for everybody, so that it may be kept by anyone on the way."""
        response = super().serve(request, *args, **kwargs)
        if self.is_discreet:
            response["Cache-Control"] = "no-store"
            response["Referrer-Policy"] = "no-referrer"
        response.setdefault("Cache-Control", "public, max-age=60, stale-while-revalidate=600")
        return response
