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
    # A page for readers knows the number of the frame. Others ask for it, which costs a query, only if they show it.
    revision = getattr(request, "frame_revision", None)
    return {
        "language": current,
        "source_language": source_language(),
        "frame": frame_for(current.code, revision)
        if revision is not None
        else SimpleLazyObject(lambda: frame_for(current.code)),
        "site_url": settings.SITE_URL,
    }
