"""What this room adds to the admin: synonyms, promoted pages, and what readers asked in vain."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from search.admin import urls
from search.admin.rights import tends_search
from search.admin.viewsets import SearchGroup

register_snippet(SearchGroup)


class FailedMenuItem(MenuItem):
    """Shown to whoever looks after search."""

    def is_shown(self, request: HttpRequest) -> bool:
        return tends_search(request.user)


@hooks.register("register_admin_urls")
def search_urls() -> list[Any]:
    return [path("search-care/", include(urls))]


@hooks.register("register_reports_menu_item")
def failed_menu() -> MenuItem:
    url = reverse("search_care:failed")
    return FailedMenuItem(_("Failed searches"), url, name="failed-searches", icon_name="search", order=700)
