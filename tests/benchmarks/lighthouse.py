"""Lighthouse's four marks for the pages that readers meet first.

Needs Node 20 and the npm registry: the program is installed into a folder that is thrown away (185 MB).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.benchmarks.page_weight import LANGUAGES, PAGES
from tests.benchmarks.table import Figure, Table
from tests.chromium import PROGRAM
from tests.live_site import LiveSite

VERSION = "12.8.2"  # the newest that runs on Node 20
MARKS = {"performance": 90, "accessibility": 100, "best-practices": 100, "seo": 100}
CHROMIUM_FLAGS = "--headless=new --no-sandbox --disable-background-networking --disable-component-update"


def measure(table: Table, site: LiveSite) -> None:
    """While the site is served."""
    if not shutil.which("npm"):
        raise SystemExit("Lighthouse needs Node 20 with npm: sudo apt install nodejs npm.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = os.environ | {
            "CHROME_PATH": PROGRAM,
            "PUPPETEER_SKIP_DOWNLOAD": "true",  # no second browser
            "npm_config_cache": str(folder / "cache"),
            "npm_config_update_notifier": "false",
            **dict.fromkeys(("XDG_CONFIG_HOME", "XDG_CACHE_HOME"), str(folder / "home")),
        }
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", name]
        subprocess.run([*install, f"lighthouse@{VERSION}"], env=environment, check=True)
        table.title(f"Lighthouse {VERSION}, as a telephone sees it")
        for page, path in PAGES.items():
            for code in LANGUAGES:
                marks, missed = _marks(folder, environment, f"{site.url}/{code}/{path}")
                figures = [
                    Figure(mark, marks[mark], "", least, at_least=True) for mark, least in MARKS.items()
                ]
                table.line(f"{page} ({code})", *figures)
                for audit in missed:
                    print(f"  not passed: {audit}")


def _marks(folder: Path, environment: dict[str, str], address: str) -> tuple[dict[str, float], list[str]]:
    report = folder / "report.json"
    command = [
        str(folder / "node_modules" / ".bin" / "lighthouse"),
        address,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(MARKS)}",
        f"--chrome-flags={CHROMIUM_FLAGS}",
    ]
    for _attempt in range(3):  # now and then it loses its browser while that starts
        done = subprocess.run(
            command, cwd=folder, env=environment, check=False, capture_output=True, text=True
        )
        if done.returncode == 0:
            break
        print(f"  {address} once more: {done.stderr.strip().splitlines()[-1:]}", flush=True)
    else:
        raise SystemExit(f"Lighthouse failed on {address}:\n{done.stderr}")
    found = json.loads(report.read_text())
    categories = found["categories"]
    weighty = {
        item["id"]
        for name in MARKS
        if name != "performance"
        for item in categories[name]["auditRefs"]
        if item["weight"]
    }
    audits = found["audits"]
    judged = [name for name in sorted(weighty) if audits[name]["scoreDisplayMode"] in {"binary", "numeric"}]
    missed = [name for name in judged if (audits[name]["score"] or 0) < 1]
    return {name: round(categories[name]["score"] * 100) for name in MARKS}, missed
