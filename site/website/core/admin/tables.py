"""What tables of the desks share: short words for moments and languages, and a cell of several lines."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.ui.tables import Column

from website.core.fields import SPOKEN
from website.core.languages import languages


def short_moment(moment: Any) -> str:
    """Day and hour in Poland, as short as the active language writes them."""
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def autonym(code: str) -> SafeString:
    """A language by its own name, marked as that language."""
    for language in languages():
        if language.code == code:
            return format_html('<span lang="{}" dir="{}">{}</span>', code, language.direction, language.name)
    return format_html("<bdi>{}</bdi>", dict(SPOKEN).get(code, code))


def email_line(email: str) -> SafeString:
    """An e-mail address that opens a mail program."""
    return format_html('<a href="mailto:{0}"><bdi>{0}</bdi></a>', email)


def phone_line(phone: str) -> SafeString:
    """A telephone number that can be called."""
    return format_html('<a href="tel:{0}"><bdi dir="ltr">{0}</bdi></a>', phone)


class LinesColumn(Column):
    """Several short lines in one cell."""

    cell_template_name = "core/admin/cells/lines.html"
