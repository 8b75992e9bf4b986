"""What people fill in: a message to an office, and what they write later."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contact import nearest
from contact.choices import Channel
from contact.enquiries import Letter
from contact.models import MESSAGE_LENGTH, Topic
from website.core.forms import GuardedForm, PhoneField, PinForm
from website.core.offices import Office

ANY_OFFICE = "any"
NOT_IN_LIST = {
    "required": _("Choose one of the list."),
    "invalid_choice": _("Choose one of the list."),
}
TOO_LONG = _("This is too long. Write at most %(limit_value)d characters.")
# What the answer needs that way.
NEEDS = {Channel.EMAIL.value: "email", Channel.PHONE.value: "phone", Channel.SMS.value: "phone"}


def message_field(**options: Any) -> forms.CharField:
    """A text to the office. Too long is said, not cut: a browser would drop the end of what was pasted."""
    field = forms.CharField(
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_(
            "Please do not write the number of your PESEL or passport, or anything about your health. Do not send"
            " documents."
        ),
        error_messages={
            "required": _("Write your question or what you need."),
            "max_length": _(
                "This message is too long: %(show_value)d characters. Write at most %(limit_value)d; you can send"
                " more afterwards."
            ),
        },
        **options,
    )
    field.widget.attrs.pop("maxlength", None)
    return field


class EnquiryForm(GuardedForm):
    """The least that an answer needs (CONVENTIONS G-10 to G-16, S-10). The topic is that of the address."""

    office = forms.ChoiceField(
        label=_("Which office should answer?"),
        choices=[*Office.choices, (ANY_OFFICE, _("I do not know"))],
        widget=forms.RadioSelect,
        error_messages=NOT_IN_LIST,
    )
    town = forms.ChoiceField(
        label=_("Your town, or the nearest one"),
        required=False,
        choices=[("", "–"), *((name, name) for name in nearest.TOWNS)],
        help_text=_(
            "Only if you do not know the office: we choose the nearer one. We do not keep your town."
        ),
        error_messages=NOT_IN_LIST,
    )
    message = message_field(label=_("Your message"))
    language = forms.ChoiceField(
        label=_("In which language should we answer?"),
        choices=settings.LANGUAGES,
        error_messages=NOT_IN_LIST,
    )
    channel = forms.ChoiceField(
        label=_("How should we answer?"),
        choices=Channel.choices,
        widget=forms.RadioSelect,
        help_text=_("You can always read a written answer here on the site, too."),
        error_messages=NOT_IN_LIST,
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        help_text=_("Needed for an answer or a confirmation by e-mail. Otherwise we do not keep it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        error_messages=dict.fromkeys(
            ("invalid", "max_length"), _("Write one e-mail address, like name@example.org.")
        ),
    )
    phone = PhoneField(
        label=_("Telephone"),
        required=False,
        help_text=_("Needed for a call or a text message (SMS). Otherwise we do not keep it."),
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr", "inputmode": "tel"}
        ),
    )
    name = forms.CharField(
        label=_("How may we address you?"),
        required=False,
        max_length=120,
        help_text=_("You need not give your real name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
        error_messages={"max_length": TOO_LONG},
    )
    voicemail = forms.ChoiceField(
        label=_("May we leave a voice message?"),
        required=False,
        choices=[("", _("I do not say")), ("yes", _("Yes")), ("no", _("No"))],
        initial="",
        widget=forms.RadioSelect,
        error_messages=NOT_IN_LIST,
    )
    safe_hours = forms.CharField(
        label=_("When is it safe to call or write to you?"),
        required=False,
        max_length=120,
        help_text=_("For example: on working days from 9 to 12."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        error_messages={"max_length": TOO_LONG},
    )
    is_read_by_others = forms.BooleanField(
        label=_("Somebody else reads my messages or my telephone"),
        required=False,
        help_text=_("Then choose above a call at a safe hour, or an answer here on the site."),
    )
    wants_confirmation = forms.BooleanField(
        label=_("Send me a short confirmation by e-mail"),
        required=False,
        help_text=_("It says that we have a message from you, and nothing of what you wrote."),
    )

    SAFE_CONTACT = ("voicemail", "safe_hours", "is_read_by_others")

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topic = topic
        for name in ("email", "phone"):
            self.fields[name].is_alternative = True  # which one is needed depends on how to answer

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        channel = cleaned.get("channel")
        self._demand(channel)
        if cleaned.get("wants_confirmation") and channel != Channel.EMAIL:
            self._demand_email_for_confirmation()
        return cleaned

    def _demand(self, channel: str | None) -> None:
        needed = NEEDS.get(channel or "")
        if needed is None or needed in self.errors or self.cleaned_data.get(needed):
            return
        if needed == "email":
            self.add_error("email", _("Write your e-mail address, or choose another way to be answered."))
        else:
            self.add_error("phone", _("Write your telephone number, or choose another way to be answered."))

    def _demand_email_for_confirmation(self) -> None:
        if "email" not in self.errors and not self.cleaned_data.get("email"):
            self.add_error(
                "email", _("Write the e-mail address for the confirmation, or do not ask for one.")
            )

    @property
    def opens_safe_contact(self) -> bool:
        """Whether the block about safe contact is unfolded: it matters here, or something stands in it."""
        used = any(self[name].value() or self[name].errors for name in self.SAFE_CONTACT)
        return self.topic.is_sensitive or used

    def letter(self, written_in: str) -> Letter:
        """What is sent; only of a valid form. An address that the answer does not need is not taken along."""
        cleaned = self.cleaned_data
        chosen = "" if cleaned["office"] == ANY_OFFICE else cleaned["office"]
        needed = NEEDS.get(cleaned["channel"])
        takes_email = needed == "email" or cleaned["wants_confirmation"]
        return Letter(
            submission=self.submission,
            topic=self.topic.key,
            office=nearest.office_for(chosen, self.topic.office, cleaned["town"]),
            text=cleaned["message"],
            language=cleaned["language"],
            written_in=written_in,
            channel=cleaned["channel"],
            email=cleaned["email"] if takes_email else "",
            phone=cleaned["phone"] if needed == "phone" else "",
            name=cleaned["name"],
            may_leave_voicemail={"yes": True, "no": False}.get(cleaned["voicemail"]),
            is_read_by_others=cleaned["is_read_by_others"],
            safe_hours=cleaned["safe_hours"],
            wants_confirmation=cleaned["wants_confirmation"],
        )


class HiddenText(forms.Textarea):
    """Several lines that travel along unseen; browsers drop line breaks from other hidden fields."""

    input_type = "hidden"

    def __init__(self) -> None:
        super().__init__(attrs={"hidden": True})


class LookUpForm(PinForm):
    """Number and PIN. ``text`` is what somebody was writing when the open page ran out, so that it is not lost."""

    text = forms.CharField(required=False, max_length=4 * MESSAGE_LENGTH, widget=HiddenText)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].label = pgettext_lazy("message", "Reference")


class WriteAgainForm(GuardedForm):
    """One more message. ``session`` says which page it was written on, where number and PIN opened it."""

    text = message_field(label=_("Write to us again"))
    session = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
