"""Conventions of the site as system checks: a new page type cannot forget them."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register
from wagtail.models import get_page_models
from wagtail_localize.fields import TranslatableField, get_translatable_fields

from website.core.models import BasePage


@register()
def page_types_keep_the_promises(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every page type is a BasePage, names its kind for search, and shares its slug between languages."""
    errors = []
    for model in get_page_models():
        if model._meta.app_label in {"wagtailcore"}:
            continue
        name = model._meta.label
        if not issubclass(model, BasePage):
            errors.append(Error(f"{name} is not a BasePage.", hint="Inherit core.BasePage.", id="core.E001"))
            continue
        if not model.search_kind:
            errors.append(Error(f"{name} has no search_kind.", hint="Name the kind of page.", id="core.E002"))
        slug = next(field for field in get_translatable_fields(model) if field.field_name == "slug")
        if isinstance(slug, TranslatableField):
            errors.append(
                Error(f"{name} has a slug per language.", hint="Keep SynchronizedSlug.", id="core.E003")
            )
    return errors
