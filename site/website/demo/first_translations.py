"""Records of wagtail-localize for pages that are translated for the first time, in a few statements.

The library asks the database some three times for each piece of text, which is right for an editor and made a minute of
the first start. What it would have written is written here at once; ``tests/demo`` compares the two, row by row. What
is there already goes through the library.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import ForeignKey
from django.utils import timezone
from modelcluster.models import ClusterableModel
from modelcluster.models import get_serializable_data_for_fields as _fields_of
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, Locale, Page, PageLogEntry, TranslatableMixin, get_page_models
from wagtail.signals import page_published
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    String,
    StringSegment,
    StringTranslation,
    Template,
    TemplateSegment,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationSource,
    get_schema_version,
)
from wagtail_localize.segments import (
    OverridableSegmentValue,
    RelatedObjectSegmentValue,
    StringSegmentValue,
    TemplateSegmentValue,
)
from wagtail_localize.segments.extract import extract_segments

HOME_DEPTH = 2


def is_simple(page: TranslatableMixin) -> bool:
    """Whether a page or snippet consists of its own row: no opening hours, no questions, no links to others."""
    if isinstance(page, Page):
        return type(page) in _simple_types() and page.depth > HOME_DEPTH
    leads_on = any(
        isinstance(field, ForeignKey) and issubclass(field.related_model, TranslatableMixin)
        for field in page._meta.get_fields()
    )
    return not leads_on and not isinstance(page, ClusterableModel | DraftStateMixin)


@cache
def _simple_types() -> set[type[Page]]:
    from modelcluster.models import get_all_child_relations

    inherited = set(get_all_child_relations(Page))
    return {model for model in get_page_models() if set(get_all_child_relations(model)) <= inherited}


def record_source(page: Any) -> tuple[TranslationSource, list[StringSegment]]:
    """What is to be translated of a page or snippet of which nothing was recorded before."""
    content_type = ContentType.objects.get_for_model(type(page))
    base = ContentType.objects.get_for_model(page.get_translation_model())
    thing, _created = TranslatableObject.objects.get_or_create(
        translation_key=page.translation_key, content_type=base
    )
    source = TranslationSource.objects.create(
        object=thing,
        locale=page.locale,
        specific_content_type=content_type,
        object_repr=str(page)[:200],
        content_json=page.to_json() if isinstance(page, ClusterableModel) else _as_json(_fields_of(page)),
        schema_version=get_schema_version(page._meta.app_label),
        last_updated_at=timezone.now(),
    )
    # As the library reads it: what is not translatable is not asked of the copy either.
    values = extract_segments(source.as_instance())
    paths = dict.fromkeys(value.path for value in values)
    contexts = TranslationContext.objects.bulk_create(
        TranslationContext(object=thing, path=path, path_id=TranslationContext._get_path_id(path))
        for path in paths
    )
    context = {each.path: each for each in contexts}
    strings = _strings([v for v in values if isinstance(v, StringSegmentValue)], page.locale)
    templates = _templates([v for v in values if isinstance(v, TemplateSegmentValue)])

    def of(value: Any) -> dict[str, Any]:
        return {"source": source, "context": context[value.path], "order": value.order}

    segments = StringSegment.objects.bulk_create(
        StringSegment(string=strings[v.string.data], attrs=_as_json(v.attrs), **of(v))
        for v in values
        if isinstance(v, StringSegmentValue)
    )
    TemplateSegment.objects.bulk_create(
        TemplateSegment(template=templates[_uuid_of(v)], **of(v))
        for v in values
        if isinstance(v, TemplateSegmentValue)
    )
    OverridableSegment.objects.bulk_create(
        OverridableSegment(data_json=_as_json(v.data), **of(v))
        for v in values
        if isinstance(v, OverridableSegmentValue)
    )
    RelatedObjectSegment.objects.bulk_create(
        RelatedObjectSegment(object=_related(v), **of(v))
        for v in values
        if isinstance(v, RelatedObjectSegmentValue)
    )
    return source, segments


def record_translation(source: TranslationSource, locale: Locale, rows: Iterable[StringTranslation]) -> None:
    """The translation into a language of which nothing was recorded before."""
    Translation.objects.create(source=source, target_locale=locale, enabled=True)
    StringTranslation.objects.bulk_create(rows)


def publish_translation(page: Page, original: Page, locale: Locale, institutions: dict[int, int]) -> Page:
    """The page, which is a copy of the original with the words of another language, as a published page of its own.

    ``institutions`` says which record of this language stands for which Polish one.
    """
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            data = _with_institutions(list(getattr(page, field.name).raw_data), institutions)
            setattr(page, field.name, json.dumps(data))
    parent = Page.objects.get(translation_key=_parent_key(original), locale=locale)
    for name in ("pk", "id", "page_ptr_id", "path", "depth", "numchild", "url_path", "latest_revision_id"):
        setattr(page, name, None if name != "numchild" else 0)
    page.locale, page.alias_of, page._state.adding = locale, None, True
    with transaction.atomic():
        return _published(page, lambda: parent.add_child(instance=page))


def save_translation(snippet: Any, locale: Locale) -> Any:
    """The snippet, which is a copy of the original with the words of another language, as a record of its own."""
    snippet.pk, snippet.locale, snippet._state.adding = None, locale, True
    snippet.full_clean()
    snippet.save()
    return snippet


def publish_first(page: Page) -> Page:
    """The draft as a published page, in fewer statements than its revision would need."""
    with transaction.atomic():
        return _published(page, page.save)


def _published(page: Page, save: Callable[[], Any]) -> Page:
    """The page published by ``save``, with its first revision and a line in its history."""
    now = timezone.now()
    page.live, page.has_unpublished_changes = True, False
    page.first_published_at = page.last_published_at = page.latest_revision_created_at = now
    page.live_revision = None
    save()
    revision = page.save_revision(changed=False, clean=False, log_action=False)
    Page.objects.filter(pk=page.pk).update(
        live_revision=revision, has_unpublished_changes=False, latest_revision=revision
    )
    PageLogEntry.objects.log_action(instance=page, action="wagtail.publish", revision=revision)
    page_published.send(sender=type(page), instance=page, revision=revision)
    return page


def _with_institutions(value: Any, institutions: dict[int, int]) -> Any:
    if isinstance(value, list):
        return [_with_institutions(item, institutions) for item in value]
    if isinstance(value, dict):
        return {
            name: institutions[part] if name == "institution" else _with_institutions(part, institutions)
            for name, part in value.items()
        }
    return value


def _parent_key(page: Page) -> uuid.UUID:
    return Page.objects.values_list("translation_key", flat=True).get(path=page.path[: -Page.steplen])


def _as_json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)


def _strings(values: list[StringSegmentValue], locale: Locale) -> dict[str, String]:
    """The rows of these strings, by their text; what another page says too is there already."""
    hashes = {String._get_data_hash(value.string.data): value.string.data for value in values}
    known = String.objects.filter(locale=locale, data_hash__in=list(hashes))
    found = {row.data: row for row in known}
    new = String.objects.bulk_create(
        String(locale=locale, data_hash=key, data=data) for key, data in hashes.items() if data not in found
    )
    return found | {row.data: row for row in new}


def _uuid_of(value: TemplateSegmentValue) -> uuid.UUID:
    return uuid.uuid5(uuid.uuid5(Template.BASE_UUID_NAMESPACE, value.format), value.template)


def _templates(values: list[TemplateSegmentValue]) -> dict[uuid.UUID, Template]:
    """The rows of these templates of rich text."""
    wanted = {_uuid_of(value): value for value in values}
    found = {row.uuid: row for row in Template.objects.filter(uuid__in=list(wanted))}
    new = Template.objects.bulk_create(
        Template(
            uuid=key,
            template=value.template,
            template_format=value.format,
            string_count=value.string_count,
        )
        for key, value in wanted.items()
        if key not in found
    )
    return found | {row.uuid: row for row in new}


def _related(value: RelatedObjectSegmentValue) -> TranslatableObject:
    return TranslatableObject.objects.get_or_create(
        content_type=value.content_type, translation_key=value.translation_key
    )[0]
