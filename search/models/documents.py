"""What can be found: one record for each result a search may have. Written by ``search.documents`` alone.

A document exists only for what everybody may read, so nothing else can ever be found.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

from django.db import models
from wagtail.search import index

from search.analysis import fold, words
from search.analysis.analyzer import weighted
from search.languages import analyzer

TERM = "term"  # the kind of an entry of the glossary: how people call a thing is known from there
TITLE_TIMES, SUMMARY_TIMES = 1, 2  # engines weigh the title by themselves


class Document(index.Indexed, models.Model):
    """A page, a term of the glossary, an institution: in one language.

    ``source`` and ``fragment`` name it; ``path`` is its address without the language, which translations share.
    ``passages`` are ``[anchor, heading, text]``.
    """

    source = models.CharField(max_length=60)
    fragment = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    section = models.CharField(max_length=255, blank=True)  # a slug
    path = models.TextField(blank=True)
    address = models.TextField(blank=True)  # path and fragment: the same in all languages
    name = models.CharField(max_length=255)
    official = models.CharField(max_length=255, blank=True)
    summary = models.TextField(blank=True)
    polish_words = models.TextField(blank=True)
    passages = models.JSONField(default=list)
    counts_from = models.DateTimeField(null=True, blank=True)
    counts_until = models.DateTimeField(null=True, blank=True)
    is_minor = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now=True)

    search_auto_update = False  # the writer updates the index, in the same transaction
    wagtail_reference_index_ignore = True
    search_fields = [index.SearchField("title"), index.SearchField("body")]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "fragment"], name="search_document_once")]
        indexes = [models.Index(fields=["address", "language"], name="search_document_address")]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"

    @property
    def url_path(self) -> str:
        """Its address."""
        address = f"/{self.language}/{self.path}/" if self.path else f"/{self.language}/"
        return f"{address}#{self.fragment}" if self.fragment else address

    # For engines: terms instead of words, under the names that all backends of Wagtail know ---------------------------

    @property
    def _analyses(self) -> list[str]:
        return getattr(self, "analyses", None) or IndexState.load().written_analyses

    def title(self) -> str:
        """Terms of the title and of the Polish name, for every analysis that the index has at the moment."""
        return " ".join(self._title(analysis) for analysis in self._analyses)

    def body(self) -> str:
        """Terms of everything else, and those by which results are filtered."""
        return " ".join(self._body(analysis) for analysis in self._analyses)

    def _title(self, analysis: str) -> str:
        own, polish = analyzer(self.language, analysis), analyzer("pl", analysis)
        official = (
            own.official_terms(self.official, polish) if self.language != "pl" else own.terms(self.official)
        )
        return weighted(
            [
                (own.terms(self.name), TITLE_TIMES),
                (official, TITLE_TIMES),
                (own.title_terms(self.name), TITLE_TIMES),
            ]
        )

    def _body(self, analysis: str) -> str:
        own, polish = analyzer(self.language, analysis), analyzer("pl", analysis)
        text: Counter[str] = Counter()
        headings = own.terms(self.summary)
        for _anchor, heading, passage in self.passages:
            headings.update(own.terms(heading))
            text.update(own.terms(passage))
        if self.language == "pl":
            text.update(own.terms(self.polish_words))
        else:
            text.update(own.official_terms(self.polish_words, polish))
        filters = [own.filter_term("kind", self.kind), own.filter_term("section", self.section)]
        return weighted([(headings, SUMMARY_TIMES), (text, 1), (Counter(filters), 1)])


class Opening(models.Model):
    """How a title or a Polish name may begin when somebody types it: once from each of its words."""

    MOST_WORDS = 6

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="openings")
    language = models.CharField(max_length=10)
    text = models.CharField(max_length=120)

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["language", "text"], name="search_opening_text")]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def of(cls, document: Document) -> list[Opening]:
        """The openings of a document; not saved."""
        texts: dict[str, None] = {}
        for title in filter(None, (document.name, document.official)):
            folded = [fold(token.word) for token in words(title)]
            for place in range(min(len(folded), cls.MOST_WORDS)):
                texts[" ".join(folded[place:])[:120]] = None
        return [cls(document=document, language=document.language, text=text) for text in texts if text]


class Word(models.Model):
    """A word that stands somewhere on the site, folded: what a misspelled word may have meant. Never taken away.

    A word too many only leads to a correction that finds nothing, and the next look goes on.
    """

    language = models.CharField(max_length=10)
    text = models.CharField(max_length=60)
    shown = models.CharField(max_length=60)  # with its marks
    is_official = models.BooleanField(default=False)  # a Polish word on a page of this language

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "text", "is_official"], name="search_word_once")
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def of(cls, document: Document) -> list[Word]:
        """The words of a document; not saved."""
        own = [
            document.name,
            document.summary,
            *(text for passage in document.passages for text in passage[1:]),
        ]
        official = [document.official, document.polish_words]
        if document.language == "pl":
            own, official = own + official, []
        found: dict[tuple[str, bool], str] = {}
        for texts, is_official in ((own, False), (official, True)):
            for token in (token for text in texts for token in words(text)):
                found.setdefault((fold(token.word), is_official), token.word)
        return [
            cls(language=document.language, text=text, shown=shown, is_official=is_official)
            for (text, is_official), shown in sorted(found.items())
            if text and not text[0].isdigit()
        ]


class Change(models.Model):
    """A document that the search server has to be told about. Written by ``search.outbox``."""

    document_pk = models.BigIntegerField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.document_pk)


class IndexState(models.Model):
    """One row: by which analysis the index can be asked, and which one is being written beside it."""

    SINGLE = 1

    analysis = models.CharField(max_length=60)
    building = models.CharField(max_length=60, blank=True)
    built_at = models.DateTimeField(null=True, blank=True)  # when all records were last asked what they say
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    editors_words = models.PositiveIntegerField(default=0)  # grows when synonyms or promotions change

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="search_one_index_state")]

    def __str__(self) -> str:
        return self.analysis

    @classmethod
    def load(cls) -> IndexState:
        """The state. Kept from the first time on: what is written by one analysis is asked by the same."""
        from search.languages import best_analysis

        return cls.objects.get_or_create(pk=cls.SINGLE, defaults={"analysis": best_analysis()})[0]

    @classmethod
    def editors_words_changed(cls) -> None:
        """Have every process read synonyms and promotions anew."""
        cls.load()
        cls.objects.filter(pk=cls.SINGLE).update(editors_words=models.F("editors_words") + 1)

    @property
    def written_analyses(self) -> list[str]:
        """Every analysis that a document has to be written by."""
        return [self.analysis, *([self.building] if self.building else [])]


def normalized_question(text: str) -> str:
    """A question as it is counted and compared: folded words in their order, with one space between them."""
    return " ".join(fold(token.word) for token in words(unicodedata.normalize("NFC", text)))
