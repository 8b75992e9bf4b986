"""`bin/elasticsearch`: says in one sentence what is missing, and ends with whoever started it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.live_site import HOST, free_port
from tests.search import elasticsearch

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {"HOME": "/nonexistent", "PATH": "/nonexistent", **variables}
    return subprocess.run(
        [sys.executable, str(ROOT / "bin" / "elasticsearch"), *arguments],
        env=env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def fake(folder: Path, name: str, words: str) -> Path:
    """A program that only says something."""
    path = folder / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{words}' >&2\n")
    path.chmod(0o755)
    return path


def test_a_port_that_is_no_port() -> None:
    done = run("--port", "99999")
    assert done.returncode == 1
    assert done.stderr.strip() == "bin/elasticsearch: --port must be a number from 1 to 65535, not 99999."


def test_without_maven_it_says_what_to_install(tmp_path: Path) -> None:
    fake(tmp_path, "java", 'openjdk version "25.0.1"')
    done = run("--check", JAVA_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "sudo apt install maven" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_old_java_is_not_taken(tmp_path: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, 'bin'); from importlib.machinery import SourceFileLoader as L;"
        "module = L('es', 'bin/elasticsearch').load_module(); print(module.java_version(sys.argv[1]))"
    )
    for words, number in [('openjdk version "17.0.15"', "17"), ('java version "21"', "21"), ("no", "0")]:
        java = fake(tmp_path, "java", words)
        command = [sys.executable, "-W", "ignore", "-c", program, str(java)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == number
    missing = [sys.executable, "-W", "ignore", "-c", program, "/nonexistent/java"]
    assert subprocess.run(missing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "0"


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


@pytest.mark.slow
def test_it_ends_with_the_process_that_it_was_told_to_follow() -> None:
    if missing := elasticsearch.missing():
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    port = free_port()
    with subprocess.Popen(["sleep", "300"]) as parent:
        command = [*elasticsearch.COMMAND, "--port", str(port), "--with-parent", str(parent.pid)]
        env = os.environ | {"DATA_DIR": str(ROOT / "var")}
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as server:
            try:
                elasticsearch._wait(port, server)
                taken = subprocess.run(
                    [*elasticsearch.COMMAND, "--port", str(port)],
                    env=env,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert "is taken" in taken.stderr
                os.kill(parent.pid, signal.SIGKILL)
                parent.wait()
                until = time.monotonic() + 20
                while is_open(port) and time.monotonic() < until:
                    time.sleep(0.2)
                assert not is_open(port)
                assert server.wait(20) == 0
            finally:
                server.kill()
                parent.kill()
