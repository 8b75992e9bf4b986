"""The calendar and its events."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import PageManager
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from events.querysets import EventQuerySet
from website.core.blocks import TEXT_FEATURES
from website.core.models import BasePage, IntroducedMixin, SynchronizedSlug
from website.core.routing import readable

EVENTS_ON_A_PAGE = 20


class EventIndexPage(IntroducedMixin, BasePage):
    """Coming events, the next one first."""

    search_kind = "calendar"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.EventPage"]
    max_count_per_parent = 1
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields = [*BasePage.search_fields, IntroducedMixin.introduction_search_field]

    class Meta:
        verbose_name = _("calendar")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        upcoming = readable(EventPage.objects.child_of(self)).upcoming()
        try:
            context["events"] = Paginator(upcoming, EVENTS_ON_A_PAGE).page(request.GET.get("page") or 1)
        except (EmptyPage, PageNotAnInteger) as error:
            raise Http404 from error
        return context


class EventPage(BasePage):
    """A workshop, debate, course or training at a known time and place. Times are the same in all languages."""

    starts_at = models.DateTimeField(_("begins"), help_text=_("Polish time."))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, help_text=_("Address as on the door."))
    body = RichTextField(_("description"), features=TEXT_FEATURES)

    objects = PageManager.from_queryset(EventQuerySet)()

    search_kind = "event"
    parent_page_types = ["events.EventIndexPage"]
    subpage_types: list[str] = []
    override_translatable_fields = [SynchronizedSlug, SynchronizedField("place", overridable=False)]
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]), FieldPanel("place")],
            heading=_("When and where"),
        ),
        FieldPanel("body"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("place"),
        index.SearchField("body"),
        index.FilterField("starts_at"),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="events_ends_later"
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The event must end later than it begins.")})
