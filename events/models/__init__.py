from events.models.pages import EventIndexPage, EventPage, Meeting, Question
from events.models.registrations import (
    Attendance,
    ParticipationCount,
    Receipt,
    Registration,
    Roster,
)

__all__ = [
    "Attendance",
    "EventIndexPage",
    "EventPage",
    "Meeting",
    "ParticipationCount",
    "Question",
    "Receipt",
    "Registration",
    "Roster",
]
