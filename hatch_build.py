"""Build hook: compiles the message catalogues, so that a wheel speaks all languages without GNU gettext."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class MessageCatalogues(BuildHookInterface):
    """``.mo`` files are made, never committed; the wheel takes all of ``locale/``, ignored by git or not."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for source in sorted(Path(self.root).glob("locale/*/LC_MESSAGES/*.po")):
            polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
