"""Reads the files of demonstration events, whose days are counted from today. Knows nothing of Django.

``docs/content.md`` says what a file looks like, ``problems`` says what is wrong with one.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import holidays

from events.meetings import WARSAW, WEEKDAYS
from website.demo.checks import Says, line_of, one_of, some_of, text, whole, yes
from website.demo.files import SOURCE, ContentError, ContentFile, parse

LANGUAGES = (SOURCE, "en", "uk", "ru")  # every event is announced in these
SAMPLE = "sample.toml"  # the sentence that says "this is made up", in every language
KINDS = (
    *("workshop", "debate", "training", "polish-course", "orientation-course"),
    *("meeting", "consultation"),
)
AUDIENCES = ("migrants", "host", "institutions", "everybody")
OFFICES = ("szczecin", "koszalin")
STATUSES = ("scheduled", "postponed", "cancelled")
SPOKEN = ("pl", "en", "uk", "ru", "be", "es", "ar", "fr", "vi", "de")
ANSWERS = ("text", "yes-no", "choice")
WORKING_DAYS = WEEKDAYS[:5]
OPENS_AND_CLOSES_AT = dt.time(9)
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


# Fields -------------------------------------------------------------------------------------------------------------


def _span(value: Any) -> str:
    right = isinstance(value, str) and _SPAN.fullmatch(value) and value[:5] < value[6:]
    return "" if right else "must be a beginning and an end like 17:00-18:30"


def _numbers(value: Any) -> str:
    right = isinstance(value, list) and value and not any(map(whole(1, 200), value))
    return "" if right else "must be a list of numbers of meetings, counted from 1"


def _moved(value: Any) -> str:
    if not isinstance(value, dict) or set(value) != {"meeting", "days", "hours"}:
        return "must be like { meeting = 5, days = 1, hours = “17:30-19:00” }"
    checks = {"meeting": whole(1, 200), "days": whole(0, 6), "hours": _span}
    return "; ".join(f"{name} {wrong}" for name, says in checks.items() if (wrong := says(value[name])))


def _questions(value: Any) -> str:
    if not isinstance(value, list) or not 1 <= len(value) <= 5:
        return "must be one to five tables [[questions]]"
    checks: dict[str, Says] = {
        "text": text(200),
        "kind": one_of(*ANSWERS),
        "required": yes,
        "delete_after": whole(0, 365),
        "choices": lambda made: (
            ""
            if isinstance(made, list) and len(made) > 1 and not any(map(text(80), made))
            else "must be a list"
        ),
    }
    wrong = []
    for each in value:
        for name in each:
            said = checks[name](each[name]) if name in checks else "is not known"
            wrong += [f"{name} {said}"] if said else []
        wrong += [] if "text" in each else ["text is missing"]
    return "; ".join(wrong)


# Words stand in the files of all languages, facts in the Polish one only.
WORDS: dict[str, Says] = {
    "title": text(120),
    "summary": text(300),
    "directions": text(500),
    "eligibility": text(500),
    "note": text(200),
    "questions": _questions,
}
FACTS: dict[str, Says] = {
    "day": whole(-60, 60),
    "hours": _span,
    "weekdays": some_of(*WEEKDAYS),
    "weeks": whole(2, 20),
    "moved": _moved,
    "dropped": _numbers,
    "kind": one_of(*KINDS),
    "audience": one_of(*AUDIENCES),
    "office": one_of(*OFFICES),
    "status": one_of(*STATUSES),
    "place": text(200),
    "private_place": yes,
    "online": text(200),
    "only_where_translated": yes,
    "languages": some_of(*SPOKEN),
    "interpreters": some_of(*SPOKEN),
    "childcare": yes,
    "step_free": yes,
    "sign_language": yes,
    "seats": whole(1, 500),
    "max_party": whole(1, 20),
    "asks_names": yes,
    "moderated": yes,
    "asks_confirmation": yes,
    "discreet": yes,
    "opens": whole(1, 60),
    "closes": whole(1, 60),
    "registrations": whole(1, 60),
    "approved": whole(1, 60),
    "given_back": whole(1, 10),
}
REQUIRED = ("title", "summary", "day", "hours", "kind", "audience", "office", "place", "languages")
# What a field can only be there with.
NEEDS = {
    "weeks": "weekdays", "moved": "weeks", "dropped": "weeks", "private_place": "seats", "max_party": "seats",
    "asks_names": "seats", "moderated": "seats", "asks_confirmation": "seats", "opens": "seats", "closes": "seats",
    "questions": "seats", "registrations": "seats", "given_back": "registrations", "approved": "moderated",
}  # fmt: skip


# Reading ------------------------------------------------------------------------------------------------------------


@dataclass
class EventFile:
    """An event: its files, one for each language."""

    key: str
    versions: dict[str, ContentFile] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, Any]:
        """The fields of the Polish file."""
        return self.versions[SOURCE].fields

    def is_coming(self, anchor: dt.date, today: dt.date) -> bool:
        """Whether it begins today or later when its days are counted from ``anchor``."""
        return self.first_day(anchor) >= today

    def first_day(self, anchor: dt.date) -> dt.date:
        """Its day, or that of the first meeting."""
        days = self.facts.get("weekdays", WORKING_DAYS)
        return open_day(anchor + dt.timedelta(days=self.facts["day"]), days)


def read_events(folder: Path) -> dict[str, EventFile]:
    """All events of a folder by their key. ``ContentError`` with the first problem."""
    for problem in problems(folder):
        raise ContentError(problem)
    events: dict[str, EventFile] = {}
    for path in sorted(folder.glob("*.md")):
        content = parse(path, folder.parent)
        events.setdefault(content.key, EventFile(content.key)).versions[content.language] = content
    return events


def sample_words(folder: Path) -> dict[str, str]:
    """The sentence that says, in each language, that an event is made up."""
    return tomllib.loads((folder / SAMPLE).read_text(encoding="utf-8"))


def open_day(day: dt.date, weekdays: tuple[str, ...] | list[str] = WORKING_DAYS) -> dt.date:
    """The day, or the next one that is one of the weekdays and no Polish public holiday."""
    free = holidays.country_holidays("PL", years=range(day.year, day.year + 2))
    while WEEKDAYS[day.weekday()] not in weekdays or day in free:
        day += dt.timedelta(days=1)
    return day


def moments(day: dt.date, span: str) -> tuple[dt.datetime, dt.datetime]:
    """Beginning and end on a day, in Polish time: ``17:00-18:30``."""
    first, last = (dt.time.fromisoformat(part) for part in span.split("-"))
    return dt.datetime.combine(day, first, WARSAW), dt.datetime.combine(day, last, WARSAW)


def days_before(moment: dt.datetime, days: int) -> dt.datetime:
    """In the morning, so many days before: when a registration opens or closes."""
    day = moment.astimezone(WARSAW).date() - dt.timedelta(days=days)
    return dt.datetime.combine(day, OPENS_AND_CLOSES_AT, WARSAW)


# Checking -----------------------------------------------------------------------------------------------------------


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with the files of a folder, one sentence each, with file and line."""
    paths = sorted(folder.glob("*.md"))
    for path in paths:
        try:
            content = parse(path, folder.parent)
        except ContentError as error:
            yield str(error)
            continue
        original = _polish(path, content)
        for name, said in _wrong(content, original):
            yield f"{path}:{line_of(path, name)}: {said}"
    for stem in sorted({path.name.split(".")[0] for path in paths}):
        for language in LANGUAGES:
            if not (folder / f"{stem}.{language}.md").exists():
                yield f"{folder / stem}.{language}.md:1: is missing; every event is written in {', '.join(LANGUAGES)}"


def _polish(path: Path, content: ContentFile) -> ContentFile | None:
    """The Polish file beside one in another language; ``None`` when there is none that can be read."""
    if content.language == SOURCE:
        return content
    try:
        return parse(path.with_name(f"{path.name.split('.')[0]}.{SOURCE}.md"), path.parent.parent)
    except (ContentError, OSError):
        return None


def _wrong(content: ContentFile, original: ContentFile | None) -> Iterator[tuple[str, str]]:
    """Fields and what is wrong with them; an empty field stands for the whole file."""
    is_source = content.language == SOURCE
    known = {**WORDS, **FACTS} if is_source else WORDS
    for name, value in content.fields.items():
        if name not in known:
            where = "; it stands in the Polish file only" if name in FACTS else ""
            yield name, f"there is no field “{name}”{where}"
        elif said := known[name](value):
            yield name, f"“{name}” {said}"
    if any(kind != "text" for kind, _value in content.blocks) or not content.blocks:
        yield "", "the text of an event is paragraphs and lists"
    if is_source:
        yield from _wrong_together(content.fields)
    elif original:
        yield from _unlike(content, original)


def _wrong_together(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in REQUIRED:
        if name not in fields:
            yield "", f"the field “{name}” is missing"
    for name, other in NEEDS.items():
        if name in fields and other not in fields:
            yield name, f"“{name}” needs “{other}”"
    if "registrations" in fields and fields.get("status", "scheduled") != "scheduled":
        yield "registrations", "nobody can register for an event that does not take place"
    if "registrations" in fields and "opens" in fields:
        yield "registrations", "nobody has registered before registration opens"
    for each in fields.get("questions", []):
        if (each.get("kind") == "choice") != ("choices" in each):
            yield "questions", "a question of the kind “choice” has choices, and no other has"


def _unlike(content: ContentFile, original: ContentFile) -> Iterator[tuple[str, str]]:
    for name in sorted(WORDS.keys() & original.fields.keys() ^ WORDS.keys() & content.fields.keys()):
        there = "Polish has" if name in original.fields else "Polish does not have"
        yield (name if name in content.fields else ""), f"{there} the field “{name}”"
    ours, theirs = original.fields.get("questions", []), content.fields.get("questions", [])
    shapes = [[len(each.get("choices", [])) for each in questions] for questions in (ours, theirs)]
    if shapes[0] != shapes[1]:
        yield "questions", "the questions and their choices must be as many as in Polish"
    if any(set(each) - {"text", "choices"} for each in theirs):
        yield "questions", "a question has only “text” and “choices” here; the rest stands in the Polish file"
