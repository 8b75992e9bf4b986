"""What editors tell search, and what readers have asked it in vain."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel

from website.core.languages import languages

MOST_WORDS = 20


def language_choices() -> list[tuple[str, str]]:
    """Languages of the site by their own names."""
    return [(each.code, each.name) for each in languages()]


class Synonym(models.Model):
    """Words that mean the same to somebody who searches. Nobody reads them, and nothing has to be indexed anew."""

    language = models.CharField(_("language"), max_length=10, choices=language_choices)
    words = models.TextField(
        _("words"),
        help_text=_(
            "Separated by commas, for example: ВНЖ, вид на жительство, карта побыту. A search for one of them finds"
            " pages with any of the others."
        ),
    )
    is_one_way = models.BooleanField(
        _("only from the first to the others"),
        default=False,
        help_text=_(
            "A search for the first finds the others, but a search for those does not find the first."
        ),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    panels = [FieldPanel("language"), FieldPanel("words"), FieldPanel("is_one_way"), FieldPanel("note")]

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["language", "words"]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        if not 2 <= len(self.members) <= MOST_WORDS:
            raise ValidationError({"words": _("Write 2 to 20 words or expressions, separated by commas.")})

    @property
    def members(self) -> list[str]:
        """The words and expressions, each once, in their order."""
        parts = (part.strip() for part in self.words.replace("،", ",").replace("\n", ",").split(","))
        return list(dict.fromkeys(part for part in parts if part))


class Promotion(models.Model):
    """A page that comes first for some questions, in the language in which they are asked."""

    language = models.CharField(_("language"), max_length=10, choices=language_choices)
    questions = models.TextField(
        _("questions"),
        help_text=_("One a line, as readers type them. Case, accents and punctuation do not matter."),
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("In any language: readers get it in theirs."),
    )

    panels = [FieldPanel("language"), FieldPanel("questions"), PageChooserPanel("page")]

    class Meta:
        verbose_name = _("promoted page")
        verbose_name_plural = _("promoted pages")
        ordering = ["language", "questions"]

    def __str__(self) -> str:
        return f"{self.page}: {', '.join(self.questions.splitlines())}"


class PastQuestion(models.Model):
    """How often a question was asked on a day and what came of it. Nothing about who asked."""

    day = models.DateField()
    language = models.CharField(max_length=10)
    text = models.CharField(max_length=100)
    outcome = models.CharField(max_length=10)
    results = models.PositiveIntegerField(default=0)
    times = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)  # readers who pressed "tell us"

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "language", "text", "outcome"], name="search_question_once"
            )
        ]
        indexes = [models.Index(fields=["language", "text"], name="search_question_text")]

    def __str__(self) -> str:
        return self.text


class Ignored(models.Model):
    """A failed search that an editor has dealt with; it is shown again when it fails after that day."""

    language = models.CharField(max_length=10)
    text = models.CharField(max_length=100)
    since = models.DateField()
    is_for_good = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "text"], name="search_ignored_once")]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.text = self.text[:100]
        super().save(*args, **kwargs)
