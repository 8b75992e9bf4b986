"""What this room adds to the admin: the inbox of the offices, and its numbers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from contact.admin import urls
from contact.admin.inbox import InboxPanel
from contact.admin.rights import sees_counts
from website.core.admin.rights import uses_desk


class InboxMenuItem(MenuItem):
    """Shown to people of the offices."""

    def is_shown(self, request: HttpRequest) -> bool:
        return uses_desk(request.user)


class CountsMenuItem(MenuItem):
    """Shown to people of the offices and to the coordinator."""

    def is_shown(self, request: HttpRequest) -> bool:
        return sees_counts(request.user)


@hooks.register("register_admin_urls")
def inbox_urls() -> list[Any]:
    return [path("inbox/", include(urls))]


@hooks.register("register_admin_menu_item")
def inbox_menu() -> MenuItem:
    return InboxMenuItem(_("Inbox"), reverse("inbox:enquiries"), name="inbox", icon_name="mail", order=140)


@hooks.register("register_admin_menu_item")
def counts_menu() -> MenuItem:
    url = reverse("inbox:counts")
    return CountsMenuItem(_("Numbers of enquiries"), url, name="enquiry-counts", icon_name="table", order=165)


@hooks.register("construct_homepage_panels")
def inbox_panel(request: HttpRequest, panels: list[Any]) -> None:
    if uses_desk(request.user):
        panels.append(InboxPanel(request))
