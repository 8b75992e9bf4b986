"""The screen that finds, exports and deletes a person, and the log of who did."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from website.core.models import DataAccess

pytestmark = pytest.mark.django_db

OFFICES = {"admin", "office-szczecin", "office-koszalin"}
ROLES = ["admin", "editor", "publisher", "translator-uk", "office-szczecin", "office-koszalin", "coordinator"]


def as_user(name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    return client


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ROLES)
def test_only_people_of_the_offices_look_somebody_up(role: str, method: str) -> None:
    response = getattr(as_user(role), method)(reverse("personal_data:person"))
    # 302 is Wagtail's way of saying no.
    assert response.status_code == (302 if role not in OFFICES else 200 if method == "get" else 422)
    assert not DataAccess.objects.exists()


@pytest.mark.parametrize("role", ROLES)
def test_only_administrators_read_who_looked_at_whom(role: str) -> None:
    user = get_user_model().objects.get(username="office-szczecin")
    DataAccess.objects.create(user=user, action=DataAccess.Action.EXPORT, about="Debata", rows=12)
    for name in ("accesses", "accesses_results"):
        response = as_user(role).get(reverse(f"personal_data:{name}"))
        assert response.status_code == (200 if role == "admin" else 302), name
        assert ("Debata" in response.content.decode()) is (role == "admin")


def test_the_log_can_be_filtered_and_saved() -> None:
    user = get_user_model().objects.get(username="office-szczecin")
    DataAccess.objects.create(user=user, action=DataAccess.Action.EXPORT, about="Debata", rows=12)
    DataAccess.objects.create(user=user, action=DataAccess.Action.FIND, about="", rows=3)
    address = reverse("personal_data:accesses")
    found = as_user("admin").get(address, {"action": "export"}).content.decode()
    assert "Debata" in found and ">3<" not in found.replace(" ", "").replace("\n", "")
    saved = as_user("admin").get(address, {"export": "csv"})
    assert b"Debata" in b"".join(saved.streaming_content if saved.streaming else [saved.content])


def test_an_address_is_looked_up_by_post_only_and_kept_by_nobody() -> None:
    client = as_user("office-szczecin")
    response = client.post(reverse("personal_data:person"), {"contact": "nobody@example.org"})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert list(DataAccess.objects.values_list("action", "rows")) == [("find", 0)]
    assert "nobody" not in str(list(DataAccess.objects.values()))
