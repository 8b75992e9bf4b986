"""Where a form was sent from: what readers have instead of a cookie against forged requests (docs/adr/0007)."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest


def same_origin(request: HttpRequest) -> bool:
    """Whether a page of this host sent the request. No page can make a browser say otherwise.

    ``Sec-Fetch-Site`` decides where the browser sends it (all of them do since 2023, over HTTPS and to this machine),
    then ``Origin``, then ``Referer``. A request with none of the three comes from no form in a browser: refused.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in {"same-origin", "none"}  # none: typed or reloaded by the reader
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        parts = urlsplit(sender)
        return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
    except (DisallowedHost, ValueError):
        return False
