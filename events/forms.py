"""What people fill in: the registration, and reference with PIN to come back to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from events.choices import AnswerKind, Need
from events.models import EventPage, Question, Roster
from events.registration import Application
from website.core.fields import SPOKEN
from website.core.forms import GuardedForm, PhoneField
from website.core.languages import active_language

QUESTION = "question_"
NAME_LENGTH = 120
ANSWER_LENGTH = 300
NOT_IN_LIST = {
    "required": _("Choose one of the list."),
    "invalid_choice": _("Choose one of the list."),
    "invalid_list": _("Choose one of the list."),
}


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
        error_messages=dict.fromkeys(
            ("invalid", "max_length"), _("Write one e-mail address, like name@example.org.")
        ),
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
        label=_("In which language should we write to you?"),
        choices=settings.LANGUAGES,
        error_messages=NOT_IN_LIST,
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
        error_messages={
            "max_length": _("This is too long. Write at most %(limit_value)d characters in all.")
        },
    )
    needs = forms.MultipleChoiceField(
        label=_("What do you need to take part?"),
        required=False,
        help_text=_(
            "If you tick something, you agree that we use it to prepare this event. You can take it back at any time."
        ),
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_IN_LIST,
    )
    interpreter_language = forms.ChoiceField(
        label=_("Language of the interpreter"), required=False, error_messages=NOT_IN_LIST
    )

    def __init__(self, *args: Any, roster: Roster, page: EventPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facts = self.facts = page.facts
        self.questions = _questions(page)
        self._limit_seats(roster)
        for name in ("email", "phone"):
            self.fields[name].is_alternative = True  # neither is optional: one of them is needed
        if not facts.asks_names:
            del self.fields["companions"]
        self._offer_needs(facts)
        for question, words in self.questions:
            self.fields[f"{QUESTION}{question.translation_key}"] = _answer_field(question, words)

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
        # A way in and sign language may be asked for everywhere: a public office has to find one (Act on ensuring
        # accessibility, 2019, article 6). Interpreters and childcare are there or not.
        offered = {
            Need.INTERPRETER: False,  # asked by its language, below
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
        self._check_companions(cleaned)
        return cleaned

    def _check_companions(self, cleaned: dict[str, Any]) -> None:
        names = self._companion_names()
        if "seats" not in self.errors and len(names) > cleaned.get("seats", 1) - 1:
            self.add_error(
                "companions", _("There are more names than seats. Write one name a line, without your own.")
            )
        elif any(len(name) > NAME_LENGTH for name in names):
            self.add_error("companions", _("One of the names is too long. Write one name a line."))

    def _companion_names(self) -> list[str]:
        lines = self.cleaned_data.get("companions", "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def application(self) -> Application:
        """What is registered; only of a valid form."""
        cleaned = self.cleaned_data
        language = cleaned.get("interpreter_language", "")
        needs = [*([Need.INTERPRETER.value] if language else []), *cleaned["needs"]]
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
        for question, _words in self.questions:
            answer = self.cleaned_data.get(f"{QUESTION}{question.translation_key}")
            if answer:
                is_choice = question.kind == AnswerKind.CHOICE
                yield (
                    str(question.translation_key),
                    question.choice_list[int(answer)] if is_choice else answer,
                )

    def unchecked(self) -> RegistrationForm:
        """The form with what was typed, without errors: somebody came back to change something."""
        self.is_valid()
        self._errors.clear()
        return self

    def answers(self) -> Iterator[tuple[str, Any]]:
        """Labels and values as the person reads them, to be checked before sending; only what was filled in."""
        for bound in self:
            value = self.cleaned_data.get(bound.name)
            if value in (None, "", []):
                continue
            choices = dict(getattr(bound.field, "choices", []))
            values = value if isinstance(value, list) else [value]
            yield bound.label, format_html_join(", ", "{}", ((choices.get(each, each),) for each in values))

    def carried(self) -> Iterator[tuple[str, str]]:
        """Names and values of the fields as they were sent, for hidden fields of the page that asks to check them."""
        for bound in self:
            values = bound.data if isinstance(bound.data, list) else [bound.data]
            for value in values:
                if value not in (None, ""):
                    yield bound.html_name, str(value)


def _questions(page: EventPage) -> list[tuple[Question, Question]]:
    """The questions of an event, each with the one whose words the reader gets: translated, or itself."""
    words = {question.translation_key: question for question in page.questions.all()}
    asked = page.facts.questions.all()
    found = [(question, words.get(question.translation_key, question)) for question in asked]
    # A list whose translation has other answers would put words into people's mouths.
    return [
        (question, text if len(text.choice_list) == len(question.choice_list) else question)
        for question, text in found
    ]


def _answer_field(question: Question, words: Question) -> forms.Field:
    code = words.locale.language_code

    def marked(text: str) -> str:
        """Says which language it is in, when it is not the reader's."""
        if code == active_language().code:
            return text
        return format_html('<span lang="{}" dir="auto">{}</span>', code, text)

    options: dict[str, Any] = {
        "label": marked(words.text),
        "required": question.is_required,
        "error_messages": {
            "required": _("This question needs an answer."),
            "invalid_choice": NOT_IN_LIST["invalid_choice"],
            "max_length": _("Your answer is too long. Write at most %(limit_value)d characters."),
        },
    }
    if question.kind == AnswerKind.YES_NO:
        return forms.ChoiceField(
            choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, **options
        )
    if question.kind == AnswerKind.CHOICE:
        choices = [(str(number), marked(text)) for number, text in enumerate(words.choice_list)]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
    return forms.CharField(max_length=ANSWER_LENGTH, widget=forms.TextInput(attrs={"dir": "auto"}), **options)
