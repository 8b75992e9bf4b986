"""The topics of the demonstration are there, the invented enquiries are not: a test writes what it needs."""

from __future__ import annotations

import pytest

from contact.models import DoorCount, Enquiry, EnquiryCount
from website.core.models import OutgoingMail


@pytest.fixture(autouse=True)
def nobody_wrote(request: pytest.FixtureRequest) -> None:
    """Empty the inbox of the demonstration before each test that may use the database."""
    if not request.node.get_closest_marker("django_db"):
        return
    request.getfixturevalue("db")
    Enquiry.objects.all().delete()
    EnquiryCount.objects.all().delete()
    DoorCount.objects.all().delete()
    OutgoingMail.objects.filter(key__startswith="contact/").delete()
