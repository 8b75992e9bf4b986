"""How many people came, for the coordinator: numbers without people, from deleted and from living registrations."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events.admin.rights import counts_required
from events.choices import ACTIVE, Kind, State
from events.meetings import WARSAW
from events.models import Attendance, ParticipationCount, Registration
from website.core.admin.counts import FEW, CountsForm, first_midnight, suppressed, total
from website.core.languages import active_language
from website.core.offices import Office
from website.core.spreadsheets import Row, csv_response, xlsx_response

FORMATS = {"xlsx", "csv"}
Key = tuple[dt.date, str, str, str]


@dataclass
class Tally:
    """Registrations, seats and people who came."""

    registrations: int = 0
    seats: int = 0
    attended: int = 0

    def add(self, registrations: int, seats: int, attended: int) -> None:
        self.registrations += registrations
        self.seats += seats
        self.attended += attended

    @property
    def shown(self) -> list[Any]:
        """The numbers as they may be seen."""
        return [suppressed(each) for each in (self.registrations, self.seats, self.attended)]


def counts(since: dt.date | None = None, until: dt.date | None = None, office: str = "") -> dict[Key, Tally]:
    """Numbers by month, office, kind and language of the registration, the latest month first."""
    found: dict[Key, Tally] = defaultdict(Tally)
    kept, alive = ParticipationCount.objects.order_by(), _alive()
    if since:
        kept = kept.filter(month__gte=since)
        alive = alive.filter(roster__starts_at__gte=first_midnight(since, WARSAW))
    if until:
        kept = kept.filter(month__lte=until)
        alive = alive.filter(roster__starts_at__lt=first_midnight(until + relativedelta(months=1), WARSAW))
    if office:
        kept, alive = kept.filter(office=office), alive.filter(roster__office=office)
    sums = [Sum("registrations"), Sum("seats"), Sum("attended")]
    for *key, parties, seats, came in kept.values_list("month", "office", "kind", "language").annotate(*sums):
        found[tuple(key)].add(parties, seats, came)
    sums = [Count("pk"), Sum("seats"), Sum("came")]
    rows = alive.values_list("month", "roster__office", "roster__kind", "language").annotate(*sums)
    for month, *key, parties, seats, came in rows:
        found[(month.date(), *key)].add(parties, seats, came)
    return {key: found[key] for key in sorted(found, key=lambda key: (-key[0].toordinal(), *key[1:]))}


def _alive() -> QuerySet[Registration]:
    """Registrations that will be counted on their day of deletion (``events.retention``), with their numbers now."""
    most = Attendance.objects.filter(registration=OuterRef("pk")).order_by().values("registration")
    counted = [state for state in ACTIVE if state != State.WAITING]
    return (
        Registration.objects.filter(state__in=counted)
        .annotate(
            month=TruncMonth("roster__starts_at", tzinfo=WARSAW),
            came=Coalesce(Subquery(most.annotate(most=Max("came")).values("most")), 0),
        )
        .order_by()
    )


@method_decorator(counts_required, name="dispatch")
class CountsView(WagtailAdminTemplateMixin, View):
    """The table, and the same as a file."""

    template_name = "events/admin/counts.html"
    page_title = _("Numbers of participants")
    header_icon = "table"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        form = CountsForm(request.GET)
        found = counts(**form.cleaned_data) if form.is_valid() else {}
        rows = list(self._rows(found))
        wanted = request.GET.get("format", "")
        if form.is_valid() and wanted in FORMATS:
            return self._file(wanted, rows)
        return self._page(form, rows, found)

    def _page(self, form: CountsForm, rows: list[Row], found: dict[Key, Tally]) -> HttpResponse:
        query = self.request.GET.copy()
        query.pop("format", None)
        context = self.get_context_data(
            form=form,
            heading=self._heading(),
            rows=rows,
            totals=self._totals(found),
            few=FEW,
            query=query.urlencode(),
        )
        return self.render_to_response(context, status=200 if form.is_valid() else 422)

    def _file(self, wanted: str, rows: list[Row]) -> HttpResponseBase:
        table = [self._heading(), *rows]
        if wanted == "csv":
            return csv_response("participation", table)
        return xlsx_response(
            "participation", [(gettext("Participants"), [18, 14, 24, 18, 16, 12, 14], table)]
        )

    def _heading(self) -> list[str]:
        return [
            gettext("Month"),
            gettext("Office"),
            gettext("Kind"),
            gettext("Language"),
            gettext("Registrations"),
            gettext("Seats"),
            gettext("Came"),
        ]

    def _rows(self, found: dict[Key, Tally]) -> Iterator[Row]:
        names = active_language().formats.languages
        offices, kinds = dict(Office.choices), dict(Kind.choices)
        for (month, office, kind, language), tally in found.items():
            yield [
                date_format(month, "YEAR_MONTH_FORMAT"),
                str(offices.get(office, office)),
                str(kinds.get(kind, kind)),
                names.get(language, language),
                *tally.shown,
            ]

    def _totals(self, found: dict[Key, Tally]) -> list[str]:
        return [
            total(getattr(tally, name) for tally in found.values())
            for name in ("registrations", "seats", "attended")
        ]
