"""From what somebody typed to what engines are asked: literally first, then wider, only as far as needed.

1. all words, in any of their forms, or what editors say means the same; in titles their stems are enough
2. stems everywhere, corrections, other alphabets; and all words in the other languages, whose pages may be translated
3. all words but one
4. any word

Source: docs/search.md, where each step is measured.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from search.analysis import Analyzer, QueryWord, fold, words
from search.analysis.spelling import Vocabulary, script
from search.languages import codes
from search.memory import EditorsWords, State, analyzers, editors_words, vocabulary
from search.models.documents import normalized_question
from search.wanted import Conjunction, Group, Wanted

MOST_WORDS = 16  # of a question; further words change no order
MOST_CONJUNCTIONS = 14
MOST_SYNONYMS = 40  # terms
LONGEST = 300  # characters

# Words that say that somebody looks for something to go to.
EVENT_WORDS = {
    "pl": "wydarzenie wydarzenia warsztat warsztaty kurs kursy szkolenie szkolenia debata spotkanie "
    "spotkania zajecia termin terminy zapisy kalendarz",
    "en": "event events workshop workshops course courses training debate meeting meetings class classes "
    "calendar",
    "uk": "подія події майстерня воркшоп курс курси тренінг навчання дебати зустріч зустрічі заняття "
    "календар",
    "ru": "событие события мероприятие мероприятия мастеркласс семинар курс курсы тренинг дебаты встреча "
    "встречи занятия календарь",
    "be": "падзея падзеі майстэрня курс курсы трэнінг дэбаты сустрэча сустрэчы заняткі каляндар",
    "es": "evento eventos taller talleres curso cursos formacion debate reunion encuentro clases calendario",
    "ar": "فعاليه فعاليات ورشه دوره دورات تدريب نقاش لقاء دروس تقويم",
}


@dataclass(frozen=True)
class Filters:
    """What the reader narrows the results to."""

    kind: str = ""
    section: str = ""


@dataclass
class Plan:
    """A question in one language, ready to be asked."""

    text: str
    code: str
    words: list[QueryWord]
    first: Wanted
    wider: Wanted
    almost: Wanted
    any_word: Wanted
    corrections: dict[str, str] = field(default_factory=dict)
    leaves_out: bool = False  # a word that stands nowhere on the site
    is_about_events: bool = False
    promoted: list[str] = field(default_factory=list)
    own_conjunctions: list[Conjunction] = field(default_factory=list)

    @property
    def corrected_text(self) -> str:
        """The question with its corrections; empty when there are none."""
        written, last = "", 0
        for token in words(self.text):
            instead = self.corrections.get(fold(token.word))
            if instead:
                written += self.text[last : token.start] + instead
                last = token.end
        return written + self.text[last:] if written else ""


def make(text: str, code: str, state: State, filters: Filters, literally: bool = False) -> Plan:
    """Plan a search. ``literally``: the reader does not want to be corrected."""
    own, polish = analyzers(code, state)
    asked = own.question(text[:LONGEST], polish)[:MOST_WORDS]
    content = [word for word in asked if not word.is_stop] or asked
    known = vocabulary(code, state)
    told = editors_words(code, state)
    must = _filter_groups(own, filters)
    corrections: dict[str, str] = {}
    theirs = known if code == "pl" else vocabulary("pl", state)
    groups = [_wider_group(word, known, theirs, None if literally else corrections) for word in content]
    literal: list[Conjunction] = []
    if content:
        plain = _with_synonyms(content, [word.terms for word in content], told, own)
        literal = [
            tuple(plain),
            tuple(_with_synonyms(content, [word.in_title for word in content], told, own)),
        ]
        literal += _by_synonyms(content, plain, told, own)
    groups = _with_synonyms(content, groups, told, own)
    conjunctions = _by_synonyms(content, groups, told, own)
    # What stands nowhere on the site, in no form and by no other name, would only hide what the other words find.
    conjunctions = [tuple(filter(None, each)) for each in (groups, *conjunctions)]
    conjunctions = [each for each in conjunctions if each]
    groups = [group for group in groups if group]
    elsewhere: list[Conjunction] = []
    if not must:
        elsewhere = _elsewhere(text, code, state)
        if code != "pl":
            elsewhere += _in_polish(content, told, own, polish)
    wider = [(*each, *must) for each in conjunctions[:MOST_CONJUNCTIONS]]
    almost: list[Conjunction] = []
    if 2 < len(groups) <= 8:
        almost = [(*groups[:place], *groups[place + 1 :], *must) for place in range(len(groups))]
    anything = tuple(dict.fromkeys(term for group in groups for term in group))
    for each in conjunctions[1:]:
        anything += tuple(term for group in each for term in group if term not in anything)
    folded = {word.folded for word in asked} | {lemma for word in asked for lemma in word.lemmas}
    return Plan(
        text=text,
        code=code,
        words=content,
        first=Wanted(tuple((*each, *must) for each in literal[:MOST_CONJUNCTIONS])),
        wider=Wanted((*wider, *elsewhere)),
        almost=Wanted((*almost, *elsewhere)) if almost else Wanted(()),
        any_word=Wanted(((anything, *must), *elsewhere)) if anything else Wanted(()),
        corrections=corrections,
        leaves_out=len(conjunctions) == 1 and len(groups) < len(content),
        is_about_events=bool(folded & set(EVENT_WORDS.get(code, "").split())),
        own_conjunctions=conjunctions[:MOST_CONJUNCTIONS],
        promoted=told.promotions.get(normalized_question(text), []),
    )


def _filter_groups(own: Analyzer, filters: Filters) -> list[Group]:
    groups: list[Group] = []
    if filters.kind:
        groups.append((own.filter_term("kind", filters.kind),))
    if filters.section:
        groups.append((own.filter_term("section", filters.section),))
    return groups


def _wider_group(
    word: QueryWord, known: Vocabulary, theirs: Vocabulary, corrections: dict[str, str] | None
) -> Group:
    """Everything that a word may stand for; nothing when no page has anything like it.

    A word that Polish pages have is meant as it is typed. What it was corrected to is noted in ``corrections``;
    without them it is not corrected.
    """
    own, polish = known.analyzer, known.polish
    if known.knows(word.text, word.folded):
        return word.wider
    found: list[str] = []
    is_polish = theirs is not known and theirs.knows(word.text, word.folded)
    for heard, is_official in [] if is_polish else known.heard(word.folded):
        meant = own.word(heard, polish)
        found += _official(meant, own) if is_official and own is not polish else meant.terms
    if not found and corrections is not None and not word.is_known and not is_polish:
        corrected = known.corrected(word.folded)
        if corrected:
            corrections[word.folded] = known.shown(corrected)
            found += own.word(corrected, polish).terms
    if not found and not known.has_stem(word.folded):
        return ()
    return tuple(dict.fromkeys([*word.wider, *found]))


def _official(word: QueryWord, own: Analyzer) -> tuple[str, ...]:
    return tuple(term for term in word.terms if own.is_official(term))


def _with_synonyms(
    content: list[QueryWord], groups: list[Group], told: EditorsWords, own: Analyzer
) -> list[Group]:
    """Each word, or another one that means the same."""
    found = list(groups)
    for place, word in enumerate(content):
        others = [
            term
            for asked, meant in told.synonyms
            if len(asked) == len(meant) == 1 and _is_form_of(asked[0], word, own)
            for term in own.word(meant[0]).terms
        ]
        found[place] = tuple(dict.fromkeys([*found[place], *others[:MOST_SYNONYMS]]))
    return found


def _by_synonyms(
    content: list[QueryWord], groups: list[Group], told: EditorsWords, own: Analyzer
) -> list[Conjunction]:
    """The question once more for each synonym of several words, with the other words in their place."""
    found: list[Conjunction] = []
    for asked, meant in told.synonyms:
        if len(asked) == len(meant) == 1:
            continue
        place = _place_of(asked, content, own)
        if place is None:
            continue
        instead = [own.word(part) for part in meant]
        instead = [word for word in instead if not word.is_stop] or instead
        conjunction = (*groups[:place], *(word.terms for word in instead), *groups[place + len(asked) :])
        found.append(conjunction)
    return found


def _in_polish(
    content: list[QueryWord], told: EditorsWords, own: Analyzer, polish: Analyzer
) -> list[Conjunction]:
    """Polish names among the synonyms of what is asked: they find pages that are not in the reader's language yet."""
    found: list[Conjunction] = []
    for asked, meant in told.synonyms:
        if all(script(part) == "latin" for part in meant) and _place_of(asked, content, own) is not None:
            words_of = [polish.word(part) for part in meant]
            if all(word.is_known or len(word.folded) < 5 for word in words_of):
                found.append(tuple(word.terms for word in words_of))
    return found[:MOST_CONJUNCTIONS]


def _place_of(asked: tuple[str, ...], content: list[QueryWord], own: Analyzer) -> int | None:
    """Where an expression stands in a question, in any form of its words."""
    for place in range(len(content) - len(asked) + 1):
        if all(_is_form_of(part, content[place + offset], own) for offset, part in enumerate(asked)):
            return place
    return None


def _is_form_of(part: str, word: QueryWord, own: Analyzer) -> bool:
    if part == word.folded:
        return True
    lemmas = own.lemmas(part, as_typed=False)
    if lemmas and word.lemmas:
        return bool(set(lemmas) & set(word.lemmas))
    return len(part) > 3 and own.stem(part) == own.stem(word.folded)


def _elsewhere(text: str, code: str, state: State) -> list[Conjunction]:
    """All words of the question in each other language whose alphabet it is typed in."""
    found: list[Conjunction] = []
    for other in codes():
        if other == code:
            continue
        theirs, polish = analyzers(other, state)
        words = theirs.question(text[:LONGEST], polish)[:MOST_WORDS]
        content = [word for word in words if not word.is_stop] or words
        if content and all(
            script(word.folded) == theirs.language.alphabet or word.folded.isascii() for word in content
        ):
            found.append(tuple(word.terms for word in content))
    return found
