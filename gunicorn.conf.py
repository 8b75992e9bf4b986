"""Application server: read from the working directory, or with `-c`."""

import os
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
