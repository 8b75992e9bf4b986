"""Lists of people as files, for those who may take them out of the site; each is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max, OuterRef, Subquery, Sum
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext

from events.admin.frame import RosterView
from events.admin.lists import numbers_of, questions_of, source_page
from events.admin.rights import exports
from events.choices import SEATED, Need, Reason, State
from events.models import Attendance, Question, Registration
from website.core.fields import SPOKEN
from website.core.languages import active_language
from website.core.models import DataAccess
from website.core.spreadsheets import Row, csv_response, xlsx_response

BATCH = 500


class ExportView(RosterView):
    """Base of both formats."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not exports(request.user):
            raise PermissionDenied
        rows = self.roster.registrations.count()
        DataAccess.objects.create(
            user=request.user, action=DataAccess.Action.EXPORT, about=self.roster.title, rows=rows
        )
        day = timezone.localtime(self.roster.starts_at)
        return self.answer(f"{day:%Y-%m-%d}-{slugify(self.roster.title)[:60] or self.roster.pk}")

    def answer(self, name: str) -> HttpResponseBase:
        raise NotImplementedError

    def people(self) -> Iterator[Row]:
        """Headings and people, read from the database a few hundred at a time."""
        questions = questions_of(source_page(self.roster))
        # Written out now: a streamed answer is read when the worker's language is no longer the active one.
        row_of = _row_writer(questions)
        heading = _heading(questions)
        most = Attendance.objects.filter(registration=OuterRef("pk")).order_by().values("registration")
        came = Subquery(most.annotate(most=Max("came")).values("most"))
        people = self.roster.registrations.order_by("pk").annotate(came_most=came)

        def rows() -> Iterator[Row]:
            yield heading
            for person in people.iterator(chunk_size=BATCH):
                yield row_of(person)

        return rows()


class XlsxView(ExportView):
    """Needs as numbers first, then people."""

    def answer(self, name: str) -> HttpResponseBase:
        return xlsx_response(
            name,
            [
                (gettext("Numbers"), [48, 12], self._numbers()),
                (gettext("People"), [12, 28, 8, 28, 18, 16, 30, 20, 24, 18, 18, 30], self.people()),
            ],
        )

    def _numbers(self) -> Iterator[Row]:
        roster, numbers = self.roster, numbers_of([self.roster])[self.roster.pk]
        seated = roster.registrations.filter(state__in=SEATED).aggregate(total=Sum("seats"))["total"] or 0
        yield [roster.title, timezone.localtime(roster.starts_at).strftime("%Y-%m-%d %H:%M")]
        yield [gettext("Seats"), roster.seats]
        yield [gettext("Seats taken"), seated]
        yield [gettext("Waiting list"), numbers.waiting]
        yield [gettext("Seat offered"), numbers.offered]
        yield [gettext("To approve"), numbers.requests]
        yield []
        yield [gettext("Needs of people with a seat"), ""]
        yield from ([label, number] for label, number in numbers.needs)


class CsvView(ExportView):
    """One row a person."""

    def answer(self, name: str) -> HttpResponseBase:
        return csv_response(name, self.people())


def _heading(questions: list[Question]) -> list[str]:
    return [
        gettext("Reference"),
        gettext("Name"),
        gettext("Seats"),
        gettext("E-mail"),
        gettext("Telephone"),
        gettext("Language"),
        gettext("Needs"),
        gettext("Language of the interpreter"),
        gettext("State"),
        gettext("Registered"),
        gettext("Came (most at one meeting)"),
        gettext("Names of the others"),
        *(question.text for question in questions),
    ]


def _row_writer(questions: list[Question]) -> Callable[[Registration], list[Any]]:
    languages = {code: str(name) for code, name in active_language().formats.languages.items()} | dict(SPOKEN)
    states = {value: str(label) for value, label in State.choices}
    reasons = {value: str(label) for value, label in Reason.choices}
    needs = {value: str(label) for value, label in Need.choices}
    keys = [str(question.translation_key) for question in questions]

    def row_of(person: Registration) -> list[Any]:
        state = states[person.state]
        if person.reason:
            state = f"{state}: {reasons[person.reason]}"
        return [
            person.reference,
            person.name,
            person.seats,
            person.email,
            person.phone,
            languages.get(person.language, person.language),
            ", ".join(needs[need] for need in person.needs if need in needs),
            languages.get(person.interpreter_language, person.interpreter_language),
            state,
            person.created_at,
            person.came_most,
            ", ".join(person.companions),
            *(str(person.answers.get(key, "")) for key in keys),
        ]

    return row_of
