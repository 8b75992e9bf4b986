"""Addresses of this room that are no pages. Everything personal has its own, and is never kept by anyone."""

from django.urls import path

from events.views import feeds, manage, register, seats

app_name = "events"
urlpatterns = [
    path("events.ics", feeds.feed, name="feed"),
    path("registration/", manage.find, name="find"),
    path("registration/<str:token>/", manage.manage, name="manage"),
    path("registration/<str:token>/event.ics", manage.calendar_file, name="personal_calendar"),
    path("registration/<str:token>/leave/", manage.leave, name="leave"),
    path("registration/<str:token>/delete/", manage.delete, name="delete"),
    path("<path:path>/event.ics", feeds.event, name="event_calendar"),
    path("<path:path>/seats/", seats.seats, name="seats"),
    path("<path:path>/register/", register.register, name="register"),
    path("<path:path>/register/<str:submission>/", register.done, name="done"),
]
