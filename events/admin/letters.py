"""Words of the office to people at one event: typed, looked at, sent once."""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages as notes

from events import messages
from events.admin.forms import MessageForm
from events.admin.frame import RosterView
from events.choices import State
from events.models import Registration, Roster
from website.core.models import DataAccess, OutgoingMail

STATES = {
    MessageForm.SEATED: [State.CONFIRMED, State.ATTENDED, State.ABSENT],
    MessageForm.WAITING: [State.WAITING, State.OFFERED],
    MessageForm.BOTH: [State.CONFIRMED, State.ATTENDED, State.ABSENT, State.WAITING, State.OFFERED],
}
BATCH = 50
SECONDS = 15  # a mail takes about 10 ms to write; the server ends a request after 60 s


class MessageView(RosterView):
    """Write, look, send. The mails are promised in small steps: whoever sends again sends only what is missing."""

    template_name = "events/admin/message.html"
    page_title = _("Write to people")
    header_icon = "mail"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(form=MessageForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = MessageForm(request.POST)
        if not form.is_valid():
            return self.show(422, form=form)
        if "change" in request.POST:
            return self.show(form=MessageForm(initial=form.cleaned_data))
        people = self._people(form.cleaned_data["to"])
        if "send" not in request.POST:
            return self._preview(form, people)
        return self._send(form, people)

    def _people(self, to: str) -> QuerySet[Registration]:
        return self.roster.registrations.filter(state__in=STATES[to])

    def _preview(self, form: MessageForm, people: QuerySet[Registration]) -> HttpResponse:
        without = people.filter(email="").count()
        return self.show(
            form=form,
            is_preview=True,
            to=dict(form.fields["to"].choices)[form.cleaned_data["to"]],
            text=form.cleaned_data["text"],
            subject=messages.NEUTRAL_SUBJECT
            if self.roster.is_discreet
            else str(messages.FROM_OFFICE.subject) % {"event": self.roster.title},
            number=people.count() - without,
            without=without,
        )

    def _send(self, form: MessageForm, people: QuerySet[Registration]) -> HttpResponse:
        sending, text = form.cleaned_data["sending"], form.cleaned_data["text"]
        # Named before the first mail, so that nobody who registers meanwhile changes the list.
        wanted = self._missing(people, sending)
        deadline, sent = time.monotonic() + SECONDS, 0
        for start in range(0, len(wanted), BATCH):
            sent += self._promise(wanted[start : start + BATCH], sending, text)
            if time.monotonic() > deadline and start + BATCH < len(wanted):
                words = gettext(
                    "%(sent)s mails are on their way, %(missing)s are missing. Press “Send” once more."
                )
                notes.warning(self.request, words % {"sent": sent, "missing": len(wanted) - start - BATCH})
                return self._preview(form, people)
        if sent:
            notes.success(
                self.request,
                ngettext("%(number)s mail is on its way.", "%(number)s mails are on their way.", sent)
                % {"number": sent},
            )
        else:
            notes.warning(self.request, gettext("This message was sent before; nobody gets it twice."))
        return redirect("desk:event", self.roster.pk)

    def _missing(self, people: QuerySet[Registration], sending: int) -> list[int]:
        """Whom this message has not been promised yet."""
        kind = messages.FROM_OFFICE.kind
        keys = OutgoingMail.objects.filter(kind=f"events.{kind}", key__endswith=f"/{kind}/{sending}")
        promised = {key.split("/")[1] for key in keys.values_list("key", flat=True)}
        rows = people.exclude(email="").order_by("pk").values_list("pk", "key")
        return [pk for pk, key in rows if key.hex not in promised]

    def _promise(self, ids: list[int], sending: int, text: str) -> int:
        """Promise the mails of one batch, and write down that somebody wrote to these people."""
        with transaction.atomic():
            # Roster first, as the writer does: nobody is deleted while a mail to them is being written.
            Roster.objects.select_for_update().get(pk=self.roster.pk)
            rows = Registration.objects.filter(pk__in=ids)
            sent = sum(
                messages.send(messages.FROM_OFFICE, self.roster, row, number=sending, text=text)
                for row in rows
            )
            if sent:
                DataAccess.objects.create(
                    user=self.request.user,
                    action=DataAccess.Action.MESSAGE,
                    about=self.roster.title,
                    rows=sent,
                )
            return sent
