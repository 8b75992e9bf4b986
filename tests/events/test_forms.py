"""What the form of an event asks for, and what it makes of the answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django import forms
from django.utils import timezone, translation

from events.choices import Need
from events.forms import RegistrationForm
from events.models import EventPage, Question
from tests.events.factories import make_event, roster_of
from website.core.forms import PhoneField


def filled(page: EventPage, **typed: Any) -> RegistrationForm:
    """The form with answers, ten seconds after it was opened."""
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        blank = RegistrationForm(roster=roster_of(page), page=page)
    data = {
        blank.token_name: blank.token,
        "name": "Anna",
        "email": "anna@example.org",
        "language": "pl",
        "seats": "1",
    }
    with time_machine.travel(now + dt.timedelta(seconds=10), tick=False):
        form = RegistrationForm({**data, **typed}, roster=roster_of(page), page=page)
        form.is_valid()
    return form


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("500 100 200", "+48500100200"),
        ("(91) 441-20-00", "+48914412000"),
        ("0048 500100200", "+48500100200"),
        ("+380 50 123 45 67", "+380501234567"),
        ("+٤٨ ٥٠٠ ١٠٠ ٢٠٠", "+48500100200"),
        ("", ""),
    ],
)
def test_a_number_is_stored_as_it_is_dialled_from_anywhere(typed: str, stored: str) -> None:
    assert PhoneField(required=False).clean(typed) == stored


@pytest.mark.parametrize("typed", ["12", "500 100", "call me", "+999 123", "5" * 41])
def test_what_is_no_number_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        PhoneField().clean(typed)


@pytest.mark.django_db
def test_nothing_is_asked_that_nobody_needs() -> None:
    page = make_event(max_party=1)
    names = set(RegistrationForm(roster=roster_of(page), page=page).fields)
    assert names == {"name", "email", "phone", "language", "needs"}


@pytest.mark.django_db
def test_only_needs_that_can_be_met_are_offered() -> None:
    plain = make_event()
    rich = make_event(has_childcare=True, interpreter_languages=["uk", "ar"])
    offered = [
        {
            value
            for value, _label in RegistrationForm(roster=roster_of(page), page=page).fields["needs"].choices
        }
        for page in (plain, rich)
    ]
    assert offered[0] == {Need.STEP_FREE, Need.SIGN_LANGUAGE}
    assert offered[1] == {Need.STEP_FREE, Need.SIGN_LANGUAGE, Need.CHILDCARE}
    assert "needs" in filled(plain, needs=["childcare"]).errors


@pytest.mark.django_db
def test_who_chooses_the_language_of_an_interpreter_needs_one() -> None:
    page = make_event(interpreter_languages=["uk"])
    assert (
        "interpreter_language"
        not in RegistrationForm(roster=roster_of(make_event()), page=make_event()).fields
    )
    assert filled(page).application().needs == []
    chosen = filled(page, interpreter_language="uk", needs=["step-free"])
    assert chosen.is_valid()
    assert chosen.application().needs == [Need.INTERPRETER, Need.STEP_FREE]
    assert "interpreter_language" in filled(page, interpreter_language="pl").errors


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seats", "names", "is_right"),
    [
        ("3", "Jan\r\n\r\n  Ola  ", True),
        ("3", "", True),
        ("2", "Jan\nOla", False),
        ("2", "J" * 121, False),
        ("3", "x\n" * 2000, False),
    ],
)
def test_names_of_others_fit_the_seats(seats: str, names: str, is_right: bool) -> None:
    form = filled(make_event(asks_names=True), seats=seats, companions=names)
    assert form.is_valid() == is_right
    if is_right:
        assert form.application().companions == (["Jan", "Ola"] if names else [])


@pytest.mark.django_db
def test_a_wrong_number_of_seats_is_one_error_and_not_two() -> None:
    form = filled(make_event(asks_names=True), seats="99", companions="Jan\nOla")
    assert set(form.errors) == {"seats"}


@pytest.mark.django_db
def test_questions_are_asked_in_the_readers_language_and_answered_in_polish() -> None:
    page = make_event()
    page.questions.add(
        Question(text="Skąd wiesz?", kind="choice", choices="Plakat\nZnajomi", locale=page.locale),
        Question(text="Uwagi", kind="text", locale=page.locale),
    )
    page.save_revision().publish()
    page = EventPage.objects.get(pk=page.pk)
    locale = page.locale.__class__.objects.get(language_code="uk")
    page.copy_for_translation(locale)
    translated = EventPage.objects.get(translation_key=page.translation_key, locale=locale)
    first, second = translated.questions.order_by("sort_order", "pk")
    Question.objects.filter(pk=first.pk).update(text="Звідки ви знаєте?", choices="Плакат\nДрузі")
    second.delete()  # added to the Polish page later, not translated yet
    polish = list(EventPage.objects.get(pk=page.pk).questions.order_by("pk"))
    translated = EventPage.objects.get(pk=translated.pk)
    translated.live = True
    with translation.override("uk"):
        key = f"question_{polish[0].translation_key}"
        remark = f"question_{polish[1].translation_key}"
        form = filled(translated, **{key: "1", remark: "Так"})
        assert form.fields[key].label == "Звідки ви знаєте?"
        assert form.fields[remark].label == '<span lang="pl" dir="auto">Uwagi</span>'
        assert form.is_valid(), form.errors
        assert form.application().answers == {
            str(polish[0].translation_key): "Znajomi",
            str(polish[1].translation_key): "Так",
        }
        Question.objects.filter(pk=first.pk).update(choices="Плакат")
        other = RegistrationForm(roster=roster_of(page), page=EventPage.objects.get(pk=translated.pk))
        assert "Skąd wiesz?" in other.fields[key].label


@pytest.mark.django_db
def test_text_of_an_editor_is_no_markup() -> None:
    page = make_event()
    page.questions.add(Question(text="<script>x</script>", kind="text", locale=page.locale))
    page.save_revision().publish()
    with translation.override("uk"):
        form = RegistrationForm(roster=roster_of(page), page=EventPage.objects.get(pk=page.pk))
        label = next(field.label for name, field in form.fields.items() if name.startswith("question_"))
    assert "<script>" not in label


@pytest.mark.django_db
def test_every_error_of_the_form_is_in_our_own_words() -> None:
    page = make_event(asks_names=True, interpreter_languages=["uk"])
    long = {"name": "x" * 500, "email": "x" * 500, "phone": "5" * 500, "companions": "x" * 5000}
    wrong = {"seats": "1e3", "needs": ["x"], "interpreter_language": "x", "language": "x"}
    texts = [text for errors in filled(page, **long, **wrong).errors.values() for text in errors]
    assert len(texts) >= 8
    assert not [text for text in texts if "Ensure this value" in text or "valid choice" in text]
