"""A real Elasticsearch for tests that need one: started by `bin/elasticsearch`, gone afterwards."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.live_site import HOST, free_port

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, str(ROOT / "bin" / "elasticsearch")]
START_WITHIN = 240  # seconds; the first start downloads 40 MB


def missing() -> str:
    """Empty when one can be started; otherwise what to do about it, in one line."""
    done = subprocess.run([*COMMAND, "--check"], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()


@contextmanager
def server() -> Iterator[str]:
    """The ``SEARCH_URL`` of a server that runs inside this block. What was downloaded stays in the clone's folder."""
    port = free_port()
    env = os.environ | {"DATA_DIR": str(ROOT / "var")}
    with subprocess.Popen(
        [*COMMAND, "--port", str(port)], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            _wait(port, process)
            yield f"elasticsearch://{HOST}:{port}"
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()


def _wait(port: int, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(
                f"Elasticsearch did not start: {process.stdout.read() if process.stdout else ''}"
            )
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=3s")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.3)
    raise RuntimeError("Elasticsearch did not answer in time")
