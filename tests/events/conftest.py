"""The events of the demonstration are there, the invented people are not: a test registers whom it needs."""

from __future__ import annotations

import pytest
from django.db.models import F

from events.models import Receipt, Registration, Roster


@pytest.fixture(autouse=True)
def nobody_registered(request: pytest.FixtureRequest) -> None:
    """Empty the lists of the demonstration before each test that may use the database."""
    if not request.node.get_closest_marker("django_db"):
        return
    request.getfixturevalue("db")
    Receipt.objects.all().delete()
    Registration.objects.all().delete()
    Roster.objects.update(taken=0, ceiling=F("seats"))
