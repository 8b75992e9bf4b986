"""What a first visit costs somebody with an old telephone on a slow link: bytes, requests, seconds to see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from tests.benchmarks.table import Figure, Table
from tests.chromium import chromium
from tests.live_site import HOST, LiveSite

PAGES = {
    "home": "",
    "section": "residence/",
    "guide": "work/work-permit/",
    "plain page": "about/",
}
LANGUAGES = ["pl", "uk", "ar"]  # Latin, Cyrillic, Arabic
RUNS = 3

TELEPHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
SLOW_3G = {
    "offline": False,
    "latency": 400,  # milliseconds for each request
    "downloadThroughput": 400_000 / 8,  # bytes a second
    "uploadThroughput": 400_000 / 8,
}
SLOWER_PROCESSOR = 4  # times
QUIET = 1000  # milliseconds without anything new after the page is loaded

# Weight and requests are promised for guides, the rest for every page.
KILOBYTES_WITHOUT_PICTURES, KILOBYTES, REQUESTS, KILOBYTES_OF_SCRIPTS, SECONDS = 25, 45, 4, 5, 1.0
TIMES_THE_FLOOR = 1.5

WATCH = """
window.seen = { largest: 0, element: "", shift: 0 };
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
        window.seen.largest = entry.startTime;
        window.seen.element = entry.element?.localName ?? "";
    }
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Visit:
    """One first visit."""

    kinds: dict[str, str] = field(default_factory=dict)  # of each request, by its number
    sizes: dict[str, int] = field(default_factory=dict)
    other_hosts: set[str] = field(default_factory=set)
    largest_paint: float = 0.0  # seconds
    shift: float = 0.0
    element: str = ""

    def weight(self, *kinds: str) -> float:
        """Transferred kilobytes with headers, of these kinds or of all."""
        chosen = (size for number, size in self.sizes.items() if not kinds or self.kinds.get(number) in kinds)
        return sum(chosen) / 1024


def visit(browser: Browser, address: str) -> Visit:
    """Open a page with empty caches on the slow link and the slow processor."""
    seen = Visit()
    context = browser.new_context(**TELEPHONE)
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.add_init_script(WATCH)
    wire = context.new_cdp_session(page)

    def sent(event: dict[str, Any]) -> None:
        parts = urlsplit(event["request"]["url"])
        if parts.scheme == "data":
            return
        seen.kinds[event["requestId"]] = event.get("type", "Other")
        if parts.hostname != HOST:
            seen.other_hosts.add(str(parts.hostname))

    wire.on("Network.requestWillBeSent", sent)
    wire.on(
        "Network.loadingFinished",
        lambda event: seen.sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.send("Network.emulateNetworkConditions", SLOW_3G)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    page.goto(address, wait_until="load")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(QUIET)
    found = page.evaluate("window.seen")
    seen.largest_paint, seen.shift, seen.element = found["largest"] / 1000, found["shift"], found["element"]
    context.close()
    return seen


def measure(table: Table, site: LiveSite, floor: LiveSite, runs: int = RUNS) -> None:
    """Every page in every script, in turns, so that a busy moment of the computer hits all alike."""
    addresses = {"floor": f"{floor.url}/"} | {
        f"{name} ({code})": f"{site.url}/{code}/{path}" for name, path in PAGES.items() for code in LANGUAGES
    }
    visits: dict[str, list[Visit]] = {name: [] for name in addresses}
    with chromium() as browser:
        for run in range(runs + 1):
            for name, address in addresses.items():
                seen = visit(browser, address)
                if run:  # the first round wakes the server
                    visits[name].append(seen)
    least = fastest(visits["floor"])
    table.title(f"First visit on slow 3G with a processor {SLOWER_PROCESSOR} times slower, best of {runs}")
    for name, seen in visits.items():
        table.line(name, *_figures(seen, least, is_guide=name.startswith("guide")))


def fastest(visits: list[Visit]) -> float:
    """Seconds to the largest paint; the best, because whatever else the computer does can only add to it."""
    return min(seen.largest_paint for seen in visits)


def _figures(visits: list[Visit], least: float, is_guide: bool) -> list[Figure]:
    def middle(of: Callable[[Visit], float]) -> float:
        return float(median(of(seen) for seen in visits))

    def promised(budget: float) -> float | None:
        return budget if is_guide else None

    paint = fastest(visits)
    text = middle(lambda seen: seen.weight() - seen.weight("Image"))
    return [
        Figure("without pictures", text, "KB", promised(KILOBYTES_WITHOUT_PICTURES)),
        Figure("with pictures", middle(lambda seen: seen.weight()), "KB", promised(KILOBYTES)),
        Figure("requests", middle(lambda seen: len(seen.kinds)), "", promised(REQUESTS)),
        Figure("scripts", middle(lambda seen: seen.weight("Script")), "KB", KILOBYTES_OF_SCRIPTS),
        Figure("largest paint", paint, "s", SECONDS),
        Figure("of the floor's", paint / least, "×", TIMES_THE_FLOOR),
        Figure("layout shift", max(seen.shift for seen in visits), "", 0),
        Figure("other hosts", max(len(seen.other_hosts) for seen in visits), "", 0),
    ]
