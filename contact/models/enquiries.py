"""What people wrote to the offices. Only ``contact.enquiries`` writes these rows.

Personal data of this room is here and in the mail queue, and nowhere else; every row has a day on which it goes.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contact.choices import OURS, Channel, EntryKind, State, Step
from contact.models.topics import Topic
from contact.querysets import EnquiryQuerySet
from website.core.offices import Office
from website.core.tokens import new_reference

MESSAGE_LENGTH = 5000


class Enquiry(models.Model):
    """Somebody's question with all that was written about it since."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(
        pgettext_lazy("message", "reference"), max_length=12, unique=True, default=new_reference
    )
    office = models.CharField(_("office"), max_length=20, choices=Office)
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="enquiries"
    )
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("looked after by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    name = models.CharField(_("how to address them"), max_length=120, blank=True)
    language = models.CharField(_("language for the reply"), max_length=10, choices=settings.LANGUAGES)
    channel = models.CharField(_("how to reply"), max_length=10, choices=Channel)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    # Safe contact (CONVENTIONS S-10). None: not asked, not answered.
    may_leave_voicemail = models.BooleanField(_("a voice message may be left"), null=True)
    is_read_by_others = models.BooleanField(_("somebody else reads their messages"), default=False)
    safe_hours = models.CharField(_("safe hours"), max_length=120, blank=True)
    wants_confirmation = models.BooleanField(_("wanted a confirmation by e-mail"), default=False)

    created_at = models.DateTimeField(_("arrived"), default=timezone.now)
    changed_at = models.DateTimeField(_("last message or answer"), default=timezone.now)
    due_at = models.DateTimeField(_("to be answered by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("first answered"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    delete_on = models.DateField(_("deleted on"), db_index=True)
    # Who has the answer form open: so that two people do not write the same answer.
    answering = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answering_at = models.DateTimeField(null=True, blank=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("view_sensitive", _("Can read sensitive enquiries of the own office")),
            ("export_enquiry", _("Can export the inbox")),
        ]
        indexes = [
            models.Index(fields=["office", "state", "-changed_at"], name="contact_inbox"),
            models.Index(fields=["office", "-created_at"], name="contact_arrival"),
            models.Index(fields=["due_at"], name="contact_due", condition=Q(state__in=list(OURS))),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state=State.CLOSED) & Q(closed_at__isnull=False))
                | (~Q(state=State.CLOSED) & Q(closed_at__isnull=True)),
                name="contact_closed_has_its_moment",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=list(OURS)) & Q(due_at__isnull=False))
                | (~Q(state__in=list(OURS)) & Q(due_at__isnull=True)),
                name="contact_ours_has_a_due_time",
            ),
            models.CheckConstraint(
                condition=(Q(channel=Channel.EMAIL) & ~Q(email=""))
                | (Q(channel__in=[Channel.PHONE, Channel.SMS]) & ~Q(phone=""))
                | Q(channel__in=[Channel.VISIT, Channel.SITE]),
                name="contact_can_be_reached",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_discreet(self) -> bool:
        """Whether no mail may say what it is about: somebody else may be reading."""
        return self.is_sensitive or self.is_read_by_others

    @property
    def has_safe_contact(self) -> bool:
        """Whether the person said how to be contacted safely."""
        return bool(self.is_read_by_others or self.safe_hours or self.may_leave_voicemail is not None)


class Entry(models.Model):
    """One piece of an enquiry: what the person wrote, what we answered, our notes, and who did what."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    step = models.CharField(max_length=15, choices=Step, blank=True)
    values = models.JSONField(default=dict, blank=True)
    # The number of the form that it was sent with: the same form sent twice is one entry.
    submission = models.UUIDField(null=True, blank=True, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("entry of an enquiry")
        verbose_name_plural = _("entries of an enquiry")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=EntryKind.EVENT) & ~Q(step=""))
                | (~Q(kind=EntryKind.EVENT) & Q(step="") & ~Q(text="")),
                name="contact_entry_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.kind} {self.created_at:%Y-%m-%d %H:%M}"


class EnquiryCount(models.Model):
    """What is left of enquiries after their day: numbers without people."""

    month = models.DateField(_("month"), help_text=_("The first day of the month in which they arrived."))
    office = models.CharField(_("office"), max_length=20, choices=Office)
    topic = models.CharField(_("topic"), max_length=40)
    language = models.CharField(_("language"), max_length=10)
    channel = models.CharField(_("how to reply"), max_length=10, choices=Channel)
    enquiries = models.PositiveIntegerField(_("enquiries"), default=0)
    answered = models.PositiveIntegerField(_("answered"), default=0)
    hours = models.PositiveIntegerField(_("hours to the first answer, added up"), default=0)

    class Meta:
        verbose_name = _("count of enquiries")
        verbose_name_plural = _("counts of enquiries")
        ordering = ["-month", "office", "topic", "language", "channel"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "office", "topic", "language", "channel"], name="contact_counted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.office} {self.topic} ({self.language})"
