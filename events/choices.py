"""Fixed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What happens there."""

    WORKSHOP = "workshop", _("Workshop")
    DEBATE = "debate", _("Debate")
    TRAINING = "training", _("Training")
    POLISH_COURSE = "polish-course", _("Polish course")
    ORIENTATION_COURSE = "orientation-course", _("Orientation course")
    MEETING = "meeting", _("Meeting")
    CONSULTATION = "consultation", _("Consultation day")


class Audience(models.TextChoices):
    """For whom it is."""

    MIGRANTS = "migrants", _("Migrants")
    HOST = "host", _("Residents of the region")
    INSTITUTIONS = "institutions", _("Institutions")
    EVERYBODY = "everybody", _("Everybody")


class Status(models.TextChoices):
    """Whether an event takes place."""

    SCHEDULED = "scheduled", _("Takes place as planned")
    POSTPONED = "postponed", _("Postponed, the new date is not known yet")
    CANCELLED = "cancelled", _("Cancelled")


class Need(models.TextChoices):
    """What a person needs to take part: needs, never conditions (CONVENTIONS 2.3)."""

    INTERPRETER = "interpreter", _("An interpreter")
    CHILDCARE = "childcare", _("Childcare")
    STEP_FREE = "step-free", _("A way in without steps")
    SIGN_LANGUAGE = "sign-language", _("Polish Sign Language")


class State(models.TextChoices):
    """Where a registration stands; ``events.registration`` says which steps there are."""

    REQUESTED = "requested", _("waits for the office's answer")
    CONFIRMED = "confirmed", _("confirmed")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("offered a seat")
    CANCELLED = "cancelled", pgettext_lazy("registration", "cancelled")
    ATTENDED = "attended", _("was there")
    ABSENT = "absent", _("was not there")


# States in which a registration takes seats, and in which a person counts as registered.
SEATED = (State.CONFIRMED, State.OFFERED, State.ATTENDED, State.ABSENT)
ACTIVE = (State.REQUESTED, State.CONFIRMED, State.WAITING, State.OFFERED, State.ATTENDED, State.ABSENT)


class Reason(models.TextChoices):
    """Why a registration was cancelled."""

    OWN = "own", _("given back by the person")
    OFFICE = "office", _("cancelled by the office")
    DECLINED = "declined", _("seat offered and declined")
    EXPIRED = "expired", _("seat offered, no answer")
    NOT_CONFIRMED = "not-confirmed", _("not confirmed before the event")
    EVENT = "event", _("event cancelled")


class AnswerKind(models.TextChoices):
    """How an own question of an event is answered."""

    TEXT = "text", _("a line of text")
    YES_NO = "yes-no", _("yes or no")
    CHOICE = "choice", _("one of a list")
