"""One enquiry: what was written, and what the office does about it.

Nothing is written here: every change goes through ``contact.enquiries``, after a look under the lock whether the user
may still see the enquiry and whether something was added to it since their page was opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages as notes
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from contact import enquiries as writer
from contact.admin import forms
from contact.admin.history import facts, history, is_spoken, reply_way, warnings
from contact.admin.lists import topic_names
from contact.admin.rights import enquiries_for, enquiry_or_404
from contact.admin.tables import name_of
from contact.choices import EntryKind, State
from contact.models import Enquiry, Entry
from website.core.forms import clean_text
from website.core.models import DataAccess
from website.core.offices import Office
from website.core.views.private import INVALID, private

STALE = 409


class EnquiryView(WagtailAdminTemplateMixin, View):
    """Everything about one enquiry. One of another office, or of the smaller circle, does not exist."""

    template_name = "contact/admin/enquiry.html"
    header_icon = "mail"
    enquiry: Enquiry

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.enquiry = enquiry_or_404(request.user, kwargs["pk"])

    def get_page_title(self) -> str:
        """Titles stand in the browser's history: the reference, and of a sensitive one nothing."""
        return gettext("Enquiry") if self.enquiry.is_sensitive else self.enquiry.reference

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        inbox = {"url": reverse("inbox:enquiries"), "label": _("Inbox")}
        return [*self.breadcrumbs_items, inbox, {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(
        self,
        status: int = 200,
        *,
        form: forms.DeskForm | None = None,
        seen: int | None = None,
        **context: Any,
    ) -> HttpResponse:
        """The page. ``form`` takes the place of the empty one of its kind; ``seen`` is what its sender had read."""
        try:
            colleague = writer.look(self.enquiry.pk, self.request.user)
        except Enquiry.DoesNotExist:  # deleted this moment
            raise Http404 from None
        lines = history(self.enquiry, seen if status == STALE else None)
        last = lines[-1].entry.pk if lines else 0
        empty = {each.name: each(**self._whose) for each in FORMS}
        shown = empty | ({form.name: form} if form else {})
        context = {
            "enquiry": self.enquiry,
            "topic": topic_names().get(self.enquiry.topic.key, self.enquiry.topic.title),
            "warnings": warnings(self.enquiry),
            "colleague": name_of(colleague) if colleague else "",
            "looks_after": self._looks_after(),
            "facts": facts(self.enquiry),
            "history": lines,
            "forms": shown,
            "templates": forms.TemplateForm(enquiry=self.enquiry),
            "reply_way": reply_way(self.enquiry),
            "is_spoken": is_spoken(self.enquiry),
            "other_office": self._other_office.label,
            "states": self._states(),
            "seen": last if seen is None or status == STALE else seen,
            "is_stale": status == STALE,
            "is_refused": status == INVALID,
            **context,
        }
        return private(self.render_to_response(self.get_context_data(**context), status=status))

    @property
    def _whose(self) -> dict[str, Any]:
        return {"enquiry": self.enquiry, "user": self.request.user}

    @property
    def _other_office(self) -> Office:
        return next(each for each in Office if each != self.enquiry.office)

    def _looks_after(self) -> str:
        """Who looks after it, in words; "you" is the one that matters most."""
        if self.enquiry.assigned_to is None:
            return gettext("Nobody looks after it yet.")
        if self.enquiry.assigned_to == self.request.user:
            return gettext("You look after it.")
        return gettext("%(name)s looks after it.") % {"name": name_of(self.enquiry.assigned_to)}

    def _states(self) -> list[tuple[str, Any]]:
        """The buttons that say by hand where it stands."""
        if self.enquiry.state == State.CLOSED:
            return [(State.OPEN, _("Open it again"))]
        found = [
            (State.ANSWERED, _("It was answered in another way")),
            (State.WAITING, _("We wait for the person")),
            (State.OPEN, _("It is our turn")),
            (State.CLOSED, _("Close it")),
        ]
        if self.enquiry.state == State.NEW:  # already our turn
            return [each for each in found if each[0] != State.OPEN]
        return [each for each in found if each[0] != self.enquiry.state]


@dataclass(frozen=True)
class Action:
    """Something the office does with one enquiry. ``do`` gets its primary key, the user and what was filled in."""

    form: type[forms.DeskForm]
    do: Callable[[int, Any, dict[str, Any]], object]
    done: Any
    minds_news: bool = True  # whether what was added meanwhile has to be read first


def _answer(pk: int, user: Any, values: dict[str, Any]) -> object:
    return writer.reply(
        pk,
        user,
        values["text"],
        submission=values["submission"],
        language=values["language"],
        then=values["then"],
    )


def _contact(pk: int, user: Any, values: dict[str, Any]) -> object:
    reached = values["reached"] == forms.REACHED
    return writer.record_contact(pk, user, reached, text=values["text"], submission=values["submission"])


def _move(pk: int, user: Any, values: dict[str, Any]) -> object:
    return writer.move(pk, user, values["office"], values["reason"])


def _delete(pk: int, user: Any, values: dict[str, Any]) -> object:
    DataAccess.objects.create(user=user, action=DataAccess.Action.DELETE, about=gettext("Inbox"), rows=1)
    return writer.erase(pk)


REPLY = Action(forms.ReplyForm, _answer, _("Your answer is there for the person to read."))
ACTIONS = {
    "take": Action(
        forms.TakeForm, lambda pk, user, values: writer.assign(pk, user, user), _("You look after it now.")
    ),
    "give": Action(
        forms.GiveForm,
        lambda pk, user, values: writer.assign(pk, user, values["to"]),
        _("Your colleague looks after it now."),
    ),
    "give_back": Action(
        forms.GiveBackForm,
        lambda pk, user, values: writer.assign(pk, user, None),
        _("Nobody looks after it any more."),
    ),
    "note": Action(
        forms.NoteForm,
        lambda pk, user, values: writer.note(pk, user, values["text"], values["submission"]),
        _("Your note stands in the history."),
        minds_news=False,
    ),
    "contact": Action(forms.ContactForm, _contact, _("It stands in the history.")),
    "move": Action(forms.MoveForm, _move, _("The other office has it now.")),
    "topic": Action(
        forms.TopicForm,
        lambda pk, user, values: writer.change_topic(pk, user, values["topic"]),
        _("The topic was changed."),
    ),
    "state": Action(
        forms.StateForm,
        lambda pk, user, values: writer.set_state(pk, user, values["state"]),
        _("The state was changed."),
    ),
    "delete": Action(forms.DeleteForm, _delete, _("The enquiry was deleted, with everything about it.")),
}
FORMS = [REPLY.form, *(action.form for action in ACTIONS.values())]


class ActView(EnquiryView):
    """Do one thing. Sent twice it does it once; what cannot be done is said above what was typed."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.action = self.find_action(kwargs)

    def find_action(self, kwargs: dict[str, Any]) -> Action:
        """What is to be done, from the address."""
        if kwargs["action"] not in ACTIONS:
            raise Http404
        return ACTIONS[kwargs["action"]]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Somebody came back to this address, for example through the login."""
        return redirect("inbox:enquiry", self.enquiry.pk)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.action.form(request.POST, **self._whose)
        if not form.is_valid():
            return self.show(INVALID, form=form, seen=form.cleaned_data.get("seen"))
        values = form.cleaned_data | {"office": self._other_office}
        with transaction.atomic():
            # Under the lock of the writer: nothing changes between this look and the writing.
            seen_by = enquiries_for(request.user).select_for_update()
            if not seen_by.filter(pk=self.enquiry.pk).values_list("pk", flat=True):
                raise Http404
            is_done = self._is_done(values)
            is_stale = not is_done and self._has_news(values)
            if not is_done and not is_stale:
                self.action.do(self.enquiry.pk, request.user, values)
        self.enquiry = self._fresh()
        if is_stale:
            return self.show(STALE, form=self._again(form), seen=values["seen"])
        notes.success(request, self.action.done)
        return self._leave()

    def _is_done(self, values: dict[str, Any]) -> bool:
        """Whether this very form was sent before."""
        earlier = Entry.objects.filter(enquiry=self.enquiry, submission=values["submission"]).first()
        return earlier is not None and earlier.text == values.get("text", "")

    def _has_news(self, values: dict[str, Any]) -> bool:
        """Whether something was added that the sender has not read. Their own notes and steps they know."""
        if Entry.objects.filter(submission=values["submission"]).exists():
            return True  # a page from before the last answer, with something else written on it
        if not self.action.minds_news:
            return False
        newer = Entry.objects.filter(enquiry=self.enquiry, pk__gt=values["seen"])
        own = {"user": self.request.user, "kind__in": [EntryKind.NOTE, EntryKind.EVENT]}
        return newer.exclude(**own).exists()

    def _again(self, form: forms.DeskForm) -> forms.DeskForm:
        """What was typed, as a new form of its kind."""
        typed = {name: form.cleaned_data[name] for name in form.fields if name not in {"submission", "seen"}}
        return type(form)(initial=typed, **self._whose)

    def _fresh(self) -> Enquiry:
        """The enquiry as it stands now; as it was, when the user has just lost sight of it."""
        rows = enquiries_for(self.request.user).select_related("topic", "assigned_to")
        return rows.filter(pk=self.enquiry.pk).first() or self.enquiry

    def _leave(self) -> HttpResponse:
        if enquiries_for(self.request.user).filter(pk=self.enquiry.pk).exists():
            # With a fragment of its own: browsers would keep that of the form and hide the words at the top.
            return redirect(reverse("inbox:enquiry", args=[self.enquiry.pk]) + "#top")
        return redirect("inbox:enquiries")


class ReplyView(ActView):
    """Answer the person; or put a reply template into the answer, which sends nothing."""

    def find_action(self, kwargs: dict[str, Any]) -> Action:
        return REPLY

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._insert(request) if "insert" in request.POST else super().post(request, **kwargs)

    def _insert(self, request: HttpRequest) -> HttpResponse:
        templates = forms.TemplateForm(request.POST, enquiry=self.enquiry)
        template = templates.cleaned_data["template"] if templates.is_valid() else None
        if template is None and not templates.errors:
            templates.add_error("template", templates.fields["template"].error_messages["invalid_choice"])
        typed = {name: request.POST.get(name, "") for name in ("text", "language", "then")}
        typed["text"] = clean_text(typed["text"], lines=True)
        if template:
            if not typed["text"]:
                typed["language"] = template.language
            typed["text"] = "\n\n".join(filter(None, [typed["text"], template.text]))
        sent = forms.ReplyForm(request.POST, **self._whose)
        sent.full_clean()
        form = forms.ReplyForm(initial=typed, **self._whose)
        seen = sent.cleaned_data.get("seen")
        return self.show(200 if template else INVALID, form=form, seen=seen, templates=templates)
