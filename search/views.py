"""The page of results, suggestions while somebody types, and the button that tells the offices what is missing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from wagtail.models import get_page_models

from search import questions
from search.danger import helplines, is_in_danger
from search.forms import Asked, cleaned, read
from search.kinds import KIND_NAMES
from search.memory import State
from search.results import ON_A_PAGE, Answer, NoSuchPage, Result, ask
from search.suggestions import suggestions
from website.core.frame import frame_for
from website.core.languages import active_language, language
from website.core.origin import same_origin
from website.core.routing import language_links
from website.core.throttle import allow, client_place
from website.core.views.errors import reads_only

KEPT_IN_BROWSERS = 600  # seconds; a title changes rarely


@reads_only
def results(request: HttpRequest) -> HttpResponse:
    """What was found, in the reader's language first."""
    current = active_language()
    asked = read(request.GET)
    state = State.read()
    request.frame_revision = state.frame  # type: ignore[attr-defined]  read by the context processor
    answer = None
    if asked.text:
        try:
            answer = ask(asked, current.code, state)
        except NoSuchPage as error:
            raise Http404 from error
        _add_notes([*answer.results, *answer.elsewhere])
        if asked.is_first:
            questions.record(current.code, asked.text, answer.outcome, answer.count)
    response = render(request, "search/results.html", _context(asked, answer, current.code, state))
    response["Cache-Control"] = "no-store"
    return response


def _add_notes(found: list[Result]) -> None:
    """What pages say of themselves at this moment: when an event is, whether it takes place. A query for such kinds."""
    by_kind: dict[str, list[Result]] = {}
    for result in found:
        by_kind.setdefault(result.document.kind, []).append(result)
    for model in get_page_models():
        some = by_kind.get(getattr(model, "search_kind", ""))
        notes = model.result_notes([result.document.path for result in some]) if some else {}
        for result in some or []:
            result.note = result.note or notes.get(result.document.path, "")


def _context(asked: Asked, answer: Answer | None, code: str, state: State) -> dict[str, Any]:
    def address(**changes: Any) -> str:
        values = {"q": asked.text, "kind": asked.filters.kind, "section": asked.filters.section} | changes
        return "?" + urlencode({name: value for name, value in values.items() if value})

    context: dict[str, Any] = {
        "query": asked.text,
        "answer": answer,
        "links": language_links("search", language(code)),
        "helplines": helplines(code) if is_in_danger(asked.text) else [],
        "was_told": asked.was_told,
    }
    if answer is None:
        return context
    context["kinds"] = [
        (KIND_NAMES[kind], count, address(kind=kind))
        for kind, count in answer.kinds.most_common()
        if kind in KIND_NAMES
    ]
    names = _section_names(code, state)
    context["sections"] = [
        (names[section], count, address(section=section))
        for section, count in answer.sections.most_common()
        if section in names
    ]
    context["all_href"] = address(kind="", section="")
    context["is_filtered"] = bool(asked.filters.kind or asked.filters.section)
    context["literal_href"] = address(exact=1)
    context["previous_href"] = address(page=answer.page - 1) if answer.page > 1 else ""
    context["next_href"] = address(page=answer.page + 1) if answer.page < answer.pages else ""
    context["start"] = (answer.page - 1) * ON_A_PAGE + 1
    context["elsewhere"] = [
        (language(each), count) for each, count in answer.elsewhere_count.most_common() if count
    ]
    context["may_tell"] = questions.may_be_kept(asked.text)
    return context


def _section_names(code: str, state: State) -> dict[str, str]:
    """Titles of the sections that stand in menu and footer, by the first part of their address; kept in memory."""
    frame = frame_for(code, state.frame)
    return {link.href.split("/")[2]: link.title for link in (*frame.menu, *frame.footer)}


@reads_only
def suggest(request: HttpRequest) -> JsonResponse:
    """Titles that begin with what was typed so far; the same for everybody, so browsers may keep it."""
    typed = cleaned(request.GET.get("q", ""))
    found = suggestions(typed, active_language().code)
    response = JsonResponse({"suggestions": found})
    response["Cache-Control"] = f"public, max-age={KEPT_IN_BROWSERS}"
    return response


@csrf_exempt  # nobody is logged in, nothing of a person is written, and the form has no cookie (docs/adr/0007)
@require_POST
def tell(request: HttpRequest) -> HttpResponse:
    """Count that somebody missed an answer; the question alone, and not when it may name a person."""
    text = cleaned(request.POST.get("q", ""))
    code = active_language().code
    if not same_origin(request):
        raise PermissionDenied
    if text and allow("tell search", client_place(request), (20, 3600)):
        questions.record(code, text, "none", 0, told=True)
    return redirect(reverse("search:results") + "?" + urlencode({"q": text, "told": "1"}))
