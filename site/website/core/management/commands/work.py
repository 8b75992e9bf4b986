"""`work`: sends mail and runs tasks whose time has come, until it is told to stop."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connections

from website.core import mail, schedule

logger = logging.getLogger(__name__)

PAUSE = 1  # seconds
PAUSE_AFTER_ERROR = 5


class Command(BaseCommand):
    """Delivers mail every second and runs due tasks. Any number of them may run at the same time.

    SIGTERM and SIGINT end it after the mail or task it is busy with. With ``--with-parent`` it also ends when the
    process that started it is gone, however that ended. A database that does not answer is waited for.
    """

    help = "Send mail and run periodic tasks."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="Run every due task, deliver what is due, and end."
        )
        parser.add_argument(
            "--with-parent",
            type=int,
            nargs="?",
            const=os.getppid(),
            metavar="PID",
            help="End when the process that started this one (or this process, its parent) is gone.",
        )

    def handle(self, *args: Any, once: bool, with_parent: int | None, **options: Any) -> None:
        self.stopped = False
        self.parent = with_parent
        if once:
            self._once()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self._is_over():
            time.sleep(self._round())

    def _once(self) -> None:
        for outcome in schedule.run_due():
            self.stdout.write(f"{outcome.task.name}: {outcome.error or 'ok'}")
        self.stdout.write(f"mail: {mail.deliver(sys.maxsize)} sent")

    def _round(self) -> float:
        """Everything that is due; how long to wait before the next time."""
        try:
            while not self._is_over() and mail.deliver(1):
                pass
            for _outcome in schedule.run_due():
                if self._is_over():
                    break
        except Exception as error:  # noqa: BLE001  the database may be away for a while; the worker stays
            logger.error("The worker waits after an error: %s", type(error).__name__)
            connections.close_all()
            return PAUSE_AFTER_ERROR
        close_old_connections()
        return PAUSE

    def _is_over(self) -> bool:
        return self.stopped or (self.parent is not None and os.getppid() != self.parent)

    def _stop(self, *_signal: Any) -> None:
        self.stopped = True
