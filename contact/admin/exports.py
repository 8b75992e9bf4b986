"""The list of enquiries as a file: what reports need, and nothing of what people wrote or how they are reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views import View

from contact.admin.inbox import filters_of
from contact.admin.lists import listed, topic_names
from contact.admin.rights import exports
from contact.choices import Channel, State
from contact.counting import hours_to_answer
from website.core.admin.rights import desk_required
from website.core.languages import active_language
from website.core.models import DataAccess
from website.core.offices import Office
from website.core.spreadsheets import Row, csv_response, xlsx_response

BATCH = 500


@method_decorator(desk_required, name="dispatch")
class ExportView(View):
    """Base of both formats. Takes the filters of the list."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if not exports(request.user):
            raise PermissionDenied
        topics = topic_names()
        filters = filters_of(request, topics)
        found = listed(filters.rows, request.user, filters.list_name).select_related("topic")
        DataAccess.objects.create(
            user=request.user, action=DataAccess.Action.EXPORT, about=gettext("Inbox"), rows=found.count()
        )
        return self.answer(f"{timezone.localdate():%Y-%m-%d}-inbox", _table(found, topics))

    def answer(self, name: str, rows: Iterator[Row]) -> HttpResponseBase:
        raise NotImplementedError


class XlsxView(ExportView):
    """One sheet."""

    def answer(self, name: str, rows: Iterator[Row]) -> HttpResponseBase:
        return xlsx_response(name, [(gettext("Inbox"), [12, 14, 34, 22, 16, 34, 18, 18, 16, 18], rows)])


class CsvView(ExportView):
    """One row an enquiry."""

    def answer(self, name: str, rows: Iterator[Row]) -> HttpResponseBase:
        return csv_response(name, rows)


def _table(found: Any, topics: dict[str, str]) -> Iterator[Row]:
    """Headings and enquiries, read from the database a few hundred at a time."""
    # Written out now: a streamed answer is read when the worker's language is no longer the active one.
    heading = [
        gettext("Reference"),
        gettext("Office"),
        gettext("Topic"),
        gettext("State"),
        gettext("Language"),
        gettext("How to reply"),
        gettext("Arrived"),
        gettext("First answered"),
        gettext("Hours to the first answer"),
        gettext("Closed on"),
    ]
    languages = {code: str(name) for code, name in active_language().formats.languages.items()}
    offices, states, channels = (
        {value: str(label) for value, label in each.choices} for each in (Office, State, Channel)
    )

    def rows() -> Iterator[Row]:
        yield heading
        for row in found.iterator(chunk_size=BATCH):
            yield [
                row.reference,
                offices[row.office],
                topics.get(row.topic.key, row.topic.title),
                states[row.state],
                languages.get(row.language, row.language),
                channels[row.channel],
                row.created_at,
                row.answered_at,
                hours_to_answer(row.created_at, row.answered_at),
                row.closed_at,
            ]

    return rows()
