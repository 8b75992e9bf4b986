"""A guide from the Python process, against nginx with the same bytes in a file, in processor time of one request.

The comparison itself is the harness in ``../shared/bench``; without it, or without nginx and wrk, it is left out.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.table import Figure, Table
from tests.live_site import ROOT, LiveSite, free_port

HARNESS = ROOT.parent / "shared" / "bench" / "bench.py"
PAGES = {"guide": "work/work-permit/", "home": ""}
# A page that is made for each request; files published for nginx have a budget of their own (80 %).
PERCENT = {"guide": 0.11}


def missing() -> str:
    """What would be needed; empty when everything is there."""
    needed = [str(HARNESS)] * (not HARNESS.is_file()) + [
        name for name in ("nginx", "wrk", "taskset") if not shutil.which(name)
    ]
    return ", ".join(needed)


def measure(table: Table, site: LiveSite, rounds: int = 3) -> None:
    """While the site is served."""
    targets = [f"{name}={site.url}/pl/{path}" for name, path in PAGES.items()]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [sys.executable, str(HARNESS), *targets, "--rounds", str(rounds), "--json", str(report)]
        done = subprocess.run(
            [*command, "--ref-port", str(free_port())],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{HARNESS} failed:\n{done.stdout}{done.stderr}")
        rows = {row["name"]: row for row in json.loads(report.read_text())["rows"]}
    table.title(f"Against nginx with the same bytes in a file, median of {rounds} rounds")
    for name in PAGES:
        row = rows[name]
        share = Figure(f"{name}: share of nginx", row["cpu_pct"], "%", PERCENT.get(name), at_least=True)
        table.single(share)
        table.single(Figure(f"{name}: wrong answers", row["errors"], "", 0))
