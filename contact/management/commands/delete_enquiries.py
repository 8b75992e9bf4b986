"""`delete_enquiries`: what the worker does every day, by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from contact.retention import delete_due


class Command(BaseCommand):
    """Deletes enquiries whose day has come and keeps counts."""

    help = "Delete enquiries whose day of deletion has come; counts are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be deleted, and delete nothing"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        report = delete_due(dry_run=dry_run)
        self.stdout.write(f"{'Would delete' if dry_run else 'Deleted'} {report}.")
