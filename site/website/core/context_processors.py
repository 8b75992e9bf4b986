"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from website.core.frame import frame_for
from website.core.languages import active_language, source_language


def frame(request: Any) -> dict[str, Any]:
    """Language, frame and public address; nothing that differs between two readers of the same page."""
    current = active_language()
    return {
        "language": current,
        "source_language": source_language(),
        "frame": SimpleLazyObject(lambda: frame_for(current.code, getattr(request, "frame_revision", None))),
        "site_url": settings.SITE_URL,
    }
