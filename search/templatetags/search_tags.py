"""How a result is told in the template."""

from __future__ import annotations

from typing import Any

from django import template

from search.kinds import KIND_NAMES
from search.results import Result
from website.core.languages import Language, language

register = template.Library()


@register.simple_tag
def result_language(result: Result) -> Language:
    """The language of the words of a result."""
    return language(result.document.language)


@register.simple_tag
def kind_name(result: Result) -> Any:
    """What a result is, in the reader's language."""
    return KIND_NAMES.get(result.document.kind, "")
