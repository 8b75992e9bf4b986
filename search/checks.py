"""A page that cannot be found is a page that is not there."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register
from wagtail.fields import RichTextField, StreamField
from wagtail.models import get_page_models


@register()
def words_of_pages_are_indexed(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every text body of a page type is among its search fields."""
    errors = []
    for model in get_page_models():
        indexed = {field.field_name for field in model.get_search_fields()}
        for field in model._meta.get_fields():
            exempt = getattr(model, "not_searched", set())
            if isinstance(field, StreamField | RichTextField) and field.name not in indexed | exempt:
                errors.append(
                    Error(
                        f"{model._meta.label}.{field.name} is not searched.",
                        hint="Add it to search_fields, or to the attribute not_searched.",
                        id="search.E001",
                    )
                )
    return errors
