"""Seats and the people on them. Only ``events.registration`` writes these rows.

Personal data of this room is here and in the mail queue, and nowhere else; every row has a day on which it goes.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.choices import ACTIVE, Audience, Kind, Need, Reason, State, Status
from events.models.pages import MAX_PARTY, EventPage
from events.querysets import RegistrationQuerySet
from website.core.offices import Office
from website.core.tokens import new_reference


class Roster(models.Model):
    """The seats of one event, the same for all its languages.

    A copy of what the published Polish page says, made when it is published, and the counter that every
    registration is written under. ``taken`` can never pass ``ceiling``: that is the number of seats, or more where the
    office let somebody in beyond it or took seats away that were given already.
    """

    event_key = models.UUIDField(unique=True, editable=False)
    title = models.CharField(_("event"), max_length=255)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    audience = models.CharField(_("for whom"), max_length=20, choices=Audience)
    office = models.CharField(_("office"), max_length=20, choices=Office)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SCHEDULED)
    is_published = models.BooleanField(default=True)
    starts_at = models.DateTimeField(_("begins"))
    over_at = models.DateTimeField(_("over"), db_index=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    seats = models.PositiveIntegerField(_("seats"), default=0, help_text=_("0: nobody needs to register."))
    ceiling = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(_("seats taken"), default=0)
    max_party = models.PositiveSmallIntegerField(default=4)
    is_moderated = models.BooleanField(default=False)
    asks_confirmation = models.BooleanField(default=False)
    is_discreet = models.BooleanField(default=False)
    delete_on = models.DateField(_("registrations are deleted on"), db_index=True)

    # What is true now, and what people were told last: `events.announcing`. The number is that of RFC 5545.
    sequence = models.PositiveIntegerField(default=0)
    told_sequence = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)
    told = models.JSONField(default=dict)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("registrations for an event")
        verbose_name_plural = _("registrations for events")
        ordering = ["starts_at", "pk"]
        permissions = [
            ("export_roster", _("Can export registrations")),
            ("view_counts", _("Can see counts of registrations")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=models.F("ceiling")), name="events_never_oversold"),
            models.CheckConstraint(
                condition=Q(seats__lte=models.F("ceiling")), name="events_ceiling_above_seats"
            ),
            models.CheckConstraint(
                condition=Q(told_sequence__lte=models.F("sequence")), name="events_told_after_changed"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def free(self) -> int:
        """Seats that nobody has; 0 when more were given than there are."""
        return max(0, self.seats - self.taken)

    @property
    def window(self) -> tuple[dt.datetime | None, dt.datetime]:
        """When registration opens, if not at once, and when it closes."""
        return self.opens_at, min(self.closes_at or self.starts_at, self.over_at)

    @property
    def last_call(self) -> dt.datetime:
        """Until when a seat is of use to somebody: the beginning, or later where people may join later."""
        return max(self.starts_at, self.window[1])

    def is_open(self, now: dt.datetime | None = None) -> bool:
        """Whether somebody may register now."""
        now = now or timezone.now()
        opens, closes = self.window
        return (
            self.is_published
            and self.seats > 0
            and self.status == Status.SCHEDULED
            and (opens is None or opens <= now)
            and now < closes
        )

    def page(self, code: str | None = None) -> EventPage | None:
        """The live page in a language, or the Polish one; one query."""
        codes = [settings.LANGUAGE_CODE, *([code] if code else [])]
        pages = EventPage.objects.filter(
            translation_key=self.event_key, locale__language_code__in=codes, live=True
        ).select_related("locale")
        found = {page.locale.language_code: page for page in pages}
        return found.get(code or "") or found.get(settings.LANGUAGE_CODE)


class Registration(models.Model):
    """A person, or a party of several, at one event."""

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="registrations")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True, default=new_reference)
    state = models.CharField(_("state"), max_length=10, choices=State)
    reason = models.CharField(_("reason"), max_length=15, choices=Reason, blank=True)
    seats = models.PositiveSmallIntegerField(
        _("seats"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_PARTY)]
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    companions = models.JSONField(_("names of the others"), default=list, blank=True)
    needs = models.JSONField(_("needs"), default=list, blank=True)
    interpreter_language = models.CharField(_("language of the interpreter"), max_length=10, blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    is_walk_in = models.BooleanField(_("came without registering"), default=False)

    created_at = models.DateTimeField(_("registered"), default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now)
    offered_until = models.DateTimeField(_("offer is open until"), null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    is_coming = models.BooleanField(_("said that they are coming"), default=False)
    repeated_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(_("called"), null=True, blank=True)
    offers = models.PositiveSmallIntegerField(default=0)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["pk"]
        indexes = [models.Index(fields=["roster", "state", "queued_at"], name="events_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "email"],
                condition=Q(state__in=list(ACTIVE)) & ~Q(email=""),
                name="events_one_registration_per_address",
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1, seats__lte=MAX_PARTY), name="events_seats_of_party"
            ),
            models.CheckConstraint(
                condition=(Q(state=State.OFFERED) & Q(offered_until__isnull=False))
                | (~Q(state=State.OFFERED) & Q(offered_until__isnull=True)),
                name="events_offer_has_an_end",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.CANCELLED) & ~Q(reason="") & Q(cancelled_at__isnull=False))
                | (~Q(state=State.CANCELLED) & Q(reason="") & Q(cancelled_at__isnull=True)),
                name="events_cancelled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(is_walk_in=True) | ~Q(email="") | ~Q(phone=""), name="events_can_be_reached"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def need_names(self) -> list[str]:
        """Needs in the active language."""
        names = dict(Need.choices)
        return [str(names[need]) for need in self.needs if need in names]

    @property
    def has_seat(self) -> bool:
        """Whether the seats are this party's own: those learn a private place and the link to an online meeting."""
        return self.state in {State.CONFIRMED, State.ATTENDED, State.ABSENT}


class Receipt(models.Model):
    """What one sending of the form was answered. The same form sent again gets the same answer.

    An address that is registered already gets an answer like anybody else's, with a reference of its own, and
    ``registration`` is the earlier one: nobody learns from the site who is registered.
    """

    submission = models.UUIDField(unique=True)
    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="receipts")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="receipts")
    reference = models.CharField(max_length=12, db_index=True)
    state = models.CharField(max_length=10, choices=State)
    seats = models.PositiveSmallIntegerField()
    has_pin = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("answer to a form")

    def __str__(self) -> str:
        return self.reference


class Attendance(models.Model):
    """How many of a party came to one meeting."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="attendances")
    meeting_at = models.DateTimeField()
    came = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=["registration", "meeting_at"], name="events_attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.meeting_at:%Y-%m-%d}: {self.came}"


class ParticipationCount(models.Model):
    """What is left of registrations after their day: numbers without people."""

    event_key = models.UUIDField()
    event = models.CharField(_("event"), max_length=255)
    month = models.DateField(_("month"), help_text=_("The first day of the month in which the event began."))
    office = models.CharField(_("office"), max_length=20, choices=Office)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    language = models.CharField(_("language"), max_length=10)
    registrations = models.PositiveIntegerField(_("registrations"))
    seats = models.PositiveIntegerField(_("seats"))
    attended = models.PositiveIntegerField(_("were there"))

    class Meta:
        verbose_name = _("count of participants")
        verbose_name_plural = _("counts of participants")
        ordering = ["-month", "office", "event", "language"]
        constraints = [models.UniqueConstraint(fields=["event_key", "language"], name="events_counted_once")]

    def __str__(self) -> str:
        return f"{self.event} ({self.language})"
