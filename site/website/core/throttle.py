"""How often somebody may do something: one count for all processes and workers, and no address in clear."""

from __future__ import annotations

import datetime as dt
import hmac
import time
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest

from website.core.models import Throttle

UNKNOWN_PLACE = "unknown"


def allow(action: str, who: str, *limits: tuple[int, int]) -> bool:
    """Whether ``who`` may do ``action`` once more; the permission is counted by asking. One query.

    Each limit is a number of times and a stretch of seconds: at most so many times in each such stretch. Stretches
    begin at fixed moments, so around such a moment twice as many are possible: good enough against floods, and it
    needs one counter instead of a list of times. What is refused is counted too.

    Ask before a transaction begins: inside one the count would be undone with it (``RuntimeError``).
    """
    now = int(time.time())
    rows: dict[str, tuple[dt.datetime, int]] = {}
    for times, seconds in limits:
        stretch = now // seconds
        expires_at = dt.datetime.fromtimestamp((stretch + 1) * seconds, dt.UTC)
        rows[_key(action, who, seconds, stretch)] = expires_at, times
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(
            # The database counts and answers in one statement, whoever else is counting.
            f"INSERT INTO {Throttle._meta.db_table} (key, expires_at, count)"  # noqa: S608  nothing from outside
            f" VALUES {', '.join(['(%s, %s, 1)'] * len(rows))}"
            f" ON CONFLICT (key) DO UPDATE SET count = {Throttle._meta.db_table}.count + 1 RETURNING key, count",
            [
                value
                for key, (expires_at, _times) in rows.items()
                for value in (key, connection.ops.adapt_datetimefield_value(expires_at))
            ],
        )
        return all(count <= rows[key][1] for key, count in cursor.fetchall())


def give_back(action: str, who: str, seconds: int) -> None:
    """Take back what the last ``allow`` counted: a try that was right is none to be counted.

    Counting first and giving back afterwards leaves no gap in which many tries at once are all let through.
    """
    key = _key(action, who, seconds, int(time.time()) // seconds)
    Throttle.objects.filter(key=key, count__gt=0).update(count=F("count") - 1)


def _key(action: str, who: str, seconds: int, stretch: int) -> str:
    message = "\0".join([action, who, str(seconds), str(stretch)])
    return hmac.digest(f"throttle {settings.SECRET_KEY}".encode(), message.encode(), "sha256").hex()


def client_place(request: HttpRequest) -> str:
    """Where a request comes from: an IPv4 address, or the /64 of an IPv6 address, which one household has.

    The address is that of the connection, or with ``PROXY_COUNT`` proxies in front the one that the first of them saw.
    Entries further left in ``X-Forwarded-For`` are the client's own words and are not believed.
    """
    addresses = [request.META.get("REMOTE_ADDR", "")]
    if settings.PROXY_COUNT:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")
        if len(forwarded) >= settings.PROXY_COUNT:
            addresses.insert(0, forwarded[-settings.PROXY_COUNT])
    return next(filter(None, map(_place, addresses)), UNKNOWN_PLACE)


def _place(text: str) -> str:
    """Empty when it is no address."""
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        if not address.ipv4_mapped:
            return str(ip_network((address, 64), strict=False))
        address = address.ipv4_mapped
    return str(address)
