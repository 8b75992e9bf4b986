"""Floods are slowed down, by one count for all processes, and nobody's address is kept."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import transaction
from django.test import RequestFactory

from website.core.models import Throttle
from website.core.tasks import delete_old_counters
from website.core.throttle import allow, client_place

START = dt.datetime(2027, 1, 4, 12, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_so_many_times_and_then_not_until_time_has_passed() -> None:
    with time_machine.travel(START, tick=False) as clock:
        assert [allow("write", "192.0.2.1", (3, 60)) for _time in range(5)] == [True] * 3 + [False] * 2
        assert allow("write", "192.0.2.2", (3, 60)), "somebody else"
        assert allow("register", "192.0.2.1", (3, 60)), "something else"
        clock.shift(60)
        assert allow("write", "192.0.2.1", (3, 60))


@pytest.mark.django_db
def test_several_limits_are_asked_at_once_and_each_holds(django_assert_num_queries) -> None:
    limits = (2, 60), (3, 60 * 60)
    with time_machine.travel(START, tick=False) as clock:
        with django_assert_num_queries(3):  # BEGIN and COMMIT
            assert allow("write", "192.0.2.1", *limits)
        assert [allow("write", "192.0.2.1", *limits) for _time in range(2)] == [True, False]
        clock.shift(60)
        assert not allow("write", "192.0.2.1", *limits), "three in this hour, and one that was refused"
        clock.shift(60 * 60)
        assert allow("write", "192.0.2.1", *limits)


@pytest.mark.django_db
def test_no_address_is_kept_and_the_counters_go() -> None:
    with time_machine.travel(START, tick=False) as clock:
        allow("write", "192.0.2.1", (3, 60))
        row = str(Throttle.objects.values().get())
        assert "192.0.2.1" not in row
        assert "write" not in row
        delete_old_counters()
        assert Throttle.objects.exists()
        clock.shift(61)
        delete_old_counters()
        assert not Throttle.objects.exists()


@pytest.mark.django_db
def test_a_count_that_could_be_undone_is_refused() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        allow("write", "192.0.2.1", (3, 60))


def test_many_at_once_are_counted_exactly(at_once) -> None:
    with time_machine.travel(START, tick=False):
        answers = at_once(lambda: [allow("write", "192.0.2.1", (20, 60)) for _time in range(5)], 8)
    assert sum(sum(each) for each in answers) == 20


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "place"),
    [
        (0, "192.0.2.1", "198.51.100.9", "192.0.2.1"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (0, "::ffff:192.0.2.1", "", "192.0.2.1"),
        (0, "", "", "unknown"),
        (1, "127.0.0.1", "198.51.100.9", "198.51.100.9"),
        (1, "127.0.0.1", "10.0.0.1, 198.51.100.9", "198.51.100.9"),
        (2, "127.0.0.1", "6.6.6.6, 198.51.100.9, 10.0.0.1", "198.51.100.9"),
        (2, "192.0.2.1", "198.51.100.9", "192.0.2.1"),  # fewer proxies than there should be
        (1, "192.0.2.1", "<script>", "192.0.2.1"),
        (1, "192.0.2.1", "", "192.0.2.1"),
    ],
)
def test_a_place_is_what_the_trusted_proxy_saw(settings, proxies, remote, forwarded, place) -> None:
    settings.PROXY_COUNT = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert client_place(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)) == place
