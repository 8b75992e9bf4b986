"""Tags of all templates."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_date, format_datetime, get_timezone
from django import template
from django.forms import BoundField, CheckboxInput, Textarea
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText

from website.core import drawings, richtext, stylesheets
from website.core.languages import active_language
from website.core.routing import home_path

register = template.Library()


@register.simple_tag
def critical_css() -> SafeString:
    """The part of the stylesheet that stands in the page; its hash is in the content-security policy."""
    return mark_safe(stylesheets.critical_css())  # noqa: S308  our own files


@register.simple_tag(takes_context=True)
def prose(context: Context, value: Any) -> SafeString:
    """Rich text with links in the reader's language and Polish terms marked as Polish."""
    source = value.source if isinstance(value, RichText) else str(value or "")
    route = context.get("route")
    pages = route.links if route else {}
    language = route.content_language.code if route else active_language().code
    return mark_safe(richtext.render(source, pages, language))  # noqa: S308  sanitised by the editor's allow-list


@register.simple_tag
def icon(name: str, css_class: str = "") -> SafeString:
    """A decorative icon of the sprite."""
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        css_class,
        mark_safe(drawings.icons()[name]),  # noqa: S308  our own file
    )


@register.simple_tag
def drawing(name: str, css_class: str, label: str = "") -> SafeString:
    """A small drawing of ours within the page; decoration unless it has a label."""
    box, shape = drawings.drawing(name)
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" viewBox="{}" focusable="false" {}>{}</svg>',
        css_class,
        box,
        role,
        mark_safe(shape),  # noqa: S308  our own file
    )


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The control of a field of a form; what people write freely may run in either direction."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return field.as_widget()
    attributes = {"class": "field__control"}
    if isinstance(widget, Textarea) or getattr(widget, "input_type", "") in {"text", "email", "search"}:
        attributes["dir"] = "auto"
    return field.as_widget(attrs=attributes)


@register.filter
def language_names(codes: list[str]) -> str:
    """Names of languages in the active language: "Polish, English"."""
    locale = active_language().formats
    return ", ".join(str(locale.languages.get(code, code)) for code in codes)


@register.filter
def long_date(day: dt.date) -> str:
    """A day in words of the active language: "23 listopada 2026"."""
    return format_date(day, "long", locale=active_language().formats)


@register.filter
def weekday(day: dt.date) -> str:
    """The day of the week in the active language."""
    return format_date(day, "EEEE", locale=active_language().formats)


@register.filter
def full_date(day: dt.date) -> str:
    """A day with the day of the week in words of the active language."""
    return format_date(day, "full", locale=active_language().formats)


@register.filter
def long_moment(moment: dt.datetime) -> str:
    """Day of the week, day and time in Poland."""
    locale = active_language().formats
    local = moment.astimezone(get_timezone("Europe/Warsaw"))
    return f"{format_date(local, 'full', locale=locale)}, {format_datetime(local, 'HH:mm', locale=locale)}"


@register.filter
def clock(moment: dt.datetime) -> str:
    """The time of day in Poland, on 24 hours."""
    return format_datetime(
        moment.astimezone(get_timezone("Europe/Warsaw")), "HH:mm", locale=active_language().formats
    )


@register.filter
def webcal(site_url: str) -> str:
    """The site's address as calendar programs subscribe to it."""
    return "webcal://" + site_url.split("://", 1)[1]


@register.simple_tag
def home_url() -> str:
    """The front page in the active language."""
    return home_path()


@register.filter
def json_ld(data: Any) -> SafeString:
    """Structured data as JSON that cannot leave its script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S308  escaped above


@register.filter
def phone_href(number: str) -> str:
    """A telephone number as the address of a `tel:` link."""
    return "tel:" + "".join(character for character in number if character.isdigit() or character == "+")


@register.filter
def anchor(block: Any) -> str:
    """The id of a heading in a body: the editor's, or one that all translations share."""
    return str(block.value.anchor_or(block.id))


@register.filter
def in_language(url_path: str, language: Any) -> str:
    """The same address in another language; where it is not translated, the page there says so."""
    return f"/{language.code}/{url_path.split('/', 2)[2]}"


@register.filter
def website_name(url: str) -> str:
    """The host name of an address, as people know it."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
