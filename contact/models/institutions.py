"""Institutions: who decides or helps. One record for guides, the directory, topics and helplines."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail.snippets.models import register_snippet
from wagtail_localize.fields import SynchronizedField

from contact.choices import Town
from website.core.blocks import TEXT_FEATURES
from website.core.fields import SPOKEN, ChoiceListField
from website.core.routing import normalized, readable
from website.core.searchable import Entry, Passage, Searchable, plain

MATTERS = [
    ("residence", _("Residence")),
    ("work", _("Work")),
    ("school", _("School")),
    ("health", _("Health")),
    ("legal", _("Legal help")),
    ("safety", _("Safety")),
    ("social", _("Social security")),
    ("taxes", _("Taxes")),
    ("project", _("The project")),
]


@register_snippet
class Institution(TranslatableMixin, index.Indexed, Searchable, models.Model):
    """An institution that decides or helps. Guides and the directory show this record; it is kept in one place."""

    key = models.SlugField(
        _("key"), max_length=60, help_text=_("Short Latin name, the same in all languages.")
    )
    title = models.CharField(_("name in this language"), max_length=160)
    official_name = models.CharField(_("official Polish name"), max_length=200)
    description = RichTextField(_("what it decides, and what it does not"), features=TEXT_FEATURES)
    town = models.CharField(_("where"), max_length=20, choices=Town)
    matters = ChoiceListField(_("matters"), choices_from=MATTERS)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)
    languages = ChoiceListField(_("languages of its website"), choices_from=SPOKEN)
    is_helpline = models.BooleanField(
        _("helpline"),
        default=False,
        help_text=_("Shown in danger: on the pages about violence and trafficking."),
    )
    hours = models.CharField(
        _("hours"),
        max_length=120,
        blank=True,
        help_text=_("When it is open or answers, and what a call costs, for example: day and night, free."),
    )
    checked_on = models.DateField(_("checked on"))

    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            *("key", "official_name", "town", "matters", "address", "phone", "languages"),
            *("is_helpline", "checked_on"),
        )
    ]
    panels = [
        MultiFieldPanel(
            [FieldPanel("title"), FieldPanel("official_name"), FieldPanel("key")], heading=_("Name")
        ),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("town"), FieldPanel("matters")]),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("hours")]),
                FieldPanel("is_helpline"),
                FieldPanel("website"),
                FieldPanel("languages"),
            ],
            heading=_("How to reach it"),
        ),
        FieldPanel("checked_on"),
    ]
    search_fields = [
        index.SearchField("title"),
        index.SearchField("official_name"),
        index.AutocompleteField("title"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["town", "title"]
        constraints = [models.UniqueConstraint(fields=["key", "locale"], name="contact_institution_once")]

    def __str__(self) -> str:
        return self.title

    def search_entries(self) -> list[Entry]:
        """Its entry in the directory of the same language, if readers have one."""
        from contact.models.pages import DirectoryPage

        code = self.locale.language_code
        directory = readable(DirectoryPage.objects.filter(locale_id=self.locale_id)).values_list(
            "url_path", flat=True
        )
        address = directory.first()
        if not address:
            return []
        text = " ".join(filter(None, [plain(self.description), self.address, self.get_town_display()]))
        return [
            Entry(
                kind="institution",
                language=code,
                path=normalized(address.split("/", 2)[2]),
                fragment=self.key,
                title=self.title,
                official=self.official_name,
                passages=(Passage(self.key, "", text),),
                is_minor=True,
            )
        ]

    @property
    def matter_names(self) -> list[Any]:
        """Names of the matters in the active language."""
        return [name for code, name in MATTERS if code in self.matters]
