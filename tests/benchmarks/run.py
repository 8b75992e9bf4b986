"""The benchmarks: `make bench`, or some of them: `make bench ARGS="weight --runs 5"`.

    weight        what a first visit costs: bytes, requests, largest paint on slow 3G
    timings       processor time of a page, loading 500 pages, starting again
    nginx         a guide against nginx with the same bytes in a file (left out where nginx or the harness is missing)
    registration  200 people at once for 20 seats, one registration, 10,000 people on one event
    search        how often the right page is found, and what that costs at 1,000 and 40,000 pages
    contact       100 people who write at once, one message, an inbox of 10,000
    lighthouse    Lighthouse's marks; installs the program from the npm registry, so only when it is named

Ends with 1 when a budget is broken. What is measured and why: docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import contact, lighthouse, nginx, page_weight, registration, search, timings
from tests.benchmarks.table import Table
from tests.live_site import LiveSite

OF_THEIR_OWN = {"registration": registration.measure, "contact": contact.measure, "search": search.measure}
PARTS = ["weight", "timings", "nginx", *OF_THEIR_OWN, "lighthouse"]
USUAL = ["weight", "timings", "nginx", *OF_THEIR_OWN]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; usually {', '.join(USUAL)}"
    )
    parser.add_argument("--runs", type=int, default=page_weight.RUNS, help="visits of each page")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    parts = options.parts or USUAL
    table = Table()
    with tempfile.TemporaryDirectory(prefix="biwk-bench-") as folder:
        measure(parts, table, Path(folder), options.runs)
    load = os.getloadavg()[0]
    print(f"\n{table.figures} figures, {len(table.broken)} budgets broken; load of the computer {load:.1f}")
    for sentence in table.broken:
        print(f"broken: {sentence}")
    return int(bool(table.broken))


def measure(parts: list[str], table: Table, folder: Path, runs: int) -> None:
    """The parts that have sites of their own; then make the site once, and measure the others on it."""
    for name, part in OF_THEIR_OWN.items():
        if name in parts:
            part(table, folder / name)
    if not set(parts) - OF_THEIR_OWN.keys():
        return
    site = LiveSite(folder / "site")
    site.prepare()
    if "timings" in parts:
        timings.measure(table, site)
    if not set(parts) - {*OF_THEIR_OWN, "timings"}:
        return
    with site.serving():
        if "weight" in parts:
            floor = LiveSite(folder / "floor", application="tests.benchmarks.floor:application")
            with floor.serving():
                page_weight.measure(table, site, floor, runs)
        if "nginx" in parts:
            if missing := nginx.missing():
                print(f"\nnginx: left out, because there is no {missing}")
            else:
                nginx.measure(table, site)
        if "lighthouse" in parts:
            lighthouse.measure(table, site)


if __name__ == "__main__":
    sys.exit(main())
