"""Mails that are to be sent: written with what they report, sent by the worker."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

# A worker that was killed leaves its mail claimed; sending one never takes this long (EMAIL_TIMEOUT).
CLAIM_VALID_FOR = dt.timedelta(minutes=5)


class MailQuerySet(models.QuerySet["OutgoingMail"]):
    """Words about the state of the queue."""

    def unfinished(self) -> MailQuerySet:
        """Neither sent nor given up."""
        return self.filter(state__in=[OutgoingMail.State.QUEUED, OutgoingMail.State.SENDING])

    def due(self, now: dt.datetime) -> MailQuerySet:
        """To be sent now: its time has come, or the worker that had claimed it is gone."""
        waiting = Q(state=OutgoingMail.State.QUEUED, next_attempt_at__lte=now)
        left = Q(state=OutgoingMail.State.SENDING, claimed_at__lte=now - CLAIM_VALID_FOR)
        return self.filter(waiting | left)

    def failed(self) -> MailQuerySet:
        """Given up after the last attempt."""
        return self.filter(state=OutgoingMail.State.FAILED)

    def finished_before(self, moment: dt.datetime) -> MailQuerySet:
        """Sent or given up before a moment."""
        return self.filter(Q(sent_at__lt=moment) | Q(failed_at__lt=moment))


class OutgoingMail(models.Model):
    """A promise to send one mail. When it is kept or given up, nothing of the person stays in the row.

    Rows are written by ``website.core.mail.enqueue`` and changed by ``website.core.mail.deliver``, by nobody else.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=50)
    to = models.CharField(max_length=254, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    attachments = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    # The class of the error and the code of the mail server: their words may quote the recipient.
    last_error = models.CharField(max_length=100, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="core_mail_state_has_its_moment",
                condition=(
                    Q(state="queued", claimed_at__isnull=True, sent_at__isnull=True, failed_at__isnull=True)
                    | Q(
                        state="sending",
                        claimed_at__isnull=False,
                        sent_at__isnull=True,
                        failed_at__isnull=True,
                    )
                    | Q(state="sent", claimed_at__isnull=True, sent_at__isnull=False, failed_at__isnull=True)
                    | Q(
                        state="failed", claimed_at__isnull=True, sent_at__isnull=True, failed_at__isnull=False
                    )
                ),
            ),
            models.CheckConstraint(
                name="core_mail_can_be_sent_or_is_empty",
                condition=(
                    (Q(state__in=["queued", "sending"]) & ~Q(to="") & ~Q(subject="") & ~Q(text=""))
                    | Q(state__in=["sent", "failed"], to="", subject="", text="", html="")
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="core_mail_to_send",
                condition=Q(state__in=["queued", "sending"]),
            )
        ]

    def __str__(self) -> str:
        return self.key
