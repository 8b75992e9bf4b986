"""`index_search`: makes everything that search can find anew, while people go on searching."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from search import documents, languages, outbox
from search.analysis.lexicon import build
from search.models import IndexState


class Command(BaseCommand):
    """Needed after an import past the site, after a new version of the analysis, or for a new search server.

    Changes by editors need nothing: they are found at once.
    """

    help = "Make the search index anew; readers search the old one meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dictionaries", action="store_true", help="Make missing dictionaries first (a minute)."
        )
        parser.add_argument(
            "--engine", action="store_true", help="Only fill the search server of SEARCH_URL."
        )

    def handle(self, *args: Any, dictionaries: bool, engine: bool, verbosity: int, **options: Any) -> None:
        self.is_quiet = verbosity == 0
        if dictionaries:
            for code in languages.missing():
                self._say(f"Making the dictionary: {code}")
                build(languages.folder(), code)
        if not engine:
            self._say(f"{documents.write_all(self._progress)} results can be found.")
            documents.analyse_anew(self._progress)
            self._say(f"Analysis: {IndexState.load().analysis}")
        if outbox.has_server():
            self._say(f"{outbox.rebuild(self._progress)} of them on the search server.")

    def _say(self, line: str) -> None:
        if not self.is_quiet:
            self.stdout.write(line)

    def _progress(self, done: int, total: int) -> None:
        if not self.is_quiet:
            self.stdout.write(f"\r{done} of {total}", ending="\n" if done >= total else "")
            self.stdout.flush()
