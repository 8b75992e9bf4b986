"""Addresses of this room that are no pages."""

from django.urls import path

from home import views

app_name = "home"
urlpatterns = [path("sitemap/", views.site_map, name="site_map")]
