"""`python -m search.analysis.build FOLDER CODE ...` makes dictionaries; politely, one after the other."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from search.analysis.lexicon import build


def main(folder: str, *codes: str) -> None:
    """Make the dictionaries that are not there yet."""
    os.nice(10)
    for code in codes:
        build(Path(folder), code)


if __name__ == "__main__":
    main(*sys.argv[1:])
