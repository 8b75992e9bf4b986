"""Settings of a public site: the strict base. ``local`` and ``test`` relax it and say why."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from website.settings import environment as env

PACKAGE_DIR = env.PACKAGE_DIR
DATA_DIR = env.data_dir()

# Ground -------------------------------------------------------------------------------------------------------------

SECRET_KEY = env.secret_key()
DEBUG = False
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS")
SITE_URL = env.address("SITE_URL")
ROOT_URLCONF = "website.urls"
WSGI_APPLICATION = "website.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "core.User"

INSTALLED_APPS = [
    # Rooms come first: their templates win over Wagtail's.
    "website.core",
    "website.demo",
    "home",
    "guides",
    "events",
    "contact",
    "search",
    "wagtail_localize",
    "wagtail_localize.locales",  # replaces wagtail.locales
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "website.core.middleware.ContentSecurityPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    # Before SessionMiddleware, which it would otherwise read, adding "Vary: Cookie" to every page.
    "website.core.middleware.LanguageMiddleware",
    "website.core.middleware.BadRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "website.core.context_processors.frame",
            ],
        },
    }
]

DATABASES = {"default": env.database()}
CACHES = {"default": env.cache()}
EMAIL = env.email()
globals().update(EMAIL)
EMAIL_TIMEOUT = 15  # seconds for each answer of the mail server; the worker sends one mail after the other
MAIL_PAGES = False  # mails are read in a mailbox
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL")

# Languages ----------------------------------------------------------------------------------------------------------

# Autonyms, because a reader looks for the name of the language in that language. Polish is the source.
LANGUAGES = [
    ("pl", "Polski"),
    ("en", "English"),
    ("uk", "Українська"),
    ("ru", "Русский"),
    ("be", "Беларуская"),
    ("es", "Español"),
    ("ar", "العربية"),
]
LANGUAGE_CODE = "pl"
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [path for path in (PACKAGE_DIR / "locale", PACKAGE_DIR.parents[1] / "locale") if path.is_dir()]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Warsaw"
# `/pl/contact` is answered as `/pl/contact/` is; `/` is the only address that redirects.
APPEND_SLASH = False

WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# A page sent for translation stays a draft until somebody has translated it; stock publishes it in Polish.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

# Editors ------------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "BIWK"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = [("pl", "Polski"), ("en", "English"), ("uk", "Українська")]
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no call to releases.wagtail.org
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no hash of an editor's e-mail address to gravatar.com
WAGTAIL_USER_TIME_ZONES = ["Europe/Warsaw", "Europe/Kyiv", "UTC"]  # Debian's list breaks the account page
# Saving a new page by hand while the editor saves it by itself makes it twice, and the second time fails.
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # one Latin slug for all languages
WAGTAILEMBEDS_FINDERS = []  # nothing from other hosts on public pages
WAGTAILIMAGES_IMAGE_MODEL = "core.SiteImage"
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_FEATURE_DETECTION_ENABLED = False
WAGTAILIMAGES_WEBP_QUALITY = 70
WAGTAILIMAGES_AVIF_QUALITY = 55
WAGTAILIMAGES_JPEG_QUALITY = 75
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "xlsx", "ods", "txt"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf"]
WAGTAILSEARCH_BACKENDS = env.search()
DICTIONARY_DIR = env.dictionary_dir()
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long guide in the editor
LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"
CSRF_FAILURE_VIEW = "website.core.views.errors.csrf_failure"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Files --------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [PACKAGE_DIR / "static"]
STATICFILES_FINDERS = [
    "website.core.stylesheets.SiteStylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = env.text("MEDIA_URL")
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": env.media_storage(),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Security -----------------------------------------------------------------------------------------------------------

HTTPS = env.boolean("HTTPS")
PROXY_COUNT = env.integer("PROXY_COUNT")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SILENCED_SYSTEM_CHECKS = ["security.W002"]  # frame-ancestors of the policies below replaces X-Frame-Options

# The shape of Django 6's SECURE_CSP; website.core.middleware sends it until we are on Django 6.2.
SECURE_CSP = {
    "default-src": ["'none'"],
    "style-src": ["'self'", "<critical-css>"],
    "script-src": ["'self'"],
    "img-src": ["'self'", *([MEDIA_URL] if MEDIA_URL.startswith("https://") else [])],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
# Wagtail's editor has inline scripts and styles and shows previews in frames.
SECURE_CSP_ADMIN = SECURE_CSP | {
    "style-src": ["'self'", "'unsafe-inline'"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "img-src": [*SECURE_CSP["img-src"], "data:", "blob:"],
    "font-src": ["'self'", "data:"],
    "frame-src": ["'self'"],
    "worker-src": ["'self'", "blob:"],
    "frame-ancestors": ["'self'"],
}

# Log ----------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL")},
    "loggers": {
        # Each saved page starts several small tasks; only their failures are news.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # One line for each question would be a log of what people ask; search.outbox says when the server is away.
        "elastic_transport": {"level": "ERROR"},
        # A stranger's wrong Host header is not news.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}

# Content ------------------------------------------------------------------------------------------------------------

# Read by the admin: a name that an editor sees, in the editor's language.
SITE_TITLE = _("Information and Cultural Support Offices in West Pomerania")
DEMO_PASSWORD = env.text("DEMO_PASSWORD")
DEMO_CONTENT_DIR = Path(PACKAGE_DIR / "demo" / "content")

if env.boolean("DEBUG") and not env.is_local():
    raise ImproperlyConfigured("DEBUG must not be on in production; use website.settings.local.")
