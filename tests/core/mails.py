"""Mails for tests: small templates that stand on the site's base, kept in memory."""

from __future__ import annotations

from typing import Any

from website.core.mail import enqueue

TEMPLATES = {
    "try_subject.txt": "Hello {{ name }}",
    "try.txt": '{% extends "mail/base.txt" %}{% block content %}Text for {{ name }}{% endblock %}',
    "try.html": '{% extends "mail/base.html" %}{% block content %}<p>Words for {{ name }}</p>{% endblock %}',
}


def put(key: str = "try/1", to: str = "olena@example.org", language: str = "uk", **more: Any) -> bool:
    """Promise a mail."""
    more = {"context": {"name": "Olena"}, "kind": "try", "template": "try"} | more
    return enqueue(key=key, to=to, language=language, **more)
