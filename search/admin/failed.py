"""What readers asked in vain, and what editors do about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from search.admin.rights import tends_required
from search.forms import Asked
from search.memory import State
from search.models import Ignored, PastQuestion
from search.results import ask
from website.core.languages import language, languages

DAYS = 3  # a question asked on fewer days may name a person or be a slip
FAILED = ["none", "any"]
MOST = 200


@dataclass(frozen=True)
class Failed:
    """A question that found nothing, or only pages with one of its words."""

    text: str
    code: str
    days: int
    times: int
    told: int
    last: dt.date

    @property
    def language(self) -> str:
        return language(self.code).name

    @property
    def search_href(self) -> str:
        return f"/{self.code}/search/?{urlencode({'q': self.text})}"

    @property
    def synonym_href(self) -> str:
        values = urlencode({"language": self.code, "words": f"{self.text}, "})
        return f"{reverse('wagtailsnippets_search_synonym:add')}?{values}"

    @property
    def promotion_href(self) -> str:
        values = urlencode({"language": self.code, "questions": self.text})
        return f"{reverse('wagtailsnippets_search_promotion:add')}?{values}"


def failed() -> list[Failed]:
    """Questions that failed on three days or more and that nobody has dealt with, the most asked first."""
    known = [each.code for each in languages()]
    rows = (
        PastQuestion.objects.filter(outcome__in=FAILED, language__in=known)
        .values("language", "text")
        .annotate(days=Count("day", distinct=True), times=Sum("times"), told=Sum("told"), last=Max("day"))
        .filter(days__gte=DAYS)
        .order_by("-told", "-times", "text")
    )
    dealt_with = {(row.language, row.text): row for row in Ignored.objects.all()}
    found = []
    for row in rows:
        done = dealt_with.get((row["language"], row["text"]))
        if done and (done.is_for_good or row["last"] <= done.since):
            continue
        found.append(
            Failed(
                row["text"],
                row["language"],
                row["days"],
                row["times"] + row["told"],
                row["told"],
                row["last"],
            )
        )
    return found[:MOST]


@method_decorator(tends_required, name="dispatch")
class FailedView(WagtailAdminTemplateMixin, View):
    """The list, and closing one of its rows."""

    page_title = _("Failed searches")
    header_icon = "search"
    template_name = "search/admin/failed.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "rows": failed(),
            "days": DAYS,
            "guides_href": reverse("wagtailadmin_explore_root"),
        }

    def render_to_response(self, context: dict[str, Any]) -> HttpResponse:
        from django.shortcuts import render

        return render(self.request, self.template_name, context)

    def post(self, request: HttpRequest) -> HttpResponse:
        text, code = request.POST.get("text", ""), request.POST.get("language", "")
        if code not in {each.code for each in languages()} or not text:
            raise Http404
        if request.POST.get("act") == "ignore":
            self._close(text, code, for_good=True)
            messages.success(request, gettext("“%(text)s” will not be shown again.") % {"text": text})
        else:
            self._try_again(request, text, code)
        return redirect(request.path)

    def _try_again(self, request: HttpRequest, text: str, code: str) -> None:
        answer = ask(Asked(text), code, State.read())
        if answer.count and answer.outcome not in FAILED:
            self._close(text, code, for_good=False)
            found = ngettext(
                "“%(text)s” finds %(count)d page now.", "“%(text)s” finds %(count)d pages now.", answer.count
            )
            messages.success(request, found % {"text": text, "count": answer.count})
        else:
            sentence = gettext(
                "“%(text)s” still finds nothing that fits: add a synonym, promote a page or write one."
            )
            messages.warning(request, sentence % {"text": text})

    def _close(self, text: str, code: str, for_good: bool) -> None:
        Ignored.objects.update_or_create(
            language=code, text=text[:100], defaults={"since": timezone.localdate(), "is_for_good": for_good}
        )
