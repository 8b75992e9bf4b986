"""What this room adds to the admin: the desk of the offices, and who may change which event."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from events.admin import urls
from events.admin.desk import TodayPanel
from events.admin.page_rights import refuse, tester
from events.admin.rights import sees_counts
from website.core.admin.rights import uses_desk


class DeskMenuItem(MenuItem):
    """Shown to people of the offices."""

    def is_shown(self, request: HttpRequest) -> bool:
        return uses_desk(request.user)


class CountsMenuItem(MenuItem):
    """Shown to the coordinator."""

    def is_shown(self, request: HttpRequest) -> bool:
        return sees_counts(request.user)


@hooks.register("register_admin_urls")
def desk_urls() -> list[Any]:
    return [path("registrations/", include(urls))]


@hooks.register("register_admin_menu_item")
def desk_menu() -> MenuItem:
    url = reverse("desk:events")
    return DeskMenuItem(_("Registrations"), url, name="registrations", icon_name="calendar-check", order=150)


@hooks.register("register_admin_menu_item")
def counts_menu() -> MenuItem:
    url = reverse("desk:counts")
    return CountsMenuItem(_("Participants"), url, name="participants", icon_name="table", order=160)


@hooks.register("construct_homepage_panels")
def today(request: HttpRequest, panels: list[Any]) -> None:
    if uses_desk(request.user):
        panels.append(TodayPanel(request))


# Who may change which event: before wagtail-localize's hooks, which answer with an editor of their own. ------------


@hooks.register("before_edit_page", order=-10)
@hooks.register("before_convert_alias_page", order=-10)
def may_edit(request: HttpRequest, page: Page) -> None:
    refuse(tester(page, request.user).can_edit())


@hooks.register("before_copy_page", order=-10)
def may_copy(request: HttpRequest, page: Page) -> None:
    refuse(tester(page, request.user).can_copy())


@hooks.register("before_delete_page", order=-10)
def may_delete(request: HttpRequest, page: Page) -> None:
    refuse(tester(page, request.user).can_delete())


@hooks.register("before_unpublish_page", order=-10)
def may_unpublish(request: HttpRequest, page: Page) -> None:
    refuse(tester(page, request.user).can_unpublish())


@hooks.register("before_move_page", order=-10)
def may_move(request: HttpRequest, page: Page, destination: Page) -> None:
    refuse(tester(page, request.user).can_move())


@hooks.register("before_bulk_action", order=-10)
def may_all(request: HttpRequest, action: str, objects: Any, view: Any) -> None:
    questions = {
        "delete": "can_delete",
        "move": "can_move",
        "publish": "can_publish",
        "unpublish": "can_unpublish",
    }
    for page in objects:
        if isinstance(page, Page) and action in questions:
            refuse(getattr(tester(page, request.user), questions[action])())
