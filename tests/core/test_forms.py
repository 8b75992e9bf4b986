"""The guard of readers' forms, and how fields are shown."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from bs4 import BeautifulSoup
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from website.core.forms import GuardedForm, clean_text

START = dt.datetime(2027, 1, 4, 12, tzinfo=dt.UTC)


class AskForm(GuardedForm):
    name = forms.CharField(label="Name", max_length=20)
    email = forms.EmailField(
        label="E-mail", help_text="Where we answer.", widget=forms.EmailInput({"autocomplete": "email"})
    )
    words = forms.CharField(label="Words", max_length=50, widget=forms.Textarea, required=False)
    office = forms.ChoiceField(
        label="Office", choices=[("s", "Szczecin"), ("k", "Koszalin")], widget=forms.RadioSelect
    )
    languages = forms.MultipleChoiceField(
        label="Languages",
        choices=[("pl", "Polski"), ("uk", "Українська")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    day = forms.ChoiceField(label="Day", choices=[("1", "Monday")])
    agree = forms.BooleanField(label="I agree")


class OtherForm(AskForm):
    """The same fields, another form."""


GOOD = {"name": "Olena", "email": "olena@example.org", "office": "s", "day": "1", "agree": "on"}


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as travelled:
        yield travelled


def sent(token: str, **values: str) -> AskForm:
    data = QueryDict(mutable=True)
    data.update(GOOD | {"token": token} | values)
    return AskForm(data)


def codes(form: forms.Form) -> list[str]:
    return [error.code for error in form.non_field_errors().as_data()]


def test_a_form_that_a_person_fills_in_is_taken(clock) -> None:
    given = AskForm()
    clock.shift(5)
    form = sent(given.token)
    assert form.is_valid(), form.errors
    assert form.submission == given.submission


def test_the_same_page_sent_twice_is_the_same_submission_and_another_page_is_another(clock) -> None:
    token = AskForm().token
    clock.shift(5)
    assert sent(token).submission == sent(token).submission
    assert sent(AskForm().token).submission != sent(token).submission


def test_a_form_sent_at_once_is_shown_again_and_can_then_be_sent(clock) -> None:
    token = AskForm().token
    clock.shift(1)
    form = sent(token)
    assert codes(form) == ["too_fast"]
    assert form["name"].value() == "Olena"
    clock.shift(1.5)
    again = sent(form.token)
    assert again.is_valid()
    assert again.submission == form.submission


def test_a_form_open_for_too_long_is_shown_again_with_a_new_token(clock) -> None:
    token = AskForm().token
    clock.shift(dt.timedelta(days=7, seconds=1))
    form = sent(token)
    assert codes(form) == ["expired"]
    clock.shift(5)
    assert sent(form.token).is_valid()


def test_a_filled_trap_is_refused_and_shown_empty(clock) -> None:
    token = AskForm().token
    clock.shift(5)
    form = sent(token, homepage="https://spam.example")
    assert codes(form) == ["trap"]
    html = render_to_string("components/form_guard.html", {"form": form})
    trap = BeautifulSoup(html, "html5lib").select_one(".trap input")
    assert "value" not in trap.attrs
    assert trap["name"] == "homepage"
    assert (trap["autocomplete"], trap["tabindex"]) == ("off", "-1")
    assert sent(form.token).is_valid()


@pytest.mark.parametrize("token", ["", "nonsense", "a:b:c", "\x00", "x" * 10_000])
def test_a_token_that_is_not_ours_is_refused(clock, token: str) -> None:
    form = sent(token)
    assert codes(form) == ["token"]
    clock.shift(5)
    assert sent(form.token).is_valid()


def test_a_token_of_one_form_is_none_for_another(clock) -> None:
    token = OtherForm().token
    clock.shift(5)
    assert codes(sent(token)) == ["token"]


def test_a_guarded_form_says_what_is_wrong_in_the_readers_language(clock) -> None:
    with translation.override("en"):
        assert sent("").non_field_errors() == [
            "The form did not arrive whole. Look through it and send it again."
        ]


def test_two_forms_on_a_page_have_each_their_own_guard(clock) -> None:
    given = AskForm(prefix="ask")
    clock.shift(5)
    data = {f"ask-{name}": value for name, value in GOOD.items()}
    form = AskForm({**data, "ask-token": given.token}, prefix="ask")
    assert form.is_valid(), form.errors


def test_text_is_cleaned_and_its_length_is_kept_by_the_server(clock) -> None:
    token = AskForm().token
    clock.shift(5)
    form = sent(token, name=" Ole\x00na\u202e \n K. ", words="one\r\ntwo\x07")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == "Olena K."
    assert form.cleaned_data["words"] == "one\ntwo"
    assert "name" in sent(token, name="x" * 21).errors


def test_a_text_field_without_a_greatest_length_is_a_mistake() -> None:
    class Endless(GuardedForm):
        text = forms.CharField()

    with pytest.raises(ImproperlyConfigured, match=r"Endless\.text"):
        Endless({}).is_valid()


@pytest.mark.parametrize(
    ("typed", "one_line", "lines"),
    [
        ("a\x00b\x1f", "ab", "ab"),
        ("a\r\nb\rc\u2028d", "a b c d", "a\nb\nc\nd"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x", "evil x"),
        ("مرحبا\u200f!", "مرحبا\u200f!", "مرحبا\u200f!"),
        ("e\u0301", "é", "é"),
        ("می\u200cخواهم", "می\u200cخواهم", "می\u200cخواهم"),
        ("\ud800x", "x", "x"),
        ("👩‍👧", "👩‍👧", "👩‍👧"),
    ],
)
def test_text_keeps_what_people_type_and_nothing_else(typed: str, one_line: str, lines: str) -> None:
    assert clean_text(typed) == one_line
    assert clean_text(typed, lines=True) == lines


def shown(form: forms.Form, name: str) -> BeautifulSoup:
    with translation.override("en"):
        return BeautifulSoup(render_to_string("components/field.html", {"field": form[name]}), "html5lib")


@pytest.mark.parametrize("name", [*GOOD, "words", "languages"])
def test_every_kind_of_field_has_a_label_and_names_its_error(clock, name: str) -> None:
    form = AskForm({"token": AskForm().token, "languages": ["xx"], "words": "x" * 51})
    form.is_valid()
    for soup, wrong in ((shown(AskForm(), name), False), (shown(form, name), True)):
        controls = soup.select("input, textarea, select")
        assert controls
        for control in controls:
            assert soup.find("label", attrs={"for": control["id"]}), control
        group = soup.fieldset
        described = (group or controls[0]).get("aria-describedby", "").split()
        assert all(soup.find(id=each) for each in described)
        assert bool(soup.select_one(".field__error")) is wrong
        assert (f"id_{name}_error" in described) is wrong
        assert (controls[0].get("aria-invalid") == "true") is wrong
        assert ("(optional)" in soup.get_text()) is (name in {"words", "languages"})
        if group:
            assert group.legend


def test_free_text_runs_in_its_own_direction_and_says_what_it_is_for() -> None:
    form = AskForm()
    assert shown(form, "name").input["dir"] == "auto"
    assert shown(form, "words").textarea["dir"] == "auto"
    email = shown(form, "email").input
    assert (email["autocomplete"], email["type"]) == ("email", "email")
    assert "required" not in email.attrs


def test_the_summary_of_errors_leads_to_each_control(clock) -> None:
    form = AskForm({"token": ""})
    with translation.override("en"):
        soup = BeautifulSoup(render_to_string("components/form_errors.html", {"form": form}), "html5lib")
        page = BeautifulSoup(
            "".join(render_to_string("components/field.html", {"field": form[name]}) for name in form.fields),
            "html5lib",
        )
        assert not render_to_string("components/form_errors.html", {"form": AskForm()}).strip()
    summary = soup.select_one(".error-summary")
    assert (summary["role"], summary["tabindex"]) == ("alert", "-1")
    links = summary.select("a")
    assert len(links) == 5
    assert all(page.find(id=link["href"].removeprefix("#")) for link in links)
    assert "did not arrive whole" in summary.get_text()
