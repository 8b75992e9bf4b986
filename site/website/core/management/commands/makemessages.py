"""`makemessages`: Django's, for this repository's folders and languages; needs gettext."""

from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """All languages, no line numbers (they change with every edit), nothing from the environment or the tests."""

    def handle(self, *args: Any, **options: Any) -> None:
        options["locale"] = options["locale"] or [code for code, _name in settings.LANGUAGES]
        options["no_location"] = True
        options["no_wrap"] = True
        options["no_obsolete"] = True
        options["ignore_patterns"] += [".venv", "venv", "var", "dist", "build", "tests", "deploy", "docs"]
        super().handle(*args, **options)
