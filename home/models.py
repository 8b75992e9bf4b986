"""The front page, plain pages, and the accessibility declaration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import BaseTranslatableField

from contact.models import offices
from events.calendar import events_for, listed
from guides.blocks import LazyPageChooserBlock, institutions_in
from home.blocks import Activities, PlainBody
from website.core.blocks import TEXT_FEATURES
from website.core.models import BasePage, IllustratedMixin
from website.core.routing import Route, readable

EVENTS_ON_HOME = 3


class LocaleSlug(BaseTranslatableField):
    """A slug that each language has for itself: the language code."""

    def __init__(self) -> None:
        super().__init__("slug")


class HomePage(IllustratedMixin, BasePage):
    """The front page in one language: what the offices do and do not do, four doors, search, offices, activities."""

    lead = models.TextField(
        _("lead"),
        max_length=400,
        help_text=_("Two sentences: what the offices do, and what they do not do."),
    )
    asked = StreamField(
        [("page", LazyPageChooserBlock(label=_("Page")))],
        verbose_name=_("most asked"),
        max_num=9,
        blank=True,
        help_text=_("What people come with most often. They get it in their own language."),
    )
    activities = StreamField(Activities(), verbose_name=_("activities"), blank=True)

    search_kind = "home"
    not_searched = {"asked"}  # page choosers hold no words
    parent_page_types = ["wagtailcore.Page"]
    override_translatable_fields = [LocaleSlug()]
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("lead"),
        IllustratedMixin.picture_panel,
        FieldPanel("asked"),
        FieldPanel("activities"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("lead"), index.SearchField("activities")]

    class Meta:
        verbose_name = _("front page")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        # The address of every page begins with it.
        self.slug = self.locale.language_code
        super().full_clean(*args, **kwargs)

    @property
    def structured_data(self) -> dict[str, Any]:
        """schema.org ``WebSite``; holds nothing that the page does not show."""
        return {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": self.title,
            "url": settings.SITE_URL + self.url_path,
            "inLanguage": self.locale.language_code,
        }

    def linked_page_ids(self) -> set[int]:
        chosen = {block["value"]["page"] for block in self.activities.raw_data if block["value"].get("page")}
        return super().linked_page_ids() | chosen | set(self.asked_ids)

    @property
    def asked_ids(self) -> list[int]:
        """Primary keys of the pages that people ask for most, in the order of the editor."""
        return [block["value"] for block in self.asked.raw_data if block["value"]]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        route: Route = context["route"]
        # A list of Polish sentences would tell a reader of another alphabet nothing; the section itself leads to them.
        asked = [route.links[pk] for pk in self.asked_ids if pk in route.links]
        context["asked"] = [link for link in asked if link.language == route.language.code]
        code = self.locale.language_code
        context["offices"] = offices(code)
        context["events"] = listed(events_for(code).upcoming()[:EVENTS_ON_HOME], code)
        context["activities"] = [
            {
                "title": block["value"]["title"],
                "text": block["value"]["text"],
                "page": route.links.get(block["value"].get("page")),
            }
            for block in self.activities.raw_data
        ]
        return context


class PlainPage(BasePage):
    """About, privacy, cookies, easy-to-read text, sign language: text on a page."""

    body = StreamField(PlainBody(), verbose_name=_("body"))

    search_kind = "page"
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["institutions"] = institutions_in(self.body)
        return context

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")


@register_setting(icon="universal-access")
class AccessibilitySettings(BaseGenericSetting):
    """Facts of the accessibility declaration (technical conditions 2.0 of 31 July 2024), the same in all languages."""

    class Status(models.TextChoices):
        FULL = "full", _("fully compliant")
        PARTIAL = "partial", _("partly compliant")
        NONE = "none", _("not compliant")

    entity = models.CharField(
        _("public entity"),
        max_length=200,
        default="Województwo Zachodniopomorskie – Urząd Marszałkowski Województwa Zachodniopomorskiego",
        help_text=_("Official Polish name."),
    )
    published_on = models.DateField(_("site published on"), null=True, blank=True)
    updated_on = models.DateField(_("last significant update"), null=True, blank=True)
    prepared_on = models.DateField(_("declaration prepared on"), null=True, blank=True)
    reviewed_on = models.DateField(
        _("declaration last reviewed on"), null=True, blank=True, help_text=_("Every year by 31 March.")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PARTIAL)
    contact_unit = models.CharField(
        _("person or unit to contact"),
        max_length=200,
        default="Wydział Współpracy Społecznej",
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    panels = [
        FieldPanel("entity"),
        MultiFieldPanel(
            [
                FieldPanel("published_on"),
                FieldPanel("updated_on"),
                FieldPanel("prepared_on"),
                FieldPanel("reviewed_on"),
            ],
            heading=_("Dates"),
        ),
        FieldPanel("status"),
        MultiFieldPanel(
            [FieldPanel("contact_unit"), FieldPanel("email"), FieldPanel("phone")], heading=_("Contact")
        ),
    ]

    class Meta:
        verbose_name = _("accessibility declaration")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class AccessibilityPage(BasePage):
    """The declaration: fixed sentences from the catalogues, facts from the settings, the rest from the editor."""

    barriers = RichTextField(_("content that is not accessible"), features=TEXT_FEATURES)
    aids = RichTextField(_("what helps"), features=TEXT_FEATURES, blank=True)
    architecture = RichTextField(_("architectural accessibility of both offices"), features=TEXT_FEATURES)
    communication = RichTextField(_("accessibility of communication"), features=TEXT_FEATURES)

    search_kind = "page"
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("barriers"),
        FieldPanel("aids"),
        FieldPanel("architecture"),
        FieldPanel("communication"),
    ]
    search_fields = [
        *BasePage.search_fields,
        *(index.SearchField(name) for name in ("barriers", "aids", "architecture", "communication")),
    ]

    class Meta:
        verbose_name = _("accessibility declaration")

    @property
    def title_of_site(self) -> str:
        """Name of the site as the link to it says it."""
        return str(settings.SITE_TITLE)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["facts"] = AccessibilitySettings.load()
        return context


def all_pages(code: str) -> list[tuple[Page, list[Page]]]:
    """Every public page in a language as (page below the front page, pages below it), for the map of the site."""
    pages = readable(Page.objects.filter(locale__language_code=code, depth__in=(3, 4))).order_by("path")
    tops: dict[str, tuple[Page, list[Page]]] = {}
    for page in pages:
        if page.depth == 3:
            tops[page.path] = (page, [])
        elif (parent := page.path[: -Page.steplen]) in tops:
            tops[parent][1].append(page)
    return list(tops.values())
