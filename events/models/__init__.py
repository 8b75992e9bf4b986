from events.models.pages import EventIndexPage, EventPage, Meeting, Question
from events.models.registrations import (
    Attendance,
    DataAccess,
    ParticipationCount,
    Receipt,
    Registration,
    Roster,
)

__all__ = [
    "Attendance",
    "DataAccess",
    "EventIndexPage",
    "EventPage",
    "Meeting",
    "ParticipationCount",
    "Question",
    "Receipt",
    "Registration",
    "Roster",
]
