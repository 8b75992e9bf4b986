"""Reads the files of the contact room: topics, reply templates and enquiries. Knows nothing of Django.

``docs/content.md`` says what a file looks like, ``problems`` says what is wrong with one.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from website.demo.checks import Says, like, line_of, one_of, text, truth, whole, yes
from website.demo.files import SOURCE, ContentError, ContentFile, parse

WARSAW = ZoneInfo("Europe/Warsaw")
LANGUAGES = ("pl", "en", "uk", "ru", "be", "es", "ar")  # every topic is written in these
REPLY_LANGUAGES = (SOURCE, "en", "uk", "ru")  # every reply template is written in these
ENQUIRIES = "enquiries.toml"
OFFICES = ("szczecin", "koszalin")
CHANNELS = ("email", "phone", "sms", "visit", "site")
WORKERS = ("office-szczecin", "office-koszalin", "counsellor-szczecin")  # accounts of the demonstration
STEPS = ("write", "reply", "note", "assign", "move", "topic", "state", "reached", "not-reached")
AFTER_REPLY = ("answered", "waiting", "closed")
KEPT_SHORTLY = (1, 2, 3)  # months
STATES = ("open", "waiting", "answered", "closed")
KEY = like(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "residence-card")
TIME = like(r"([01]\d|2[0-3]):[0-5]\d", "09:30")

# Fields --------------------------------------------------------------------------------------------------------------

# Words stand in the files of all languages, facts in the Polish one only.
TOPIC_WORDS: dict[str, Says] = {"title": text(80), "hint": text(160)}
TOPIC_FACTS: dict[str, Says] = {
    "order": whole(1, 1000),
    "institution": KEY,
    "guide": like(r"[a-z0-9-]+(/[a-z0-9-]+)*", "help/health-care"),
    "office": one_of(*OFFICES),
    "emergency": yes,
    "sensitive": yes,
    "answer_within": whole(1, 30),
    "keep_months": whole(1, 24),
}
ENQUIRY: dict[str, Says] = {
    "key": KEY,
    "topic": KEY,
    "office": one_of(*OFFICES),
    "days_ago": whole(0, 400),
    "at": TIME,
    "language": one_of(*LANGUAGES),
    "written_in": one_of(*LANGUAGES),
    "channel": one_of(*CHANNELS),
    # Nobody is to mistake these people for real ones, or to write to somebody real.
    "name": like(r"Osoba Przykładowa( \d+)?", "Osoba Przykładowa 3"),
    "email": like(r"[a-z0-9.]+@example\.org", "osoba3@example.org"),
    "phone": like(r"\+48500000\d{3}", "+48500000003"),
    "voicemail": truth,
    "read_by_others": yes,
    "safe_hours": text(120),
    "confirmation": yes,
    "text": text(5000),
    "steps": lambda value: "" if isinstance(value, list) and value else "must be tables [[enquiry.steps]]",
}
ENQUIRY_NEEDS = ("key", "topic", "office", "days_ago", "at", "language", "channel", "text")
REACHED_AT = {"email": "email", "phone": "phone", "sms": "phone"}
STEP: dict[str, Says] = {
    "after": whole(0, 400),
    "at": TIME,
    "do": one_of(*STEPS),
    "by": one_of(*WORKERS),
    "text": text(5000),
    "language": one_of(*LANGUAGES),
    "to": lambda value: "" if isinstance(value, str) else "must be a word",
    "then": one_of(*AFTER_REPLY),
}
# What a step needs beside its moment, and what may stand there too.
STEP_NEEDS = {
    "write": {"text"}, "reply": {"by", "text"}, "note": {"by", "text"}, "assign": {"by", "to"},
    "move": {"by", "to", "text"}, "topic": {"by", "to"}, "state": {"by", "to"}, "reached": {"by"},
    "not-reached": {"by"},
}  # fmt: skip
STEP_MAY = {
    "write": {"language"},
    "reply": {"language", "then"},
    "reached": {"text"},
    "not-reached": {"text"},
}
STEP_TO: dict[str, Says] = {
    "assign": one_of(*WORKERS),
    "move": one_of(*OFFICES),
    "topic": KEY,
    "state": one_of(*STATES),
}


# Reading -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EnquiryStep:
    """What was done with an invented enquiry, so many days after it arrived."""

    do: str
    after: int
    at: dt.time
    by: str = ""
    text: str = ""
    to: str = ""
    then: str = "answered"
    language: str = ""


@dataclass(frozen=True)
class EnquiryFile:
    """An invented enquiry with what was done since."""

    key: str
    fields: dict[str, Any]
    steps: list[EnquiryStep] = field(default_factory=list)

    def arrived(self, today: dt.date) -> dt.datetime:
        """When it arrived, counted from a day."""
        return self.moment(today, 0, dt.time.fromisoformat(self.fields["at"]))

    def moment(self, today: dt.date, after: int, at: dt.time) -> dt.datetime:
        """A moment so many days after it arrived, in Polish time."""
        day = today - dt.timedelta(days=self.fields["days_ago"] - after)
        return dt.datetime.combine(day, at, WARSAW)


def read_topics(folder: Path) -> dict[str, dict[str, ContentFile]]:
    """All topics of a folder: key -> language -> content."""
    found: dict[str, dict[str, ContentFile]] = {}
    for path in sorted(folder.glob("*.md")):
        content = parse(path, folder)
        found.setdefault(content.key, {})[content.language] = content
    return found


def read_replies(folder: Path) -> list[ContentFile]:
    """All reply templates; their text is plain, in the field ``text``, and each knows its topic."""
    replies = [_reply(path) for path in sorted(folder.glob("*.md"))]
    topics = {reply.key: reply.text("topic") for reply in replies if reply.language == SOURCE}
    for reply in replies:
        reply.fields["topic"] = topics[reply.key]
    return replies


def read_enquiries(folder: Path) -> list[EnquiryFile]:
    """The invented enquiries. ``ContentError`` when the file cannot be read."""
    made = []
    for table in _tables(folder / ENQUIRIES):
        fields = {name: value for name, value in table.items() if name != "steps"}
        steps = [_step(each) for each in table.get("steps", [])]
        made.append(EnquiryFile(fields["key"], fields | {"text": fields["text"].strip()}, steps))
    return made


def _step(table: dict[str, Any]) -> EnquiryStep:
    values: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in table.items()
    }
    return EnquiryStep(**values | {"at": dt.time.fromisoformat(values["at"])})


def _reply(path: Path) -> ContentFile:
    """Its body is kept as it is typed: the office edits it in a plain box, and it goes out as plain text."""
    key, language = path.name.removesuffix(".md").rsplit(".", 1)
    try:
        _empty, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
        fields = tomllib.loads("\n" + front)
    except (ValueError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"{path}: the fields between the +++ lines cannot be read: {error}") from error
    return ContentFile(key, language, fields | {"text": body.strip()})


def _tables(path: Path) -> list[dict[str, Any]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["enquiry"]
    except (OSError, KeyError, ValueError) as error:
        raise ContentError(f"{path}: cannot be read: {error}") from error
    if not isinstance(tables, list):
        raise ContentError(f"{path}: cannot be read: an enquiry begins with [[enquiry]]")
    return tables


# Checking ------------------------------------------------------------------------------------------------------------


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with topics, replies and enquiries below a folder, one sentence each."""
    yield from _wrong_topics(folder / "topics")
    yield from _wrong_replies(folder / "replies")
    topics = {path.name.split(".")[0] for path in (folder / "topics").glob("*.md")}
    try:
        tables = _tables(folder / ENQUIRIES)
    except ContentError as error:
        yield str(error)
        return
    seen: set[str] = set()
    for number, table in enumerate(tables, start=1):
        name = table.get("key", f"enquiry {number}")
        for said in _wrong_enquiry(table, topics):
            yield f"{folder / ENQUIRIES}: {name}: {said}"
        if name in seen:
            yield f"{folder / ENQUIRIES}: {name}: there are two with this key"
        seen.add(name)


def _wrong_topics(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.md")):
        try:
            content = parse(path, folder)
        except ContentError as error:
            yield str(error)
            continue
        is_source = content.language == SOURCE
        for name, said in _wrong_fields(content.fields, TOPIC_WORDS, TOPIC_FACTS if is_source else {}):
            yield f"{path}:{line_of(path, name)}: {said}"
        for name in ("title", "order") if is_source else ("title",):
            if name not in content.fields:
                yield f"{path}:1: the field “{name}” is missing"
        if "sensitive" in content.fields and content.fields.get("keep_months") not in KEPT_SHORTLY:
            yield f"{path}:{line_of(path, 'sensitive')}: what is sensitive is kept for 3 months at most"
        if any(kind != "text" for kind, _value in content.blocks):
            yield f"{path}:1: the text of a topic is paragraphs and lists"
    yield from _missing(folder, LANGUAGES, "topic")


def _wrong_replies(folder: Path) -> Iterator[str]:
    paragraphs: dict[tuple[str, str], int] = {}
    for path in sorted(folder.glob("*.md")):
        try:
            reply = _reply(path)
        except ContentError as error:
            yield str(error)
            continue
        facts: dict[str, Says] = {"topic": KEY} if reply.language == SOURCE else {}
        for name, said in _wrong_fields(reply.fields, {"title": text(120), "text": text(4000)}, facts):
            yield f"{path}:{line_of(path, name)}: {said}"
        paragraphs[reply.key, reply.language] = reply.text("text").count("\n\n")
    for (key, language), count in paragraphs.items():
        if count != paragraphs.get((key, SOURCE), count):
            yield f"{folder / key}.{language}.md:1: has not as many paragraphs as the Polish"
    yield from _missing(folder, REPLY_LANGUAGES, "reply")


def _wrong_fields(
    fields: dict[str, Any], words: dict[str, Says], facts: dict[str, Says]
) -> Iterator[tuple[str, str]]:
    known = words | facts
    for name, value in fields.items():
        if name not in known:
            yield name, f"there is no field “{name}” here"
        elif said := known[name](value):
            yield name, f"“{name}” {said}"


def _missing(folder: Path, languages: tuple[str, ...], what: str) -> Iterator[str]:
    for stem in sorted({path.name.split(".")[0] for path in folder.glob("*.md")}):
        for language in languages:
            if not (folder / f"{stem}.{language}.md").exists():
                yield (
                    f"{folder / stem}.{language}.md:1: is missing; every {what} is written in"
                    f" {', '.join(languages)}"
                )


def _wrong_enquiry(table: dict[str, Any], topics: set[str]) -> Iterator[str]:
    for name in ENQUIRY_NEEDS:
        if name not in table:
            yield f"the field “{name}” is missing"
    for _name, said in _wrong_fields(table, ENQUIRY, {}):
        yield said
    if "topic" in table and table["topic"] not in topics:
        yield f"there is no topic “{table['topic']}”"
    needed = REACHED_AT.get(table.get("channel", ""))
    if needed and needed not in table:
        yield f"the channel “{table['channel']}” needs “{needed}”"
    if "confirmation" in table and "email" not in table:
        yield "“confirmation” needs “email”"
    for number, step in enumerate(table.get("steps", []), start=1):
        for said in _wrong_step(step, table, topics):
            yield f"step {number}: {said}"
    moments = [(step.get("after", 0), step.get("at", "")) for step in table.get("steps", [])]
    if moments != sorted(moments) or (moments and moments[0] < (0, table.get("at", ""))):
        yield "the steps do not stand in the order of time"


def _wrong_step(step: dict[str, Any], table: dict[str, Any], topics: set[str]) -> Iterator[str]:
    for _name, said in _wrong_fields(step, STEP, {}):
        yield said
    do = step.get("do", "")
    needed = {"do", "after", "at"} | STEP_NEEDS.get(do, set())
    for name in sorted(needed - set(step)):
        yield f"the field “{name}” is missing"
    for name in sorted(set(step) & set(STEP) - needed - STEP_MAY.get(do, set())):
        yield f"“{name}” does not belong to “{do}”"
    if do in STEP_TO and "to" in step and (said := STEP_TO[do](step["to"])):
        yield f"“to” {said}"
    if do == "topic" and step.get("to") not in topics:
        yield f"there is no topic “{step.get('to')}”"
    if step.get("after", 0) > table.get("days_ago", 0):
        yield "it is later than the day of loading"
