"""Who looks after search: whoever may add synonyms."""

from __future__ import annotations

from typing import Any

from website.core.admin.rights import required

TENDS = "search.add_synonym"


def tends_search(user: Any) -> bool:
    """Whether somebody sees what readers asked in vain, and may answer."""
    return bool(user.has_perm(TENDS))


tends_required = required(tends_search)
