"""Rich text for readers: links lead to pages in their language, Polish words are marked as Polish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wagtail.rich_text import expand_db_html

PAGE_LINK = re.compile(r'<a\s+(?=[^>]*linktype="page")[^>]*?\bid="(\d+)"[^>]*>(.*?)</a>', re.DOTALL)
# Begins with a word of its own, so that the long stretches without links are skipped quickly.
PAGE_ID_IN_STORED_JSON = re.compile(r'<a\s(?=[^>]*linktype=\\?"page\\?")[^>]*?\bid=\\?"(\d+)')
PHONE_LINK = re.compile(r'<a href="tel:')
OUTSIDE_LINK = re.compile(r'<a href="(https?://)')


def linked_page_ids(stored: str) -> set[int]:
    """Primary keys of the pages that rich text, or the stored JSON of a body, links to."""
    return {int(pk) for pk in PAGE_ID_IN_STORED_JSON.findall(stored)}


def render(html: str, pages: Mapping[int, Any], content_language: str) -> str:
    """HTML for readers.

    ``pages`` maps the primary keys of linked pages to the page the reader should get; a link to a page that is not
    among them, because it is not published, becomes plain words. ``content_language`` is the language of the text.
    """

    def page_link(match: re.Match[str]) -> str:
        page = pages.get(int(match[1]))
        return f'<a href="{page.url_path}">{match[2]}</a>' if page else match[2]

    html = PAGE_LINK.sub(page_link, html)
    if "linktype=" in html or "<embed" in html:
        html = expand_db_html(html)
    html = PHONE_LINK.sub('<a class="phone" dir="ltr" href="tel:', html)
    html = OUTSIDE_LINK.sub(r'<a rel="external" href="\1', html)
    if content_language != "pl":
        html = html.replace("<i>", '<i lang="pl" dir="ltr">')
    return html
