"""The records written in bulk at the first load are those that wagtail-localize would have written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Page
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    StringSegment,
    StringTranslation,
    TemplateSegment,
    Translation,
    TranslationSource,
)

from guides.models import GuidePage
from website.demo.files import CONTENT_DIR
from website.demo.loader import Loader

pytestmark = pytest.mark.django_db

# A guide with every kind of block, an answer, a section with groups, the glossary, a plain page.
PATHS = ["work/work-permit", "situations/card-expires-soon", "residence", "glossary", "first-steps"]
OF_THE_MOMENT = {
    *("pk", "id", "page_ptr", "path", "numchild", "latest_revision", "live_revision", "index_entries"),
    *("first_published_at", "last_published_at", "latest_revision_created_at", "draft_title"),
}


def recorded(path: str) -> dict[str, Any]:
    """Everything the library keeps about the page at this path and its translation into Ukrainian."""
    page = Page.objects.get(url_path=f"/pl/{path}/")
    source = TranslationSource.objects.get_for_instance(page.specific)
    order: Callable[[Any], tuple[str, int]] = lambda segment: (segment.context.path, segment.order)  # noqa: E731

    def rows(model: Any, *related: str) -> list[Any]:
        return sorted(model.objects.filter(source=source).select_related("context", *related), key=order)

    words = StringTranslation.objects.filter(context__object=source.object, locale__language_code="uk")
    return {
        "translations": sorted(
            Translation.objects.filter(source=source).values_list("target_locale__language_code", "enabled")
        ),
        "strings": [(*order(each), each.string.data, each.attrs) for each in rows(StringSegment, "string")],
        "templates": [
            (*order(each), each.template.template, each.template.string_count)
            for each in rows(TemplateSegment, "template")
        ],
        "overridable": [(*order(each), each.data_json) for each in rows(OverridableSegment)],
        "related": [(*order(each), str(each.object_id)) for each in rows(RelatedObjectSegment)],
        "words": sorted(words.values_list("context__path", "data", "translation_type", "has_error")),
        "field paths": {each.context.path: each.context.get_field_path(page.specific) for each in rows(StringSegment)},
    }  # fmt: skip


def as_data(value: Any) -> Any:
    """A stream or rich text as what it holds: the order of names and attributes in it says nothing."""
    if isinstance(value, str) and value.startswith("[{"):
        return as_data(json.loads(value))
    if isinstance(value, str):
        return re.sub(r"<a ([^>]+)>", lambda tag: f"<a {' '.join(sorted(tag[1].split(' ')))}>", value)
    if isinstance(value, dict):
        return {name: as_data(part) for name, part in value.items()}
    return [as_data(item) for item in value] if isinstance(value, list) else value


def published(path: str) -> dict[str, Any]:
    """The Ukrainian page as readers and editors get it."""
    page = Page.objects.get(url_path=f"/uk/{path}/").specific
    assert page.live
    assert page.live_revision_id == page.latest_revision_id
    assert not page.has_unpublished_changes
    assert page.alias_of_id is None
    revision = json.loads(page.latest_revision.as_object().to_json())
    return {
        name: {key: as_data(value) for key, value in values.items() if key not in OF_THE_MOMENT}
        for name, values in (("page", json.loads(page.to_json())), ("revision", revision))
    }


@pytest.mark.parametrize("path", PATHS)
def test_the_library_would_have_written_the_same(path: str, django_capture_on_commit_callbacks) -> None:
    """The fixture was loaded in bulk. Here the translations are taken away and made by the library."""
    in_bulk = recorded(path), published(path)
    page = Page.objects.get(url_path=f"/pl/{path}/").specific
    source = TranslationSource.objects.get_for_instance(page)
    StringTranslation.objects.filter(context__object=source.object).delete()
    StringSegment.objects.filter(source=source).delete()
    TemplateSegment.objects.filter(source=source).delete()
    OverridableSegment.objects.filter(source=source).delete()
    RelatedObjectSegment.objects.filter(source=source).delete()
    source.refresh_segments()
    from website.demo.models import LoadedFile

    LoadedFile.objects.filter(key=f"pages/{path}").delete()
    with django_capture_on_commit_callbacks(execute=True):  # the library publishes when all is written
        Loader(folder=Path(CONTENT_DIR)).load()
    assert recorded(path) == in_bulk[0]
    made = published(path)
    assert {
        (where, name): (value, made[where].get(name))
        for where, values in in_bulk[1].items()
        for name, value in values.items()
        if value != made[where].get(name)
    } == {}


def test_a_translator_can_work_on_what_was_loaded(django_capture_on_commit_callbacks) -> None:
    guide = GuidePage.objects.get(url_path="/pl/work/work-permit/")
    source = TranslationSource.objects.get_for_instance(guide)
    translation = source.translations.get(target_locale__language_code="uk")
    total, translated = translation.get_progress()
    assert total == translated > 30
    row = StringTranslation.objects.filter(context__object=source.object, locale__language_code="uk").first()
    row.data = "Зовсім нові слова"
    row.save()
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    made = translation.get_target_instance()
    assert "Зовсім нові слова" in json.dumps(json.loads(made.to_json()), ensure_ascii=False)


def test_each_loaded_translation_says_in_its_history_that_it_was_published() -> None:
    from wagtail.models import PageLogEntry

    page = Page.objects.get(url_path="/uk/work/work-permit/")
    actions = list(PageLogEntry.objects.filter(page=page).values_list("action", flat=True))
    assert "wagtail.publish" in actions
