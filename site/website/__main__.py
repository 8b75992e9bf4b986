"""`biwk COMMAND`, or `python -m website COMMAND`: Django's commands in an installed wheel."""

import os

from django.core.management import execute_from_command_line


def main() -> None:
    """Run a management command with the production settings unless others are named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "website.settings.production")
    execute_from_command_line()


if __name__ == "__main__":
    main()
