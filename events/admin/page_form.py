"""The editor's form of an event."""

from __future__ import annotations

from typing import Any

from website.core.forms import BasePageForm
from website.core.offices import Office, offices_of


class EventPageForm(BasePageForm):
    """An office worker makes events of the own office; who works in none, or in both, chooses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("office")
        offices = offices_of(self.for_user) if self.for_user else set()
        if field is None or len(offices) != 1:
            return
        field.choices = [choice for choice in Office.choices if choice[0] in offices]
        if not self.instance.pk:
            self.initial["office"] = next(iter(offices))
