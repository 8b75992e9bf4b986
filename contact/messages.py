"""Which mail says what. Called by the writer inside its transaction; the queue sends it (``website.core.mail``).

No mail repeats what the person wrote. About a sensitive enquiry, or to somebody whose mail is read by others, none says
what it is: neither subject nor text names a topic or a reference, and the answer is read on the site.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from contact import tokens
from contact.choices import Channel, EntryKind
from contact.models import Enquiry, Entry, InboxSettings
from website.core.languages import source_language
from website.core.mail import compose, promise
from website.core.mail import forget as forget_mails
from website.core.models import OutgoingMail

TEMPLATE = "contact/mail/letter"
PREFIX = "contact/"  # of the keys of all mails here


def announce(enquiry: Enquiry) -> None:
    """What a new enquiry is followed by: the notice to the office, and the confirmation that its person wanted."""
    mails = _notices(enquiry, 0)
    if enquiry.wants_confirmation and enquiry.email:
        mails.append(_confirmation(enquiry))
    promise(mails)


def tell_office(enquiry: Enquiry, number: int | str) -> None:
    """Tell the office that something arrived, without a word of it. ``number`` makes each notice one of its own."""
    promise(_notices(enquiry, number))


def confirm(enquiry: Enquiry) -> None:
    """Tell the person that the message arrived. Without its text (CONVENTIONS S-11)."""
    promise([_confirmation(enquiry)])


def send_reply(enquiry: Enquiry, entry: Entry) -> None:
    """Send an answer to who asked for mail; where somebody else may read it only that there is something to read."""
    if enquiry.channel != Channel.EMAIL:
        return
    with translation.override(enquiry.language):
        hidden = enquiry.is_discreet
        mail = _mail(
            enquiry,
            f"reply/{entry.pk}",
            to=enquiry.email,
            language=enquiry.language,
            subject=_subject(enquiry, _("Answer to your message")),
            heading=_("You have a message from us.") if hidden else _("Here is our answer."),
            reference="" if hidden else enquiry.reference,
            quote="" if hidden else entry.text,
            quote_language=entry.language,
            lines=[
                _("Read it on our site, with your number and PIN.")
                if hidden
                else _("To write to us again, use the link below. Nobody reads what comes back to this mail.")
            ],
            actions=[_continue(enquiry)],
            sender="" if hidden else InboxSettings.load().sender(enquiry.office),
        )
        promise([mail])


def reply_states(enquiry: Enquiry) -> dict[int, str]:
    """How the mails of the answers stand, by the primary key of the entry: queued, sending, sent or failed."""
    prefix = f"{_prefix(enquiry)}reply/"
    rows = OutgoingMail.objects.filter(key__startswith=prefix).values_list("key", "state")
    return {int(key.removeprefix(prefix)): state for key, state in rows}


def forget(enquiry: Enquiry) -> None:
    """Drop the mails about an enquiry that is being deleted, sent or not."""
    forget_mails(_prefix(enquiry))


def write_unsent_anew(enquiry: Enquiry) -> None:
    """Drop the mails that have not gone out yet: they were written before it was known that the enquiry is sensitive.

    Those to the person are promised again, in words that say nothing.
    """
    prefix = _prefix(enquiry)
    unsent = OutgoingMail.objects.unfinished().filter(key__startswith=prefix)
    keys = {key.removeprefix(prefix) for key in unsent.values_list("key", flat=True)}
    unsent.delete()
    if "confirmation" in keys:
        confirm(enquiry)
    for entry in enquiry.entries.filter(kind=EntryKind.REPLY):
        if f"reply/{entry.pk}" in keys:
            send_reply(enquiry, entry)


def _notices(enquiry: Enquiry, number: int | str) -> list[OutgoingMail]:
    """One to the mailbox that wants it, or none."""
    to = InboxSettings.load().notices_to(enquiry.office, enquiry.is_sensitive)
    if not to:
        return []
    code = source_language().code
    with translation.override(code):
        if enquiry.is_sensitive:
            subject = heading = _("There is something new in the inbox")
            link = settings.SITE_URL + reverse("inbox:enquiries")
        else:
            subject = _("New message: %(reference)s") % {"reference": enquiry.reference}
            heading = _("A message has arrived in the inbox.")
            link = settings.SITE_URL + reverse("inbox:enquiry", args=[enquiry.pk])
        mail = _mail(
            enquiry,
            f"notice/{number}",
            to=to,
            language=code,
            subject=subject,
            heading=heading,
            lines=[_("What it says is in the inbox only.")],
            actions=[{"href": link, "label": _("Open the inbox")}],
        )
    return [mail]


def _confirmation(enquiry: Enquiry) -> OutgoingMail:
    with translation.override(enquiry.language):
        lines = [
            _("A person in the office reads it and answers you."),
            _("Please do not answer to this mail: nobody reads what comes back. Use the link below."),
        ]
        return _mail(
            enquiry,
            "confirmation",
            to=enquiry.email,
            language=enquiry.language,
            subject=_subject(enquiry, _("We have your message")),
            heading=_("Your message has arrived."),
            reference="" if enquiry.is_discreet else enquiry.reference,
            lines=lines,
            actions=[_continue(enquiry)],
        )


def _subject(enquiry: Enquiry, words: str) -> str:
    """Neutral, and where somebody else may read it without anything that they could ask about."""
    return _("Message from BIWK") if enquiry.is_discreet else f"{words}: {enquiry.reference}"


def _continue(enquiry: Enquiry) -> dict[str, str]:
    """The way on: a link of its own, or where somebody else may read it the page that asks for number and PIN."""
    path = (
        reverse("contact:answer")
        if enquiry.is_discreet
        else reverse("contact:conversation", args=[tokens.link(enquiry.key)])
    )
    return {"href": settings.SITE_URL + path, "label": _("Read and write on our site")}


def _prefix(enquiry: Enquiry) -> str:
    return f"{PREFIX}{enquiry.key.hex}/"


def _mail(
    enquiry: Enquiry, key: str, *, to: str, language: str, sender: str = "", **context: Any
) -> OutgoingMail:
    thread = f"<{enquiry.key.hex}@{urlsplit(settings.SITE_URL).hostname}>"
    return compose(
        key=_prefix(enquiry) + key,
        to=to,
        language=language,
        template=TEMPLATE,
        context=context,
        kind=f"contact.{key.partition('/')[0]}",
        headers={"References": thread, "In-Reply-To": thread},
        sender=sender,
    )
