"""Menu and footer: current for every process, and silent about what not everybody may see."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from website.core.frame import frame_for
from website.core.models import FrameRevision, SiteSettings

pytestmark = pytest.mark.django_db


def menu(client: Client, address: str = "/pl/residence/pesel-number/") -> list[str]:
    soup = BeautifulSoup(client.get(address).content, "html5lib")
    return [link["href"] for link in soup.select(".menu a")]


def test_the_menu_has_the_four_doors_the_calendar_and_the_offices(client: Client) -> None:
    names = ("residence", "work", "school", "help", "events", "contact")
    assert menu(client) == [f"/pl/{name}/" for name in names]


def test_a_renamed_section_is_seen_at_the_next_request(client: Client) -> None:
    menu(client)
    section = Page.objects.get(url_path="/pl/work/").specific
    section.title = "Zatrudnienie"
    section.save_revision().publish()
    assert "Zatrudnienie" in client.get("/pl/residence/").content.decode()


def test_an_unpublished_section_leaves_the_menu(client: Client) -> None:
    menu(client)
    Page.objects.get(url_path="/pl/work/").unpublish()
    assert "/pl/work/" not in menu(client)


def test_a_deleted_section_leaves_the_menu(client: Client) -> None:
    menu(client)
    Page.objects.get(url_path="/be/work/").specific.delete()
    assert "/be/work/" not in menu(client, "/be/residence/")


def restrict(address: str) -> None:
    page = Page.objects.get(url_path=address)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def test_a_page_for_some_people_is_named_nowhere(client: Client) -> None:
    restrict("/pl/work/")
    guide = "/pl/work/work-permit/"
    assert client.get(guide).status_code == 302
    assert "/pl/work/" not in menu(client)
    for address in (
        "/pl/",
        "/pl/sitemap/",
        "/sitemap.xml",
        "/pl/search/?q=zezwolenie",
        "/pl/residence/temporary-residence-permit/",
    ):
        html = client.get(address).content.decode()
        assert f'"{guide}"' not in html, address
        assert f"{guide}<" not in html, address
    assert (
        f'hreflang="pl" href="https://biwk.example{guide}"'
        not in client.get("/ru/work/work-permit/").content.decode()
    )


def test_a_restricted_page_is_not_kept_by_anyone(client: Client, admin_user) -> None:
    restrict("/pl/work/")
    client.force_login(admin_user)
    response = client.get("/pl/work/work-permit/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_publishing_a_guide_leaves_the_frame_alone() -> None:
    before = FrameRevision.current()
    Page.objects.get(url_path="/pl/residence/pesel-number/").specific.save_revision().publish()
    assert FrameRevision.current() == before


def test_a_changed_setting_is_seen_at_once(client: Client) -> None:
    client.get("/pl/")
    settings = SiteSettings.load()
    settings.operator = "Urząd Próbny"
    settings.save()
    assert "Urząd Próbny" in client.get("/pl/").content.decode()


def test_the_footer_holds_what_the_law_and_the_fund_ask_for(client: Client) -> None:
    from tests.conftest import LANGUAGES

    for code in LANGUAGES:
        soup = BeautifulSoup(client.get(f"/{code}/residence/").content, "html5lib")
        links = {link["href"] for link in soup.select("footer a")}
        for path in (
            "accessibility",
            "privacy",
            "cookies",
            "easy-to-read",
            "sign-language",
            "sitemap",
            "contact",
            "about",
        ):
            assert f"/{code}/{path}/" in links, (code, path)
        assert "https://www.gov.pl/web/bip" in links
        statement = soup.select_one("footer .eu-statement")
        assert statement.find("svg", role="img")["aria-label"]
        assert len(statement.get_text(strip=True)) > 30
        assert soup.select_one(".site-footer__operator [lang=pl]").get_text(strip=True).startswith("Wydział")


def test_the_frame_of_a_language_without_a_page_falls_back_to_polish_and_says_so() -> None:
    Page.objects.get(url_path="/es/cookies/").specific.delete()
    FrameRevision.advance()
    link = next(link for link in frame_for("es").footer if link.href.endswith("/cookies/"))
    assert (link.href, link.language) == ("/pl/cookies/", "pl")
