"""A browser, the demonstration site in a process of its own, and what no page may do while a test looks at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.chromium import chromium
from tests.live_site import HOST, LiveSite

# What Wagtail's own editor does, by status and address; Chromium writes every failed request to the console.
OF_THE_EDITOR = (
    ("status of 400", "/admin/pages/"),  # saves by itself what is not complete yet
    ("status of 404", "/admin/api/main/pages/"),  # looks up titles of pages that a translator may not edit
)

OpenContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory, demonstration: Path) -> Iterator[LiveSite]:
    """The demonstration site, a copy of its own served for all browser tests of this process."""
    site = LiveSite(tmp_path_factory.mktemp("site"))
    shutil.copytree(demonstration, site.folder, dirs_exist_ok=True)
    site.prepare()  # the enquiries, and this address
    with site.serving():
        yield site


@pytest.fixture(scope="session")
def site(live_site: LiveSite) -> str:
    """Its address, without a slash at the end."""
    return live_site.url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium.

    Once for each file: while Playwright runs, Django refuses database work in the same thread, and tests of other
    folders may come next.
    """
    with chromium() as browser:
        yield browser


@dataclass
class Watch:
    """Notes what pages do that pages of this site never do."""

    problems: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != HOST:
            self.problems.append(
                f"asked another host: {request.url} (from {request.headers.get('referer', '?')})"
            )

    def _console(self, message: ConsoleMessage) -> None:
        address = message.location["url"]
        # Chromium reports the status of the page itself, which is what the test wanted to see.
        is_own = message.page and address == message.page.url
        own_status = is_own and any(f"status of {status}" in message.text for status in (404, 422))
        known = any(status in message.text and part in address for status, part in OF_THE_EDITOR)
        if message.type == "error" and not own_status and not known:
            self.problems.append(f"console: {message.text} ({address})")


@pytest.fixture
def open_context(browser: Browser, site: str) -> Iterator[OpenContext]:
    """Makes browser contexts, like people with different settings; ends the test when a page misbehaved in one."""
    watch, contexts = Watch(), []

    def open_one(**options: Any) -> BrowserContext:
        # Colours in the middle of a transition are nobody's colours.
        settings = {"base_url": site, "locale": "pl-PL", "reduced_motion": "reduce"} | options
        context = browser.new_context(**settings)
        context.set_default_timeout(10_000)
        watch.over(context)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    assert not watch.problems, "\n".join(dict.fromkeys(watch.problems))


@pytest.fixture
def page(open_context: OpenContext) -> Page:
    """A page of a reader with a usual screen."""
    return open_context().new_page()
