"""The wheel is the whole site: installed in an empty folder it checks, migrates and serves.

Needs the package registry, so `make test` leaves it out: `bin/dev test -m wheel`, and CI, run it.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.wheel, pytest.mark.slow]


def run(*command: object, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command[0]} failed:\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    if uv := shutil.which("uv"):
        run(uv, "build", "--wheel", "--out-dir", folder, ROOT, cwd=folder)
    else:
        run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def host(tmp_path_factory, wheel) -> Path:
    """An empty folder with nothing but a virtual environment that holds the wheel and its locked dependencies."""
    folder = tmp_path_factory.mktemp("host")
    python = folder / "venv" / "bin" / "python"
    locked = ["--require-hashes", "--requirement", ROOT / "requirements.txt"]
    if uv := shutil.which("uv"):
        run(uv, "venv", "--python", sys.executable, folder / "venv", cwd=folder)
        install = [uv, "pip", "install", "--python", python]
    else:
        run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
        install = [python, "-m", "pip", "install"]
    run(*install, *locked, cwd=folder)
    run(*install, "--no-deps", wheel, cwd=folder)
    return folder


@pytest.fixture
def production(tmp_path) -> dict[str, str]:
    """The environment of a public site: only what production asks for."""
    return {
        "PATH": os.defpath,
        "DATA_DIR": str(tmp_path / "data"),
        "SECRET_KEY": "only-for-this-test-and-long-enough-for-the-settings-of-production",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "https://biwk.example",
    }


def test_the_wheel_holds_every_file_of_every_room_and_nothing_of_the_workshop(wheel):
    rooms = [file.parent for file in ROOT.glob("*/apps.py")]
    expected = {
        str(file.relative_to(room.parent))
        for room in [*rooms, ROOT / "site" / "website"]
        for file in room.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    catalogues = {f"website/{file.relative_to(ROOT)}" for file in ROOT.glob("locale/*/LC_MESSAGES/*.po")}
    compiled = {name.removesuffix("po") + "mo" for name in catalogues}
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert len(rooms) >= 5
    assert len(catalogues) >= 7
    assert held == expected | catalogues | compiled


def test_the_installed_wheel_checks_migrates_and_serves(host, production, tmp_path):
    biwk = host / "venv" / "bin" / "biwk"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    shutil.copy(ROOT / "gunicorn.conf.py", tmp_path)  # as docs/deploy.md does

    run(biwk, "check", cwd=host, env=production)
    run(biwk, "migrate", "--noinput", cwd=host, env=production)
    gunicorn = [
        host / "venv" / "bin" / "gunicorn",
        "-c",
        tmp_path / "gunicorn.conf.py",
        "--no-control-socket",
    ]
    server = subprocess.Popen(gunicorn, cwd=host, env=production | {"PORT": str(port)})
    try:
        assert answer(server, port, "/healthz") == (200, b"ok\n")
        assert json.loads(answer(server, port, "/readyz")[1])["database"] == "ok"
    finally:
        server.terminate()
        server.wait(timeout=30)


def answer(server: subprocess.Popen[bytes], port: int, path: str) -> tuple[int, bytes]:
    """What the server says as soon as it says anything."""
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        time.sleep(0.1)
    pytest.fail(f"gunicorn did not answer on port {port}; its exit code is {server.poll()}")
