"""A page that is not translated: from three points of view (the original, a translation, a language without one)."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

pytestmark = pytest.mark.django_db

PATH = "residence/temporary-protection-pesel-ukr/"


def soup_of(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


@pytest.mark.parametrize("code", ["es", "be", "ar"])
def test_the_reader_gets_polish_text_marked_as_polish_under_a_notice_in_their_language(
    client: Client, code: str
) -> None:
    soup = soup_of(client, f"/{code}/{PATH}")
    assert soup.html["lang"] == code
    assert soup.main["lang"] == "pl"
    assert soup.main["dir"] == "ltr"
    notice = soup.select_one("aside.notice--language")
    with translation.override(code):
        assert gettext("Ask us: we will explain it to you.") in notice.get_text()
    assert notice.find("a", href=f"/{code}/residence/")
    others = {link["hreflang"] for link in notice.select("a[hreflang]")}
    assert others == {"en", "uk", "ru"}


def test_the_polish_original_and_a_translation_have_no_notice(client: Client) -> None:
    for code in ("pl", "ru"):
        soup = soup_of(client, f"/{code}/{PATH}")
        assert soup.select_one("aside.notice--language") is None
        assert not soup.main.get("lang")


def test_ukrainian_is_never_replaced_by_russian(client: Client) -> None:
    from wagtail.models import Page

    Page.objects.get(url_path="/uk/" + PATH).specific.delete()
    soup = soup_of(client, "/uk/" + PATH)
    assert soup.main["lang"] == "pl"


def test_lists_name_the_untranslated_guide_in_polish_and_lead_to_the_readers_own_address(
    client: Client,
) -> None:
    soup = soup_of(client, "/es/residence/")
    card = soup.find("a", href="/es/" + PATH).find_parent("li")
    assert card["lang"] == "pl"
    assert soup.find("a", href="/es/residence/pesel-number/").find_parent("li").get("lang") is None


def test_a_localized_address_never_redirects(client: Client) -> None:
    for language in ("uk", "ar", "de"):
        assert client.get("/pl/residence/", headers={"accept-language": language}).status_code == 200
    client.cookies["language"] = "ru"
    assert client.get("/pl/residence/").status_code == 200


@pytest.mark.parametrize(
    ("accept", "cookie", "expected"),
    [
        ("", "", "/pl/"),
        ("uk-UA,uk;q=0.9,ru;q=0.8", "", "/uk/"),
        ("de,fr;q=0.5", "", "/pl/"),
        ("es-CO", "", "/es/"),
        ("ar", "", "/ar/"),
        ("en", "be", "/be/"),
        ("en", "xx", "/en/"),
    ],
)
def test_the_front_door_chooses_by_cookie_then_browser_then_polish(
    client: Client, accept: str, cookie: str, expected: str
) -> None:
    if cookie:
        client.cookies["language"] = cookie
    response = client.get("/", headers={"accept-language": accept})
    assert response.status_code == 302
    assert response["Location"] == expected


def test_an_address_without_its_last_slash_is_answered_without_a_redirect(client: Client) -> None:
    soup = soup_of(client, "/pl/residence/pesel-number")
    assert soup.find("link", rel="canonical")["href"].endswith("/pl/residence/pesel-number/")


def test_a_section_copied_by_the_translation_tool_counts_as_untranslated(client: Client) -> None:
    """wagtail-localize copies missing parents as live Polish aliases when a page below them is translated."""
    from wagtail.models import Locale, Page
    from wagtail_localize.models import Translation, TranslationSource

    Page.objects.get(url_path="/es/work/").specific.delete()
    guide = Page.objects.get(url_path="/pl/work/work-permit/").specific
    source = TranslationSource.objects.get_for_instance(guide)
    translation_, _created = Translation.objects.update_or_create(
        source=source, target_locale=Locale.objects.get(language_code="es"), defaults={"enabled": True}
    )
    translation_.save_target(publish=True)
    copy = Page.objects.get(url_path="/es/work/")
    assert copy.live
    assert copy.alias_of_id
    soup = soup_of(client, "/es/work/")
    assert soup.main["lang"] == "pl"
    assert soup.select_one("aside.notice--language")
    assert "/es/work/<" not in client.get("/sitemap.xml").content.decode()
    assert soup.select_one('.menu a[href="/es/work/"]') is None
