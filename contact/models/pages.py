"""Offices, and the directory of institutions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from babel.dates import format_time
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from contact.blocks import OfficeBody
from contact.choices import Town
from contact.models.institutions import MATTERS, Institution
from contact.models.topics import Topic
from contact.opening import public_holidays
from website.core.fields import SPOKEN, ChoiceListField
from website.core.languages import active_language
from website.core.models import BasePage, IllustratedMixin, IntroducedMixin, SynchronizedSlug
from website.core.routing import readable
from website.core.searchable import Searchable


class ContactPage(IntroducedMixin, BasePage):
    """Both offices on one page."""

    search_kind = "office"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["contact.OfficePage"]
    max_count_per_parent = 1
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields = [*BasePage.search_fields, IntroducedMixin.introduction_search_field]

    class Meta:
        verbose_name = _("contact page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["offices"] = offices(self.locale.language_code)
        topics = Topic.objects.offered(self.locale.language_code)
        context["emergencies"] = [topic for topic in topics if topic.is_emergency]
        context["topics"] = [topic for topic in topics if not topic.is_emergency]
        return context


class OfficePage(IllustratedMixin, BasePage):
    """One of the offices. What is not known is shown as "to be supplied", never guessed."""

    town = models.CharField(
        _("town"), max_length=20, choices=[each for each in Town.choices if each[0] != "poland"]
    )
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=6, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    spoken_languages = ChoiceListField(_("languages spoken"), choices_from=SPOKEN)
    map_picture = models.ForeignKey(
        "core.SiteImage",
        verbose_name=_("map"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A picture. The link below opens a real map, on another site."),
    )
    map_url = models.URLField(_("link to a map"), blank=True)
    checked_on = models.DateField(_("checked on"))
    body = StreamField(OfficeBody(), verbose_name=_("body"), blank=True)

    search_kind = "office"
    parent_page_types = ["contact.ContactPage"]
    subpage_types: list[str] = []
    override_translatable_fields = [
        SynchronizedSlug,
        *(
            SynchronizedField(name, overridable=False)
            for name in (
                *("street", "postcode", "phone", "spoken_languages", "checked_on"),
                *("map_picture", "map_url"),
            )
        ),
    ]
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("town"),
                FieldRowPanel([FieldPanel("street"), FieldPanel("postcode")]),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                FieldPanel("spoken_languages"),
                FieldRowPanel([FieldPanel("map_picture"), FieldPanel("map_url")]),
            ],
            heading=_("Address and contact"),
            help_text=_("Leave empty what is not certain: readers then see “to be supplied”."),
        ),
        InlinePanel("opening_hours", heading=_("Opening hours"), label=_("day")),
        IllustratedMixin.picture_panel,
        FieldPanel("body"),
        FieldPanel("checked_on"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("street"),
        index.SearchField("body"),
        index.FilterField("town"),
    ]

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")

    @property
    def town_in_polish(self) -> str:
        """The town as the post writes it."""
        return {"szczecin": "Szczecin", "koszalin": "Koszalin"}.get(self.town, self.town)

    @cached_property
    def hours(self) -> list[OpeningHours]:
        """Opening hours in the order of the week."""
        return sorted(self.opening_hours.all(), key=lambda row: (row.weekday, row.opens))

    @property
    def week(self) -> list[dict[str, Any]]:
        """Opening hours for readers: neighbouring days with the same hours and languages are drawn together."""
        locale = active_language().formats
        days = locale.days["stand-alone"]["wide"]
        rows = []
        for group in self._alike():
            first, last = days[group[0].weekday], days[group[-1].weekday]
            rows.append(
                {
                    "days": first if len(group) == 1 else f"{first} – {last}",
                    "numbers": " ".join(str(row.weekday) for row in group),
                    "opens": format_time(group[0].opens, "HH:mm", locale=locale),
                    "closes": format_time(group[0].closes, "HH:mm", locale=locale),
                    "languages": group[0].languages,
                }
            )
        return rows

    def _alike(self) -> list[list[OpeningHours]]:
        """Rows of days that follow one another with the same hours and languages."""
        groups: list[list[OpeningHours]] = []
        for row in self.hours:
            last = groups[-1][-1] if groups else None
            if (
                last
                and row.weekday == last.weekday + 1
                and (row.opens, row.closes, row.languages) == (last.opens, last.closes, last.languages)
            ):
                groups[-1].append(row)
            else:
                groups.append([row])
        return groups

    @property
    def machine_hours(self) -> str:
        """Hours for the script that says whether the office is open: `0 07:30 15:30;1 ...`, Monday is 0."""
        return ";".join(f"{row.weekday} {row.opens:%H:%M} {row.closes:%H:%M}" for row in self.hours)

    @property
    def closed_days(self) -> str:
        """Public holidays of this and next year, ISO dates separated by spaces."""
        year = timezone.localdate().year
        return " ".join(day.isoformat() for day in public_holidays([year, year + 1]))

    @property
    def structured_data(self) -> dict[str, Any]:
        """schema.org ``GovernmentOffice``; holds nothing that the page does not show."""
        data: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "GovernmentOffice",
            "name": self.title,
            "url": settings.SITE_URL + self.url_path,
            "address": {
                "@type": "PostalAddress",
                "addressLocality": self.get_town_display(),
                "addressRegion": "zachodniopomorskie",
                "addressCountry": "PL",
            },
        }
        if self.street:
            data["address"] |= {"streetAddress": self.street, "postalCode": self.postcode}
        if self.phone:
            data["telephone"] = self.phone
        names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        if self.hours:
            data["openingHoursSpecification"] = [
                {
                    "@type": "OpeningHoursSpecification",
                    "dayOfWeek": names[row.weekday],
                    "opens": f"{row.opens:%H:%M}",
                    "closes": f"{row.closes:%H:%M}",
                }
                for row in self.hours
            ]
        return data


class OpeningHours(Orderable):
    """One stretch of time on one day of the week, in local time."""

    WEEKDAYS = [
        (0, _("Monday")),
        (1, _("Tuesday")),
        (2, _("Wednesday")),
        (3, _("Thursday")),
        (4, _("Friday")),
        (5, _("Saturday")),
        (6, _("Sunday")),
    ]

    page = ParentalKey(OfficePage, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=WEEKDAYS)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    languages = ChoiceListField(
        _("languages spoken then"), choices_from=SPOKEN, help_text=_("None: those of the office.")
    )

    panels = [
        FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]),
        FieldPanel("languages"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("opening hours")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="contact_closes_later"
            ),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="contact_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self) -> None:
        super().clean()
        if self.opens and self.closes and self.closes <= self.opens:
            raise ValidationError({"closes": _("The office must close later than it opens.")})


class DirectoryPage(IntroducedMixin, BasePage):
    """Who decides what, where, in which language."""

    search_kind = "directory"
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields = [*BasePage.search_fields, IntroducedMixin.introduction_search_field]

    class Meta:
        verbose_name = _("directory of institutions")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        found = list(Institution.objects.filter(locale=self.locale).order_by("title"))
        context["towns"] = [(town, [each for each in found if each.town == town.value]) for town in Town]
        by_matter = [(name, [each for each in found if code in each.matters]) for code, name in MATTERS]
        context["matters"] = [(name, concerned) for name, concerned in by_matter if concerned]
        own = OfficePage.objects.filter(locale__language_code=self.locale.language_code)
        context["offices"] = readable(own).order_by("path").values("title", "url_path")
        return context

    def search_dependents(self) -> Iterable[Searchable]:
        """The institutions in its language: they are entries on this page."""
        return Institution.objects.filter(locale_id=self.locale_id).select_related("locale")


def offices(code: str) -> list[OfficePage]:
    """The live offices in a language, in the order of the tree, with their hours; two queries."""
    return list(
        readable(OfficePage.objects.filter(locale__language_code=code))
        .order_by("path")
        .select_related("map_picture")
        .prefetch_related("opening_hours")
    )
