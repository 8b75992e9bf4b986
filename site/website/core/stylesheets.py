"""One stylesheet in parts, put together from small files without a build step.

What decides the layout of the first screen is written into the page, so that nothing is waited for on a slow link; its
hash stands in the content-security policy. The rest comes as ``css/site.css`` and is linked at the end of the page;
what only pages with a personal form need comes as ``css/forms.css``, so that guides do not carry it.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

CSS_DIR = Path(__file__).resolve().parent.parent / "static" / "css"

# Order matters: tokens, then base, then layout, then components.
CRITICAL = (
    "tokens.css",
    "base.css",
    "layout.css",
    "components/header.css",
    "components/breadcrumb.css",
    "components/page.css",
    "components/blocks.css",
    "components/cards.css",
    "components/forms.css",
    "components/quick_exit.css",
)
DEFERRED = (
    "components/footer.css",
    "components/results.css",
    "components/directory.css",
    "components/glossary.css",
    "components/error.css",
    "components/events.css",
    "components/quick_exit_steps.css",
    "preferences.css",
    "print.css",
)
FORMS = ("components/registration.css", "components/contact.css")
COMPOSED = {"css/site.css": DEFERRED, "css/forms.css": FORMS}


def minified(css: str) -> str:
    """CSS without comments and needless white space; strings are not expected to hold either."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*|(:)\s+", r"\1\2", css).replace(";}", "}").strip()


def joined(names: tuple[str, ...]) -> str:
    """The named files, in order, minified."""
    return minified("\n".join((CSS_DIR / name).read_text(encoding="utf-8") for name in names))


@lru_cache(maxsize=1)
def _critical_of(stamp: float) -> tuple[str, str]:
    css = joined(CRITICAL)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return css, f"'sha256-{digest}'"


def _stamp() -> float:
    """Changes with the files while somebody develops; constant in production."""
    return max((CSS_DIR / name).stat().st_mtime for name in CRITICAL) if settings.DEBUG else 0.0


def critical_css() -> str:
    """The part that is written into each page."""
    return _critical_of(_stamp())[0]


def critical_hash() -> str:
    """Its hash, as a source expression of a content-security policy."""
    return _critical_of(_stamp())[1]


class SiteStylesheetFinder(BaseFinder):
    """Offers ``css/site.css`` and ``css/forms.css``, joined from their files, to the static files of Django."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.DATA_DIR) / "stylesheets"
        self.storage = FileSystemStorage(location=self.folder)
        super().__init__(*args, **kwargs)

    def _write(self, name: str) -> Path:
        """The joined file in ``DATA_DIR`` and its compressed copy, written anew when the content differs."""
        target = self.folder / name
        css = joined(COMPOSED[name])
        if not target.exists() or target.read_text(encoding="utf-8") != css:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Beside it for WhiteNoise, which hands it to every browser: a third of the bytes on a slow link.
            target.with_name(f"{target.name}.gz").write_bytes(gzip.compress(css.encode(), mtime=0))
            target.write_text(css, encoding="utf-8")
        return target

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in COMPOSED:
            return []
        return [str(self._write(path))] if find_all else str(self._write(path))

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in COMPOSED:
            self._write(name)
            yield name, self.storage
