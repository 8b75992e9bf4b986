"""Addresses below ``/admin/search-care/``."""

from django.urls import path

from search.admin.failed import FailedView

app_name = "search_care"
urlpatterns = [path("failed/", FailedView.as_view(), name="failed")]
