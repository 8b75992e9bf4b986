"""At the door: who came, on a telephone, one tap for each; and the sheet that people sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages as notes
from wagtail.admin.paginator import WagtailPaginator

from events import registration as writer
from events.admin.frame import RosterView
from events.admin.lists import (
    PAGE_SIZE,
    meetings_of,
    moment_code,
    polish_order,
    search,
    source_page,
)
from events.admin.people import LONGEST_SEARCH, refusal
from events.admin.rights import registration_or_404
from events.choices import State
from events.models import Attendance, EventPage, Registration
from events.models.pages import EventDate
from website.core.languages import source_language

AT_THE_DOOR = [State.CONFIRMED, State.ATTENDED, State.ABSENT]
EMPTY_LINES = 8
MOST_EMPTY_LINES = 60


class DoorView(RosterView):
    """Go to the meeting that is on, or next."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        meetings = meetings_of(self.roster, source_page(self.roster))
        now = timezone.now()
        meeting = next((each for each in meetings if each.ends_at > now), meetings[-1])
        return redirect("desk:door_meeting", self.roster.pk, moment_code(meeting.starts_at))


class MeetingView(RosterView):
    """A screen about one meeting of an event."""

    meeting: EventDate

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = [each for each in self.meetings if moment_code(each.starts_at) == kwargs["meeting"]]
        if not found:
            raise Http404
        self.meeting = found[0]

    @cached_property
    def page(self) -> EventPage | None:
        return source_page(self.roster)

    @cached_property
    def meetings(self) -> list[EventDate]:
        return meetings_of(self.roster, self.page)

    @property
    def code(self) -> str:
        return moment_code(self.meeting.starts_at)

    def url(self, name: str) -> str:
        return reverse(f"desk:{name}", args=[self.roster.pk, self.code])


@dataclass
class DoorRow:
    """As much of somebody as is needed at the door."""

    pk: int
    name: str
    seats: int
    reference: str
    roster_id: int
    came: int | None = None


class AttendanceView(MeetingView):
    """The list at the door, in alphabetical order. Works without JavaScript; `door.js` spares the reloading.

    The order is that of the Polish alphabet, which the database does not know: all names are read, as a few words each.
    """

    template_name = "events/admin/door.html"
    page_title = _("At the door")
    header_icon = "tick-inverse"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        everybody = self._everybody()
        pages = WagtailPaginator(everybody, PAGE_SIZE)
        page = pages.get_page(request.GET.get("p"))
        elided = pages.get_elided_page_range(page_number=page.number)
        return self._show(everybody, list(page.object_list), page=page, elided_page_range=elided)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Look for somebody; by POST, so that no name is in a URL."""
        typed = request.POST.get("q", "")[:LONGEST_SEARCH]
        found = set(search(self._people(), typed).values_list("pk", flat=True)[: PAGE_SIZE + 1])
        everybody = self._everybody()
        rows = [row for row in everybody if row.pk in found]
        has_more = len(rows) > PAGE_SIZE
        return self._show(everybody, rows[:PAGE_SIZE], typed=typed, is_search=True, has_more=has_more)

    def _people(self) -> QuerySet[Registration]:
        return self.roster.registrations.filter(state__in=AT_THE_DOOR)

    def _everybody(self) -> list[DoorRow]:
        noted = Attendance.objects.filter(registration__roster=self.roster, meeting_at=self.meeting.starts_at)
        came = dict(noted.values_list("registration", "came"))
        people = self._people().order_by().values_list("pk", "name", "seats", "reference")
        rows = [DoorRow(*person, self.roster.pk, came.get(person[0])) for person in people]
        return sorted(rows, key=lambda row: (polish_order(row.name), row.pk))

    def _show(self, everybody: list[DoorRow], rows: list[DoorRow], **context: Any) -> HttpResponse:
        return self.show(
            rows=rows,
            came=sum(row.came or 0 for row in everybody),
            expected=sum(row.seats for row in everybody),
            meeting=self.meeting,
            meetings=[
                {
                    "meeting": each,
                    "url": reverse("desk:door_meeting", args=[self.roster.pk, moment_code(each.starts_at)]),
                    "is_current": each is self.meeting,
                }
                for each in self.meetings
            ],
            code=self.code,
            index_url=self.url("door_meeting"),
            walk_in_url=f"{reverse('desk:walk_in', args=[self.roster.pk])}?meeting={self.code}",
            **context,
        )


class MarkView(MeetingView):
    """Note how many of a party came, or take the note back. The answer is the list, or for the script one row."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = registration_or_404(self.roster, kwargs["pk"])
        trouble = ""
        try:
            writer.mark(row.pk, self.meeting.starts_at, self._number(row))
        except writer.Refused as error:
            trouble = refusal(error)
        except ValueError:
            trouble = gettext("Write how many people came: a number from 0 to %(most)s.") % {
                "most": row.seats
            }
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return self._row(row.pk, trouble)
        if trouble:
            notes.error(request, trouble)
        # The list again, at this person; which page of it, the form says.
        page = request.POST.get("p", "")
        query = f"?p={int(page)}" if page.isdecimal() and len(page) < 6 else ""
        return redirect(f"{self.url('door_meeting')}{query}#person-{row.pk}")

    def _number(self, row: Registration) -> int | None:
        typed = self.request.POST.get("came", "")
        if typed == "undo":
            return None
        return row.seats if typed == "all" else int(typed[:3])

    def _row(self, pk: int, trouble: str) -> HttpResponse:
        row = registration_or_404(self.roster, pk)
        noted = Attendance.objects.filter(registration__roster=self.roster, meeting_at=self.meeting.starts_at)
        row.came = noted.filter(registration=row).values_list("came", flat=True).first()
        came = noted.aggregate(seats=Sum("came"))["seats"] or 0
        context = {
            "row": row,
            "code": self.code,
            "trouble": trouble,
            "came": came,
            "page_number": self.request.POST.get("p", ""),
        }
        return render(self.request, "events/admin/door_row.html", context, status=409 if trouble else 200)


class SheetView(MeetingView):
    """A sheet to print and sign: names and lines, no contact data. In Polish, because it is a record of the project."""

    template_name = "events/admin/sheet.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        people = self.roster.registrations.filter(state__in=AT_THE_DOOR).values_list(
            "name", "seats", "companions"
        )
        lines = [
            {"name": self._name(name, companions, number), "is_first": number == 0}
            for name, seats, companions in sorted(people, key=lambda row: polish_order(row[0]))
            for number in range(seats)
        ]
        typed = request.GET.get("lines", "")
        extra = min(int(typed), MOST_EMPTY_LINES) if typed.isdecimal() and len(typed) < 4 else EMPTY_LINES
        with override(source_language().code):
            return render(
                request,
                self.template_name,
                {
                    "roster": self.roster,
                    "page": self.page,
                    "meeting": self.meeting,
                    "lines": [*lines, *({"name": "", "is_first": True} for _each in range(extra))],
                    "extra": extra,
                    "back": self.url("door_meeting"),
                },
            )

    def _name(self, name: str, companions: list[str], number: int) -> str:
        """The first line is the person's own; the others sign for themselves."""
        if number == 0:
            return name
        if number <= len(companions) and companions[number - 1]:
            return companions[number - 1]
        return f"{name} – {number + 1}"
