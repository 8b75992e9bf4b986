"""What people fill in: the registration, and reference with PIN to come back to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events.choices import AnswerKind, Need
from events.models import EventPage, Question, Roster
from events.registration import Application
from website.core.fields import SPOKEN
from website.core.forms import GuardedForm

QUESTION = "question_"
NAME_LENGTH = 120


class PhoneField(forms.CharField):
    """A telephone number as people type it; E.164 afterwards. Without a country code it is Polish."""

    default_error_messages = {
        "invalid": _(
            "Enter a telephone number like 500 100 200, or with the country code: +380 50 123 45 67."
        )
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


class RegistrationForm(GuardedForm):
    """The least that is needed for a seat (CONVENTIONS G-20 to G-28), and what this event asks besides."""

    name = forms.CharField(
        label=_("Name for the list"),
        max_length=NAME_LENGTH,
        help_text=_("As you want us to call you. You do not need to show a document."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={
            "required": _("Write the name that should stand on the list."),
            "max_length": _("This name is too long for the list. Write at most %(limit_value)d characters."),
        },
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        help_text=_(
            "We send the confirmation there. Write your e-mail or your telephone number, one is enough."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        error_messages={"invalid": _("Write one e-mail address, like name@example.org.")},
    )
    phone = PhoneField(
        label=_("Telephone"),
        required=False,
        help_text=_("If you have no e-mail: you get a number and a PIN to look your registration up here."),
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr", "inputmode": "tel"}
        ),
    )
    language = forms.ChoiceField(
        label=_("In which language should we write to you?"), choices=settings.LANGUAGES
    )
    seats = forms.IntegerField(
        label=_("How many seats?"),
        min_value=1,
        help_text=_("You and the people you bring along, children too."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    companions = forms.CharField(
        label=_("Names of the other people"),
        required=False,
        max_length=3000,
        help_text=_("One name a line, if you know them already."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    needs = forms.MultipleChoiceField(
        label=_("What do you need to take part?"),
        required=False,
        help_text=_(
            "If you tick something, you agree that we use it to prepare this event. You can take it back at any time."
        ),
        widget=forms.CheckboxSelectMultiple,
    )
    interpreter_language = forms.ChoiceField(label=_("Language of the interpreter"), required=False)

    def __init__(self, *args: Any, roster: Roster, page: EventPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facts = self.facts = page.facts
        self.questions: list[Question] = list(page.questions.all())
        self._limit_seats(roster)
        if not facts.asks_names:
            del self.fields["companions"]
        self._offer_needs(facts)
        for question in self.questions:
            self.fields[f"{QUESTION}{question.translation_key}"] = _answer_field(question)

    def _limit_seats(self, roster: Roster) -> None:
        most = roster.max_party
        if most == 1:
            del self.fields["seats"]
            return
        message = _("You can take from 1 to %(most)d seats in one registration.") % {"most": most}
        field = forms.IntegerField(
            label=self.fields["seats"].label,
            min_value=1,
            max_value=most,
            initial=1,
            help_text=self.fields["seats"].help_text,
            widget=self.fields["seats"].widget,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), message),
        )
        self.fields["seats"] = field

    def _offer_needs(self, facts: EventPage) -> None:
        offered = {
            Need.INTERPRETER: bool(facts.interpreter_languages),
            Need.CHILDCARE: facts.has_childcare,
            Need.STEP_FREE: True,
            Need.SIGN_LANGUAGE: True,
        }
        self.fields["needs"].choices = [(need.value, need.label) for need in Need if offered[need]]
        if not facts.interpreter_languages:
            del self.fields["interpreter_language"]
            return
        names = dict(SPOKEN)
        self.fields["interpreter_language"].choices = [
            ("", _("No interpreter")),
            *((code, names.get(code, code)) for code in facts.interpreter_languages),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sent = (
            cleaned.get("email") or cleaned.get("phone") or "email" in self.errors or "phone" in self.errors
        )
        if not sent:
            self.add_error(
                "email", _("Write your e-mail or your telephone number, so that we can reach you.")
            )
        if Need.INTERPRETER in cleaned.get("needs", []) and not cleaned.get("interpreter_language"):
            self.add_error("interpreter_language", _("Choose the language of the interpreter."))
        names = self._companion_names()
        if len(names) > max(cleaned.get("seats", 1) - 1, 0):
            self.add_error(
                "companions", _("There are more names than seats. Write one name a line, without your own.")
            )
        if any(len(name) > NAME_LENGTH for name in names):
            self.add_error("companions", _("Write one name a line."))
        return cleaned

    def _companion_names(self) -> list[str]:
        lines = self.cleaned_data.get("companions", "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def application(self) -> Application:
        """What is registered; only of a valid form."""
        cleaned = self.cleaned_data
        needs = cleaned["needs"]
        language = cleaned.get("interpreter_language", "")
        if language and Need.INTERPRETER not in needs:
            needs = [Need.INTERPRETER.value, *needs]
        return Application(
            submission=self.submission,
            name=cleaned["name"],
            email=cleaned["email"],
            phone=cleaned["phone"],
            language=cleaned["language"],
            seats=cleaned.get("seats", 1),
            companions=self._companion_names(),
            needs=needs,
            interpreter_language=language,
            answers=dict(self._answers()),
        )

    def _answers(self) -> Iterator[tuple[str, str]]:
        """Answers by question; those chosen from a list in Polish, for the office."""
        polish = {question.translation_key: question for question in self.facts.questions.all()}
        for question in self.questions:
            answer = self.cleaned_data.get(f"{QUESTION}{question.translation_key}")
            if not answer:
                continue
            if question.kind == AnswerKind.CHOICE:
                choices = polish.get(question.translation_key, question).choice_list
                answer = choices[int(answer)] if int(answer) < len(choices) else answer
            yield str(question.translation_key), answer

    def unchecked(self) -> RegistrationForm:
        """The form with what was typed, without errors: somebody came back to change something."""
        self.is_valid()
        self._errors.clear()
        return self

    def answers(self) -> Iterator[tuple[str, str]]:
        """Labels and values as the person reads them, to be checked before sending; only what was filled in."""
        for bound in self:
            value = self.cleaned_data.get(bound.name)
            if value in (None, "", []):
                continue
            choices = dict(getattr(bound.field, "choices", []))
            values = value if isinstance(value, list) else [value]
            yield str(bound.label), ", ".join(str(choices.get(each, each)) for each in values)

    def carried(self) -> Iterator[tuple[str, str]]:
        """Names and values of the fields as they were sent, for hidden fields of the page that asks to check them."""
        for bound in self:
            values = bound.data if isinstance(bound.data, list) else [bound.data]
            for value in values:
                if value not in (None, ""):
                    yield bound.html_name, str(value)


class FindForm(GuardedForm):
    """Reference and PIN of somebody without e-mail."""

    reference = forms.CharField(
        label=_("Reference"),
        max_length=20,
        help_text=_("8 letters and digits."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "autocapitalize": "characters"}),
        error_messages={"required": _("Write the reference that you got when you registered.")},
    )
    pin = forms.CharField(
        label=_("PIN"),
        max_length=20,
        help_text=_("6 digits."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "inputmode": "numeric"}),
        error_messages={"required": _("Write the PIN that you got when you registered.")},
    )

    @property
    def clean_reference_text(self) -> str:
        """The reference without the spaces and hyphens that people write into it."""
        return "".join(letter for letter in self.cleaned_data["reference"].upper() if letter.isalnum())


def _answer_field(question: Question) -> forms.Field:
    required = _("This question needs an answer.")
    options: dict[str, Any] = {
        "label": question.text,
        "required": question.is_required,
        "error_messages": {"required": required},
    }
    if question.kind == AnswerKind.YES_NO:
        return forms.ChoiceField(
            choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, **options
        )
    if question.kind == AnswerKind.CHOICE:
        choices = [(str(number), text) for number, text in enumerate(question.choice_list)]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
    return forms.CharField(max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}), **options)
