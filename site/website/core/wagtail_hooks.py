"""What the admin gets from the core: a button for official Polish words, the search for a person, its log."""

from __future__ import annotations

from typing import Any

import wagtail.admin.rich_text.editors.draftail.features as draftail_features
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineStyleElementHandler

from website.core.admin import urls
from website.core.admin.rights import ACCESSES, uses_desk


@hooks.register("register_rich_text_features")
def register_polish_term(features) -> None:
    """An official Polish word, kept as ``<i>``: the one inline tag without attributes that wagtail-localize keeps."""
    control = {
        "type": "POLISH_TERM",
        "label": "PL",
        "description": _("Polish term"),
        "style": {"fontStyle": "italic", "textDecoration": "underline dotted"},
    }
    features.register_editor_plugin("draftail", "polish-term", draftail_features.InlineStyleFeature(control))
    features.register_converter_rule(
        "contentstate",
        "polish-term",
        {
            "from_database_format": {"i": InlineStyleElementHandler("POLISH_TERM")},
            "to_database_format": {"style_map": {"POLISH_TERM": "i"}},
        },
    )


class PersonMenuItem(MenuItem):
    """Shown to people of the offices."""

    def is_shown(self, request: HttpRequest) -> bool:
        return uses_desk(request.user)


class AccessesMenuItem(MenuItem):
    """Shown to those who answer for data protection."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(ACCESSES))


@hooks.register("register_admin_urls")
def personal_data_urls() -> list[Any]:
    return [path("personal-data/", include(urls))]


@hooks.register("register_admin_menu_item")
def person_menu() -> MenuItem:
    url = reverse("personal_data:person")
    return PersonMenuItem(_("Find a person"), url, name="person", icon_name="search", order=170)


@hooks.register("register_reports_menu_item")
def accesses_menu() -> MenuItem:
    url = reverse("personal_data:accesses")
    return AccessesMenuItem(_("Accesses to personal data"), url, name="accesses", icon_name="view", order=900)


@hooks.register("insert_global_admin_css")
def desk_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("desk.css"))
