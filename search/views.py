"""The page of results."""

from __future__ import annotations

from typing import Any

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page

from search.engine import MAX_QUERY, search
from website.core.languages import active_language, source_language
from website.core.models import FrameRevision
from website.core.routing import language_links
from website.core.views.errors import reads_only

RESULTS_ON_A_PAGE = 20


def result_notes(pages: list[Page]) -> dict[int, str]:
    """What the types of these pages have to say of them, by primary key."""
    by_type: dict[Any, list[Page]] = {}
    for page in pages:
        by_type.setdefault(page.cached_content_type.model_class(), []).append(page)
    return {pk: note for model, found in by_type.items() for pk, note in model.result_notes(found).items()}


@reads_only
def results(request: HttpRequest) -> HttpResponse:
    """Pages in the reader's language; where there are none, Polish ones that say so."""
    current = active_language()
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:MAX_QUERY]
    request.frame_revision = FrameRevision.current()  # type: ignore[attr-defined]  read by the context processor
    found = search(query, list(dict.fromkeys([current.code, source_language().code])))
    language = current if found[current.code] else source_language()
    try:
        page = Paginator(found[language.code], RESULTS_ON_A_PAGE).page(request.GET.get("page") or 1)
    except (EmptyPage, PageNotAnInteger) as error:
        raise Http404 from error
    notes = result_notes(list(page.object_list))
    response = render(
        request,
        "search/results.html",
        {
            "query": query,
            "results": [(each, notes.get(each.pk, "")) for each in page.object_list],
            "pages": page,
            "results_language": language,
            "links": language_links("search", current),
        },
    )
    response["Cache-Control"] = "no-store"
    return response
