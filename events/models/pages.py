"""The calendar and its events.

Facts of an event - times, place, seats - are those of its Polish page; its other languages hold words. What a reader
sees is put together from both, so that a translation can never announce an old hour.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, PageManager, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from events.admin.page_form import EventPageForm
from events.choices import AnswerKind, Audience, Kind, Status
from events.meetings import WARSAW, WEEKDAYS, Rule
from events.querysets import EventQuerySet
from website.core.blocks import TEXT_FEATURES
from website.core.fields import SPOKEN, ChoiceListField
from website.core.languages import source_language
from website.core.models import BasePage, IntroducedMixin, SynchronizedSlug
from website.core.offices import Office
from website.core.routing import url_path
from website.core.searchable import Entry, Searchable
from website.core.templatetags.core_tags import long_moment

MAX_PARTY = 20
MAX_QUESTIONS = 5
DELETE_AFTER_DAYS = (7, 365)
WEEKDAY_NAMES = [
    ("mon", _("Monday")),
    ("tue", _("Tuesday")),
    ("wed", _("Wednesday")),
    ("thu", _("Thursday")),
    ("fri", _("Friday")),
    ("sat", _("Saturday")),
    ("sun", _("Sunday")),
]


@dataclass(frozen=True)
class EventDate:
    """One meeting, as readers and calendar files see it; ``identity`` is empty for an event that is no course.

    ``planned_at`` is when it should have begun, of a meeting that was moved.
    """

    starts_at: dt.datetime
    ends_at: dt.datetime
    is_dropped: bool = False
    identity: str = ""
    planned_at: dt.datetime | None = None


class EventIndexPage(IntroducedMixin, BasePage):
    """The calendar: coming events by day, a month as a table, past events apart, and filters for all of them."""

    search_kind = "calendar"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.EventPage"]
    max_count_per_parent = 1
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields = [*BasePage.search_fields, IntroducedMixin.introduction_search_field]

    class Meta:
        verbose_name = _("calendar")

    def permissions_for_user(self, user: Any) -> Any:
        from events.admin.page_rights import CalendarPermissionTester

        return CalendarPermissionTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from events.calendar import calendar_context

        context = super().get_context(request, *args, **kwargs)
        context.update(calendar_context(request, context["route"]))
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        if "free" in request.GET:
            response["Cache-Control"] = "no-store"  # whoever asks for free seats gets them as they are now
        return response


class EventPage(BasePage):
    """A workshop, debate, course or training. One registration covers all meetings of a course."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.WORKSHOP)
    audience = models.CharField(_("for whom"), max_length=20, choices=Audience, default=Audience.EVERYBODY)
    office = models.CharField(_("office"), max_length=20, choices=Office, default=Office.SZCZECIN)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.SCHEDULED,
        help_text=_("When you publish a cancelled event, everybody who registered is told once."),
    )
    status_note = models.CharField(
        _("note to the status"), max_length=200, blank=True, help_text=_("For example why, or what instead.")
    )
    only_where_translated = models.BooleanField(
        _("announce only in languages it is translated into"),
        default=False,
        help_text=_("Otherwise the other languages announce it with its Polish title."),
    )

    starts_at = models.DateTimeField(_("begins"), help_text=_("Polish time. Of a course: the first meeting."))
    ends_at = models.DateTimeField(_("ends"), help_text=_("Of a course: the end of the first meeting."))
    weekdays = ChoiceListField(
        _("every week on"),
        choices_from=WEEKDAY_NAMES,
        help_text=_("Only for courses; public holidays are left out."),
    )
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day of the course."))
    planned_rule = models.CharField(max_length=100, blank=True, editable=False)
    over_at = models.DateTimeField(editable=False, db_index=True, default=timezone.now)

    place = models.CharField(
        _("place"), max_length=200, help_text=_("Address as on the door, or “online”. With the town.")
    )
    place_is_private = models.BooleanField(
        _("show the place only to people with a seat"),
        default=False,
        help_text=_("Everybody else sees the town. For events that need protection."),
    )
    directions = RichTextField(_("how to get there"), features=TEXT_FEATURES, blank=True)
    online_link = models.URLField(
        _("link to the meeting online"), blank=True, help_text=_("Sent only to people with a seat.")
    )
    spoken_languages = ChoiceListField(_("languages spoken"), choices_from=SPOKEN)
    interpreter_languages = ChoiceListField(_("interpreters offered"), choices_from=SPOKEN)
    has_childcare = models.BooleanField(_("childcare"), default=False)
    is_step_free = models.BooleanField(_("way in without steps"), default=False)
    has_sign_language = models.BooleanField(_("Polish Sign Language"), default=False)
    body = RichTextField(_("description"), features=TEXT_FEATURES)
    eligibility = models.TextField(
        _("who may come"), max_length=500, blank=True, help_text=_("Shown before the form.")
    )

    seats = models.PositiveIntegerField(
        _("seats"), null=True, blank=True, help_text=_("Leave empty if nobody needs to register.")
    )
    max_party = models.PositiveSmallIntegerField(
        _("most seats in one registration"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PARTY)],
    )
    asks_names = models.BooleanField(_("ask institutions for the names of their people"), default=False)
    opens_at = models.DateTimeField(
        _("registration opens"),
        null=True,
        blank=True,
        help_text=_("Empty: as soon as this page is published."),
    )
    closes_at = models.DateTimeField(
        _("registration closes"), null=True, blank=True, help_text=_("Empty: when the event begins.")
    )
    is_moderated = models.BooleanField(_("the office approves each registration"), default=False)
    asks_confirmation = models.BooleanField(
        _("release seats that are not confirmed two days before"),
        default=False,
        help_text=_(
            "48 hours before, people are asked whether they are coming; 24 hours before, seats are released."
        ),
    )
    is_discreet = models.BooleanField(
        _("mails must not say in their subject what the event is"), default=False
    )
    delete_after_days = models.PositiveSmallIntegerField(
        _("delete registrations after so many days"),
        default=90,
        validators=[MinValueValidator(DELETE_AFTER_DAYS[0]), MaxValueValidator(DELETE_AFTER_DAYS[1])],
        help_text=_("Counted from the end of the event. Only counts are kept."),
    )

    objects = PageManager.from_queryset(EventQuerySet)()

    base_form_class = EventPageForm
    search_kind = "event"
    not_searched = {"directions"}  # may be private, and nobody looks for it
    parent_page_types = ["events.EventIndexPage"]
    subpage_types: list[str] = []
    FACTS = (
        "kind", "audience", "office", "status", "only_where_translated", "starts_at", "ends_at", "weekdays", "until",
        "planned_rule", "over_at", "place", "place_is_private", "online_link", "spoken_languages",
        "interpreter_languages", "has_childcare", "is_step_free", "has_sign_language", "seats", "max_party",
        "asks_names", "opens_at", "closes_at", "is_moderated", "asks_confirmation", "is_discreet",
        "delete_after_days", "meetings",
    )  # fmt: skip
    override_translatable_fields = [
        SynchronizedSlug,
        *(SynchronizedField(name, overridable=False) for name in FACTS),
    ]
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("audience"), FieldPanel("office")]),
                FieldRowPanel([FieldPanel("status"), FieldPanel("status_note")]),
                FieldPanel("only_where_translated"),
            ],
            heading=_("What and for whom"),
        ),
        MultiFieldPanel([FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")])], heading=_("When")),
        MultiFieldPanel(
            [
                FieldPanel("weekdays"),
                FieldPanel("until"),
                HelpPanel(
                    _(
                        "When you save, the dates are written below. Then you can move single ones, add some, or mark"
                        " some as dropped. A new rule replaces the coming dates that nobody has changed."
                    )
                ),
                InlinePanel("meetings", label=_("meeting"), classname="collapsed"),
            ],
            heading=_("Course: many meetings, one registration"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldPanel("place"),
                FieldPanel("place_is_private"),
                FieldPanel("directions"),
                FieldPanel("online_link"),
            ],
            heading=_("Where"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("spoken_languages"),
                FieldPanel("interpreter_languages"),
                FieldRowPanel(
                    [FieldPanel("has_childcare"), FieldPanel("is_step_free"), FieldPanel("has_sign_language")]
                ),
            ],
            heading=_("Languages and access"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("eligibility"),
                FieldRowPanel([FieldPanel("seats"), FieldPanel("max_party")]),
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("asks_names"),
                FieldPanel("is_moderated"),
                FieldPanel("asks_confirmation"),
                FieldPanel("is_discreet"),
                FieldPanel("delete_after_days"),
                InlinePanel(
                    "questions", label=_("own question"), max_num=MAX_QUESTIONS, classname="collapsed"
                ),
            ],
            heading=_("Registration"),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.FilterField("starts_at"),
        index.FilterField("over_at"),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="events_ends_later"
            ),
            models.CheckConstraint(
                condition=models.Q(max_party__gte=1, max_party__lte=MAX_PARTY), name="events_party_size"
            ),
        ]

    def search_entries(self) -> list[Entry]:
        """The page, and until when it is to come. Its facts are those of the Polish page."""
        facts = self.facts
        return [
            dataclasses.replace(
                entry,
                counts_from=facts.starts_at,
                counts_until=facts.over_at,
                is_minor=facts.status != Status.SCHEDULED,
            )
            for entry in super().search_entries()
        ]

    def search_dependents(self) -> Iterable[Searchable]:
        """Its translations, when it is the Polish page: its times are theirs."""
        return self.get_translations().live() if self.locale.language_code == source_language().code else ()

    def permissions_for_user(self, user: Any) -> Any:
        from events.admin.page_rights import OfficePermissionTester

        return OfficePermissionTester(user, self)

    # Saving --------------------------------------------------------------------------------------------------------

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.plan_meetings()
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.plan_meetings()
        return super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        # A draft may be saved without being validated; its dates are needed in the preview all the same.
        self.plan_meetings()
        return super().save_revision(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"] = _("The event must end later than it begins.")
        if bool(self.weekdays) != bool(self.until):
            errors["until"] = _("A course needs both: the days of the week and its last day.")
        elif self.until and self.starts_at and self.until < timezone.localdate(self.starts_at):
            errors["until"] = _("The course cannot end before it begins.")
        elif self.weekdays and self.starts_at:
            first = timezone.localtime(self.starts_at, WARSAW).weekday()
            if WEEKDAYS[first] not in self.weekdays:
                errors["weekdays"] = _("Tick the day of the week on which the course begins as well.")
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            errors["closes_at"] = _("Registration must close later than it opens.")
        if self.seats == 0:
            errors["seats"] = _(
                "Enter at least one seat, or leave the field empty if nobody needs to register."
            )
        if self.place_is_private and not self.seats:
            errors["place_is_private"] = _("A private place needs registration: enter the number of seats.")
        if errors:
            raise ValidationError(errors)

    def plan_meetings(self) -> None:
        """Write the dates of the rule as rows when the rule is new, and keep ``over_at`` true."""
        if self.locale_id and self.locale.language_code != source_language().code:
            return
        if not (self.starts_at and self.ends_at):
            return
        rule = (
            Rule(self.starts_at, self.ends_at, self.weekdays, self.until)
            if self.weekdays and self.until
            else None
        )
        signature = rule.signature if rule else ""
        if signature != self.planned_rule:
            kept = [row for row in self.meetings.all() if not row.is_as_planned]
            taken = {timezone.localdate(row.planned_at) for row in kept if row.planned_at}
            now = timezone.now()
            fresh = [
                Meeting(planned_at=starts, starts_at=starts, ends_at=ends)
                for starts, ends in (rule.meetings() if rule else ())
                # Readers of a published course know what has been: a new rule adds nothing to it.
                if timezone.localdate(starts) not in taken and not (self.first_published_at and ends <= now)
            ]
            self.meetings = sorted([*kept, *fresh], key=lambda row: row.starts_at)
            self.planned_rule = signature
        self.over_at = max(
            [self.ends_at, *(row.ends_at for row in self.meetings.all() if not row.is_dropped)]
        )

    # Reading -------------------------------------------------------------------------------------------------------

    @classmethod
    def result_notes(cls, paths: list[str]) -> dict[str, str]:
        """The next meeting of each, whether it takes place, or that it is over."""
        source = source_language().code
        pages = cls.objects.filter(url_path__in=[url_path(source, path) for path in paths])
        return {page.own_path: page.result_note for page in pages.with_following().select_related("locale")}

    @property
    def result_note(self) -> str:
        """When it is, in a line; the page must have been read with ``following``."""
        when = _("%(moment)s (Polish time)") % {"moment": long_moment(self.following)}
        if self.status != Status.SCHEDULED:
            return f"{when}. {self.get_status_display()}"
        return f"{when}. {_('This event is over.')}" if self.is_over else when

    @cached_property
    def facts(self) -> EventPage:
        """The Polish page of this event, whose times, place and seats hold for all languages; itself when Polish."""
        if self.locale.language_code == source_language().code:
            return self
        facts = (
            EventPage.objects.filter(
                translation_key=self.translation_key, locale__language_code=source_language().code, live=True
            )
            .select_related("locale")
            .first()
        )
        return facts or self

    @cached_property
    def dates(self) -> list[EventDate]:
        """The meetings in order, dropped ones too; one for an event that is no course. Of the Polish page."""
        facts = self.facts
        rows = sorted(facts.meetings.all(), key=lambda row: row.starts_at)
        return [
            EventDate(
                row.starts_at,
                row.ends_at,
                row.is_dropped,
                row.identity,
                row.planned_at if row.planned_at != row.starts_at else None,
            )
            for row in rows
        ] or [EventDate(facts.starts_at, facts.ends_at)]

    @property
    def is_course(self) -> bool:
        """Whether it has many meetings."""
        return bool(self.facts.planned_rule)

    @property
    def is_over(self) -> bool:
        """Whether the last meeting has ended."""
        return self.facts.over_at <= timezone.now()

    def is_announced_in(self, code: str) -> bool:
        """Whether readers of a language may see it: the rule of ``events.calendar.events_for`` for one page.

        An event that is withdrawn in Polish is shown nowhere: nobody keeps its translations true.
        """
        if self.facts.locale.language_code != source_language().code:
            return False
        return self.locale.language_code == code or not self.facts.only_where_translated

    @property
    def takes_registrations(self) -> bool:
        """Whether people register for it at all; the window and free seats are not looked at."""
        return self.facts.seats is not None

    @property
    def shown_place(self) -> str:
        """The place as everybody may know it."""
        return str(self.facts.get_office_display()) if self.facts.place_is_private else self.facts.place

    @property
    def structured_data(self) -> dict[str, Any]:
        """schema.org ``Event``; holds nothing that the page does not show, and no private place."""
        facts = self.facts
        online = bool(facts.online_link)
        place: dict[str, Any] = {
            "@type": "Place",
            "name": self.shown_place,
            "address": {
                "@type": "PostalAddress",
                "addressLocality": str(facts.get_office_display()),
                "addressCountry": "PL",
            },
        }
        if not facts.place_is_private:
            place["address"]["streetAddress"] = facts.place
        url = settings.SITE_URL + self.url_path
        data: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "EventSeries" if self.is_course else "Event",
            "name": self.title,
            "description": self.summary,
            "url": url,
            "inLanguage": facts.spoken_languages,
            "isAccessibleForFree": True,
            "eventStatus": f"https://schema.org/Event{self.SCHEMA_STATUS[facts.status]}",
            "eventAttendanceMode": f"https://schema.org/{'Online' if online else 'Offline'}EventAttendanceMode",
            "location": {"@type": "VirtualLocation", "url": url} if online else place,
            "organizer": {
                "@type": "Organization",
                "name": str(settings.SITE_TITLE),
                "url": settings.SITE_URL,
            },
        }
        held = [date for date in self.dates if not date.is_dropped] or self.dates
        data["startDate"] = _iso(held[0].starts_at)
        data["endDate"] = _iso(held[-1].ends_at)
        if self.is_course:
            data["subEvent"] = [
                {
                    "@type": "Event",
                    "name": self.title,
                    "startDate": _iso(date.starts_at),
                    "endDate": _iso(date.ends_at),
                    "location": data["location"],
                }
                for date in held
            ]
        return data

    SCHEMA_STATUS = {
        Status.SCHEDULED: "Scheduled",
        Status.POSTPONED: "Postponed",
        Status.CANCELLED: "Cancelled",
    }

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        route = kwargs.get("route")  # previews have none
        if route and not self.is_announced_in(route.language.code):
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        route = context["route"]
        now = timezone.now()
        facts = self.facts
        opens, closes = facts.opens_at, min(facts.closes_at or facts.starts_at, facts.over_at)
        context.update(
            facts=facts,
            href=f"/{route.language.code}/{route.path}/",
            next_date=next((date for date in self.dates if not date.is_dropped and date.ends_at > now), None),
            closes_at=closes,
            opens_at=opens,
            is_upcoming=facts.over_at > now,
            is_closed=closes <= now,
        )
        return context


def _iso(moment: dt.datetime) -> str:
    """With the offset of Polish time."""
    return moment.astimezone(WARSAW).isoformat()


class Meeting(Orderable):
    """One meeting of a course. Rows come from the rule or from the editor, who may move, add or drop single ones."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="meetings")
    planned_at = models.DateTimeField(null=True, blank=True, editable=False)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    is_dropped = models.BooleanField(_("dropped"), default=False)

    panels = [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at"), FieldPanel("is_dropped")])]

    class Meta(Orderable.Meta):
        verbose_name = _("meeting")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="events_meeting_ends_later"
            )
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def identity(self) -> str:
        """The same as long as it is the same meeting, wherever it is moved."""
        planned = self.planned_at.astimezone(dt.UTC) if self.planned_at else None
        return f"{planned:%Y%m%dT%H%M}" if planned else f"extra-{self.pk}"

    @property
    def is_as_planned(self) -> bool:
        """Whether it stands as the rule made it: a new rule may replace it. What has been is never replaced."""
        return (
            self.planned_at is not None
            and not self.is_dropped
            and self.starts_at == self.planned_at
            and self.ends_at > timezone.now()
        )

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The meeting must end later than it begins.")})


class Question(TranslatableMixin, Orderable):
    """An own question of an event. Answers are deleted with the registration, or sooner."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=200, help_text=_("Ask for nothing you do not need."))
    kind = models.CharField(_("answer"), max_length=10, choices=AnswerKind, default=AnswerKind.TEXT)
    choices = models.TextField(
        _("list to choose from"), max_length=500, blank=True, help_text=_("One answer a line.")
    )
    is_required = models.BooleanField(_("must be answered"), default=False)
    delete_after_days = models.PositiveSmallIntegerField(
        _("delete answers so many days after the event"),
        default=7,
        validators=[MaxValueValidator(DELETE_AFTER_DAYS[1])],
    )

    override_translatable_fields = [
        SynchronizedField(name, overridable=False) for name in ("kind", "is_required", "delete_after_days")
    ]
    panels = [
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("is_required"), FieldPanel("delete_after_days")]),
        FieldPanel("choices"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("own question")

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        if self.kind == AnswerKind.CHOICE and len(self.choice_list) < 2:
            raise ValidationError({"choices": _("Write at least two answers, one a line.")})

    @property
    def choice_list(self) -> list[str]:
        """The answers to choose from."""
        return [line.strip() for line in self.choices.splitlines() if line.strip()]
