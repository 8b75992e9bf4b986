"""What the editor gets: a button for official Polish words."""

from __future__ import annotations

import wagtail.admin.rich_text.editors.draftail.features as draftail_features
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineStyleElementHandler


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
