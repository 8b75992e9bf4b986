"""Everything about an e-mail address or telephone number (CONVENTIONS G-32): find, export, delete; each is logged."""

from __future__ import annotations

import json
from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages as notes
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from website.core.admin.rights import ACCESSES, desk_required
from website.core.forms import CleanTextField
from website.core.models import DataAccess
from website.core.personal_data import Held, sources


class PersonForm(forms.Form):
    """Sent by POST: an address in the URL would stand in logs and in the browser's history."""

    contact = CleanTextField(
        label=_("E-mail address or telephone number"),
        max_length=254,
        help_text=_("The whole address or number. Parts of it find nothing."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )


@method_decorator(desk_required, name="dispatch")
class PersonView(WagtailAdminTemplateMixin, View):
    """Ask for an address, show what there is; the same form exports and deletes. Own office only."""

    template_name = "core/admin/person.html"
    page_title = _("Find a person")
    header_icon = "search"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(form=PersonForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PersonForm(request.POST)
        if not form.is_valid():
            return self._page(422, form=form)
        contact = form.cleaned_data["contact"]
        if "export" in request.POST:
            return self._export(contact)
        if "delete" in request.POST:
            if request.POST.get("sure") == "yes":
                return self._delete(contact)
            notes.error(request, gettext("Nothing was deleted. Tick the box first, then delete."))
        held: list[Held] = [each for source in sources() for each in source.held(request.user, contact)]
        self._note(DataAccess.Action.FIND, len(held))
        return self._page(form=form, held=held, contact=contact, is_search=True)

    def _page(self, status: int = 200, **context: Any) -> HttpResponse:
        response = self.render_to_response(self.get_context_data(**context), status=status)
        response["Cache-Control"] = "no-store"
        return response

    def _export(self, contact: str) -> HttpResponse:
        found = {source.key: source.export(self.request.user, contact) for source in sources()}
        self._note(DataAccess.Action.EXPORT, sum(map(len, found.values())))
        text = json.dumps(found, ensure_ascii=False, indent=2)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="person.json"'
        response["Cache-Control"] = "no-store"
        return response

    def _delete(self, contact: str) -> HttpResponse:
        number = sum(source.erase(self.request.user, contact) for source in sources())
        self._note(DataAccess.Action.DELETE, number)
        words = ngettext(
            "%(number)s record was deleted, with everything about it.",
            "%(number)s records were deleted, with everything about them.",
            number,
        )
        notes.success(self.request, words % {"number": number})
        return redirect("personal_data:person")

    def _note(self, action: str, rows: int) -> None:
        DataAccess.objects.create(user=self.request.user, action=action, rows=rows)


class AccessFilters(WagtailFilterSet):
    """By person and by action."""

    user = django_filters.ModelChoiceFilter(
        label=_("Who"), queryset=lambda request: get_user_model().objects.order_by("username")
    )
    action = django_filters.ChoiceFilter(label=_("Action"), choices=DataAccess.Action.choices)

    class Meta:
        model = DataAccess
        fields = ["user", "action"]


class AccessesView(ReportView):
    """Who exported, looked up or deleted personal data: for those who answer for data protection."""

    page_title = _("Accesses to personal data")
    header_icon = "view"
    model = DataAccess
    filterset_class = AccessFilters
    index_url_name = "personal_data:accesses"
    index_results_url_name = "personal_data:accesses_results"
    default_ordering = "-at"
    paginate_by = 50
    columns = [
        DateColumn("at", label=_("When"), sort_key="at"),
        Column("user", label=_("Who")),
        Column("get_action_display", label=_("Action")),
        Column("about", label=_("Of what")),
        Column("rows", label=_("Records")),
    ]
    list_export = ["at", "user", "action", "about", "rows"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(ACCESSES):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[DataAccess]:
        self.queryset = DataAccess.objects.select_related("user")
        return super().get_queryset()


def person_url() -> str:
    """Address of the screen."""
    return reverse("personal_data:person")
