#!/usr/bin/env python3
"""Django's commands in a checkout, with the local settings unless others are named."""

import gc
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]  # both source roots, also under PYTHONSAFEPATH=1

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "website.settings.local")
    if "migrate" in sys.argv:
        # Migrations make thousands of models; looking for garbage among them took a third of the time.
        gc.set_threshold(100_000, 50, 50)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
