"""What people write about: which office, who sees it, how long it is kept, and what they should read first."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import TranslatableMixin
from wagtail.snippets.models import register_snippet
from wagtail_localize.fields import SynchronizedField

from contact.models.institutions import Institution
from contact.querysets import TopicQuerySet
from website.core.blocks import TEXT_FEATURES
from website.core.offices import Office

KEEP_MONTHS, KEEP_MONTHS_SENSITIVE, MOST_MONTHS = 12, 3, 24


@register_snippet
class Topic(TranslatableMixin, models.Model):
    """A topic of the contact form. Words are translated, everything else is the Polish topic's."""

    key = models.SlugField(
        _("key"),
        max_length=40,
        help_text=_("Short Latin name for the address of the form, the same in all languages."),
    )
    title = models.CharField(_("topic"), max_length=80, help_text=_("In the reader's words."))
    hint = models.CharField(
        _("hint"), max_length=160, blank=True, help_text=_("One short sentence under the topic.")
    )
    answer = RichTextField(
        _("what to read first"),
        features=TEXT_FEATURES,
        blank=True,
        help_text=_("Shown before the form: what the office cannot decide, and where to go."),
    )
    institution = models.ForeignKey(
        Institution,
        verbose_name=_("who decides"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Its card is shown before the form."),
    )
    guide = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("guide"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The Polish page; readers get it in their own language."),
    )
    office = models.CharField(
        _("which office"),
        max_length=20,
        choices=Office,
        blank=True,
        help_text=_("For people who do not know which office to write to. Empty: the nearer one."),
    )
    is_emergency = models.BooleanField(
        _("emergency"), default=False, help_text=_("112 and the helplines are shown before anything else.")
    )
    is_sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_(
            "Violence, trafficking: read by the smaller circle only, no notice says what it is about, and the"
            " page can be left quickly."
        ),
    )
    answer_within = models.PositiveSmallIntegerField(
        _("working days to answer"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("After that the inbox marks the message as overdue. Readers are not told this number."),
    )
    keep_months = models.PositiveSmallIntegerField(
        _("months kept"),
        default=KEEP_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
        help_text=_(
            "After the enquiry was closed; then it is deleted and only counted. Sensitive ones at most 3."
        ),
    )
    is_active = models.BooleanField(_("offered to readers"), default=True)
    sort_order = models.PositiveSmallIntegerField(_("place in the list"), default=100)

    objects = TopicQuerySet.as_manager()

    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            *("key", "institution", "guide", "office", "is_emergency", "is_sensitive"),
            *("answer_within", "keep_months", "is_active", "sort_order"),
        )
    ]
    panels = [
        MultiFieldPanel([FieldPanel("title"), FieldPanel("hint"), FieldPanel("key")], heading=_("Topic")),
        MultiFieldPanel(
            [
                FieldPanel("answer"),
                FieldPanel("institution"),
                FieldPanel("guide"),
                FieldPanel("is_emergency"),
            ],
            heading=_("Before the form"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("is_sensitive"),
                FieldRowPanel([FieldPanel("office"), FieldPanel("answer_within"), FieldPanel("keep_months")]),
            ],
            heading=_("In the office"),
        ),
        FieldRowPanel([FieldPanel("is_active"), FieldPanel("sort_order")]),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("topic of the contact form")
        verbose_name_plural = _("topics of the contact form")
        ordering = ["sort_order", "key"]
        constraints = [models.UniqueConstraint(fields=["key", "locale"], name="contact_topic_once")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.is_sensitive and self.keep_months and self.keep_months > KEEP_MONTHS_SENSITIVE:
            raise ValidationError({"keep_months": _("Sensitive enquiries are kept for 3 months at most.")})

    @property
    def is_door(self) -> bool:
        """Whether there is something to read before the form."""
        return bool(self.answer or self.institution_id or self.guide_id or self.is_emergency)


@register_snippet
class ReplyTemplate(models.Model):
    """An answer that the office gives often. Its text is a beginning, never sent without being read."""

    title = models.CharField(_("title"), max_length=120)
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: offered for all topics."),
        limit_choices_to={"locale__language_code": settings.LANGUAGE_CODE},
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(_("text"), max_length=4000)

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("topic"), FieldPanel("language")]),
        FieldPanel("text"),
    ]

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        ordering = ["language", "title"]

    def __str__(self) -> str:
        return self.title


class DoorCount(models.Model):
    """How often a topic was opened in a month, and how often what stood there was enough; without people."""

    month = models.DateField(_("month"))
    topic = models.CharField(_("topic"), max_length=40)
    language = models.CharField(_("language"), max_length=10)
    shown = models.PositiveIntegerField(_("opened"), default=0)
    helped = models.PositiveIntegerField(_("said that it was enough"), default=0)
    written = models.PositiveIntegerField(_("wrote to the office"), default=0)

    class Meta:
        verbose_name = _("count of a door")
        verbose_name_plural = _("counts of doors")
        ordering = ["-month", "topic", "language"]
        constraints = [
            models.UniqueConstraint(fields=["month", "topic", "language"], name="contact_door_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.topic} ({self.language})"
