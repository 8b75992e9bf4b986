"""Mails as files, and the pages of `make run` that show them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client
from django.urls import include, path

from website.core.mail_folder import stored_mail, stored_mails
from website.urls import urlpatterns as site_urlpatterns

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

urlpatterns = [path("mail/", include("website.core.urls")), *site_urlpatterns]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.EMAIL_BACKEND = "website.core.mail_folder.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def send(message_id: str = "one@biwk.example", subject: str = "Вітаємо") -> None:
    message = EmailMultiAlternatives(
        subject,
        "Text with https://biwk.example/uk/",
        "office@example.org",
        ["olena@example.org"],
        headers={"Message-ID": f"<{message_id}>"},
    )
    html = "<html><head></head><body><p style='color:red'>Words</p><script>1</script></body></html>"
    message.attach_alternative(html, "text/html")
    message.attach("event.ics", "BEGIN:VCALENDAR", "text/calendar")
    message.send()


def test_a_mail_sent_twice_is_one_file(folder: Path) -> None:
    send()
    send()
    assert [file.name for file in folder.iterdir()] == ["one@biwk.example.eml"]


def test_a_worker_killed_before_the_last_step_leaves_no_mail(folder: Path, monkeypatch) -> None:
    class Killed(BaseException):
        pass

    def kill(*_names: object) -> None:
        raise Killed

    monkeypatch.setattr(os, "replace", kill)
    with pytest.raises(Killed):
        send()
    assert stored_mails() == []


def test_a_message_id_cannot_lead_out_of_the_folder(folder: Path) -> None:
    send("../../x/evil@biwk.example")
    (file,) = folder.iterdir()
    assert file.name == "_.._.._x_evil@biwk.example.eml" or ".." not in file.relative_to(folder).parts
    for name in ("../db", "..", ".hidden", "a/b", ""):
        assert stored_mail(name) is None


def test_other_mails_of_the_site_are_kept_too(folder: Path) -> None:
    send_mail("Hello", "Text", None, ["editor@example.org"])
    assert stored_mails()[0].message["To"] == "editor@example.org"


def test_the_newest_mail_stands_first(client: Client, folder: Path) -> None:
    for number in (1, 2, 3):
        send(f"{number}@biwk.example", f"Mail {number}")
        os.utime(folder / f"{number}@biwk.example.eml", (number, number))
    response = client.get("/mail/")
    links = BeautifulSoup(response.content, "html5lib").select("#mails a")
    assert [link.get_text() for link in links] == ["Mail 3", "Mail 2", "Mail 1"]
    assert client.get(links[0]["href"]).status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]


def test_a_mail_shows_its_headers_its_text_its_html_and_its_files(client: Client) -> None:
    send()
    soup = BeautifulSoup(client.get("/mail/one@biwk.example/").content, "html5lib")
    assert soup.h1.get_text() == "Вітаємо"
    assert "olena@example.org" in soup.table.get_text()
    assert soup.find("a", href="https://biwk.example/uk/")
    html = client.get(soup.iframe["src"])
    assert "Words" in html.content.decode()
    assert "sandbox allow-top" in html["Content-Security-Policy"]
    assert "script-src" not in html["Content-Security-Policy"]
    assert html["Content-Security-Policy"].startswith("default-src 'none'")
    (file,) = [link for link in soup.find_all("a") if link.get_text() == "event.ics"]
    calendar = client.get(file["href"])
    assert calendar.content == b"BEGIN:VCALENDAR"
    assert calendar["Content-Disposition"] == 'attachment; filename="event.ics"'


@pytest.mark.parametrize(
    "address", ["/mail/none/", "/mail/none/html", "/mail/none/0", "/mail/one@biwk.example/7"]
)
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    send()
    assert client.get(address).status_code == 404


def test_nobody_reads_mails_without_the_local_settings(settings) -> None:
    assert settings.MAIL_PAGES is False
    assert not [each for each in site_urlpatterns if str(each.pattern).startswith("mail/")]
