"""Forms: what every form of readers is guarded by, and what the page editor demands."""

from __future__ import annotations

import time
import unicodedata
import uuid
from typing import Any

import phonenumbers
from django import forms
from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from website.core.tokens import typed_reference

LEAST_SECONDS = 2
MOST_SECONDS = 7 * 24 * 60 * 60
# Marks that turn the direction of all that follows, so that a name can be made to read as another one. The weak marks
# LRM, RLM and ALM are honest punctuation in Arabic and stay.
_BIDI_OVERRIDES = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def clean_text(text: str, *, lines: bool = False) -> str:
    """What somebody typed, without what no keyboard types: control characters, overrides of direction, half characters.

    Letters are composed. One line without needless spaces; with ``lines`` its lines are kept.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.translate({0x2028: "\n", 0x2029: "\n", 0x85: "\n"})
    kept = "".join(
        letter
        for letter in text
        if letter in "\n\t"
        or (ord(letter) not in _BIDI_OVERRIDES and unicodedata.category(letter) not in {"Cc", "Cs"})
    )
    return kept.strip() if lines else " ".join(kept.split())


class CleanTextField(forms.CharField):
    """One line of text without control characters, for forms of the admin."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(clean_text(value or "")))


class PhoneField(forms.CharField):
    """A telephone number as people type it; E.164 afterwards. Without a country code it is Polish."""

    default_error_messages = {
        "max_length": _("This is too long for a telephone number. Write one number only."),
        "invalid": _(
            "Enter a telephone number like 500 100 200, or with the country code: +380 50 123 45 67."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "PL")
        except phonenumbers.NumberParseException as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        if not phonenumbers.is_valid_number(number):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class GuardedForm(forms.Form):
    """A form for anybody, guarded without cookies and puzzles (docs/adr/0007); its view is an ``errors.public_form``.

    It carries a field that people do not see and must leave empty, and a signed token that says when the form was given
    out and which submission it is. Sent within two seconds, after seven days or with that field filled, it is not
    valid; what was typed stays, and the form that is shown again can be sent.

    The same page sent twice, by a double tap or again after an error, has the same ``submission``: whoever saves it
    under a unique key saves it once.

    All text is cleaned (``clean_text``), and every text field has a ``max_length``. Templates write
    ``components/form_guard.html``, ``components/form_errors.html`` and a ``components/field.html`` for each field.
    """

    # The page says which fields are optional, and the server what is missing, in the reader's language; a browser would
    # say it in its own, one field at a time.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._given_out = (time.time(), uuid.uuid4())

    @property
    def submission(self) -> uuid.UUID:
        """Which submission this is: the same for the same token."""
        return self._ticket[1]

    @property
    def token(self) -> str:
        """What the form has to carry: the token that was sent while it is valid, otherwise a new one."""
        if self._sent and not self._is_expired:
            return str(self.data[self.token_name])
        return signing.dumps([self._given_out[0], self.submission.hex], salt=self._salt)

    @property
    def token_name(self) -> str:
        return self.add_prefix("token")

    @property
    def trap_name(self) -> str:
        """A name that programs fill in and browsers have no stored value for."""
        return self.add_prefix("homepage")

    def full_clean(self) -> None:
        """Also for a subclass that forgets to call ``super().clean()``."""
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField) and field.max_length is None:
                raise ImproperlyConfigured(f"{type(self).__name__}.{name} needs a max_length.")
        if self.is_bound:
            self.data = self._cleaned(self.data)
        super().full_clean()
        if self.is_bound and (objection := self._objection()):
            self.add_error(None, objection)

    def _cleaned(self, data: Any) -> Any:
        data = data.copy()
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            if key not in data:
                continue
            lines = isinstance(field.widget, forms.Textarea)
            if hasattr(data, "setlist"):
                data.setlist(key, [clean_text(value, lines=lines) for value in data.getlist(key)])
            elif isinstance(data[key], str):
                data[key] = clean_text(data[key], lines=lines)
        return data

    def _objection(self) -> forms.ValidationError | None:
        if not self._sent:
            return forms.ValidationError(
                _("The form did not arrive whole. Look through it and send it again."), code="token"
            )
        if self._is_expired:
            return forms.ValidationError(
                _("The form was open for more than 7 days. Look through it and send it again."),
                code="expired",
            )
        if self.data.get(self.trap_name):
            return forms.ValidationError(
                _("We could not see that a person sent this form. Look through it and send it again."),
                code="trap",
            )
        if time.time() - self._ticket[0] < LEAST_SECONDS:
            return forms.ValidationError(
                _("The form was sent faster than anybody can read it. Look through it and send it again."),
                code="too_fast",
            )
        return None

    @property
    def _salt(self) -> str:
        """A token of one form is none for another."""
        return f"{__name__}.{type(self).__module__}.{type(self).__qualname__}"

    @cached_property
    def _sent(self) -> tuple[float, uuid.UUID] | None:
        """When the form was given out and as which submission; None when the token is missing or not ours."""
        try:
            issued, submission = signing.loads(self.data.get(self.token_name) or "", salt=self._salt)
            return float(issued), uuid.UUID(submission)
        except (signing.BadSignature, TypeError, ValueError):
            return None

    @property
    def _ticket(self) -> tuple[float, uuid.UUID]:
        return self._sent or self._given_out

    @property
    def _is_expired(self) -> bool:
        return time.time() - self._ticket[0] > MOST_SECONDS


class PinForm(GuardedForm):
    """Reference and PIN: for people who have no mailbox to get a link in."""

    reference = forms.CharField(
        label=_("Reference"),
        max_length=20,
        help_text=_("8 letters and digits."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "autocapitalize": "characters"}),
        error_messages={
            "required": _("Write the reference that you got when you sent the form."),
            "max_length": _("This is too long for a reference. It has 8 letters and digits."),
        },
    )
    pin = forms.CharField(
        label=_("PIN"),
        max_length=20,
        help_text=_("6 digits."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "inputmode": "numeric"}),
        error_messages={
            "required": _("Write the PIN that you got when you sent the form."),
            "max_length": _("This is too long for a PIN. It has 6 digits."),
        },
    )

    def clean_reference(self) -> str:
        """Without the spaces and hyphens that people write into it, and in Latin letters."""
        return typed_reference(self.cleaned_data["reference"])

    def clean_pin(self) -> str:
        """Its digits, also those of Arabic keyboards."""
        found = (unicodedata.decimal(letter, None) for letter in self.cleaned_data["pin"])
        return "".join(str(digit) for digit in found if digit is not None)


class BasePageForm(WagtailAdminPageForm):
    """Demands a summary before a page is published: lists, search results and link previews show it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "search_description" in self.fields:
            self.fields["search_description"].required = True
