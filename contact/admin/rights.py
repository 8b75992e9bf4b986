"""Whose enquiries a user of the inbox may see. Every view and every write of the inbox asks here, and nowhere else."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from contact.models import Enquiry
from contact.querysets import EnquiryQuerySet
from website.core.admin.rights import required, uses_desk
from website.core.offices import offices_of

SENSITIVE = "contact.view_sensitive"
EXPORT = "contact.export_enquiry"
COUNTS = "contact.view_enquirycount"


def sees_sensitive(user: Any) -> bool:
    """Whether somebody belongs to the smaller circle."""
    return bool(user.has_perm(SENSITIVE))


def sees_counts(user: Any) -> bool:
    """Whether somebody may see how many people wrote, without learning who."""
    return uses_desk(user) or bool(user.has_perm(COUNTS))


def exports(user: Any) -> bool:
    """Whether somebody may take the list of enquiries out of the site."""
    return uses_desk(user) and bool(user.has_perm(EXPORT))


def enquiries_for(user: Any) -> EnquiryQuerySet:
    """The enquiries a user may see: those of the user's own office, sensitive ones for the smaller circle only."""
    return Enquiry.objects.visible_to(offices_of(user), sees_sensitive(user))


def enquiry_or_404(user: Any, pk: int) -> Enquiry:
    """An enquiry that the user may see; any other does not exist for them."""
    enquiry = enquiries_for(user).select_related("topic", "assigned_to").filter(pk=pk).first()
    if enquiry is None:
        raise Http404
    return enquiry


counts_required = required(sees_counts)
