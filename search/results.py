"""The answer to a search: which documents, in which order, with which words of theirs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, JSONField, Q, Value, When
from django.utils import timezone

from search import engine, plan
from search.analysis import Analyzer
from search.forms import Asked
from search.memory import State, analyzers
from search.models import Document
from search.models.documents import TERM
from search.snippets import Marker, Part, Snippet, marked, snippet, wanted_terms
from search.wanted import CAP, NOTHING, Hits

ENOUGH = 3  # with fewer results, search looks wider
ON_A_PAGE = 10
WEIGHED = 60  # results whose order is looked at again, by what their titles say
FROM_ELSEWHERE = 10
FAR = 100.0  # less than any result that was looked at again
MINOR = 0.8  # how much later entries of glossary and directory come than pages
FIRST = 3  # results that a person on a phone looks at

LITERAL, WIDER, ALMOST, ANY, NOWHERE = "all", "wider", "almost", "any", "none"
COLUMNS = (
    "pk", "source", "fragment", "language", "kind", "section", "path", "address", "name", "official", "summary",
    "counts_from", "counts_until", "is_minor",
)  # fmt: skip


@dataclass
class Result:
    """One line of the list; ``href`` is where it leads."""

    document: Any
    score: float
    snippet: Snippet | None = None
    title: tuple[Part, ...] = ()
    official: tuple[Part, ...] = ()
    note: str = ""

    @property
    def href(self) -> str:
        """The address of the page, or of the entry on it."""
        document = self.document
        address = f"/{document.language}/{document.path}/" if document.path else f"/{document.language}/"
        return f"{address}#{document.fragment}" if document.fragment else address

    @property
    def passage_href(self) -> str:
        """The address of the heading under which the words stand; empty where there is none."""
        if not (self.snippet and self.snippet.anchor and self.snippet.heading) or self.document.fragment:
            return ""
        return f"{self.href}#{self.snippet.anchor}"


@dataclass
class Answer:
    """What was found. ``outcome`` is how far search had to go; ``elsewhere`` counts what only other languages have."""

    question: plan.Plan
    results: list[Result]
    count: int
    has_more: bool
    outcome: str
    is_padded: bool  # some of the results do not have all words
    page: int
    pages: int
    kinds: Counter[str] = field(default_factory=Counter)
    sections: Counter[str] = field(default_factory=Counter)
    elsewhere: list[Result] = field(default_factory=list)
    elsewhere_count: Counter[str] = field(default_factory=Counter)

    @property
    def text(self) -> str:
        """The question that is answered."""
        return self.question.corrected_text if self.is_corrected else self.question.text

    @property
    def lacks_words(self) -> bool:
        """Whether no result has all words of the question."""
        return self.outcome in {ALMOST, ANY} or (self.outcome == WIDER and self.question.leaves_out)

    @property
    def is_corrected(self) -> bool:
        """Whether what is shown answers a corrected question."""
        return bool(self.question.corrections) and self.outcome != LITERAL and bool(self.results)


class NoSuchPage(Exception):
    """A number of a page that the results do not have."""


def ask(asked: Asked, code: str, state: State) -> Answer:
    """Search; three queries at most besides that of the state: two to the engine, one for the documents."""
    page = asked.page
    question = plan.make(asked.text, code, state, asked.filters, asked.literally)
    found = _look(question)
    rows = _rows(found, question, code, page)
    own, others = _weighed(rows, found.hits, question, code, state)
    if page > 1 and (page - 1) * ON_A_PAGE >= len(own):
        raise NoSuchPage
    shown = own[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    _show(shown, question, state)
    answer = Answer(
        question=question,
        results=shown,
        count=len(own),
        has_more=found.hits.has_more,
        outcome=found.outcome if own or others else NOWHERE,
        is_padded=found.is_padded and len(own) > found.literal,
        page=page,
        pages=max(1, -(-len(own) // ON_A_PAGE)),
        kinds=Counter(result.document.kind for result in own),
        sections=Counter(result.document.section for result in own if result.document.section),
    )
    if page == 1 and others:
        answer.elsewhere = others[:FROM_ELSEWHERE]
        answer.elsewhere_count = Counter(result.document.language for result in others)
        _show(answer.elsewhere, question, state)
    return answer


@dataclass(frozen=True)
class _Found:
    """What engines find, and how far search had to go for it.

    ``is_wide``: there may be pages in other languages. ``is_padded``: besides the ``literal`` results that have all
    words there are some that lack one.
    """

    hits: Hits
    outcome: str
    is_wide: bool = False
    is_padded: bool = False
    literal: int = 0


def _look(question: plan.Plan) -> _Found:
    first = engine.candidates([question.first])
    if len(first.scores) >= ENOUGH:
        return _Found(first, LITERAL)
    steps = [(WIDER, question.wider), (ALMOST, question.almost), (ANY, question.any_word)]
    asked = [(name, wanted) for name, wanted in steps if wanted]
    more = engine.candidates([wanted for _name, wanted in asked], ENOUGH)
    if not more.scores:
        return _Found(first, LITERAL) if first.scores else _Found(NOTHING, NOWHERE)
    outcome = asked[more.alternative][0]
    if not first.scores:
        return _Found(more, outcome, is_wide=True)
    # What has all words as they were asked is worth more than what was found by looking wider, a little or a lot.
    best = max((score for _pk, score in more.scores), default=0.0) or 1.0
    bonus = best + 1 if outcome == WIDER else 0.35 * best
    wide = dict(more.scores)
    literal = {pk: bonus + (score if outcome == WIDER else wide.get(pk, 0.0)) for pk, score in first.scores}
    merged = literal | {pk: score for pk, score in more.scores if pk not in literal}
    scores = tuple(sorted(merged.items(), key=lambda item: -item[1])[:CAP])
    return _Found(
        Hits(0, scores, more.has_more),
        LITERAL,
        is_wide=True,
        is_padded=outcome != WIDER,
        literal=len(first.scores),
    )


def _rows(found: _Found, question: plan.Plan, code: str, page: int) -> list[Any]:
    """The documents, with their text where it may be shown; and those in the reader's language of the same pages."""
    ids = [pk for pk, _score in found.hits.scores]
    if not ids and not question.promoted:
        return []
    near = [*ids[:WEIGHED], *ids[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]]
    wanted, shown = Q(pk__in=ids), Q(pk__in=near)
    if question.promoted:
        wanted |= Q(language=code, address__in=question.promoted)
        shown |= Q(address__in=question.promoted)
    if found.is_wide:
        # Pages found in another language that the reader can have in his own.
        translated = Document.objects.filter(pk__in=ids).exclude(language=code).values("address")
        wanted |= Q(language=code, address__in=translated)
        shown |= ~Q(pk__in=ids)
    texts = Case(When(shown, then="passages"), default=Value([], JSONField()))
    return list(
        Document.objects.filter(wanted).annotate(text=texts).values_list(*COLUMNS, "text", named=True)
    )


def _weighed(
    rows: list[Any], hits: Hits, question: plan.Plan, code: str, state: State
) -> tuple[list[Result], list[Result]]:
    """Results in the reader's language and those that only other languages have, best first."""
    scores = dict(hits.scores)
    best = max(scores.values(), default=0.0) or 1.0
    own, polish = analyzers(code, state)
    results: dict[str, Result] = {}
    others: list[Result] = []
    weighed: Counter[bool] = Counter()
    for row in sorted(rows, key=lambda row: -scores.get(row.pk, 0.0)):
        relative = scores.get(row.pk, 0.0) / best
        if row.language == code:
            weighed[row.pk in scores] += 1
            is_far = weighed[row.pk in scores] > WEIGHED
            score = relative - FAR if is_far else _score(row, relative, question, own, polish)
            results[row.address] = Result(row, score)
        else:
            others.append(Result(row, relative))
    left = []
    for result in others:
        twin = results.get(result.document.address)
        if twin is None:
            left.append(result)
        elif twin.document.pk not in scores:
            # Found by its translation only: it comes after what was found by its own words.
            twin.score += 0.4 * result.score
    for place, path in enumerate(question.promoted):
        if path in results:
            results[path].score = 1000.0 - place
    ordered = _mixed(sorted(results.values(), key=lambda result: (-result.score, result.document.pk)))
    preferred = {language: place for place, language in enumerate(_preferred(code))}
    seen: set[str] = set()
    unique = []
    for result in sorted(
        left,
        key=lambda each: (
            preferred.get(each.document.language, 9),
            MINOR * each.document.is_minor - each.score,
            each.document.pk,
        ),
    ):
        if result.document.address not in seen:
            seen.add(result.document.address)
            unique.append(result)
    return ordered, unique


def _mixed(ordered: list[Result]) -> list[Result]:
    """The same results with at most one entry of the glossary or the directory among those that are seen first.

    Ten words of the glossary that begin alike would hide the guide that says what to do.
    """
    seen: set[str] = set()
    first, later = [], []
    for result in ordered:
        path = result.document.path
        is_one_more = bool(result.document.fragment) and path in seen and len(first) < FIRST
        (later if is_one_more else first).append(result)
        seen.add(path)
    return [
        *first[:FIRST],
        *sorted([*first[FIRST:], *later], key=lambda each: (-each.score, each.document.pk)),
    ]


def _preferred(code: str) -> list[str]:
    """Languages that a reader of one most likely knows as well."""
    return {"be": ["ru", "uk", "pl"], "uk": ["ru", "pl"], "ru": ["uk", "pl"]}.get(code, ["en", "pl"])


def _score(row: Any, relative: float, question: plan.Plan, own: Analyzer, polish: Analyzer) -> float:
    """How well a document fits, from what the engine says and from the words of its title. Weights: docs/search.md."""
    score = relative
    title = set(own.terms(row.name))
    title |= (
        set(own.official_terms(row.official, polish))
        if row.language != "pl"
        else set(own.terms(row.official))
    )
    title_stems = title | set(own.title_terms(row.name))
    summary = set(own.terms(row.summary))
    count = len(question.words) or 1
    literal = sum(1 for word in question.words if title & set(word.terms)) / count
    wide = max(
        (sum(1 for group in each if title & set(group)) / len(each) for each in question.own_conjunctions),
        default=0.0,
    )
    in_title = sum(1 for word in question.words if title_stems & set(word.in_title)) / count
    score += 1.6 * max(literal, 0.85 * in_title, 0.85 * wide)
    score += 0.5 * sum(1 for word in question.words if summary & set(word.wider)) / count
    if literal == 1:
        score += 0.6 * min(1.0, count / max(1, len([*_content_of(own, row.name)])))
    if row.is_minor:
        score -= MINOR
    if row.kind == "event":
        over = row.counts_until is not None and row.counts_until < timezone.now()
        score += -2.0 if over else (1.5 if question.is_about_events else -0.2)
    return score


def _content_of(own: Analyzer, text: str) -> list[Any]:
    return [word for word in own.question(text) if not word.is_stop]


def _show(results: list[Result], question: plan.Plan, state: State) -> None:
    """Put in what is shown of each: title and snippet, with the words that were asked for marked."""
    markers: dict[str, Marker] = {}
    for result in results:
        row = result.document
        if row.language not in markers:
            own, polish = analyzers(row.language, state)
            markers[row.language] = Marker(own, _marks(question, own, polish))
        marker = markers[row.language]
        result.title = marked(row.name, marker)
        if row.official and row.official.lower() != row.name.lower():
            result.official = marked(row.official, marker)
        # What a term means says more than how people misspell it.
        passages = [["", "", row.summary], *(row.text if row.kind != TERM else [])]
        result.snippet = snippet(passages, marker) or Snippet(marked(row.summary, marker))


def _marks(question: plan.Plan, own: Analyzer, polish: Analyzer) -> frozenset[str]:
    words = question.words
    if own.language.code != question.code:
        words = [word for word in own.question(question.text, polish) if not word.is_stop]
    terms = set(wanted_terms(words))
    for conjunction in (*question.wider.conjunctions, *question.any_word.conjunctions):
        for group in conjunction:
            terms.update(term for term in group if own.is_word(term))
    return frozenset(terms)
