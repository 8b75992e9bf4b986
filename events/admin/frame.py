"""What all screens of one event share: its name, the way back, and who may open it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events.admin.rights import roster_or_404
from events.models import Roster


def desk_items() -> list[dict[str, Any]]:
    """The way from the front page of the admin to the list of events."""
    return [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse("desk:events"), "label": _("Registrations")},
    ]


class RosterView(WagtailAdminTemplateMixin, View):
    """A screen of one event. An event of another office does not exist."""

    header_icon = "calendar-check"
    roster: Roster

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.roster = roster_or_404(request.user, kwargs["roster_id"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        event = {"url": reverse("desk:event", args=[self.roster.pk]), "label": self.roster.title}
        return [*desk_items(), event, {"url": "", "label": self.get_page_title()}]

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        """The screen with what its template needs."""
        context = self.get_context_data(roster=self.roster, **context)
        return self.render_to_response(context, status=status)
