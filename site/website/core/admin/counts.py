"""Numbers without people: which months, and how small numbers are hidden.

A number from 1 to 4 could tell who somebody is (one Arabic speaker at one workshop), so it is shown as "<5".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from website.core.offices import Office

FEW = 5


class CountsForm(forms.Form):
    """Which counts."""

    since = forms.DateField(label=_("From month"), required=False, widget=forms.DateInput(attrs={"type": "month"}),
                            input_formats=["%Y-%m"])  # fmt: skip
    until = forms.DateField(label=_("To month"), required=False, widget=forms.DateInput(attrs={"type": "month"}),
                            input_formats=["%Y-%m"])  # fmt: skip
    office = forms.ChoiceField(
        label=_("Office"), choices=[("", _("Both offices")), *Office.choices], required=False
    )


def suppressed(number: int) -> Any:
    """ "<5" for 1 to 4."""
    return f"<{FEW}" if 0 < number < FEW else number


def total(numbers: Iterable[int]) -> str:
    """The sum of the numbers that are shown: with the hidden ones in it, a sum would give those away."""
    numbers = list(numbers)
    shown = sum(number for number in numbers if number >= FEW)
    hidden = any(0 < number < FEW for number in numbers)
    return gettext("at least %(number)s") % {"number": shown} if hidden else str(shown)


def first_midnight(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """When the month of a day begins in a time zone."""
    return dt.datetime.combine(day.replace(day=1), dt.time(), zone)
