"""Everything about one e-mail address or telephone number: to show it to the person, to hand it over, to delete it.

GDPR Art. 15, 17 and 20. What was looked for is never written down, only that somebody looked.
"""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages as notes
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events import registration as writer
from events.admin.forms import FindForm
from events.admin.frame import desk_items
from events.admin.lists import answers_of, belonging_to, questions_of, source_page
from events.admin.rights import desk_required, registrations_for
from events.admin.tables import contact_lines, short_moment, state_words
from events.models import DataAccess, Registration


@method_decorator(desk_required, name="dispatch")
class FindView(WagtailAdminTemplateMixin, View):
    """Ask for an address, show what there is; the same form exports and deletes. Own office only."""

    template_name = "events/admin/find.html"
    page_title = _("Find a person")
    header_icon = "search"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*desk_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=FindForm()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = FindForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        contact = form.cleaned_data["contact"]
        found = belonging_to(registrations_for(request.user).order_by("created_at", "pk"), contact)
        if "export" in request.POST:
            return self._export(found)
        if "delete" in request.POST:
            if request.POST.get("sure") == "yes":
                return self._delete(found)
            notes.error(request, gettext("Nothing was deleted. Tick the box first, then delete."))
        return self._show(form, found)

    def _show(self, form: FindForm, found: QuerySet[Registration]) -> HttpResponse:
        rows = list(found.select_related("roster"))
        self._note(DataAccess.Action.FIND, len(rows))
        shown = [
            {
                "row": row,
                "contact": contact_lines(row),
                "state": state_words(row),
                "registered": short_moment(row.created_at),
                "starts": short_moment(row.roster.starts_at),
                "delete_on": row.roster.delete_on,
            }
            for row in rows
        ]
        return self.render_to_response(
            self.get_context_data(form=form, rows=shown, contact=form.cleaned_data["contact"], is_search=True)
        )

    def _export(self, found: QuerySet[Registration]) -> HttpResponse:
        rows = [_everything(row) for row in found.select_related("roster")]
        self._note(DataAccess.Action.EXPORT, len(rows))
        text = json.dumps({"registrations": rows}, ensure_ascii=False, indent=2)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="registrations.json"'
        response["Cache-Control"] = "no-store"
        return response

    def _delete(self, found: QuerySet[Registration]) -> HttpResponse:
        number = 0
        for pk in list(found.values_list("pk", flat=True)):
            try:
                writer.erase(pk)
            except Registration.DoesNotExist:  # deleted at the same time by somebody else
                continue
            number += 1
        self._note(DataAccess.Action.DELETE, number)
        words = ngettext(
            "%(number)s registration was deleted, with everything about it.",
            "%(number)s registrations were deleted, with everything about them.",
            number,
        )
        notes.success(self.request, words % {"number": number})
        return redirect("desk:find")

    def _note(self, action: str, rows: int) -> None:
        DataAccess.objects.create(user=self.request.user, action=action, rows=rows)


def _everything(row: Registration) -> dict[str, Any]:
    """All that is kept about a registration, in words that its person understands."""
    page = source_page(row.roster)
    return {
        "event": row.roster.title,
        "office": row.roster.get_office_display(),
        "begins": row.roster.starts_at.isoformat(),
        "deleted_on": row.roster.delete_on.isoformat(),
        "reference": row.reference,
        "other_references": [
            reference
            for reference in row.receipts.values_list("reference", flat=True)
            if reference != row.reference
        ],
        "state": row.get_state_display(),
        "reason": row.get_reason_display() if row.reason else "",
        "seats": row.seats,
        "name": row.name,
        "email": row.email,
        "telephone": row.phone,
        "language": row.language,
        "names_of_the_others": row.companions,
        "needs": row.need_names,
        "language_of_the_interpreter": row.interpreter_language,
        "answers": dict(answers_of(row, questions_of(page))),
        "registered": row.created_at.isoformat(),
        "confirmed": row.confirmed_at.isoformat() if row.confirmed_at else None,
        "cancelled": row.cancelled_at.isoformat() if row.cancelled_at else None,
        "reminded": row.reminded_at.isoformat() if row.reminded_at else None,
        "came": [
            {"meeting": each.meeting_at.isoformat(), "people": each.came} for each in row.attendances.all()
        ],
    }
