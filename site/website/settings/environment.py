"""Every environment variable the site reads: its type, its default, and what to do when it is missing.

This is the only module that reads ``os.environ``. A variable that is missing or cannot be understood stops the start
with a sentence that names it. ``docs/settings.md`` lists the same variables; a test keeps the two together.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

PACKAGE_DIR = Path(__file__).resolve().parent.parent
# In a checkout `website` lies in `site/`; in a wheel it lies in site-packages and there is no project folder.
CHECKOUT_DIR = PACKAGE_DIR.parents[1] if (PACKAGE_DIR.parents[1] / "manage.py").is_file() else None


@dataclass(frozen=True)
class Variable:
    """One environment variable; ``default`` of ``None`` means that production refuses to start without it."""

    name: str
    kind: str
    default: str | None
    purpose: str


VARIABLES = (
    Variable("SECRET_KEY", "text", None, "signs sessions and forms; at least 50 random characters"),
    Variable("ALLOWED_HOSTS", "list", None, "host names the site answers to, separated by commas"),
    Variable("SITE_URL", "url", None, "public address without a path, for canonical links, sitemap and mail"),
    Variable("DATA_DIR", "path", "var", "folder for the database, media, mail and search files"),
    Variable("DATABASE_URL", "text", "", "database; empty means SQLite in DATA_DIR"),
    Variable("CACHE_URL", "text", "", "cache; empty means memory of each process"),
    Variable(
        "EMAIL_URL",
        "text",
        "",
        "mail server, smtp+tls://user:password@host:587; empty means files in DATA_DIR/mail",
    ),
    Variable("DEFAULT_FROM_EMAIL", "text", "webmaster@localhost", "sender of mail"),
    Variable(
        "DICTIONARY_DIR",
        "path",
        "",
        "folder for the dictionaries of search, 25 MB made once; empty means DATA_DIR/dictionaries",
    ),
    Variable("SEARCH_URL", "text", "", "search engine; empty means the embedded index"),
    Variable(
        "MEDIA_URL", "text", "/media/", "address under which uploaded pictures and documents are served"
    ),
    Variable("S3_BUCKET", "text", "", "bucket for uploads; empty means files in DATA_DIR/media"),
    Variable("S3_ENDPOINT_URL", "text", "", "address of an S3-compatible storage other than Amazon's"),
    Variable(
        "DEMO_PASSWORD",
        "text",
        "",
        "password of all demonstration accounts; when unset one is made and printed",
    ),
    Variable(
        "HTTPS", "boolean", "true", "whether readers reach the site by HTTPS: secure cookies, HSTS, redirect"
    ),
    Variable(
        "PROXY_COUNT",
        "integer",
        "0",
        "proxies in front that add to X-Forwarded-For; 0 takes the address of the connection",
    ),
    Variable("DEBUG", "boolean", "false", "Django's debug pages; refused in production"),
    Variable("LOG_LEVEL", "text", "INFO", "least serious level that is logged"),
)
_BY_NAME = {variable.name: variable for variable in VARIABLES}


_local = False


def is_local() -> bool:
    """Whether the local settings are being loaded."""
    return _local


def use_local_defaults() -> None:
    """Fill what a developer's machine need not say: host names, address and a secret kept in ``DATA_DIR``."""
    global _local  # noqa: PLW0603  set once, before the settings are read
    _local = True
    os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
    port, host = os.environ.get("PORT", "8000"), os.environ.get("HOST", "127.0.0.1")
    os.environ.setdefault("SITE_URL", f"http://{host}:{port}")
    os.environ.setdefault("HTTPS", "false")
    if not os.environ.get("SECRET_KEY"):
        file = data_dir() / "secret_key"
        try:
            if not file.exists():
                file.write_text(secrets.token_urlsafe(50), encoding="ascii")
                file.chmod(0o600)
            os.environ["SECRET_KEY"] = file.read_text(encoding="ascii").strip()
        except OSError as error:
            raise ImproperlyConfigured(
                f"DATA_DIR: cannot keep the secret key in {file}: {error.strerror}."
            ) from error


def text(name: str) -> str:
    """The value as it is, without surrounding spaces."""
    variable = _BY_NAME[name]
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if variable.default is None:
        raise ImproperlyConfigured(f"{name} is not set: {variable.purpose}.")
    return variable.default


def boolean(name: str) -> bool:
    """``true`` or ``false`` in the spellings people use."""
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def integer(name: str) -> int:
    """A whole number from 0 on."""
    value = text(name)
    if not value.isascii() or not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number from 0 on, not {value!r}.")
    return int(value)


def items(name: str) -> list[str]:
    """Parts separated by commas; never empty."""
    parts = [part.strip() for part in text(name).split(",") if part.strip()]
    if not parts:
        raise ImproperlyConfigured(f"{name} needs at least one value.")
    return parts


def address(name: str) -> str:
    """``scheme://host[:port]`` without a path."""
    value = text(name).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
        raise ImproperlyConfigured(f"{name} must look like https://example.org, not {value!r}.")
    return value


def secret_key() -> str:
    """A secret of at least 50 characters."""
    value = text("SECRET_KEY")
    if len(value) < 50:
        raise ImproperlyConfigured("SECRET_KEY is too short: it needs at least 50 random characters.")
    return value


def data_dir() -> Path:
    """The folder for everything the site writes; made when it is missing.

    A relative path counts from the checkout, or from the working directory of an installed wheel.
    """
    path = Path(text("DATA_DIR")).expanduser()
    if not path.is_absolute():
        path = (CHECKOUT_DIR or Path.cwd()) / path
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"DATA_DIR: cannot make the folder {path}: {error.strerror}.") from error
    return path


def database() -> dict[str, Any]:
    """Django's database settings; SQLite is put into write-ahead mode, so that readers never wait for a writer."""
    url = text("DATABASE_URL") or f"sqlite:///{data_dir() / 'db.sqlite3'}"
    try:
        config = environ.Env.db_url_config(url)
    except Exception as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be understood: {error}.") from error
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {
            "timeout": 20,
            # Each savepoint has a name of its own and pushes a prepared statement out of Python's usual 128.
            "cached_statements": 1000,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728"
            ),
        }
    elif not config["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgres://.")
    else:
        config["OPTIONS"] = {"pool": True}
    return config


def cache() -> dict[str, Any]:
    """Django's cache settings."""
    url = text("CACHE_URL")
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}
    try:
        return environ.Env.cache_url_config(url)
    except Exception as error:
        raise ImproperlyConfigured(f"CACHE_URL cannot be understood: {error}.") from error


def email() -> dict[str, Any]:
    """Django's ``EMAIL_*`` settings."""
    url = text("EMAIL_URL")
    if not url:
        return {
            "EMAIL_BACKEND": "website.core.mail_folder.EmailBackend",
            "EMAIL_FILE_PATH": str(data_dir() / "mail"),
        }
    try:
        return environ.Env.email_url_config(url)
    except Exception as error:
        raise ImproperlyConfigured(f"EMAIL_URL cannot be understood: {error}.") from error


def search() -> dict[str, dict[str, Any]]:
    """Wagtail's search backends: the index in the database, and the server of ``SEARCH_URL`` where one is named."""
    backends: dict[str, dict[str, Any]] = {"default": {"BACKEND": "search.backends.embedded"}}
    url = text("SEARCH_URL")
    if not url:
        return backends
    parts = urlsplit(url)
    if parts.scheme not in {"elasticsearch", "elasticsearchs"} or not parts.hostname:
        raise ImproperlyConfigured("SEARCH_URL must look like elasticsearch://127.0.0.1:9200.")
    scheme = "https" if parts.scheme == "elasticsearchs" else "http"
    backends["engine"] = {
        "BACKEND": "search.backends.elasticsearch",
        "AUTO_UPDATE": False,  # it holds documents of search alone, and search.outbox sends them
        "URLS": [f"{scheme}://{parts.netloc}"],
        "INDEX_PREFIX": parts.path.strip("/") or "biwk_",
        "TIMEOUT": 1,
        "OPTIONS": {"max_retries": 0},
    }
    return backends


def dictionary_dir() -> Path:
    """Folder of the dictionaries of search."""
    chosen = text("DICTIONARY_DIR")
    return Path(chosen).expanduser().absolute() if chosen else data_dir() / "dictionaries"


def media_storage() -> dict[str, Any]:
    """Storage of uploads: files in ``DATA_DIR/media``, or a bucket."""
    bucket = text("S3_BUCKET")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    options: dict[str, Any] = {"bucket_name": bucket, "file_overwrite": False, "querystring_auth": False}
    if endpoint := text("S3_ENDPOINT_URL"):
        options["endpoint_url"] = endpoint
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
