"""Mails that went to the folder: `make run` has these addresses, a public site does not."""

from django.urls import path

from website.core.views import mail_folder

app_name = "mail_folder"

urlpatterns = [
    path("", mail_folder.index, name="index"),
    path("<str:name>/", mail_folder.show, name="mail"),
    path("<str:name>/html", mail_folder.html_part, name="html"),
    path("<str:name>/<int:number>", mail_folder.attachment, name="attachment"),
]
