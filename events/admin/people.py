"""One event: who has a seat, who waits, and what the office does with one of them.

Nothing is written here: every change goes through ``events.registration``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages as notes
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Table

from events import registration as writer
from events.admin.forms import WalkInForm
from events.admin.frame import RosterView
from events.admin.lists import (
    LISTS,
    PAGE_SIZE,
    Numbers,
    answers_of,
    decorate,
    meetings_of,
    moment_code,
    numbers_of,
    people,
    questions_of,
    search,
    source_page,
)
from events.admin.rights import exports, registration_or_404
from events.admin.tables import (
    PEOPLE_COLUMNS,
    actions_of,
    contact_lines,
    needs_words,
    state_words,
    status_words,
)
from events.choices import Reason
from events.models import Attendance, Registration
from website.core.admin.tables import autonym, short_moment

LONGEST_SEARCH = 254


class PeopleView(RosterView):
    """The people of one event, list by list. What is looked for comes by POST, so that no address is in a URL."""

    template_name = "events/admin/people.html"
    list_name = "confirmed"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.list_name = kwargs.get("list_name", self.list_name)
        if self.list_name not in LISTS:
            raise Http404

    def get_page_title(self) -> str:
        return self.roster.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items()[:-2], {"url": "", "label": self.roster.title}]

    @property
    def links(self) -> list[dict[str, Any]]:
        """Where to go from here; in the page, because Wagtail's header has no room for them on a telephone."""
        found = [
            ("door", _("At the door")),
            ("walk_in", _("Add a person")),
            ("message", _("Write to people")),
        ]
        if exports(self.request.user):
            found += [("export_xlsx", _("Excel")), ("export_csv", _("CSV"))]
        return [
            {"label": label, "url": reverse(f"desk:{name}", args=[self.roster.pk])} for name, label in found
        ]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        numbers = numbers_of([self.roster])[self.roster.pk]
        pages = WagtailPaginator(people(self.roster, self.list_name), PAGE_SIZE)
        pages.count = numbers.of(self.list_name)  # counted already
        page = pages.get_page(request.GET.get("p"))
        elided = pages.get_elided_page_range(page_number=page.number)
        rows = list(page.object_list)
        if self.list_name == "waiting":
            for place, row in enumerate(rows, start=page.start_index()):
                row.place = place
        return self._show(rows, numbers, page=page, elided_page_range=elided)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Looks through all lists of this event."""
        typed = request.POST.get("q", "")[:LONGEST_SEARCH]
        rows = list(search(self.roster.registrations.order_by("name", "pk"), typed)[: PAGE_SIZE + 1])
        numbers = numbers_of([self.roster])[self.roster.pk]
        return self._show(
            rows[:PAGE_SIZE], numbers, typed=typed, is_search=True, has_more=len(rows) > PAGE_SIZE
        )

    def _show(self, rows: list[Registration], numbers: Numbers, **context: Any) -> HttpResponse:
        for row in rows:
            row.roster = self.roster
        decorate(self.roster, rows)
        url = reverse("desk:people", args=[self.roster.pk, self.list_name])
        return self.show(
            rows=rows,
            numbers=numbers,
            links=self.links,
            status_words=status_words(self.roster),
            tabs=[
                {
                    "label": label,
                    "number": numbers.of(name),
                    "url": reverse("desk:people", args=[self.roster.pk, name]),
                    "is_current": name == self.list_name and not context.get("is_search"),
                }
                for name, (label, _which) in LISTS.items()
            ],
            list_name=self.list_name,
            index_url=url,
            table=Table(PEOPLE_COLUMNS, rows, classname="listing desk-people", caption=self.roster.title),
            **context,
        )


class PersonView(RosterView):
    """Everything about one registration."""

    template_name = "events/admin/person.html"
    header_icon = "user"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.registration = registration_or_404(self.roster, kwargs["pk"])

    def get_page_title(self) -> str:
        return self.registration.name

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.registration
        decorate(self.roster, [row])
        page = source_page(self.roster)
        attendance = Attendance.objects.filter(registration=row).order_by("meeting_at")
        facts = [
            (_("Reference"), ", ".join([row.reference, *self._other_references()])),
            (_("State"), ", ".join(str(word) for word in state_words(row))),
            (_("Seats"), row.seats),
            (_("Names of the others"), ", ".join(row.companions)),
            (_("Language"), autonym(row.language)),
            (_("Needs"), needs_words(row)),
            (_("Registered"), short_moment(row.created_at)),
            (_("Called"), short_moment(row.called_at) if row.called_at else ""),
            (_("Asked whether they are coming"), short_moment(row.reminded_at) if row.reminded_at else ""),
        ]
        return self.show(
            registration=row,
            contact=contact_lines(row),
            facts=[(label, value) for label, value in facts if value],
            answers=[(text, answer) for text, answer in answers_of(row, questions_of(page)) if answer],
            attendance=[(short_moment(each.meeting_at), each.came) for each in attendance],
            actions=actions_of(row),
        )

    def _other_references(self) -> list[str]:
        """References that the same person was given for sending the form again."""
        found = self.registration.receipts.exclude(reference=self.registration.reference)
        return list(found.values_list("reference", flat=True)[:PAGE_SIZE])


@dataclass(frozen=True)
class Action:
    """Something the office does with one registration, and the question before it."""

    do: Callable[[int], Registration]
    title: Any
    consequence: Any
    button: Any


ACTIONS = {
    "approve": Action(
        writer.approve,
        _("Approve this registration?"),
        _(
            "The person gets a seat, or a place on the waiting list when no seat is free, and a mail that says which."
        ),
        _("Yes, approve"),
    ),
    "refuse": Action(
        lambda pk: writer.cancel(pk, Reason.OFFICE),
        _("Decline this registration?"),
        _("The person gets a mail that the registration is cancelled. This cannot be taken back."),
        _("Yes, decline"),
    ),
    "seat": Action(
        writer.move_up,
        _("Give this person a seat?"),
        _(
            "The person gets a seat and a mail at once, before everybody else on the list. If no seat is free, one more"
            " is made."
        ),
        _("Yes, give a seat"),
    ),
    "decline": Action(
        writer.decline,
        _("Does this person not want the seat?"),
        _("The seat is offered to the next on the waiting list. This cannot be taken back."),
        _("Yes, offer it to the next"),
    ),
    "called": Action(
        writer.note_call,
        _("Was this person called?"),
        _("They leave the list of people to call. When something changes, they come back to it."),
        _("Yes, they know"),
    ),
    "cancel": Action(
        lambda pk: writer.cancel(pk, Reason.OFFICE),
        _("Cancel this registration?"),
        _(
            "The person gets a mail, and a seat that becomes free is offered to the next on the waiting list. This"
            " cannot be taken back."
        ),
        _("Yes, cancel it"),
    ),
}
REFUSALS = {
    "step": _(
        "This is not possible any more: the registration has changed meanwhile. Look at its state below."
    ),
    "over": _("This is not possible any more: the time is up."),
    "party": _("The number of people does not fit this registration."),
}


def refusal(error: writer.Refused) -> str:
    """Why something was not done, in words."""
    return str(REFUSALS.get(error.code, REFUSALS["step"]))


class ActView(PersonView):
    """Ask, then do. Sent twice it does it once."""

    template_name = "events/admin/confirm.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["action"] not in ACTIONS:
            raise Http404
        self.action = ACTIONS[kwargs["action"]]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(registration=self.registration, action=self.action, back=self._person_url())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            changed = self.action.do(self.registration.pk)
        except writer.Refused as error:
            notes.error(request, refusal(error))
        except Registration.DoesNotExist:
            notes.warning(request, gettext("This registration was deleted meanwhile."))
            return redirect("desk:event", self.roster.pk)
        else:
            words = {"name": changed.name, "state": changed.get_state_display()}
            notes.success(request, gettext("%(name)s: %(state)s.") % words)
            if not changed.email and changed.phone and not changed.called_at:
                notes.warning(request, gettext("This person has no e-mail address. Please call them."))
        return redirect(self._person_url())

    def _person_url(self) -> str:
        return reverse("desk:person", args=[self.roster.pk, self.registration.pk])


class WalkInView(RosterView):
    """Add somebody who came without registering; they always have a seat."""

    template_name = "events/admin/walk_in.html"
    page_title = _("Add a person")
    header_icon = "plus"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._ask(WalkInForm(roster=self.roster))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = WalkInForm(request.POST, roster=self.roster)
        if not form.is_valid():
            return self._ask(form, status=422)
        meeting = self._meeting()
        try:
            with transaction.atomic():
                added = writer.walk_in(self.roster.pk, form.application)
                if meeting:
                    writer.mark(added.pk, meeting.starts_at, added.seats)
        except IntegrityError:  # somebody else has registered the same address in this second
            form.add_error(
                "email", _("This address has just been registered. Look for the person in the list.")
            )
            return self._ask(form, status=422)
        notes.success(request, gettext("%(name)s is on the list.") % {"name": added.name})
        if meeting:
            return redirect("desk:door_meeting", self.roster.pk, moment_code(meeting.starts_at))
        return redirect("desk:event", self.roster.pk)

    def _ask(self, form: WalkInForm, status: int = 200) -> HttpResponse:
        return self.show(status, form=form, meeting=self._meeting())

    def _meeting(self) -> Any:
        """The meeting at whose door somebody was added, if it was at a door."""
        code = self.request.GET.get("meeting", "")
        meetings = meetings_of(self.roster, source_page(self.roster)) if code else []
        return next((each for each in meetings if moment_code(each.starts_at) == code), None)
