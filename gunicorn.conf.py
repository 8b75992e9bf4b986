"""Application server: read from the working directory, or with `-c`."""

import os
import subprocess
import sys
from pathlib import Path

_root = Path(__file__).resolve().parent
chdir = str(_root)
pythonpath = f"{_root},{_root / 'site'}"
wsgi_app = "website.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = 4
timeout = 60
# A longer address reaches Django and gets the site's own page instead of a bare line.
limit_request_line = 8190
control_socket_disable = True  # it would be written to the home folder
preload_app = True
accesslog = None  # addresses of readers are personal data; the web server in front keeps the only log
loglevel = "warning"


def when_ready(server):
    """With ``WITH_WORKER=1`` mail and periodic tasks run beside the server and end with it, however it ends.

    In production the worker is a service of its own (deploy/biwk-worker.service).
    """
    if os.environ.get("WITH_WORKER") == "1":
        command = [sys.executable, str(_root / "manage.py"), "work", f"--with-parent={os.getpid()}"]
        server.biwk_worker = subprocess.Popen(command, cwd=_root)


def on_exit(server):
    """Tell the worker at once; after a SIGKILL it finds out by itself."""
    worker = getattr(server, "biwk_worker", None)
    if worker:
        worker.terminate()
