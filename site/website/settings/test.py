"""Settings of the tests; each line says why it differs from production."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["SECRET_KEY"] = "test-secret-key-that-is-long-enough-for-the-typed-settings-module"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["SITE_URL"] = "https://biwk.example"
os.environ["HTTPS"] = "false"  # the test client speaks HTTP
# Never the developer's own data; gone when the tests are done.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="biwk-test-")
# Made once for all runs: what is in them does not depend on what is tested.
os.environ.setdefault("DICTIONARY_DIR", str(Path(__file__).resolve().parents[3] / "var" / "dictionaries"))
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

from website.settings.production import *  # noqa: E402, F403  the strict base, relaxed below
from website.settings.production import STORAGES  # noqa: E402

# A folder of hashed files would have to be collected before each run.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# The fastest hasher: tests log in often and hide no passwords.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True  # do not scan static files at each start
