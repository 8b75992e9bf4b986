"""What office workers type."""

from __future__ import annotations

import uuid
from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin import widgets

from events.choices import Need
from events.models import Registration, Roster
from events.models.pages import MAX_PARTY
from events.registration import Application
from website.core.fields import SPOKEN
from website.core.forms import CleanTextField, clean_text

MAX_MESSAGE = 4000


class WalkInForm(forms.Form):
    """Somebody who stands at the door. Only the name and the number of people are needed."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    name = CleanTextField(label=_("First name and surname"), max_length=120)
    seats = forms.IntegerField(label=_("How many people"), min_value=1, max_value=MAX_PARTY, initial=1)
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, required=False, help_text=_("Only if they want mail from us.")
    )
    phone = CleanTextField(label=_("Telephone"), max_length=20, required=False)
    needs = forms.MultipleChoiceField(
        label=_("Needs"), choices=Need, required=False, widget=forms.CheckboxSelectMultiple
    )
    interpreter_language = forms.ChoiceField(
        label=_("Language of the interpreter"), choices=[("", "–"), *SPOKEN], required=False
    )

    def __init__(self, *args: Any, roster: Roster, **kwargs: Any) -> None:
        self.roster = roster
        kwargs.setdefault("initial", {})["submission"] = uuid.uuid4()
        super().__init__(*args, **kwargs)

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "PL")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(
                _("This is no telephone number. Write all its digits, or leave the field empty.")
            )
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        email = (values.get("email") or "").lower()
        known = Registration.objects.active().filter(roster=self.roster, email=email) if email else None
        if known is not None and known.exclude(key=values.get("submission")).exists():
            self.add_error(
                "email",
                _("This address is registered for this event already. Look for the person in the list."),
            )
        return values

    @property
    def application(self) -> Application:
        """What ``registration.walk_in`` asks for."""
        return Application(**self.cleaned_data)


class MessageForm(forms.Form):
    """Words of the office to people at one event. ``sending`` makes a second tap on "send" harmless."""

    SEATED, WAITING, BOTH = "seated", "waiting", "both"

    sending = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**52)
    to = forms.ChoiceField(
        label=_("To whom"),
        choices=[
            (SEATED, _("Everybody with a seat")),
            (WAITING, _("Everybody on the waiting list")),
            (BOTH, _("Both")),
        ],
        initial=SEATED,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Message"),
        max_length=MAX_MESSAGE,
        help_text=_(
            "It is sent as you write it: in the languages that people understand, short, without personal data."
        ),
        widget=widgets.AdminAutoHeightTextInput(attrs={"rows": 8, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})["sending"] = (
            uuid.uuid4().int >> 77
        )  # 51 bits: no two sendings are alike
        super().__init__(*args, **kwargs)

    def clean_text(self) -> str:
        return clean_text(self.cleaned_data["text"], lines=True)
