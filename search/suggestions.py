"""What a question that is being typed may become: titles and Polish names, from any of their words on."""

from __future__ import annotations

from search.models import Opening
from search.models.documents import normalized_question

MOST = 8
SHORTEST = 2  # letters


def suggestions(typed: str, code: str) -> list[dict[str, str]]:
    """Titles in the reader's language with their addresses, the shortest way to what was typed first; one query."""
    text = normalized_question(typed)
    if len(text) < SHORTEST:
        return []
    rows = (
        Opening.objects.filter(language=code, text__gte=text, text__lt=text + "\uffff")
        .select_related("document")
        .only("text", "document__name", "document__official", "document__path", "document__language",
              "document__fragment", "document__is_minor")
        .order_by("text")[: MOST * 4]
    )  # fmt: skip
    found: dict[str, tuple[tuple[bool, int, str], dict[str, str]]] = {}
    for row in rows:
        document = row.document
        order = (document.is_minor, len(row.text), document.name)
        name = document.name
        shown = {"title": name, "href": document.url_path}
        if document.official and document.official.lower() != name.lower():
            shown["official"] = document.official
        if name not in found or order < found[name][0]:
            found[name] = (order, shown)
    return [shown for _order, shown in sorted(found.values(), key=lambda each: each[0])][:MOST]
