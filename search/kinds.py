"""What a result may be, in words for readers. Rooms name their kind in ``search_kind``."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

KIND_NAMES: dict[str, Any] = {
    "guide": _("Guide"),
    "event": _("Event"),
    "term": _("Polish word"),
    "institution": _("Institution"),
    "page": _("Page"),
    "section": _("Section"),
    "office": _("Office"),
    "calendar": _("Calendar"),
    "directory": _("Directory"),
    "glossary": _("Glossary"),
    "home": _("Front page"),
}
