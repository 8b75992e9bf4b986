"""Addresses below ``/admin/personal-data/``."""

from django.urls import path

from website.core.admin.personal_data import AccessesView, PersonView

app_name = "personal_data"
urlpatterns = [
    path("person/", PersonView.as_view(), name="person"),
    path("accesses/", AccessesView.as_view(), name="accesses"),
    path("accesses/results/", AccessesView.as_view(results_only=True), name="accesses_results"),
]
