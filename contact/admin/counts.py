"""How many people wrote about what, and how often what stood before the form was enough: numbers without people."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from contact.admin.lists import topic_names
from contact.admin.rights import counts_required
from contact.choices import Channel
from contact.counting import hours_to_answer
from contact.models import DoorCount, Enquiry, EnquiryCount
from website.core.admin.counts import FEW, CountsForm, first_midnight, suppressed, total
from website.core.languages import active_language
from website.core.offices import Office
from website.core.spreadsheets import Row, csv_response, xlsx_response

FORMATS = {"xlsx", "csv"}
BATCH = 2000
Key = tuple[dt.date, str, str, str, str]


@dataclass
class Tally:
    """Enquiries, those that were answered, and the hours to the first answers added up."""

    enquiries: int = 0
    answered: int = 0
    hours: int = 0

    def add(self, enquiries: int, answered: int, hours: int) -> None:
        self.enquiries += enquiries
        self.answered += answered
        self.hours += hours

    @property
    def shown(self) -> list[Any]:
        """The numbers as they may be seen; an average of few would tell about single people."""
        average = round(self.hours / self.answered) if self.answered >= FEW else "–"
        return [suppressed(self.enquiries), suppressed(self.answered), average]


def counts(since: dt.date | None = None, until: dt.date | None = None, office: str = "") -> dict[Key, Tally]:
    """Numbers by month, office, topic, language and channel, the latest month first: deleted and living enquiries."""
    found: dict[Key, Tally] = defaultdict(Tally)
    zone = timezone.get_default_timezone()
    kept, alive = EnquiryCount.objects.order_by(), Enquiry.objects.order_by()
    if since:
        kept = kept.filter(month__gte=since)
        alive = alive.filter(created_at__gte=first_midnight(since, zone))
    if until:
        kept = kept.filter(month__lte=until)
        alive = alive.filter(created_at__lt=first_midnight(until + relativedelta(months=1), zone))
    if office:
        kept, alive = kept.filter(office=office), alive.filter(office=office)
    keys = ("month", "office", "topic", "language", "channel")
    for *key, written, answered, hours in kept.values_list(*keys).annotate(
        Sum("enquiries"), Sum("answered"), Sum("hours")
    ):
        found[tuple(key)].add(written, answered, hours)
    rows = alive.annotate(month=TruncMonth("created_at", tzinfo=zone)).values_list(
        *("month", "office", "topic__key", "language", "channel", "created_at", "answered_at")
    )
    for month, *rest, created_at, answered_at in rows.iterator(chunk_size=BATCH):
        hours = hours_to_answer(created_at, answered_at)
        found[(month.date(), *rest)].add(1, int(hours is not None), hours or 0)
    return {key: found[key] for key in sorted(found, key=lambda key: (-key[0].toordinal(), *key[1:]))}


def doors(since: dt.date | None = None, until: dt.date | None = None) -> Iterator[tuple[Any, ...]]:
    """Month, topic, how often it was opened, was enough, and was written about; the latest month first."""
    rows = DoorCount.objects.order_by("-month", "topic").values_list("month", "topic")
    if since:
        rows = rows.filter(month__gte=since)
    if until:
        rows = rows.filter(month__lte=until)
    yield from rows.annotate(Sum("shown"), Sum("helped"), Sum("written"))


@method_decorator(counts_required, name="dispatch")
class CountsView(WagtailAdminTemplateMixin, View):
    """The tables, and the first of them as a file."""

    template_name = "contact/admin/counts.html"
    page_title = _("Numbers of enquiries")
    header_icon = "table"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        form = CountsForm(request.GET)
        found = counts(**form.cleaned_data) if form.is_valid() else {}
        topics = topic_names()
        rows = list(self._rows(found, topics))
        wanted = request.GET.get("format", "")
        if form.is_valid() and wanted in FORMATS:
            return self._file(wanted, rows)
        return self._page(form, rows, found, topics)

    def _page(
        self, form: CountsForm, rows: list[Row], found: dict[Key, Tally], topics: dict[str, str]
    ) -> HttpResponse:
        months = {name: form.cleaned_data[name] for name in ("since", "until")} if form.is_valid() else {}
        context = self.get_context_data(
            form=form,
            heading=self._heading(),
            rows=rows,
            totals=[
                total(getattr(tally, name) for tally in found.values()) for name in ("enquiries", "answered")
            ],
            few=FEW,
            doors=[
                [
                    date_format(month, "YEAR_MONTH_FORMAT"),
                    topics.get(topic, topic),
                    *(suppressed(number) for number in numbers),
                ]
                for month, topic, *numbers in doors(**months)
            ],
        )
        return self.render_to_response(context, status=200 if form.is_valid() else 422)

    def _file(self, wanted: str, rows: list[Row]) -> HttpResponseBase:
        table = [self._heading(), *rows]
        if wanted == "csv":
            return csv_response("enquiries", table)
        return xlsx_response("enquiries", [(gettext("Enquiries"), [18, 14, 34, 18, 30, 12, 12, 16], table)])

    def _heading(self) -> list[str]:
        return [
            gettext("Month"),
            gettext("Office"),
            gettext("Topic"),
            gettext("Language"),
            gettext("How to reply"),
            gettext("Enquiries"),
            gettext("Answered"),
            gettext("Hours on average"),
        ]

    def _rows(self, found: dict[Key, Tally], topics: dict[str, str]) -> Iterator[Row]:
        languages = active_language().formats.languages
        offices, channels = dict(Office.choices), dict(Channel.choices)
        for (month, office, topic, language, channel), tally in found.items():
            yield [
                date_format(month, "YEAR_MONTH_FORMAT"),
                str(offices.get(office, office)),
                topics.get(topic, topic),
                languages.get(language, language),
                str(channels.get(channel, channel)),
                *tally.shown,
            ]
