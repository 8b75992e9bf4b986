"""How often somebody may do something: one count for all processes and workers, and no address in clear."""

from __future__ import annotations

import datetime as dt
import hmac
import time
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from website.core.models import Throttle

UNKNOWN_PLACE = "unknown"


def allow(action: str, who: str, limit: int, seconds: int) -> bool:
    """Whether ``who`` may do ``action`` once more; the permission is counted by asking.

    At most ``limit`` times in each stretch of ``seconds``. Stretches begin at fixed moments, so around such a moment
    twice as many are possible: good enough against floods, and it needs one counter instead of a list of times.

    Ask before a transaction begins: inside one the count would be undone with it (``RuntimeError``).
    """
    stretch, _rest = divmod(int(time.time()), seconds)
    key = _key(action, who, seconds, stretch)
    expires_at = dt.datetime.fromtimestamp((stretch + 1) * seconds, dt.UTC)
    with transaction.atomic(durable=True):
        Throttle.objects.bulk_create([Throttle(key=key, expires_at=expires_at)], ignore_conflicts=True)
        # The database compares and counts in one statement, whoever else is counting.
        return Throttle.objects.filter(key=key, count__lt=limit).update(count=F("count") + 1) == 1


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
