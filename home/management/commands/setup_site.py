"""`setup_site`: what a new installation needs before an editor can log in."""

from typing import Any

from django.core.management.base import BaseCommand

from home.setup import set_up_site


class Command(BaseCommand):
    """Makes languages, front page, roles and workflow where they are missing; may run again at any time."""

    help = "Make languages, the Polish front page, roles and the workflow where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        home = set_up_site()
        self.stdout.write(f"The front page is {home.full_url}; make an administrator with `createsuperuser`.")
