"""Settings: one place, typed, documented, and production refuses to start with the name of what is wrong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from website.settings.environment import VARIABLES

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "biwk.example",
    "SITE_URL": "https://biwk.example",
}


def start(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Load the production settings in a process of their own."""
    base = {
        name: value for name, value in os.environ.items() if name not in {each.name for each in VARIABLES}
    }
    base |= {"DATA_DIR": str(tmp_path), "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"} | GOOD | environment
    base = {name: value for name, value in base.items() if value}
    code = "import website.settings.production"
    return subprocess.run([sys.executable, "-c", code], env=base, capture_output=True, text=True, check=False)


def test_production_starts_with_what_it_needs(tmp_path: Path) -> None:
    assert start(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", ""),
        ("SITE_URL", ""),
        ("SITE_URL", "biwk.example"),
        ("SITE_URL", "https://biwk.example/path"),
        ("HTTPS", "perhaps"),
        ("DEBUG", "true"),
        ("DATABASE_URL", "mysql://root@localhost/biwk"),
        ("SEARCH_URL", "opensearch://localhost"),
        ("DATA_DIR", "/proc/no-such-folder"),
    ],
)
def test_production_refuses_and_names_the_variable(tmp_path: Path, name: str, value: str) -> None:
    result = start(tmp_path, **{name: value})
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured:")
    assert name in last


def test_every_variable_is_documented_and_every_documented_variable_exists() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([A-Z0-9_]+)` \|", text, re.M)
    assert documented == [variable.name for variable in VARIABLES]
    for variable in VARIABLES:
        assert variable.purpose in text


def test_only_one_module_reads_the_environment() -> None:
    readers = [
        path
        for folder in ("site", "home", "guides", "events", "contact", "search")
        for path in (ROOT / folder).rglob("*.py")
        if "os.environ" in path.read_text(encoding="utf-8")
    ]
    names = {path.relative_to(ROOT).as_posix() for path in readers}
    assert names == {
        "site/website/settings/environment.py",
        "site/website/settings/test.py",
        "site/website/wsgi.py",
        "site/website/__main__.py",
    }


def test_deployment_checks_pass(tmp_path: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in {each.name for each in VARIABLES}
    }
    environment |= GOOD | {
        "SECRET_KEY": "".join(chr(33 + number % 90) for number in range(70)),
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "website.settings.production",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
