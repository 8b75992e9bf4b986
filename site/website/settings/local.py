"""Settings of `make run`: the production settings without what needs a real host."""

from website.settings import environment

environment.use_local_defaults()

from website.settings.production import *  # noqa: E402, F403  the strict base, relaxed below
from website.settings.production import EMAIL, MIDDLEWARE, STORAGES  # noqa: E402

DEBUG = environment.boolean("DEBUG")

# Static files come straight from the source folders: a first start without collectstatic, which takes 20 seconds.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
MIDDLEWARE = [name for name in MIDDLEWARE if not (DEBUG and "gzip" in name)]

# What went to the folder instead of a mail server can be read at /mail/.
MAIL_PAGES = "EMAIL_FILE_PATH" in EMAIL
