"""From an address to a page, in one query, and the same page in other languages, in a second one.

Stock Wagtail walks the tree slug by slug and asks for site, locale, ancestors, restrictions and translations one by
one: 20 queries for a guide. Since the slug is the same in all languages, `/<language>/<path>/` *is* the page's
``url_path``, and the addresses of its ancestors are the prefixes of that path.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from wagtail.models import Page, PageViewRestriction

from website.core.languages import Language, active_language, language, languages, source_language

MAX_PATH = 1000  # longer addresses are no pages; wagtailcore_page.url_path itself is unlimited


@dataclass(frozen=True)
class LanguageLink:
    """One entry of the language switcher."""

    language: Language
    href: str
    is_current: bool
    is_translated: bool


def normalized(path: str) -> str:
    """A path without its outer slashes."""
    return path.strip("/")


def prefixes(path: str) -> list[str]:
    """The path and the paths of its ancestors, shortest first, beginning with the home page (``""``)."""
    parts = [part for part in path.split("/") if part]
    return ["/".join(parts[:count]) for count in range(len(parts) + 1)]


def url_path(code: str, path: str) -> str:
    """The address of a path in a language."""
    return f"/{code}/{path}/" if path else f"/{code}/"


def restricted() -> Exists:
    """Whether a page or one of its ancestors may be read by some people only; part of a query."""
    outer_path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.annotate(outer_path=outer_path)
    return Exists(restrictions.filter(outer_path__startswith=F("page__path")))


# Translating a page whose parent is not translated makes wagtail-localize copy the parent as a live alias: Polish words
# under a foreign address. For readers such a page is not translated.
UNTRANSLATED_COPY = Q(alias_of__translation_key=F("translation_key"))


def readable(pages: Any) -> Any:
    """Those pages that everybody may read: published, translated, not below a restriction. Part of the same query."""
    return pages.filter(live=True).exclude(UNTRANSLATED_COPY).exclude(restricted())


@cache  # every page needs this query, and putting it together takes longer than asking the database
def _live_pages() -> Any:
    """All published, translated pages with the number of the frame, and whether only some people may read them.

    Only the columns that a breadcrumb and the switcher of languages need: making a dozen whole pages, to read two
    fields of each, would take longer still.
    """
    revision = apps.get_model("core", "FrameRevision").objects.filter(pk=1).values("number")
    pages = Page.objects.filter(live=True).exclude(UNTRANSLATED_COPY)
    pages = pages.annotate(frame_revision=Coalesce(Subquery(revision), Value(0)), restricted=restricted())
    columns = ["pk", "url_path", "title", "content_type_id", "frame_revision", "restricted"]
    return pages.values_list(*columns, named=True)


@cache  # for the same reason
def _readable_links() -> Any:
    """What a link to a page needs of each page that everybody may read."""
    columns = ["pk", "translation_key", "title", "search_description", "url_path", "locale__language_code"]
    return readable(Page.objects.all()).values_list(*columns)


def _rows(addresses: list[str], path: str) -> dict[str, Any]:
    """Live pages at these addresses and at ``path`` in every language, by address; one query."""
    everywhere = [url_path(each.code, path) for each in languages()]
    return {row.url_path: row for row in _live_pages().filter(url_path__in={*addresses, *everywhere})}


def _translations(rows: dict[str, Any], path: str) -> dict[str, str]:
    """Addresses of the real translations by language code, in the order of the languages."""
    found = [(each.code, rows.get(url_path(each.code, path))) for each in languages()]
    return {code: page.url_path for code, page in found if page is not None and not page.restricted}


@dataclass(frozen=True)
class PageLink:
    """A link to another page in the reader's language; ``language`` is that of its title and content."""

    title: str
    summary: str
    href: str
    language: str

    @property
    def url_path(self) -> str:
        """The address, by the name that pages have for it."""
        return self.href


@dataclass
class Route:
    """How a page was reached: the page, its ancestors, the languages it exists in, and whether it is a fallback."""

    page: Any
    trail: list[Any]  # rows with ``title`` and ``url_path``
    language: Language
    path: str
    translations: dict[str, str]
    revision: int | None = None
    is_restricted: bool = False

    @classmethod
    def find(cls, code: str, path: str) -> Route | None:
        """The live page at ``path`` in the language ``code``, or in Polish where it is not translated.

        ``None`` when there is no such page in either.
        """
        if len(path) > MAX_PATH or "//" in path or path.startswith("/"):
            return None
        path = normalized(path)
        source = source_language().code
        steps = prefixes(path)
        rows = _rows([url_path(each, step) for each in {code, source} for step in steps], path)
        row = rows.get(url_path(code, path)) or rows.get(url_path(source, path))
        if row is None:
            return None
        trail = [rows.get(url_path(code, step)) for step in steps[:-1]]
        model: Any = ContentType.objects.get_for_id(row.content_type_id).model_class()
        page = model._default_manager.select_related("locale", *model.fetched_with).get(pk=row.pk)
        return cls(
            page=page,
            trail=[step for step in trail if step is not None],
            language=language(code),
            path=path,
            translations=_translations(rows, path),
            revision=row.frame_revision,
            is_restricted=row.restricted,
        )

    @classmethod
    def to(cls, page: Any) -> Route:
        """A route to a page that was not reached by its address: a preview, a draft, a test."""
        code = page.locale.language_code
        path = normalized((page.url_path or "").removeprefix(f"/{code}/"))
        rows = _rows([url_path(code, step) for step in prefixes(path)], path)
        trail = [rows.get(url_path(code, step)) for step in prefixes(path)[:-1]]
        return cls(
            page=page,
            trail=[step for step in trail if step is not None],
            language=language(code),
            path=path,
            translations=_translations(rows, path),
        )

    @property
    def is_fallback(self) -> bool:
        """Whether the reader gets the Polish text because the page is not translated."""
        return self.page.locale.language_code != self.language.code

    @property
    def content_language(self) -> Language:
        """The language of the words on the page."""
        return language(self.page.locale.language_code)

    @property
    def other_translations(self) -> list[tuple[Language, str]]:
        """Languages and addresses of the real translations into other languages than the reader's and Polish."""
        skipped = {self.language.code, self.content_language.code}
        return [(language(code), href) for code, href in self.translations.items() if code not in skipped]

    @property
    def section(self) -> Any:
        """The nearest page above this one, below the front page, in the reader's language."""
        return self.trail[-1] if len(self.trail) > 1 else (self.trail[0] if self.trail else None)

    @property
    def breadcrumb_data(self) -> dict[str, Any]:
        """schema.org ``BreadcrumbList``, the same steps as the visible breadcrumb."""
        steps = [(step.title, step.url_path) for step in self.trail]
        steps.append((self.page.title, url_path(self.language.code, self.path)))
        return {
            "@context": "https://schema.org",
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": name, "item": settings.SITE_URL + address}
                for position, (name, address) in enumerate(steps, start=1)
            ],
        }

    @cached_property
    def links(self) -> dict[int, PageLink]:
        """The pages that this one links to, by primary key, each as the reader should get it; one query, or none.

        The address is always in the reader's language: where the page is not translated, it says so itself there.
        """
        wanted = self.page.linked_page_ids()
        if not wanted:
            return {}
        keys = Page.objects.filter(pk__in=wanted).values("translation_key")
        codes = {self.language.code, source_language().code}
        family = _readable_links().filter(translation_key__in=keys, locale__language_code__in=codes)
        best: dict[Any, PageLink] = {}
        by_pk: dict[int, Any] = {}
        for pk, key, title, summary, address, code in family:
            by_pk[pk] = key
            if key not in best or code == self.language.code:
                href = url_path(self.language.code, normalized(address.removeprefix(f"/{code}/")))
                best[key] = PageLink(title, summary, href, code)
        return {pk: best[by_pk[pk]] for pk in wanted if pk in by_pk}

    @property
    def language_links(self) -> list[LanguageLink]:
        """The same page in every language of the site."""
        return language_links(self.path, self.language, set(self.translations))


def language_links(path: str, current: Language, translated: set[str] | None = None) -> list[LanguageLink]:
    """Links to one path in every language; ``translated`` holds the codes that are real translations, or all."""
    return [
        LanguageLink(
            language=each,
            href=url_path(each.code, path),
            is_current=each.code == current.code,
            is_translated=translated is None or each.code in translated,
        )
        for each in languages()
    ]


def home_path() -> str:
    """The address of the home page in the active language."""
    return url_path(active_language().code, "")
