"""Demonstration events as pages, and the invented people who have registered for them.

Everything goes the way an editor or a reader would go: a published page makes its roster, and
``events.registration`` gives the seats. Only mails are taken back: nobody is there to read them.
"""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events import messages, registration
from events.choices import AnswerKind, Need, State
from events.models import EventPage, Question, Registration, Roster
from website.demo.event_files import EventFile, days_before, moments, open_day
from website.demo.files import ContentFile

NAMESPACE = uuid.UUID("0d0a8d6e-2d3b-4f43-8a5c-6f0b3c0b7f55")
PARTIES = (1, 1, 2, 1, 3, 1, 1, 2)
LANGUAGES_OF_MIGRANTS = ("uk", "ru", "en", "uk", "be", "ar", "es", "pl")
PLAIN = {  # field of the model: field of the file
    "kind": "kind",
    "audience": "audience",
    "office": "office",
    "place": "place",
    "spoken_languages": "languages",
    "interpreter_languages": "interpreters",
    "online_link": "online",
    "status": "status",
    "only_where_translated": "only_where_translated",
    "place_is_private": "private_place",
    "has_childcare": "childcare",
    "is_step_free": "step_free",
    "has_sign_language": "sign_language",
    "seats": "seats",
    "max_party": "max_party",
    "asks_names": "asks_names",
    "is_moderated": "moderated",
    "asks_confirmation": "asks_confirmation",
    "is_discreet": "discreet",
}


# Pages --------------------------------------------------------------------------------------------------------------


def fill_words(page: EventPage, content: ContentFile, html: Callable[[str], str], sample: str) -> None:
    """Put the words of one language into the page; ``html`` makes links to pages of this site."""
    from website.demo.files import inline

    text = "".join(value for _kind, value in content.blocks)
    page.body = f"<p><b>{sample}</b></p>{html(text)}"
    directions = content.text("directions")
    page.directions = f"<p>{html(inline(directions))}</p>" if directions else ""
    page.eligibility = content.text("eligibility")
    page.status_note = content.text("note")


def fill_facts(page: EventPage, event: EventFile, anchor: dt.date) -> None:
    """Put what is the same in all languages into the Polish page, its days counted from ``anchor``."""
    facts = event.facts
    for name, key in PLAIN.items():
        setattr(page, name, facts.get(key, EventPage._meta.get_field(name).get_default()))
    day = event.first_day(anchor)
    page.starts_at, page.ends_at = moments(day, facts["hours"])
    page.opens_at = days_before(page.starts_at, facts["opens"]) if "opens" in facts else None
    page.closes_at = days_before(page.starts_at, facts["closes"]) if "closes" in facts else None
    is_course = "weeks" in facts
    page.weekdays = facts["weekdays"] if is_course else []
    page.until = day + dt.timedelta(weeks=facts["weeks"], days=-1) if is_course else None
    page.meetings, page.planned_rule = [], ""
    page.plan_meetings()
    _change_meetings(page, facts)
    _ask(page, event)


def _change_meetings(page: Any, facts: dict[str, Any]) -> None:
    """Move one meeting and drop others, as an office does when a teacher is ill."""
    meetings = sorted(page.meetings.all(), key=lambda each: each.starts_at)
    if "moved" in facts:
        meeting = meetings[facts["moved"]["meeting"] - 1]
        there = timezone.localtime(meeting.starts_at).date() + dt.timedelta(days=facts["moved"]["days"])
        meeting.starts_at, meeting.ends_at = moments(open_day(there), facts["moved"]["hours"])
    for number in facts.get("dropped", []):
        meetings[number - 1].is_dropped = True
    page.meetings = meetings
    page.plan_meetings()


def _ask(page: EventPage, event: EventFile) -> None:
    """The event's own questions; the same question stays the same row of the translations."""
    page.questions = [
        Question(
            text=asked["text"],
            kind=asked.get("kind", AnswerKind.TEXT),
            choices="\n".join(asked.get("choices", [])),
            is_required=asked.get("required", False),
            delete_after_days=asked.get("delete_after", 7),
            locale=page.locale,
            translation_key=uuid.uuid5(NAMESPACE, f"{event.key}/question/{number}"),
            sort_order=number,
        )
        for number, asked in enumerate(event.facts.get("questions", []))
    ]


def translate_questions(page: EventPage, content: ContentFile) -> None:
    """Put the words of another language into the questions of a copy of the Polish page."""
    questions = list(page.questions.all())
    for question, asked in zip(questions, content.fields.get("questions", []), strict=True):
        question.text, question.choices = asked["text"], "\n".join(asked.get("choices", []))
    page.questions = questions


# People -------------------------------------------------------------------------------------------------------------


def submissions(event: EventFile) -> list[uuid.UUID]:
    """Numbers of the forms that the invented people sent: by these they are known again."""
    count = event.facts.get("registrations", 0)
    return [uuid.uuid5(NAMESPACE, f"{event.key}/{number}") for number in range(1, count + 1)]


def has_visitors(page: EventPage, event: EventFile) -> bool:
    """Whether somebody has registered who is not one of ours."""
    everybody = Registration.objects.filter(roster__event_key=page.translation_key)
    return everybody.exclude(receipts__submission__in=submissions(event)).exists()


def send_away(page: EventPage) -> None:
    """Delete everybody who is registered; those who wait first, so that no seat is offered meanwhile."""
    everybody = Registration.objects.filter(roster__event_key=page.translation_key)
    for row in sorted(everybody, key=lambda each: each.state != State.WAITING):
        registration.erase(row.pk)


@transaction.atomic
def invite(page: EventPage, event: EventFile) -> None:
    """Register the invented people of an event, and let some of them be approved, give back, or have been there.

    Their mails are taken back in the same transaction: they would fill the folder of `make run`, and nobody reads mail
    at example.org. For the same reason they are not reminded, and keep their seats without being asked.
    """
    roster = Roster.objects.get(event_key=page.translation_key)
    # An event that was moved to other weeks had nobody left who could be told.
    Roster.objects.filter(pk=roster.pk).update(told_sequence=F("sequence"), told=F("facts"))
    if not submissions(event):
        return
    now = timezone.now()
    first = min(now, roster.starts_at - dt.timedelta(days=3)) - dt.timedelta(days=5)
    people = [
        registration.register(roster.pk, person, now=first + dt.timedelta(hours=number)).registration
        for number, person in enumerate(_people(page, event))
    ]
    for person in people[: event.facts.get("approved", 0)]:
        registration.approve(person.pk)
    for person in people[: event.facts.get("given_back", 0)]:
        registration.cancel(person.pk)
    if roster.over_at < now:
        _were_there(people, roster)
    for person in people:
        messages.forget(person)
    ours = Registration.objects.filter(pk__in=[person.pk for person in people])
    ours.update(reminded_at=now)
    if roster.asks_confirmation:
        ours.filter(state=State.CONFIRMED).update(is_coming=True)


def _were_there(people: list[Registration], roster: Roster) -> None:
    for number, person in enumerate(people):
        if Registration.objects.get(pk=person.pk).state == State.CONFIRMED:
            registration.mark(person.pk, roster.starts_at, 0 if number % 5 == 4 else person.seats)


def _people(page: EventPage, event: EventFile) -> Iterator[registration.Application]:
    """Invented people, the same each time, in the order in which they register."""
    languages = LANGUAGES_OF_MIGRANTS if page.audience in {"migrants", "everybody"} else ("pl",)
    slug = event.key.rpartition("/")[2]
    parties = (2, 3, 1, 4) if page.asks_names else PARTIES
    for number, submission, seats, language in zip(
        itertools.count(1), submissions(event), itertools.cycle(parties), itertools.cycle(languages)
    ):
        name = f"Osoba Przykładowa {number}"
        party = min(seats, page.max_party)
        needs = _needs(page, number, language)
        yield registration.Application(
            submission=submission,
            name=name,
            email=f"osoba{number}.{slug}@example.org",
            language=language,
            seats=party,
            companions=[f"{name}-{each}" for each in range(2, party + 1)] if page.asks_names else [],
            needs=needs,
            interpreter_language=language if Need.INTERPRETER in needs else "",
            answers={
                str(question.translation_key): _answer(question, number) for question in page.questions.all()
            },
        )


def _needs(page: EventPage, number: int, language: str) -> list[str]:
    """What every fifth, fourth and seventh person needs, where it is offered."""
    offered = {
        Need.INTERPRETER: language in page.interpreter_languages and number % 5 == 1,
        Need.CHILDCARE: page.has_childcare and number % 4 == 1,
        Need.STEP_FREE: page.is_step_free and number % 7 == 3,
        Need.SIGN_LANGUAGE: page.has_sign_language and number % 6 == 2,
    }
    return [need.value for need, is_needed in offered.items() if is_needed]


def _answer(question: Question, number: int) -> str:
    if question.kind == AnswerKind.CHOICE:
        return question.choice_list[number % len(question.choice_list)]
    return "yes" if question.kind == AnswerKind.YES_NO else "Odpowiedź przykładowa"
