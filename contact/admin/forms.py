"""What office workers do with one enquiry, each as a small form of its own.

All of them carry ``submission``, so that a second tap does nothing, and ``seen``, the last entry that was on the page:
who acts on a page to which something was added meanwhile is shown that first.
"""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import widgets

from contact.admin.rights import SENSITIVE
from contact.admin.tables import name_of
from contact.choices import State
from contact.models import MESSAGE_LENGTH, Enquiry, ReplyTemplate, Topic
from website.core.forms import clean_text
from website.core.languages import language
from website.core.offices import office_group

REACHED, NOT_REACHED = "yes", "no"


def colleagues(enquiry: Enquiry) -> QuerySet[Any]:
    """Who may be given an enquiry: people of its office who may see it. Administrators only take it themselves."""
    users = get_user_model()._default_manager.filter(
        is_active=True, is_superuser=False, groups__name=office_group(enquiry.office)
    )
    if enquiry.is_sensitive:
        seers = get_user_model()._default_manager.with_perm(
            SENSITIVE, include_superusers=False, backend="django.contrib.auth.backends.ModelBackend"
        )
        users = users.filter(pk__in=seers.values("pk"))
    return users.order_by("last_name", "first_name", "username")


class TextField(forms.CharField):
    """Text of some lines, without control characters. Too long is said, not cut."""

    default_error_messages = {
        "required": _("Write something here first."),
        "max_length": _("This is too long: %(show_value)d characters. Write at most %(limit_value)d."),
    }

    def __init__(self, *, rows: int = 3, max_length: int = MESSAGE_LENGTH, **kwargs: Any) -> None:
        kwargs["widget"] = widgets.AdminAutoHeightTextInput(attrs={"rows": rows, "dir": "auto"})
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(clean_text(value or "", lines=True)))


class ColleagueField(forms.ModelChoiceField):
    """Colleagues by their names."""

    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj)


class DeskForm(forms.Form):
    """A form for one enquiry. ``user`` is who sends it; ``name`` is that of the action."""

    # The page says what is missing, in the language of the admin; a browser would say it in its own.
    use_required_attribute = False
    name = ""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)

    def __init__(
        self, data: Any = None, *, enquiry: Enquiry, user: Any, initial: dict[str, Any] | None = None
    ) -> None:
        self.enquiry, self.user = enquiry, user
        start = {"submission": uuid.uuid4(), **(initial or {})}
        # Several of these forms stand on one page.
        super().__init__(data, initial=start, auto_id=f"{self.name}-%s")

    @property
    def url(self) -> str:
        """Where it is sent."""
        return reverse("inbox:act", args=[self.enquiry.pk, self.name])


class ReplyForm(DeskForm):
    """An answer to the person."""

    name = "reply"

    text = TextField(
        label=_("Answer"),
        rows=8,
        help_text=_("The person reads it exactly as you write it."),
    )
    language = forms.ChoiceField(
        label=_("Language of the answer"),
        choices=settings.LANGUAGES,
        help_text=_("The language in which you write, so that it is read and spoken correctly."),
    )
    then = forms.ChoiceField(
        label=_("And then"),
        choices=[
            (State.ANSWERED, _("It is answered")),
            (State.WAITING, _("I have asked something: wait for the person")),
            (State.CLOSED, _("It is answered, and closed")),
        ],
        initial=State.ANSWERED,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        enquiry = kwargs["enquiry"]
        kwargs["initial"] = {"language": enquiry.language, **(kwargs.get("initial") or {})}
        super().__init__(data, **kwargs)

    @property
    def url(self) -> str:
        return reverse("inbox:reply", args=[self.enquiry.pk])


class TemplateForm(forms.Form):
    """Which reply template to begin with. Its button reloads the page; nothing that was typed is lost."""

    template = forms.ModelChoiceField(
        label=_("Begin with a reply template"),
        queryset=ReplyTemplate.objects.none(),
        required=False,
        error_messages={"invalid_choice": _("Choose a template first.")},
    )

    def __init__(self, data: Any = None, *, enquiry: Enquiry) -> None:
        super().__init__(data, auto_id="reply-%s")
        field: Any = self.fields["template"]
        field.queryset = ReplyTemplate.objects.filter(
            Q(topic=None) | Q(topic__translation_key=enquiry.topic.translation_key)
        )
        field.choices = _grouped(field.queryset, enquiry.language)
        self.has_some = len(field.choices) > 1


def _grouped(rows: QuerySet[ReplyTemplate], first: str) -> list[Any]:
    """Templates by language, that of the person first."""
    groups: dict[str, list[tuple[int, str]]] = {first: []}
    for row in rows:
        groups.setdefault(row.language, []).append((row.pk, row.title))
    named = [(language(code).name, group) for code, group in groups.items() if group]
    return [("", "–"), *named]


class ContactForm(DeskForm):
    """A call, an SMS or a visit: what the site does not see."""

    name = "contact"

    reached = forms.ChoiceField(
        label=_("Did you reach the person?"),
        choices=[
            (REACHED, _("Yes: I called or wrote, or they came. It is answered")),
            (NOT_REACHED, _("No, I tried in vain")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the list.")},
    )
    text = TextField(
        label=_("Note"),
        required=False,
        help_text=_("For the office only. As little as the next person needs."),
    )


class NoteForm(DeskForm):
    """Something for the office."""

    name = "note"

    text = TextField(
        label=_("Internal note"),
        help_text=_("The office sees it, the person never. If they ask for their data, they get it as well."),
    )


class TakeForm(DeskForm):
    """Look after it oneself."""

    name = "take"


class GiveForm(DeskForm):
    """Give it to a colleague."""

    name = "give"

    to = ColleagueField(
        label=_("Give it to"),
        queryset=get_user_model()._default_manager.none(),
        empty_label=None,
        error_messages={
            "required": _("Choose one of the list."),
            "invalid_choice": _("This person may not see it, or has left. Choose one of the list."),
        },
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        others = colleagues(self.enquiry).exclude(pk=self.user.pk)
        self._to.queryset = others.exclude(pk=self.enquiry.assigned_to_id)

    @property
    def has_colleagues(self) -> bool:
        """Whether there is anybody to give it to."""
        return bool(self._to.queryset.exists())

    @property
    def _to(self) -> Any:
        return self.fields["to"]


class GiveBackForm(DeskForm):
    """Nobody looks after it any more."""

    name = "give_back"


class MoveForm(DeskForm):
    """Hand it to the other office."""

    name = "move"

    reason = TextField(
        label=_("Reason"),
        rows=2,
        max_length=500,
        help_text=_("For the colleagues there, who see everything that stands here."),
        error_messages={"required": _("Write why it belongs to the other office.")},
    )


class DeleteForm(DeskForm):
    """Delete it with all that was written."""

    name = "delete"

    sure = forms.BooleanField(
        label=_("Yes, delete everything: what was written, our answers and notes. It cannot be taken back."),
        error_messages={"required": _("Tick the box if it is to be deleted.")},
    )


class TopicChoiceField(forms.ModelChoiceField):
    """Topics by their Polish titles; the sensitive ones say so."""

    def label_from_instance(self, obj: Any) -> str:
        words = {"topic": obj.title}
        return gettext("%(topic)s (sensitive)") % words if obj.is_sensitive else str(obj.title)


class TopicForm(DeskForm):
    """Give it the right topic."""

    name = "topic"

    topic = TopicChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.none(),
        empty_label=None,
        help_text=_(
            "A sensitive topic is read by the smaller circle only: whoever is not in it does not see it any more."
        ),
        error_messages={
            "required": _("Choose one of the list."),
            "invalid_choice": _("Choose one of the list."),
        },
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        current = kwargs["enquiry"].topic_id
        kwargs["initial"] = {"topic": current, **(kwargs.get("initial") or {})}
        super().__init__(data, **kwargs)
        field: Any = self.fields["topic"]
        field.queryset = Topic.objects.sources().filter(Q(is_active=True) | Q(pk=current))


class StateForm(DeskForm):
    """Say by hand where it stands; each state is a button."""

    name = "state"

    state = forms.ChoiceField(
        choices=[(each, each.label) for each in (State.OPEN, State.WAITING, State.ANSWERED, State.CLOSED)]
    )
