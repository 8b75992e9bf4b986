"""The worker: every task once in its time, mail at once, and an end when it is told or left alone."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core import mail as outbox
from django.core.management import call_command
from django.utils import timezone

from tests.core.mails import put
from tests.live_site import ROOT, LiveSite
from website.core import schedule
from website.core.models import OutgoingMail, TaskRun
from website.core.models.task_run import CLAIM_VALID_FOR
from website.core.schedule import periodic, run_due, tasks
from website.core.tasks import FINISHED_MAIL_STAYS_FOR, delete_finished_mail

START = dt.datetime(2027, 1, 4, 12, tzinfo=dt.UTC)


@pytest.fixture
def no_tasks(monkeypatch) -> None:
    """Only the tasks that the test registers."""
    monkeypatch.setattr(schedule, "_tasks", {})


def outcomes() -> list[tuple[str, str]]:
    return [(outcome.task.name.rpartition(".")[2], outcome.error) for outcome in run_due()]


def test_the_site_has_its_own_tasks() -> None:
    assert {"core.publish_scheduled", "core.delete_finished_mail", "core.delete_old_counters"} <= {
        task.name for task in tasks()
    }


@pytest.mark.django_db
def test_a_task_runs_when_its_time_has_come(no_tasks) -> None:
    ran = []

    @periodic(minutes=10)
    def task() -> None:
        ran.append(1)

    with time_machine.travel(START, tick=False) as clock:
        outcomes()
        outcomes()
        assert len(ran) == 1
        clock.shift(dt.timedelta(minutes=9, seconds=59))
        outcomes()
        assert len(ran) == 1
        clock.shift(1)
        outcomes()
        assert len(ran) == 2


@pytest.mark.django_db
def test_a_task_that_fails_is_told_without_its_words_and_keeps_nobody(no_tasks, caplog) -> None:
    @periodic(minutes=10)
    def bad() -> None:
        raise ValueError("olena@example.org")

    @periodic(minutes=10)
    def good() -> None: ...

    assert outcomes() == [("bad", "ValueError"), ("good", "")]
    assert TaskRun.objects.get(name__endswith="bad").last_error == "ValueError"
    assert "ValueError" in caplog.text
    assert "olena" not in caplog.text


@pytest.mark.django_db
def test_a_task_of_a_killed_worker_is_taken_up_again(no_tasks) -> None:
    class Killed(BaseException):
        pass

    ran = []

    @periodic(minutes=1)
    def task() -> None:
        ran.append(1)
        if len(ran) == 1:
            raise Killed

    with time_machine.travel(START, tick=False) as clock:
        with pytest.raises(Killed):
            outcomes()
        clock.shift(CLAIM_VALID_FOR - dt.timedelta(seconds=1))
        assert outcomes() == [], "it may still be at work"
        clock.shift(1)
        assert outcomes() == [("task", "")]


def test_two_workers_never_run_a_task_at_the_same_time(no_tasks, at_once) -> None:
    ran = []

    @periodic(minutes=1)
    def task() -> None:
        ran.append(1)
        time.sleep(0.2)

    at_once(outcomes, 6)
    assert ran == [1]


@pytest.mark.django_db
def test_what_is_left_of_a_mail_goes_after_30_days(mail_templates) -> None:
    put("try/1")
    put("try/2")
    OutgoingMail.objects.filter(key="try/2").update(next_attempt_at=timezone.now() + dt.timedelta(days=99))
    call_command("work", "--once", stdout=StringIO())
    later = timezone.now() + FINISHED_MAIL_STAYS_FOR
    with time_machine.travel(later - dt.timedelta(minutes=1)):
        delete_finished_mail()
        assert OutgoingMail.objects.count() == 2
    with time_machine.travel(later + dt.timedelta(minutes=1)):
        delete_finished_mail()
        assert [mail.key for mail in OutgoingMail.objects.all()] == ["try/2"], "one that waits stays"


@pytest.mark.django_db
def test_once_does_everything_that_is_due_and_says_so(mail_templates) -> None:
    put()
    out = StringIO()
    call_command("work", "--once", stdout=out)
    lines = out.getvalue().splitlines()
    assert "core.publish_scheduled: ok" in lines
    assert lines[-1] == "mail: 1 sent"
    assert len(outbox.outbox) == 1


@pytest.fixture
def empty_site(tmp_path) -> LiveSite:
    """A folder without a database: the worker has to wait for it and to end all the same."""
    return LiveSite(tmp_path / "site")


def start(site: LiveSite, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "work", *arguments],
        cwd=ROOT,
        env=site.environment,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_waits_for_its_database_and_ends_when_told(empty_site: LiveSite, number: int) -> None:
    worker = start(empty_site)
    assert "OperationalError" in worker.stderr.readline()
    worker.send_signal(number)
    assert worker.wait(10) == 0


@pytest.mark.slow
def test_a_worker_ends_when_its_parent_was_killed(empty_site: LiveSite) -> None:
    script = (
        "import subprocess, sys, time, os\n"
        "worker = subprocess.Popen([sys.executable, 'manage.py', 'work', f'--with-parent={os.getpid()}'])\n"
        "print(worker.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=empty_site.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    worker = int(parent.stdout.readline())
    assert "OperationalError" in parent.stderr.readline()
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 15
    while lives(worker) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not lives(worker)


def lives(pid: int) -> bool:
    """Whether it runs; what is only waiting to be reaped does not."""
    try:
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
