"""The frame of every page: menu, footer, who runs the site. Built once per language and revision, kept in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from website.core.languages import source_language
from website.core.models import FrameRevision, SiteSettings
from website.core.routing import readable

HOME_DEPTH = 2


@dataclass(frozen=True)
class Link:
    """A page in the menu or footer; ``language`` is that of its title, ``icon`` is empty for most."""

    title: str
    href: str
    language: str
    summary: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Frame:
    """What stands around the content of every page in one language."""

    menu: tuple[Link, ...]
    footer: tuple[Link, ...]
    contact: Link | None
    offices: tuple[Link, ...]  # what lies below the contact page
    accessibility: Link | None
    directory: Link | None
    operator: str
    bip_url: str
    quick_exit_url: str


_kept: dict[tuple[str, int], Frame] = {}


def frame_for(code: str, revision: int | None = None) -> Frame:
    """The frame in a language. Without a revision it is asked for, which costs a query."""
    key = (code, FrameRevision.current() if revision is None else revision)
    if key not in _kept:
        if len(_kept) > 50:
            _kept.clear()
        _kept[key] = _build(code)
    return _kept[key]


def forget() -> None:
    """Drop all frames kept by this process (tests that roll the database back need it)."""
    _kept.clear()


def _build(code: str) -> Frame:
    settings = SiteSettings.load()
    footer = [link.page.translation_key for link in settings.footer_links.select_related("page")]
    contact = settings.contact_page.translation_key if settings.contact_page else None
    accessibility = settings.accessibility_page.translation_key if settings.accessibility_page else None
    directory = settings.directory_page.translation_key if settings.directory_page else None
    public = readable(Page.objects.filter(locale__language_code__in={code, source_language().code}))
    offices: list[Any] = []
    if settings.contact_page:
        below = public.child_of(settings.contact_page).order_by("path")
        offices = list(below.values_list("translation_key", flat=True))
    wanted = [key for key in (*footer, *offices, contact, accessibility, directory) if key]
    links: dict[Any, Link] = {}
    # The reader's own language comes last and wins.
    for page in sorted(
        public.filter(translation_key__in=wanted).select_related("locale"),
        key=lambda page: page.locale.language_code == code,
    ):
        links[page.translation_key] = _link(page)
    menu = public.filter(locale__language_code=code, depth=HOME_DEPTH + 1, show_in_menus=True).order_by(
        "path"
    )
    return Frame(
        menu=tuple(_link(page) for page in menu.specific()),
        footer=tuple(links[key] for key in footer if key in links),
        contact=links.get(contact),
        offices=tuple(links[key] for key in offices if key in links),
        accessibility=links.get(accessibility),
        directory=links.get(directory),
        operator=settings.operator,
        bip_url=settings.bip_url,
        quick_exit_url=settings.quick_exit_url,
    )


def _link(page: Page) -> Link:
    return Link(
        title=page.title,
        href=page.url_path,
        language=page.locale.language_code,
        summary=page.search_description,
        icon=getattr(page, "menu_icon", ""),
    )
