"""Promises of every page, in every language: checked for each page of the demonstration site."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urlsplit

import html5lib
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from wagtail.models import Page, get_page_models

from tests.conftest import LANGUAGES
from website.core.drawings import IMAGES_DIR
from website.core.models import BasePage
from website.core.stylesheets import DEFERRED, joined

pytestmark = pytest.mark.django_db

SOURCE = "pl"


def addresses() -> list[str]:
    return list(Page.objects.live().filter(depth__gt=1).order_by("path").values_list("url_path", flat=True))


def identities() -> list[str]:
    """Paths without their language."""
    return [address.split("/", 2)[2] for address in addresses() if address.startswith("/pl/")]


# A page, its stylesheet and its script, compressed, and the icon; headers take another 1.5 KB (docs/performance.md).
FIRST_VISIT = 24_000
LONGEST = {"glossary/": 24_900}  # all its terms are one page, found by one look
ASSETS = (
    len(gzip.compress(joined(DEFERRED).encode()))
    + (IMAGES_DIR / "favicon.svg").stat().st_size
    + sum(file.stat().st_size for file in (IMAGES_DIR.parent / "js").glob("site.js"))
)
STYLE = re.compile(
    rb"<style>.*?</style>", re.DOTALL
)  # the same on every page, and half of what is to be parsed


def soups(client: Client, code: str) -> Iterator[tuple[str, BeautifulSoup]]:
    """Every page in a language, also where it is not translated."""
    for identity in identities():
        address = f"/{code}/{identity}"
        response = client.get(address)
        assert response.status_code == 200, address
        most = LONGEST.get(identity, FIRST_VISIT)
        assert len(gzip.compress(response.content)) + ASSETS <= most, address
        yield address, BeautifulSoup(STYLE.sub(b"", response.content), "html5lib")


def test_every_page_type_is_on_the_demonstration_site() -> None:
    shown = {page.specific_class for page in Page.objects.live().filter(depth__gt=1)}
    own = {model for model in get_page_models() if issubclass(model, BasePage)}
    assert own <= shown
    assert len(shown) >= 9


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_keeps_the_promises_of_its_markup(client: Client, code: str) -> None:
    """One pass over all pages of a language: parsing takes longer than everything else."""
    seen = {"pages": 0, "structured": 0, "terms": 0}
    for address, soup in soups(client, code):
        seen["pages"] += 1
        check_markup(address, soup)
        check_nothing_from_another_host(address, soup)
        check_switcher(address, soup)
        seen["structured"] += check_structured_data(address, soup)
        seen["terms"] += check_polish_terms(address, soup)
    assert seen["pages"] == len(identities()) >= 110
    assert seen["structured"] > seen["pages"]
    assert seen["terms"] > 100 or code == SOURCE


def check_markup(address: str, soup: BeautifulSoup) -> None:
    code = address.split("/")[1]
    html = soup.html
    assert html["lang"] == code, address
    assert html["dir"] == ("rtl" if code == "ar" else "ltr"), address
    assert len(soup.find_all("h1")) == 1, address
    assert len(soup.find_all("main")) == 1, address
    assert soup.title.string.strip().endswith("– BIWK"), address
    assert soup.find("meta", {"name": "description"})["content"].strip(), address
    first = soup.body.find(["a", "button", "input"])
    assert first["href"] == "#content", address
    assert soup.find(id="content").name == "main", address
    ids = Counter(element["id"] for element in soup.find_all(id=True))
    assert not [name for name, count in ids.items() if count > 1], address
    for name in ("aria-labelledby", "for"):
        for element in soup.find_all(attrs={name: True}):
            assert element[name] in ids, (address, element)
    for link in soup.find_all("a", href=True):
        if link["href"].startswith("#"):
            assert link["href"][1:] in ids, (address, link["href"])
    for image in soup.find_all("img"):
        assert image.has_attr("alt"), address
        assert image.has_attr("width"), address
    levels = [int(heading.name[1]) for heading in soup.main.find_all(["h1", "h2", "h3", "h4"])]
    assert all(after - before <= 1 for before, after in pairwise(levels)), address
    assert "None" not in soup.get_text().split(), address


def check_nothing_from_another_host(address: str, soup: BeautifulSoup) -> None:
    loading = {"script": "src", "img": "src", "source": "srcset", "iframe": "src"}
    own = urlsplit(settings.SITE_URL).netloc
    for tag, attribute in loading.items():
        for element in soup.find_all(tag):
            assert urlsplit(element.get(attribute, "")).netloc in {"", own}, (address, element)
    for element in soup.find_all("link", rel=["stylesheet", "icon", "preload", "apple-touch-icon"]):
        assert not urlsplit(element["href"]).netloc, (address, element)


def check_switcher(address: str, soup: BeautifulSoup) -> None:
    """The same page in seven languages by their own names, marked where it is not translated."""
    names = dict(settings.LANGUAGES)
    links = soup.select(".languages a")
    identity = address.split("/", 2)[2]
    assert [link["href"] for link in links] == [f"/{code}/{identity}" for code in LANGUAGES]
    live = Page.objects.filter(url_path__in=[link["href"] for link in links], live=True)
    translated = set(live.values_list("url_path", flat=True))
    for link in links:
        code = link["hreflang"]
        assert link["lang"] == code
        assert names[code] in link.get_text()
        assert link.has_attr("data-untranslated") != (link["href"] in translated), (address, code)


def check_structured_data(address: str, soup: BeautifulSoup) -> int:
    """It parses and says what the page says. Returns how much of it there was."""
    scripts = soup.find_all("script", type="application/ld+json")
    for script in scripts:
        data = json.loads(script.string)
        assert data["@context"] == "https://schema.org", address
        if data["@type"] == "BreadcrumbList":
            names = [item["name"] for item in data["itemListElement"]]
            visible = [item.get_text(strip=True) for item in soup.select(".breadcrumb li")]
            assert names[1:] == visible[1:], address
    return len(scripts)


def check_polish_terms(address: str, soup: BeautifulSoup) -> int:
    """Whatever stands in italics inside the text of another language is marked as Polish. Returns how many did."""
    if soup.main.get("lang") or address.startswith("/pl/"):
        return 0
    marked = 0
    for term in soup.select(".prose i"):
        if not term.get("lang") and term.find_parent(lang=True)["lang"] == "pl":
            continue  # the Polish words of an event that is not translated
        marked += 1
        assert term["lang"] == "pl", (address, term)
        assert term["dir"] == "ltr", (address, term)
    return marked


def test_pages_are_valid_html(client: Client) -> None:
    """Strict parsing: nothing a browser has to guess."""
    for address in ("/pl/", "/ar/", "/uk/residence/", "/pl/residence/temporary-residence-permit/", "/be/accessibility/",
                    "/es/residence/temporary-protection-pesel-ukr/", "/ru/directory/", "/en/contact/",
                    "/en/search/?q=work", "/ar/sitemap/", "/pl/nothing-here/"):  # fmt: skip
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(client.get(address).content)
        problems = [error for error in parser.errors if error[1] != "unknown-tag"]
        assert not problems, (address, problems[:3])


def test_translations_name_one_another_and_themselves(client: Client) -> None:
    """hreflang is reciprocal, has x-default, and stands for real translations only; canonical is the page itself."""
    clusters: dict[str, dict[str, str]] = {}
    live = set(addresses())
    for address in (f"/{code}/{identity}" for code in LANGUAGES for identity in identities()):
        head = STYLE.sub(b"", client.get(address).content.split(b"</head>")[0])
        soup = BeautifulSoup(head, "html.parser")
        canonical = soup.find("link", rel="canonical")
        alternates = {
            link["hreflang"]: link["href"] for link in soup.find_all("link", rel="alternate", hreflang=True)
        }
        if address not in live:
            assert canonical is None, address
            assert not alternates, address
            assert soup.find("meta", {"name": "robots"})["content"] == "noindex", address
            continue
        assert canonical["href"] == settings.SITE_URL + address
        assert alternates["x-default"] == alternates[SOURCE]
        assert alternates[address.split("/")[1]] == settings.SITE_URL + address
        clusters[address] = alternates
    for address, alternates in clusters.items():
        for code, href in alternates.items():
            if code != "x-default":
                assert clusters[href.removeprefix(settings.SITE_URL)] == alternates, (address, code)
    assert len(clusters) == len(live)


def test_a_page_is_the_same_bytes_for_everybody_and_sets_no_cookie(client: Client, admin_user) -> None:
    other = Client(headers={"accept-language": "uk", "user-agent": "phone"})
    other.force_login(admin_user)
    other.cookies["language"] = "ru"
    for address in addresses():
        mine, theirs = client.get(address), other.get(address)
        assert mine.content == theirs.content, address
        assert not mine.cookies, address
        assert "Cookie" not in mine.get("Vary", ""), address
        # A safety guide is kept by nobody.
        kept = "no-store" if b"data-quick-exit" in mine.content else "public"
        assert kept in mine["Cache-Control"], address


def test_the_breadcrumb_leads_home_in_the_readers_language(client: Client) -> None:
    soup = BeautifulSoup(client.get("/es/residence/temporary-protection-pesel-ukr/").content, "html5lib")
    assert [link["href"] for link in soup.select(".breadcrumb a")] == ["/es/", "/es/residence/"]


class LinkCollector(HTMLParser):
    """All addresses of links on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found |= {value for name, value in attrs if name == "href" and value}


def test_no_link_inside_the_site_is_dead(client: Client) -> None:
    links: set[str] = set()
    for address in addresses():
        collector = LinkCollector()
        collector.feed(client.get(address).content.decode())
        links |= {link.split("#")[0] for link in collector.found if link.startswith("/")}
    assert len(links) > 150
    for link in sorted(links):
        assert client.get(link).status_code == 200, link
