"""`load_demo`: the demonstration site."""

import secrets
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from website.demo.contact_loader import load_enquiries
from website.demo.files import ContentError
from website.demo.loader import Loader, make_accounts


class Command(BaseCommand):
    """Loads the content files. Loading twice changes nothing; what a person has edited is left alone."""

    help = "Load the demonstration site and its accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            report = Loader().load()
            password = settings.DEMO_PASSWORD or secrets.token_urlsafe(9)
            made = make_accounts(password)
            written = load_enquiries(Path(settings.DEMO_CONTENT_DIR))  # answered by those accounts
        except ContentError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Demonstration site: {report}; {written} enquiries written ({time.monotonic() - started:.0f} s)"
        )
        if made:
            self.stdout.write(f"Accounts {', '.join(made)}; password: {password}")
