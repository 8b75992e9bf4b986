"""The page of results."""

from __future__ import annotations

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from search.engine import MAX_QUERY, search
from website.core.languages import active_language, source_language
from website.core.models import FrameRevision
from website.core.routing import language_links
from website.core.views.errors import reads_only

RESULTS_ON_A_PAGE = 20


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
    response = render(
        request,
        "search/results.html",
        {
            "query": query,
            "results": page,
            "results_language": language,
            "links": language_links("search", current),
        },
    )
    response["Cache-Control"] = "no-store"
    return response
