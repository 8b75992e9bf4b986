"""`compile_catalogues`: message catalogues ready for use, without gettext."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Compiles every catalogue that is newer than its compiled form.

    A broken catalogue stops nobody from reading: it is named on the console and the old compiled form stays. The tests
    stop on it instead.
    """

    help = "Compile message catalogues."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                self._compile(source)

    def _compile(self, source: Path) -> None:
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            return
        try:
            polib.pofile(str(source)).save_as_mofile(str(target))
        except (OSError, ValueError) as error:
            self.stderr.write(f"{source} cannot be compiled, readers keep the previous version: {error}")
