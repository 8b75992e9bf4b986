"""The list of events, and what an office worker sees first after logging in."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from events.admin.lists import PAGE_SIZE, TO_CALL, numbers_of, today
from events.admin.rights import registrations_for, rosters_for
from events.admin.tables import EVENT_COLUMNS
from events.choices import Kind, State
from events.models import Roster
from website.core.admin.personal_data import person_url
from website.core.admin.rights import desk_required, uses_desk
from website.core.offices import Office, offices_of

HOME = {"url": "", "label": _("Registrations")}
WHEN = [("coming", _("Coming")), ("past", _("Past")), ("all", _("Coming and past"))]


class EventFilters(WagtailFilterSet):
    """Coming events unless somebody asks for the past ones."""

    when = django_filters.ChoiceFilter(
        label=_("When"), choices=WHEN, method="filter_when", empty_label=None, initial="coming"
    )
    office = django_filters.ChoiceFilter(label=_("Office"), choices=Office.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices)

    class Meta:
        model = Roster
        fields = ["when", "office", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(offices_of(self.request.user)) < 2:
            del self.filters["office"]

    def filter_when(self, rows: QuerySet[Roster], name: str, value: str) -> QuerySet[Roster]:
        now = timezone.now()
        if value == "all":
            return rows
        if value == "past":
            return rows.filter(over_at__lte=now).order_by("-starts_at", "-pk")
        return rows.filter(over_at__gt=now).order_by("starts_at", "pk")


@method_decorator(desk_required, name="dispatch")
class EventsView(BaseListingView):
    """Events with seats, waiting list and needs at a glance."""

    page_title = _("Registrations")
    header_icon = "calendar-check"
    model = Roster
    columns = EVENT_COLUMNS
    paginate_by = PAGE_SIZE
    filterset_class = EventFilters
    is_searchable = True
    search_fields = ["title"]
    search_backend_name = None
    index_url_name = "desk:events"
    index_results_url_name = "desk:events_results"
    verbose_name_plural = _("events")
    table_classname = "listing desk-events"
    template_name = "events/admin/events.html"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Find a person"), url=person_url(), icon_name="search")]

    def get_filterset_kwargs(self) -> dict[str, Any]:
        values = super().get_filterset_kwargs()
        if not self.request.GET.get("when"):
            values["data"] = values["data"].copy()
            values["data"]["when"] = "coming"
        return values

    def get_base_queryset(self) -> QuerySet[Roster]:
        return rosters_for(self.request.user).order_by("-starts_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rosters = list(context["object_list"])
        numbers = numbers_of(rosters)
        for roster in rosters:
            roster.numbers = numbers[roster.pk]
        context["object_list"] = rosters
        context["table"] = self.get_table(rosters)
        return context


class TodayPanel(Component):
    """On the front page of the admin: today's events, who waits for an answer, and whom to call."""

    name = "registrations-today"
    template_name = "events/admin/panel.html"
    order = 90
    MOST = 10

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def render_html(self, parent_context: Any = None) -> Any:
        return "" if not uses_desk(self.request.user) else super().render_html(parent_context)

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        rosters = rosters_for(self.request.user)
        coming = rosters.filter(over_at__gt=timezone.now())
        people = registrations_for(self.request.user).filter(roster__in=coming)
        todays = list(today(rosters)[: self.MOST])
        numbers = numbers_of(todays)
        for roster in todays:
            roster.numbers = numbers[roster.pk]
        return {
            "today": todays,
            "requests": self._by_event(coming, people.filter(state=State.REQUESTED), "requests"),
            "calls": self._by_event(
                coming, people.filter(TO_CALL, state__in=[State.OFFERED, State.CANCELLED]), "call"
            ),
            "request": self.request,
        }

    def _by_event(self, rosters: QuerySet[Roster], people: Any, name: str) -> list[dict[str, Any]]:
        rows = people.order_by().values("roster", "roster__title", "roster__starts_at")
        rows = rows.annotate(number=Count("pk")).order_by("roster__starts_at", "roster")
        return [
            {
                "title": row["roster__title"],
                "number": row["number"],
                "url": reverse("desk:people", args=[row["roster"], name]),
            }
            for row in rows[: self.MOST]
        ]
