"""The page of an office: when it is open, in which languages then, and where it is."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import translation

from contact.models import OfficePage, OpeningHours
from website.core.models import SiteImage

pytestmark = pytest.mark.django_db


def office(code: str = "pl") -> OfficePage:
    return OfficePage.objects.get(url_path=f"/{code}/contact/szczecin/")


def open_on(*rows: tuple[int, str, str, list[str]]) -> None:
    """The Polish office is open at these times, and speaks these languages then."""
    page = office()
    page.opening_hours = [
        OpeningHours(
            weekday=day, opens=dt.time.fromisoformat(a), closes=dt.time.fromisoformat(b), languages=spoken
        )
        for day, a, b, spoken in rows
    ]
    page.save_revision().publish()


def main(address: str) -> BeautifulSoup:
    return BeautifulSoup(Client().get(address).content, "html.parser").main


def hours(address: str = "/pl/contact/szczecin/") -> list[str]:
    return [" ".join(each.text.split()) for each in main(address).select(".facts__hours")]


def test_neighbouring_days_that_are_alike_are_drawn_together() -> None:
    alike = ("07:30", "15:30", [])
    open_on((0, *alike), (1, *alike), (2, *alike))
    assert hours() == ["poniedziałek – środa 07:30–15:30"]


def test_a_day_between_that_is_closed_is_not_said_to_be_open() -> None:
    alike = ("08:00", "16:00", [])
    open_on((0, *alike), (2, *alike))
    assert hours() == ["poniedziałek 08:00–16:00", "środa 08:00–16:00"]


def test_each_day_says_in_which_languages_it_is() -> None:
    open_on((0, "08:00", "16:00", ["pl", "uk"]), (1, "08:00", "16:00", ["pl", "ar"]))
    first, second = main("/pl/contact/szczecin/").select(".facts__hours")
    assert "polski" in first.text
    assert "ukraiński" in first.text
    assert "arabski" in second.text
    assert "ukraiński" not in second.text
    # The script marks today; the page itself is the same on all days.
    assert (first["data-weekdays"], second["data-weekdays"]) == ("0", "1")


def test_two_times_on_one_day_stand_apart() -> None:
    open_on((0, "08:00", "11:00", []), (0, "13:00", "16:00", []))
    assert hours() == ["poniedziałek 08:00–11:00", "poniedziałek 13:00–16:00"]


@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
@pytest.mark.parametrize("path", ["contact/szczecin/", "contact/"])
def test_a_map_is_a_picture_and_a_link_and_asks_nobody(code: str, path: str) -> None:
    figure = main(f"/{code}/{path}").select_one(".map")
    picture, link = figure.img, figure.select_one("figcaption a")
    assert picture["src"].startswith("/media/")
    assert picture["loading"] == "lazy"
    with translation.override(code):
        assert str(office(code).get_town_display()) in picture["alt"]
    assert link["href"].startswith("https://www.openstreetmap.org/")
    assert set(link["rel"]) == {"external", "noreferrer"}
    assert not figure.select("iframe, script, object")


def test_without_a_map_there_is_nothing_in_its_place() -> None:
    SiteImage.objects.filter(title="map-szczecin").delete()
    page = office()
    page.refresh_from_db()
    page.map_url = ""
    page.save_revision().publish()
    assert not main("/pl/contact/szczecin/").select(".map")
