"""Reads content files: one page or institution in one language. Knows nothing of Django; see docs/content.md.

``python -m website.demo.files uk`` compares all Ukrainian files with their Polish originals.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

CONTENT_DIR = Path(__file__).resolve().parent / "content"
SOURCE = "pl"

_inline = MarkdownIt("zero", {"typographer": False}).enable(["emphasis", "link", "escape", "entity"])
_HEADING = re.compile(r"^## (?P<text>.+?) \{#(?P<anchor>[a-z][a-z0-9-]*)\}$")
_OPENING = re.compile(r"^::: (?P<name>[a-z]+)(?: (?P<argument>.+))?$")
_STEP = re.compile(r"^(\d+)\. (.+)$")
_LINK = re.compile(r'href="([^"]+)"')

Block = tuple[str, Any]


class ContentError(ValueError):
    """A content file that breaks the format; the message names the file and the line."""


def inline(text: str) -> str:
    """One line with marks as HTML: ``<b>`` for emphasis, ``<i>`` for a Polish term, ``<a>`` for links."""
    html = _inline.renderInline(text.strip())
    for old, new in (("<em>", "<i>"), ("</em>", "</i>"), ("<strong>", "<b>"), ("</strong>", "</b>")):
        html = html.replace(old, new)
    return html


def plain(text: str) -> str:
    """One line without its marks, for titles."""
    return re.sub(r"\*\*|(?<!\w)_|_(?!\w)", "", text).strip()


def prose(lines: list[str]) -> str:
    """Lines as paragraphs; neighbouring lines that begin with a hyphen as one list."""
    parts: list[str] = []
    items: list[str] = []

    def close_list() -> None:
        if items:
            parts.append("<ul>" + "".join(f"<li>{inline(item)}</li>" for item in items) + "</ul>")
            items.clear()

    for line in map(str.strip, lines):
        if line.startswith("- "):
            items.append(line[2:])
        elif line:
            close_list()
            parts.append(f"<p>{inline(line)}</p>")
    close_list()
    return "".join(parts)


@dataclass
class ContentFile:
    """One file: where it belongs, its fields, and its body as (block type, value) pairs."""

    key: str
    language: str
    fields: dict[str, Any]
    blocks: list[Block] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A field of words; empty when the file does not have it."""
        return str(self.fields.get(name, ""))

    def skeleton(self) -> list[str]:
        """The shape that all languages share, one line for each part."""
        lines = [f"field {name}" for name in sorted(self.fields) if name in WORD_FIELDS]
        for position, (kind, value) in enumerate(self.blocks, start=1):
            lines.extend(f"{position}. {part}" for part in _shape(kind, value))
        return lines


WORD_FIELDS = {
    *("title", "summary", "lead", "for_whom", "where", "cost", "time", "outcome"),  # of pages
    *("directions", "eligibility", "note"),  # of events
    *("hint", "when"),  # of topics; of helplines
}


def _html_shape(html: str) -> str:
    paragraphs, items = html.count("<p>"), html.count("<li>")
    parts = re.split(r"</p>|</li>", html)
    links = ["+".join(sorted(_LINK.findall(part))) for part in parts]
    return f"{paragraphs} paragraphs, {items} items, links [{' | '.join(link for link in links if link)}]"


def _shape(kind: str, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{kind}: {_html_shape(value)}"
        return
    fixed = {"anchor", "institution", "url", "languages", "checked_on", "page", "polish", "picture"}
    yield kind + "".join(f" {name}={value[name]}" for name in sorted(fixed & set(value)))
    for name, part in value.items():
        if name in {"typed", "guide", "guides", "avoid"}:  # of the Polish file, or of each language alone
            continue
        if isinstance(part, list) and name not in fixed:
            yield f"{kind} {name}: {len(part)}"
            for item in part:
                if isinstance(item, dict):
                    yield from _shape(f"{kind} {name}", item)
                else:
                    yield f"{kind} {name}: links {sorted(_LINK.findall(item))}"
        elif name in {"text", "answer"} and kind != "heading":
            yield f"{kind} {name}: {_html_shape(part)}"


def parse(path: Path, root: Path) -> ContentFile:
    """The content of one file. ``ContentError`` when it breaks the format."""
    stem, language = path.name.removesuffix(".md").rsplit(".", 1)
    key = (path.parent / stem).relative_to(root).as_posix()
    text = path.read_text(encoding="utf-8")
    try:
        _empty, front, body = text.split("+++\n", 2)
        fields = tomllib.loads("\n" + front)  # so that an error names the line of the file
    except (ValueError, tomllib.TOMLDecodeError) as error:
        line = re.search(r"at line (\d+)", str(error))
        place = f"{path}:{line[1] if line else 1}"
        raise ContentError(f"{place}: the fields between the +++ lines cannot be read: {error}") from error
    above = front.count("\n") + 2
    return ContentFile(key, language, fields, list(_blocks(body.split("\n"), path, above)))


def _blocks(lines: list[str], path: Path, above: int) -> Iterator[Block]:
    """The blocks of a body; ``above`` lines of the file come before it."""
    text: list[str] = []
    anchors: set[str] = set()
    position = 0
    while position < len(lines):
        line = lines[position].rstrip()
        position += 1
        heading, opening = _HEADING.match(line), _OPENING.match(line)
        if heading or opening:
            if any(part.strip() for part in text):
                yield "text", prose(text)
            text = []
        place = f"{path}:{above + position}"
        if heading:
            if heading["anchor"] in anchors:
                raise ContentError(f"{place}: there are two headings with the anchor “{heading['anchor']}”")
            anchors.add(heading["anchor"])
            yield "heading", {"text": plain(heading["text"]), "anchor": heading["anchor"]}
        elif opening:
            inner: list[str] = []
            while position < len(lines) and lines[position].rstrip() != ":::":
                inner.append(lines[position].rstrip())
                position += 1
            if position == len(lines):
                raise ContentError(f"{place}: the block “{line}” is not closed by :::")
            position += 1
            yield _block(opening, inner, place)
        elif line.startswith(("#", ":::")):
            raise ContentError(
                f"{place}: “{line}” is neither a heading (“## Words {{#anchor}}”; there are no others) nor a block"
            )
        else:
            text.append(line)
    if any(part.strip() for part in text):
        yield "text", prose(text)


def _block(opening: re.Match[str], lines: list[str], place: str) -> Block:
    """The block that begins with this line and holds these."""
    reader = _READERS.get(opening["name"])
    if reader is None:
        raise ContentError(f"{place}: there is no block “{opening['name']}”")
    try:
        return opening["name"], reader(plain(opening["argument"] or ""), lines)
    except (ValueError, KeyError, IndexError) as error:
        raise ContentError(f"{place}: the block “{opening[0]}” cannot be read: {error}") from error


def _titled(title: str, lines: list[str]) -> dict[str, Any]:
    return {"title": title, "text": prose(lines)}


def _list_items(lines: list[str]) -> list[str]:
    for line in lines:
        if line.strip() and not line.strip().startswith("- "):
            raise ValueError(f"expected “- ”, found “{line}”")
    return [line.strip()[2:] for line in lines if line.strip()]


def _checklist(title: str, lines: list[str]) -> dict[str, Any]:
    return {"title": title, "items": [inline(item) for item in _list_items(lines)]}


def _fees(title: str, lines: list[str]) -> dict[str, Any]:
    rows = []
    for item in _list_items(lines):
        what, amount, note = ([*(plain(part) for part in item.split("|")), ""])[:3]
        rows.append({"what": what, "amount": amount, "note": note})
    return {"title": title, "rows": rows}


def _asked(lines: list[str]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Lines before the first ``? ``, and then each such line with what follows it."""
    before: list[str] = []
    asked: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.strip().startswith("? "):
            asked.append((plain(line.strip()[2:]), []))
        elif asked:
            asked[-1][1].append(line)
        else:
            before.append(line)
    return before, asked


def _questions(_argument: str, lines: list[str]) -> dict[str, Any]:
    before, asked = _asked(lines)
    if any(line.strip() for line in before):
        raise ValueError("text before the first question")
    return {"questions": [{"question": question, "answer": prose(answer)} for question, answer in asked]}


def _numbered(lines: list[str]) -> list[tuple[str, list[str]]]:
    parts: list[tuple[str, list[str]]] = []
    for line in lines:
        if match := _STEP.match(line):
            parts.append((match[2], []))
        elif parts:
            parts[-1][1].append(line)
        elif line.strip():
            raise ValueError(f"expected “1. ”, found “{line}”")
    return parts


def _steps(_argument: str, lines: list[str]) -> dict[str, Any]:
    steps = []
    for title, inner in _numbered(lines):
        before, asked = _asked(inner)
        choices = [{"condition": condition, "text": prose(text)} for condition, text in asked]
        steps.append({"title": plain(title), "text": prose(before), "choices": choices})
    return {"steps": steps}


def _activities(_argument: str, lines: list[str]) -> dict[str, Any]:
    activities = []
    for heading, inner in _numbered(lines):
        title, page = (part.strip() for part in heading.split("|"))
        text = " ".join(line.strip() for line in inner if line.strip())
        activities.append({"title": plain(title), "page": page.removeprefix("page:"), "text": plain(text)})
    return {"activities": activities}


def _institution(key: str, lines: list[str]) -> dict[str, Any]:
    return {"institution": key, "text": prose(lines)}


def _contact(key: str, lines: list[str]) -> dict[str, Any]:
    if any(line.strip() for line in lines):
        raise ValueError("a contact has no text of its own")
    return {"institution": key}


def _helplines(argument: str, lines: list[str]) -> str:
    if argument or any(line.strip() for line in lines):
        raise ValueError("helplines have no text of their own")
    return ""


def _source(_argument: str, lines: list[str]) -> dict[str, Any]:
    data = tomllib.loads("\n".join(lines))
    return {
        "authority": data["authority"],
        "title": data["title"],
        "url": data["url"],
        "languages": [code.strip() for code in data["languages"].split(",") if code.strip()],
        "checked_on": data["checked_on"].isoformat(),
    }


def _group(title: str, lines: list[str]) -> dict[str, Any]:
    guides = _list_items(lines)
    if not title or not guides or any(not each.startswith("page:") for each in guides):
        raise ValueError("a group has a title and lines like “- page:residence/pesel-number”")
    return {"title": title, "guides": [each.removeprefix("page:").strip() for each in guides]}


def _term(anchor: str, lines: list[str]) -> dict[str, Any]:
    data = tomllib.loads("\n".join(lines))
    if unknown := set(data) - {"polish", "word", "meaning", "typed", "guide", "avoid"}:
        raise ValueError(f"a term has no “{min(unknown)}”")
    term = {"polish": data["polish"], "anchor": anchor, "word": data["word"], "meaning": data["meaning"]}
    return (
        term
        | {"typed": data.get("typed", ""), "guide": data.get("guide", "")}
        | {"avoid": data.get("avoid", [])}
    )


def _picture(name: str, lines: list[str]) -> dict[str, Any]:
    return {"picture": name, "caption": plain(" ".join(lines))}


_READERS = {
    "group": _group,
    "term": _term,
    "picture": _picture,
    "steps": _steps,
    "checklist": _checklist,
    "deadline": _titled,
    "warning": _titled,
    "decides": _institution,
    "fees": _fees,
    "questions": _questions,
    "contact": _contact,
    "helplines": _helplines,
    "source": _source,
    "activities": _activities,
}


def read_folder(folder: Path) -> dict[str, dict[str, ContentFile]]:
    """All files below a folder: key -> language -> content."""
    found: dict[str, dict[str, ContentFile]] = {}
    for path in sorted(folder.rglob("*.md")):
        content = parse(path, folder)
        found.setdefault(content.key, {})[content.language] = content
    return found


def differences(folder: Path, language: str) -> Iterator[str]:
    """Where the files of a language part from their Polish originals, one sentence each."""
    for path in sorted(folder.rglob(f"*.{language}.md")):
        original = path.with_name(path.name.replace(f".{language}.md", f".{SOURCE}.md"))
        try:
            theirs, ours = parse(path, folder).skeleton(), parse(original, folder).skeleton()
        except (ContentError, OSError) as error:
            yield str(error)
            continue
        for expected, got in zip(ours, theirs, strict=False):
            if expected != got:
                yield f"{path.relative_to(folder)}: Polish has “{expected}”, this has “{got}”"
                break
        else:
            if len(ours) != len(theirs):
                yield f"{path.relative_to(folder)}: Polish has {len(ours)} parts, this has {len(theirs)}"


if __name__ == "__main__":
    from website.demo import contact_files, event_files, page_files

    problems = list(page_files.problems(CONTENT_DIR))
    problems += [
        problem
        for language in sys.argv[1:]
        for folder in (CONTENT_DIR / name for name in ("pages", "institutions", "events", "topics"))
        for problem in differences(folder, language)
    ]
    problems += event_files.problems(CONTENT_DIR / "events")
    problems += contact_files.problems(CONTENT_DIR)
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    sys.stdout.write(f"{len(problems)} differences\n")
    sys.exit(bool(problems))
