"""Fixed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """How somebody wants to be answered (CONVENTIONS G-11); everybody can read the answer on the site as well."""

    EMAIL = "email", _("By e-mail")
    PHONE = "phone", _("By telephone: call me")
    SMS = "sms", _("By text message (SMS)")
    VISIT = "visit", _("I will come to the office")
    SITE = "site", _("Here on this site, with a number and a PIN")


class State(models.TextChoices):
    """Where an enquiry stands; the steps between them are in ``contact.enquiries``."""

    NEW = "new", pgettext_lazy("enquiry", "New")
    OPEN = "open", pgettext_lazy("enquiry", "In work")
    WAITING = "waiting", pgettext_lazy("enquiry", "Waiting for the person")
    ANSWERED = "answered", pgettext_lazy("enquiry", "Answered")
    CLOSED = "closed", pgettext_lazy("enquiry", "Closed")


# It is our turn.
OURS = (State.NEW, State.OPEN)


class EntryKind(models.TextChoices):
    """What stands in the history of an enquiry. The person reads the first two, the office everything."""

    MESSAGE = "message", _("Message")
    REPLY = "reply", _("Answer")
    NOTE = "note", _("Internal note")
    EVENT = "event", _("Step")


class Step(models.TextChoices):
    """What was done with an enquiry, for its history."""

    RECEIVED = "received", _("arrived")
    ASSIGNED = "assigned", _("was given to %(to)s")
    UNASSIGNED = "unassigned", _("was given back, nobody looks after it")
    MOVED = "moved", _("was moved from %(from)s to %(to)s")
    TOPIC = "topic", _("got another topic: %(to)s")
    STATE = "state", _("was set to: %(to)s")
    REACHED = "reached", _("was spoken to")
    NOT_REACHED = "not-reached", _("was not reached")


class Town(models.TextChoices):
    """Where an institution is."""

    SZCZECIN = "szczecin", _("Szczecin")
    KOSZALIN = "koszalin", _("Koszalin")
    POLAND = "poland", _("All of Poland")
