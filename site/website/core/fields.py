"""Fields that several rooms use."""

from __future__ import annotations

from typing import Any

from babel import Locale
from django import forms
from django.db import models

# Languages that people at the offices, at events and on websites speak; names are autonyms.
SPOKEN = [(code, Locale.parse(code).get_display_name(code)) for code in
          ("pl", "en", "uk", "ru", "be", "es", "ar", "fr", "vi", "de")]  # fmt: skip


class ChoiceListField(models.JSONField):
    """Some of a fixed list of choices, kept as a list of their codes. The same in all languages."""

    def __init__(self, *args: Any, choices_from: list[tuple[str, Any]] | None = None, **kwargs: Any) -> None:
        self.choices_from = choices_from or []
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return forms.TypedMultipleChoiceField(
            choices=self.choices_from,
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
        )
