"""`make run` and `make test` say in one line what is missing, before they have changed anything."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["uv.lock", "requirements.txt", "requirements-dev.txt"]


@pytest.fixture
def clone(tmp_path):
    """As much of a fresh clone as `bin/dev` reads before it installs anything."""
    folder = tmp_path / "clone"
    folder.mkdir()
    shutil.copytree(ROOT / "bin", folder / "bin")
    for name in LOCKS:
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def programs(tmp_path):
    """A folder that is the whole PATH: what is not put into it is not installed."""
    folder = tmp_path / "programs"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, script: str) -> Path:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def dev(clone: Path, programs: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(clone / "bin" / "dev"), *arguments],
        env={"PATH": str(programs), "HOME": str(programs), **variables},
        cwd=clone,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error, without the name of the program."""
    assert done.returncode == 2, done
    assert done.stderr.startswith("bin/dev: ")
    assert done.stderr.count("\n") == 1, "more than one line"
    return done.stderr.removeprefix("bin/dev: ").strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_an_unknown_command_is_answered_with_the_known_ones(clone, programs):
    sentence = refusal(dev(clone, programs, "rnu"))
    assert "'rnu'" in sentence
    assert all(name in sentence for name in ("run", "test", "check", "bench", "messages", "manage", "help"))


@pytest.mark.parametrize("arguments", [[], ["help"], ["-h"], ["--help"]])
def test_help_names_every_command_and_variable(clone, programs, arguments):
    done = dev(clone, programs, *arguments)
    assert done.returncode == 0
    for word in (
        "run",
        "test",
        "check",
        "bench",
        "messages",
        "manage",
        "PORT",
        "DATA_DIR",
        "PYTHON",
        "NO_BROWSER",
    ):
        assert word in done.stdout


def test_a_busy_port_is_named_with_the_way_to_another(clone, programs):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        sentence = refusal(dev(clone, programs, "run", PORT=str(port)))
    assert f"Port {port} of 127.0.0.1" in sentence
    assert re.search(r"PORT=\d+ make run", sentence)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "80.5"])
def test_a_port_that_is_no_port_is_refused(clone, programs, port):
    assert repr(port) in refusal(dev(clone, programs, "run", PORT=port))


def test_a_host_that_is_not_this_machine_is_refused(clone, programs):
    # An address of the block that RFC 5737 keeps for documentation: no machine has it.
    assert "192.0.2.1" in refusal(dev(clone, programs, "run", HOST="192.0.2.1", PORT=str(free_port())))


def test_a_data_folder_that_cannot_be_made_is_named(clone, programs):
    file = clone / "uv.lock"
    sentence = refusal(dev(clone, programs, "run", DATA_DIR=str(file / "data"), PORT=str(free_port())))
    assert str(file / "data") in sentence
    assert "DATA_DIR=" in sentence


@pytest.mark.skipif(sys.platform != "linux", reason="uses a folder of Linux that is read-only even for root")
def test_a_data_folder_that_is_read_only_is_named(clone, programs):
    sentence = refusal(dev(clone, programs, "run", DATA_DIR="/proc/sys", PORT=str(free_port())))
    assert "/proc/sys" in sentence
    assert "DATA_DIR=" in sentence


@pytest.mark.skipif(os.geteuid() == 0, reason="everything is writable for root")
def test_a_read_only_clone_is_named(clone, programs, tmp_path):
    clone.chmod(0o500)
    try:
        sentence = refusal(dev(clone, programs, "run", DATA_DIR=str(tmp_path), PORT=str(free_port())))
    finally:
        clone.chmod(0o700)
    assert str(clone) in sentence


def test_a_python_that_is_not_there_is_named(clone, programs):
    sentence = refusal(dev(clone, programs, "manage", "check", PYTHON="/nowhere/python3"))
    assert "/nowhere/python3" in sentence
    assert "3.11, 3.12 or 3.13" in sentence


@pytest.mark.parametrize("version", ["3.9", "3.10", "3.14"])
def test_a_python_of_another_version_is_named_with_its_version(clone, programs, version):
    python = put(programs, "other-python", f"echo {version.replace('.', ' ')}")
    sentence = refusal(dev(clone, programs, "run", PYTHON=str(python), PORT=str(free_port())))
    assert f"{python} is Python {version}" in sentence


def test_a_python_that_does_not_run_is_named(clone, programs):
    python = put(programs, "broken-python", "exit 127")
    assert f"{python} does not run" in refusal(dev(clone, programs, "manage", "check", PYTHON=str(python)))


def test_debian_without_python3_venv_is_told_what_to_install(clone, programs):
    python = put(
        programs, "bare-python", f'case "$2" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"'
    )
    sentence = refusal(dev(clone, programs, "manage", "check", PYTHON=str(python)))
    assert "sudo apt install python3-venv" in sentence
    assert not (clone / ".venv").exists()


def test_a_failed_installation_says_why_and_what_to_try(clone, programs):
    put(programs, "uv", '[ "$1" = --version ] || { echo "  Caused by: dns error"; exit 2; }')
    sentence = refusal(dev(clone, programs, "manage", "check", PYTHON=sys.executable))
    assert "dns error" in sentence
    assert "network" in sentence
    assert not list(clone.glob(".uv-*")), "downloads left behind"


def test_a_missing_browser_has_three_ways_out(clone, programs):
    sentence = refusal(dev(clone, programs, "test"))
    for way_out in ("sudo apt install chromium", "CHROMIUM=/path", "NO_BROWSER=1 make test"):
        assert way_out in sentence


def test_a_wrong_browser_is_named(clone, programs):
    assert "/nowhere/chromium" in refusal(dev(clone, programs, "test", CHROMIUM="/nowhere/chromium"))


def test_collecting_messages_without_gettext_says_what_to_install(clone, programs):
    assert "sudo apt install gettext" in refusal(dev(clone, programs, "messages"))


def test_nothing_is_installed_twice(clone, programs):
    """The second start compares one fingerprint; a development environment serves the site as well."""
    put(
        programs,
        "uv",
        f'[ "$1" = --version ] || {sys.executable} -m venv --without-pip "$UV_PROJECT_ENVIRONMENT"',
    )
    (clone / "manage.py").write_text("")
    first = dev(clone, programs, "manage", PYTHON=sys.executable)
    assert (first.returncode, first.stderr) == (0, "")
    assert "Installing" in first.stdout
    assert "Installing" not in dev(clone, programs, "manage", PYTHON=sys.executable).stdout
    (clone / "uv.lock").write_text("another lock")
    assert "Installing" in dev(clone, programs, "manage", PYTHON=sys.executable).stdout


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_for_pip_are_those_of_the_lock(name):
    locked = {
        f"{package['name']}=={package['version']}"
        for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]
        if "version" in package
    }
    text = (ROOT / name).read_text()
    required = set(re.findall(r"^([a-z0-9.-]+==\S+)", re.sub(r"\[[a-z,]+\](?===)", "", text), re.MULTILINE))
    assert len(required) > 40
    assert required <= locked, "run the two `uv export` commands of CONTRIBUTING.md"
    assert "--index-url" not in text
    assert text.count("--hash=") >= len(required)
