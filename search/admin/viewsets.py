"""Synonyms and promoted pages in the editor."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from search.models import Promotion, Synonym

PREFILLED = ("language", "words", "questions")


class PrefilledCreateView(CreateView):
    """A form that begins with what the list of failed searches knows already."""

    def get_initial(self) -> dict[str, Any]:
        known = {name: self.request.GET[name][:200] for name in PREFILLED if name in self.request.GET}
        return super().get_initial() | known


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "openquote"
    add_view_class = PrefilledCreateView
    list_display = ["words", "language", "is_one_way", "note"]
    list_filter = ["language"]
    search_fields = ["words"]
    search_backend_name = None


class PromotionViewSet(SnippetViewSet):
    model = Promotion
    icon = "pick"
    add_view_class = PrefilledCreateView
    list_display = ["questions", "language", "page"]
    list_filter = ["language"]
    search_fields = ["questions"]
    search_backend_name = None


class SearchGroup(SnippetViewSetGroup):
    menu_label = _("Search")
    menu_icon = "search"
    menu_order = 180
    items = (SynonymViewSet, PromotionViewSet)
