"""Addresses of this room that are no pages. What is personal is kept by nobody, and no address says whose it is."""

from django.urls import path

from contact.views import answer, write

app_name = "contact"
urlpatterns = [
    path("contact/write/<slug:topic>/", write.door, name="write"),
    path("contact/write/<slug:topic>/form/", write.form, name="form"),
    path("contact/write/<slug:topic>/helped/", write.helped, name="helped"),
    path("contact/sent/<str:token>/", write.sent, name="sent"),
    path("contact/answer/", answer.answer, name="answer"),
    path("contact/answer/<str:token>/", answer.conversation, name="conversation"),
    path("contact/answer/<str:token>/delete/", answer.delete, name="delete"),
]
