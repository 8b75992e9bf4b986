"""Sections and the guides in them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from guides.blocks import Groups, GuideBody, LazyPageChooserBlock, institutions_in
from guides.glossary import terms_in
from guides.querysets import GuideQuerySet
from website.core.blocks import INLINE_FEATURES
from website.core.languages import source_language
from website.core.models import BasePage, IllustratedMixin, IntroducedMixin, SynchronizedSlug
from website.core.routing import Route, readable, url_path

GUIDES_ON_A_PAGE = 20
CONTENTS_FROM = 3


class GuideIndexPage(IllustratedMixin, IntroducedMixin, BasePage):
    """A section: residence, work, school, help."""

    ICONS = [
        ("residence", _("Residence")),
        ("work", _("Work")),
        ("school", _("School")),
        ("help", _("Help")),
        ("situations", _("Situations")),
        ("services", _("What we do")),
    ]

    groups = StreamField(
        Groups(),
        verbose_name=_("groups"),
        blank=True,
        help_text=_("What belongs together, the most needed first. Guides in no group come after them."),
    )
    icon = models.CharField(_("icon"), max_length=20, choices=ICONS, default="help")

    search_kind = "section"
    is_minor_result = True
    parent_page_types = ["home.HomePage"]
    subpage_types = ["guides.GuidePage"]
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("groups"),
        FieldPanel("icon"),
        IllustratedMixin.picture_panel,
    ]
    search_fields = [
        *BasePage.search_fields,
        IntroducedMixin.introduction_search_field,
        index.SearchField("groups"),
    ]

    class Meta:
        verbose_name = _("section of guides")

    @property
    def menu_icon(self) -> str:  # type: ignore[override]  a door on the front page
        """The icon of the section."""
        return self.icon

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        route: Route = context["route"]
        grouped = [
            (block.value["title"], [route.links[pk] for pk in block.value.page_ids if pk in route.links])
            for block in self.groups
        ]
        named = {link.url_path for _title, links in grouped for link in links}
        code = route.language.code
        own = {url_path(code, guide.own_path): guide for guide in self.guides_for(code)}
        rest = [guide for address, guide in own.items() if address not in named]
        terms = {address: guide.polish_term for address, guide in own.items()}
        context["groups"] = [
            (title, [(link, terms.get(link.url_path, "")) for link in links])
            for title, links in grouped
            if links
        ]
        context["guides"] = _page_of(rest, request.GET.get("page"))
        return context

    def linked_page_ids(self) -> set[int]:
        return super().linked_page_ids() | {pk for block in self.groups for pk in block.value.page_ids}

    def guides_for(self, code: str) -> list[GuidePage]:
        """Guides of the section in the order of the Polish tree: translated ones, and Polish ones that are not."""
        path = self.own_path
        source = source_language().code
        addresses = [url_path(each, path) for each in dict.fromkeys([code, source])]
        starts = Q(url_path__startswith=addresses[0]) | Q(url_path__startswith=addresses[-1])
        found = readable(GuidePage.objects.filter(starts)).select_related("locale").order_by("path")
        own = {page.translation_key: page for page in found if page.locale.language_code == code}
        polish = [page for page in found if page.locale.language_code == source]
        ordered = [own.pop(page.translation_key, page) for page in polish]
        return [*ordered, *own.values()]


def _page_of(items: Any, number: str | None) -> Any:
    try:
        return Paginator(items, GUIDES_ON_A_PAGE).page(number or 1)
    except (EmptyPage, PageNotAnInteger) as error:
        raise Http404 from error


IN_SHORT = ("for_whom", "where", "cost", "time_needed", "outcome")


def _has_words(html: str) -> bool:
    """Whether anything is left of rich text without its tags: an emptied editor leaves an empty paragraph."""
    return bool(strip_tags(html or "").strip())


class GuidePage(BasePage):
    """What to do about one matter. Words are translated; terms, dates and related guides are the same everywhere.

    Without "in short" it is a short answer to somebody in one situation: "my employer does not pay".
    """

    polish_term = models.CharField(
        _("official Polish term"),
        max_length=160,
        blank=True,
        help_text=_(
            "As on forms and doors, for example: zezwolenie na pobyt czasowy. Shown in all languages."
        ),
    )
    polish_words = models.TextField(
        _("Polish words on your papers"),
        blank=True,
        help_text=_(
            "What readers may copy from a letter or a form, one a line. With any of them they find this guide, in every"
            " language. Readers do not see the list."
        ),
    )
    for_whom = RichTextField(
        _("for whom"), features=INLINE_FEATURES, blank=True, help_text=_("One or two short sentences.")
    )
    where = RichTextField(_("where"), features=INLINE_FEATURES, blank=True)
    cost = RichTextField(_("cost"), features=INLINE_FEATURES, blank=True)
    time_needed = RichTextField(_("time"), features=INLINE_FEATURES, blank=True)
    outcome = RichTextField(_("what you get"), features=INLINE_FEATURES, blank=True)
    body = StreamField(GuideBody(), verbose_name=_("body"))
    related = StreamField(
        [("guide", LazyPageChooserBlock("guides.GuidePage", label=_("Guide")))],
        verbose_name=_("related guides"),
        max_num=6,
        blank=True,
        help_text=_("What the reader may need next. They get it in their own language."),
    )
    checked_on = models.DateField(
        _("checked on"), help_text=_("The day on which somebody compared it with the sources.")
    )
    check_by = models.DateField(
        _("check again by"), help_text=_("After this day readers are told that the guide may be out of date.")
    )
    law_as_of = models.DateField(_("state of law on"))
    is_safety = models.BooleanField(
        _("safety guide"),
        default=False,
        help_text=_(
            "About violence or trafficking: with a button to leave the page quickly, and kept by no browser."
        ),
    )
    is_sample = models.BooleanField(
        _("sample text"),
        default=False,
        help_text=_("Readers are told that the office has not checked this text yet."),
    )

    objects = PageManager.from_queryset(GuideQuerySet)()

    search_kind = "guide"
    not_searched = {"related"}  # page choosers hold no words
    parent_page_types = ["guides.GuideIndexPage"]
    subpage_types: list[str] = []
    override_translatable_fields = [
        SynchronizedSlug,
        *(
            SynchronizedField(name, overridable=False)
            for name in ("polish_term", "polish_words", "is_safety")
        ),
    ]
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("polish_term"),
        FieldPanel("polish_words"),
        MultiFieldPanel(
            [
                FieldPanel("for_whom"),
                FieldPanel("where"),
                FieldPanel("cost"),
                FieldPanel("time_needed"),
                FieldPanel("outcome"),
            ],
            heading=_("In short"),
            help_text=_("All five, or none: a short answer to one question does without."),
        ),
        FieldPanel("body"),
        FieldPanel("related"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("checked_on"), FieldPanel("check_by"), FieldPanel("law_as_of")]),
                FieldPanel("is_sample"),
                FieldPanel("is_safety"),
            ],
            heading=_("How current it is"),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("polish_term", boost=2),
        index.SearchField("for_whom"),
        index.SearchField("where"),
        index.SearchField("cost"),
        index.SearchField("time_needed"),
        index.SearchField("outcome"),
        index.SearchField("body"),
        index.FilterField("check_by"),
    ]

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    def clean(self) -> None:
        super().clean()
        self._validate_dates()
        self._validate_in_short()

    def _validate_dates(self) -> None:
        if self.checked_on and self.check_by and self.check_by <= self.checked_on:
            raise ValidationError({"check_by": _("Choose a day after the day of the check.")})

    def _validate_in_short(self) -> None:
        missing = [name for name in IN_SHORT if not _has_words(getattr(self, name))]
        if missing and len(missing) < len(IN_SHORT):
            raise ValidationError(dict.fromkeys(missing, _("Fill in all five parts of “In short”, or none.")))

    @property
    def official_name(self) -> str:
        return self.polish_term

    @property
    def polish_words_for_search(self) -> str:
        return "\n".join(filter(None, [super().polish_words_for_search, self.polish_words]))

    @property
    def is_discreet(self) -> bool:
        """A safety guide is read in danger, perhaps beside the one who is the danger."""
        return self.is_safety

    @property
    def is_overdue(self) -> bool:
        """Whether the day on which the guide was to be checked again has passed."""
        return self.check_by < timezone.localdate()

    @property
    def in_short(self) -> list[tuple[str, str, Any]]:
        """The summary table: icon, label, rich text. Empty for a short answer."""
        if not _has_words(self.for_whom):
            return []
        return [
            ("people", _("For whom"), self.for_whom),
            ("pin", _("Where to go"), self.where),
            ("money", _("What it costs"), self.cost),
            ("clock", _("How long it takes"), self.time_needed),
            ("check", _("What you get"), self.outcome),
        ]

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Anchors and texts of the headings. Empty when there are too few, and where the answer is to come first."""
        if not self.in_short:
            return []
        headings = [
            (block.value.anchor_or(block.id), block.value["text"])
            for block in self.body
            if block.block_type == "heading"
        ]
        return headings if len(headings) >= CONTENTS_FROM else []

    @property
    def related_ids(self) -> list[int]:
        """Primary keys of the related guides, in the order of the editor."""
        return [block["value"] for block in self.related.raw_data]

    def linked_page_ids(self) -> set[int]:
        return super().linked_page_ids() | set(self.related_ids)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        route: Route = context["route"]
        context["related"] = [route.links[pk] for pk in self.related_ids if pk in route.links]
        context["institutions"] = institutions_in(self.body)
        context["terms"] = terms_in(self, route)
        return context
