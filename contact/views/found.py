"""From an address to the topic it is about, and what its readers should see first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from contact.models import Institution, OfficePage, Topic, offices
from website.core.languages import Language, active_language, language, source_language
from website.core.models import FrameRevision
from website.core.richtext import linked_page_ids
from website.core.routing import PageLink, Route
from website.core.translated import in_language
from website.core.views.private import private, same_address


@dataclass(frozen=True)
class FoundTopic:
    """A topic that is offered: ``words`` in the reader's language or in Polish, ``facts`` of the Polish one."""

    facts: Topic
    words: Topic
    reader: Language

    @property
    def locale(self) -> Any:
        """Of the words, by the name that a route expects of what it leads to."""
        return self.words.locale

    def linked_page_ids(self) -> set[int]:
        """The guide, and the pages that the words link to."""
        guide = {self.facts.guide_id} if self.facts.guide_id else set()
        return linked_page_ids(self.words.answer) | guide

    @cached_property
    def route(self) -> Route:
        """For the links of the words: each leads to the page in the reader's language."""
        return Route(page=self, trail=[], language=self.reader, path="", translations={})

    @property
    def guide(self) -> PageLink | None:
        """The guide in the reader's language, or in Polish; none when nobody may read it."""
        return self.route.links.get(self.facts.guide_id) if self.facts.guide_id else None

    @property
    def institution(self) -> Institution | None:
        """Who decides, in the reader's language or in Polish."""
        if not self.facts.institution_id:
            return None
        chosen = Institution.objects.filter(pk=self.facts.institution_id).values("translation_key")
        found = in_language(Institution.objects.filter(translation_key__in=chosen), self.reader.code)
        return found[0] if found else None

    @property
    def helplines(self) -> list[Institution]:
        """Those to call in danger, each in the reader's language or in Polish."""
        return in_language(Institution.objects.filter(is_helpline=True), self.reader.code)


def find_topic(key: str) -> FoundTopic:
    """The topic with this key; ``Http404`` when it is not offered. One query."""
    reader, source = active_language(), source_language()
    rows = Topic.objects.filter(key=key, locale__language_code__in={reader.code, source.code})
    found = {topic.locale.language_code: topic for topic in rows.select_related("locale")}
    facts = found.get(source.code)
    if facts is None or not facts.is_active:
        raise Http404
    return FoundTopic(facts, found.get(reader.code, facts), reader)


def office_page(office: str, code: str) -> tuple[OfficePage | None, str]:
    """The page of an office and its language: the given one, else Polish; none when it is not published."""
    for each in dict.fromkeys([code, source_language().code]):
        for found in offices(each):
            if found.town == office:
                return found, each
    return None, code


def page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200, *, discreet: bool = False
) -> HttpResponse:
    """A page of this room that nobody keeps. ``discreet``: its title says nothing, and it can be left at once."""
    request.frame_revision = FrameRevision.current()  # type: ignore[attr-defined]  read by the context processor
    shared = {"links": same_address(request), "is_discreet": discreet}
    return private(render(request, template, shared | context, status=status))


def withheld(response: HttpResponse) -> HttpResponse:
    """Its address is told to nobody, not even to this site.

    Only for pages without a form of ours: a browser that sends no ``Sec-Fetch-Site`` would then hide where the form
    comes from (``Origin: null``), and a person in need would get an error page. Forms keep "same-origin", which tells
    other sites just as little.
    """
    response["Referrer-Policy"] = "no-referrer"
    return response


def in_words(code: str) -> Language:
    """The language with this code, or Polish for one that the site no longer has."""
    try:
        return language(code)
    except KeyError:
        return source_language()
