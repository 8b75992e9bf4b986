"""The two offices, and who works in which: their workers see their own office's people only."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Office(models.TextChoices):
    """An office, by its town."""

    SZCZECIN = "szczecin", _("Szczecin")
    KOSZALIN = "koszalin", _("Koszalin")


def office_group(office: str) -> str:
    """Name of the group of people who work in an office."""
    return f"Office {office}"


def offices_of(user: Any) -> set[str]:
    """Codes of the offices whose people a user may see; administrators see both, a stranger none."""
    if not user.is_active:
        return set()
    if user.is_superuser:
        return set(Office.values)
    if not hasattr(user, "_offices"):
        names = set(user.groups.values_list("name", flat=True))
        user._offices = {office for office in Office.values if office_group(office) in names}
    return set(user._offices)
