"""Makes the demonstration site from its content files, through the real models and wagtail-localize.

Polish pages are made first; then every other language is translated segment by segment, as an editor would have done
it in the translation editor, so that source, segments and translations are all there afterwards.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import tomllib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends
from django_tasks.backends.dummy import DummyBackend
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue

from contact.models import ContactPage, DirectoryPage, Institution, OfficePage, OpeningHours, Topic
from events.models import EventIndexPage, EventPage
from guides.models import GlossaryPage, GuideIndexPage, GuidePage
from home.models import AccessibilityPage, AccessibilitySettings, HomePage, PlainPage
from home.setup import set_up_site, translator_rights
from search.models import Promotion, Synonym
from website.core.models import FooterLink, SiteImage, SiteSettings
from website.demo import contact_files, contact_loader, event_files, event_loader, page_files
from website.demo.event_files import EventFile, read_events, sample_words
from website.demo.files import ContentError, ContentFile, read_folder
from website.demo.first_translations import (
    is_simple,
    publish_first,
    publish_translation,
    record_source,
    record_translation,
    save_translation,
)
from website.demo.models import LoadedFile

SOURCE = "pl"
NAMESPACE = uuid.UUID("5b0a3f0e-8f1c-4b0e-9f53-4c6f0f4a8a11")
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
IN_MENU = ["residence", "work", "school", "help", "events", "contact"]
IN_FOOTER = ["about", "services", "directory", "glossary", "accessibility", "privacy", "cookies", "easy-to-read",
             "sign-language"]  # fmt: skip
ORDER = ["home", *IN_MENU, "situations", "first-steps", *IN_FOOTER]
# What is the same in all languages, and what the files of the site alone need.
FIXED = {
    "institution",
    "page",
    "anchor",
    "url",
    "languages",
    "checked_on",
    "polish",
    "guide",
    "typed",
}
NOT_LOADED = {"avoid"}
INDEXED = "indexes"
SEED = "wpis początkowy"  # the note of a synonym that came with the site
FIRST_DAY = "events"  # key of the day from which the days of events are counted
PAGE_LINK = re.compile(r'<a href="page:([^"]+)">')

Resolve = Callable[[str], int]


@dataclass
class Report:
    """What a run did."""

    made: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        text = f"{self.made} made or updated, {self.unchanged} unchanged"
        return text + (f", {len(self.kept)} left as edited: {', '.join(self.kept)}" if self.kept else "")


@dataclass
class Loader:
    """Loads one folder of content files."""

    folder: Path = field(default_factory=lambda: Path(settings.DEMO_CONTENT_DIR))
    report: Report = field(default_factory=Report)
    is_first: bool = field(
        default=False, init=False
    )  # nothing was loaded before: records are written in bulk
    _last_source: tuple[Any, TranslationSource, list[Any]] | None = field(default=None, init=False)
    today: dt.date = field(default_factory=timezone.localdate)

    def load(self) -> Report:
        """Make or update everything. Running it again changes nothing."""
        if LoadedFile.objects.filter(key=INDEXED).exists():
            return self._load()
        self.is_first = not LoadedFile.objects.exists()
        with indexed_at_the_end():
            report = self._load()
        # Only now: a first run that was interrupted is taken up again with its indexes unbuilt.
        LoadedFile.objects.create(key=INDEXED, language="", digest="")
        return report

    def _load(self) -> Report:
        self._refuse_what_is_wrong()
        pages, institutions = read_folder(self.folder / "pages"), read_folder(self.folder / "institutions")
        self.alts = tomllib.loads((self.folder / "images" / "images.toml").read_text(encoding="utf-8"))
        self.loaded = {(row.key, row.language): row for row in LoadedFile.objects.all()}
        self.events, self.sample = read_events(self.folder / "events"), sample_words(self.folder / "events")
        self.first_day = self._first_day()
        pages.update((key, event.versions) for key, event in self.events.items())
        home = pages["home"][SOURCE]
        set_up_site(home.text("title"), home.text("lead"), home.text("summary"))
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.images = dict(self._images())
        self.institutions = {
            key: self._institution(key, versions) for key, versions in sorted(institutions.items())
        }
        self.institutions_in = self._translated_institutions()
        ordered = sorted(pages.items(), key=_position)
        self.pages = {key: self._ensure(versions[SOURCE]) for key, versions in ordered}
        for key, versions in ordered:
            self._page(key, versions)
        for key, event in self.events.items():
            self._people(self.pages[key], event)
        for key, versions in contact_files.read_topics(self.folder / "topics").items():
            self._topic(key, versions)
        for reply in contact_files.read_replies(self.folder / "replies"):
            self._reply(reply)
        self._editors_words()
        self._settings()
        return self.report

    def _refuse_what_is_wrong(self) -> None:
        """All files are read before anything is written, so that nothing is half loaded."""
        found = [*page_files.problems(self.folder), *contact_files.problems(self.folder)]
        found += event_files.problems(self.folder / "events")
        if found:
            raise ContentError("\n".join(found))

    # Files -------------------------------------------------------------------------------------------------------

    def _digest(self, content: ContentFile) -> str:
        """Changes with the file, with the pictures' texts, and with the day that events are counted from."""
        raw = json.dumps([content.fields, content.blocks], default=str, sort_keys=True)
        alt = json.dumps(self.alts.get(content.key, {}), sort_keys=True)
        day = f"{self.first_day} {self.sample}" if content.key in self.events else ""
        return hashlib.sha256((raw + alt + day).encode()).hexdigest()

    def _is_loaded(self, kind: str, content: ContentFile) -> bool:
        row = self.loaded.get((f"{kind}/{content.key}", content.language))
        return bool(row and row.digest == self._digest(content))

    def _first_day(self) -> dt.date:
        """The day from which the days of events are counted: that of the first run, until the last one has begun.

        Who comes back after two months finds a calendar with coming events, and not the old ones twice.
        """
        row = self.loaded.get((FIRST_DAY, ""))
        day = dt.date.fromisoformat(row.digest) if row else self.today
        if not any(event.is_coming(day, self.today) for event in self.events.values()):
            day = self.today
        if self.events and not (row and row.digest == day.isoformat()):
            LoadedFile.objects.update_or_create(
                key=FIRST_DAY, language="", defaults={"digest": day.isoformat()}
            )
        return day

    def _is_edited(self, kind: str, content: ContentFile, revision_id: int | None) -> bool:
        """Whether a person has changed what an earlier run made."""
        row = self.loaded.get((f"{kind}/{content.key}", content.language))
        return bool(row and row.revision_id and row.revision_id != revision_id)

    def _remember(self, kind: str, content: ContentFile, revision_id: int | None) -> None:
        self.report.made += 1
        LoadedFile.objects.update_or_create(
            key=f"{kind}/{content.key}",
            language=content.language,
            defaults={"digest": self._digest(content), "revision_id": revision_id},
        )

    def _images(self) -> Iterator[tuple[str, SiteImage]]:
        for path in sorted((self.folder / "images").glob("*.png")):
            name = path.stem
            image = SiteImage.objects.filter(title=name).first()
            if image is None:
                with path.open("rb") as file:
                    image = SiteImage(title=name, description=self.alts[name][SOURCE])
                    image.file = ImageFile(file, name=path.name)
                    image.save()
            yield name, image

    # Institutions, topics and replies ----------------------------------------------------------------------------

    def _institution(self, key: str, versions: dict[str, ContentFile]) -> Institution:
        return self._snippet("institutions", Institution, key, versions, contact_loader.fill_institution)

    def _translated_institutions(self) -> dict[str, dict[int, int]]:
        """For each language, the primary key of an institution by that of the Polish one."""
        polish = {each.translation_key: each.pk for each in self.institutions.values()}
        found: dict[str, dict[int, int]] = {code: {} for code in self.locales}
        for each in Institution.objects.select_related("locale"):
            if each.translation_key in polish:
                found[each.locale.language_code][polish[each.translation_key]] = each.pk
        return found

    def _topic(self, key: str, versions: dict[str, ContentFile]) -> None:
        def fill(topic: Topic, content: ContentFile) -> None:
            contact_loader.fill_topic(
                topic, content, lambda html: _linked(html, self._resolve), self.institutions, self._resolve
            )

        self._snippet("topics", Topic, key, versions, fill)

    def _snippet(
        self,
        kind: str,
        model: Any,
        key: str,
        versions: dict[str, ContentFile],
        fill: Callable[[Any, ContentFile], None],
    ) -> Any:
        """The Polish snippet with this key, and its translations; ``fill`` puts the words of a file into one."""
        content = versions[SOURCE]
        snippet = model.objects.filter(key=key, locale=self.locales[SOURCE]).first()
        fresh = snippet is not None and self._is_loaded(kind, content)
        if fresh:
            self.report.unchanged += 1
        else:
            snippet = snippet or model(key=key, locale=self.locales[SOURCE])
            fill(snippet, content)
            snippet.full_clean()
            snippet.save()
            self._remember(kind, content, None)
        for language, translated in self._others(versions):
            if fresh and self._is_loaded(kind, translated):
                self.report.unchanged += 1
                continue
            twin = model.objects.get(pk=snippet.pk)
            fill(twin, translated)
            self._translate(snippet, twin, language, translated)
            self._remember(kind, translated, None)
        return snippet

    def _reply(self, content: ContentFile) -> None:
        if self._is_loaded("replies", content):
            self.report.unchanged += 1
            return
        contact_loader.fill_reply(content)
        self._remember("replies", content, None)

    # Pages -------------------------------------------------------------------------------------------------------

    def _ensure(self, content: ContentFile) -> Page:
        """The Polish page at this place in the tree, as a draft if it is new; links in it lead nowhere yet."""
        parent_key, _slash, slug = content.key.rpartition("/")
        if content.key == "home":
            return HomePage.objects.get(locale=self.locales[SOURCE], depth=2)
        address = f"/{SOURCE}/{content.key}/"
        page = Page.objects.filter(url_path=address).first()
        if page:
            return page.specific
        model = EventPage if content.key in self.events else PAGE_TYPES[content.text("type")]
        page = model(slug=slug, locale=self.locales[SOURCE], live=False, show_in_menus=content.key in IN_MENU)
        self._fill(page, content, lambda _path: 0)
        parent = Page.objects.get(url_path=f"/{SOURCE}/{parent_key}/" if parent_key else f"/{SOURCE}/")
        parent.add_child(instance=page)
        return page

    def _page(self, key: str, versions: dict[str, ContentFile]) -> None:
        # Read anew: pages were added below it since, and saving an old copy would forget them.
        content, page = versions[SOURCE], type(self.pages[key]).objects.get(pk=self.pages[key].pk)
        if self._is_edited("pages", content, page.latest_revision_id):
            self.report.kept.append(key)
            return
        fresh = self._is_loaded("pages", content)
        if not fresh and isinstance(page, EventPage):
            if event_loader.has_visitors(page, self.events[key]):
                self.report.kept.append(key)
                return
            event_loader.send_away(page)
        if fresh:
            self.report.unchanged += 1
        else:
            self._fill(page, content, self._resolve)
            if self.is_first and is_simple(page):
                publish_first(page)
            else:
                page.save_revision().publish()
            # Read anew: the questions of an event have no primary keys yet in the copy that was published.
            page = type(page).objects.get(pk=page.pk)
            self._remember("pages", content, page.latest_revision_id)
        for language, translated in self._others(versions):
            self._translation(page, language, translated, fresh)

    def _translation(self, page: Page, language: str, content: ContentFile, fresh: bool) -> None:
        existing = page.get_translation_or_none(self.locales[language])
        if existing and self._is_edited("pages", content, existing.latest_revision_id):
            self.report.kept.append(f"{content.key} ({language})")
            return
        if existing and fresh and self._is_loaded("pages", content):
            self.report.unchanged += 1
            return
        twin = type(page).objects.get(pk=page.pk)
        self._fill(twin, content, self._resolve, original=page)
        made = self._translate(page, twin, language, content)
        if isinstance(made, HomePage):
            translator_rights(made)
        self._remember("pages", content, made.latest_revision_id)

    def _others(self, versions: dict[str, ContentFile]) -> Iterator[tuple[str, ContentFile]]:
        return ((code, versions[code]) for code in self.locales if code != SOURCE and code in versions)

    def _resolve(self, path: str) -> int:
        if path not in self.pages:
            raise ContentError(f"There is no page “{path}” to link to.")
        return self.pages[path].pk

    def _source(self, original: Any) -> tuple[TranslationSource, list[Any]]:
        """The record of what is to be translated, and its pieces of text.

        Read once for all languages of the original, which come one after the other.
        """
        if self._last_source is None or self._last_source[0] is not original:
            if self.is_first and is_simple(original):
                self._last_source = (original, *record_source(original))
                return self._last_source[1:]
            source, _created = TranslationSource.update_or_create_from_instance(original)
            segments = source.stringsegment_set.select_related("string", "context").order_by("order")
            self._last_source = (original, source, list(segments))
        return self._last_source[1:]

    def _translate(self, original: Any, twin: Any, language: str, content: ContentFile) -> Any:
        """Translate ``original`` with the words of ``twin``, its copy in which they are already replaced."""
        source, segments = self._source(original)
        locale = self.locales[language]
        words = [value for value in extract_segments(twin) if isinstance(value, StringSegmentValue)]
        if [segment.context.path for segment in segments] != [value.path for value in words]:
            raise ContentError(
                f"{content.key} ({language}) has {len(words)} pieces of text where the Polish has {len(segments)};"
                f" `python -m website.demo.files {language}` says where they part."
            )
        rows = {}
        for segment, value in zip(segments, words, strict=True):
            attributes = json.loads(segment.attrs) or {}
            string = _with_source_ids(value.string, value.attrs or {}, attributes)
            rows[(segment.string_id, segment.context_id)] = StringTranslation(
                translation_of_id=segment.string_id,
                context_id=segment.context_id,
                locale=locale,
                data=string,
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                tool_name="",
            )
        if self.is_first and is_simple(original):
            record_translation(source, locale, rows.values())
            if not isinstance(original, Page):
                return save_translation(twin, locale)
            return publish_translation(twin, original, locale, self.institutions_in[language])
        translation, _created = Translation.objects.update_or_create(
            source=source, target_locale=locale, defaults={"enabled": True}
        )
        with transaction.atomic():
            StringTranslation.objects.bulk_create(
                rows.values(),
                update_conflicts=True,
                unique_fields=["locale", "translation_of", "context"],
                update_fields=[
                    "data",
                    "translation_type",
                    "tool_name",
                    "has_error",
                    "field_error",
                    "updated_at",
                ],
            )
            translation.save_target(publish=True)
        return original.get_translation(locale)

    # Events ------------------------------------------------------------------------------------------------------

    def _people(self, page: Page, event: EventFile) -> None:
        """The invented people of an event, after each time that its page was made or moved."""
        content = event.versions[SOURCE]
        if event.key in self.report.kept or self._is_loaded("people", content):
            return
        event_loader.invite(EventPage.objects.get(pk=page.pk), event)
        self._remember("people", content, None)

    def _fill_event(self, page: EventPage, content: ContentFile, resolve: Resolve, original: Any) -> None:
        sample = self.sample[content.language]
        event_loader.fill_words(page, content, lambda html: _linked(html, resolve), sample)
        if original is None:
            event_loader.fill_facts(page, self.events[content.key], self.first_day)
        else:
            event_loader.translate_questions(page, content)

    # Search ------------------------------------------------------------------------------------------------------

    def _editors_words(self) -> None:
        """How people call things, and which pages come first; what an editor changed or took away is not made again."""
        for code, each in self._new_seeds("synonyms"):
            Synonym.objects.create(
                language=code, words=each["words"], is_one_way=each.get("first", False), note=SEED
            )
        for code, each in self._new_seeds("promotions"):
            for path in each["pages"]:
                page = Page.objects.get(url_path=f"/{code}/{path}/")
                Promotion.objects.create(language=code, questions="\n".join(each["questions"]), page=page)

    def _new_seeds(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Language and entry of each that no earlier run has made."""
        path = self.folder / f"{kind}.toml"
        if not path.exists():
            return
        for code, rows in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for each in rows:
                digest = hashlib.sha256(json.dumps(each, sort_keys=True).encode()).hexdigest()
                key = f"{kind}/{digest[:40]}"
                if (key, code) not in self.loaded:
                    yield code, each
                    row = LoadedFile.objects.create(key=key, language=code, digest=digest)
                    self.loaded[key, code] = row

    # Fields ------------------------------------------------------------------------------------------------------

    def _fill(self, page: Any, content: ContentFile, resolve: Resolve, original: Any = None) -> None:
        """Put the file's words into the page; what is "pl only" in the format is set for the Polish page only."""
        page.title = content.text("title")
        page.search_description = content.text("summary")
        filler = {
            HomePage: self._fill_home,
            GuideIndexPage: self._fill_section,
            GuidePage: self._fill_guide,
            GlossaryPage: self._fill_glossary,
            PlainPage: self._fill_plain,
            AccessibilityPage: self._fill_accessibility,
            OfficePage: self._fill_office,
            EventPage: self._fill_event,
        }.get(type(page), self._fill_introduction)
        filler(page, content, resolve, original)

    def _picture(self, page: Any, content: ContentFile) -> None:
        name = content.key
        if name in self.images:
            page.picture = self.images[name]
            page.picture_alt = self.alts[name][content.language]

    def _body(self, content: ContentFile, name: str, resolve: Resolve, original: Any) -> str:
        blocks = [
            {"type": kind, "value": self._value(value, resolve, content.language)}
            for kind, value in content.blocks
        ]
        if original is not None:
            return json.dumps(_merged(list(getattr(original, name).raw_data), blocks))
        return json.dumps(_with_ids(blocks, content.key))

    def _value(self, value: Any, resolve: Resolve, language: str) -> Any:
        """A value of the file as a StreamField keeps it: keys of institutions and pages become primary keys."""
        if isinstance(value, str):
            return _linked(value, resolve)
        if isinstance(value, list):
            return [self._value(item, resolve, language) for item in value]
        made = {
            name: self._value(part, resolve, language)
            for name, part in value.items()
            if name not in FIXED | NOT_LOADED
        }
        for name in FIXED & set(value):
            made[name] = value[name]
        if "institution" in value:
            if value["institution"] not in self.institutions:
                raise ContentError(f"There is no institution “{value['institution']}”.")
            made["institution"] = self.institutions[value["institution"]].pk
        if "page" in value:
            made["page"] = resolve(value["page"]) or None
        if "guide" in value:
            made["guide"] = (resolve(value["guide"]) or None) if value["guide"] else None
        if "guides" in value:
            made["guides"] = [pk for pk in map(resolve, value["guides"]) if pk]
        if "picture" in value:
            made["image"] = self._image_value(made.pop("picture"), language)
        return made

    def _image_value(self, name: str, language: str) -> dict[str, Any]:
        """A picture as its block keeps it."""
        return {"image": self.images[name].pk, "alt_text": self.alts[name][language], "decorative": False}

    def _fill_home(self, page: HomePage, content: ContentFile, resolve: Resolve, original: Any) -> None:
        page.lead = content.text("lead")
        self._picture(page, content)
        (_kind, value), *_rest = content.blocks
        split = ContentFile(
            content.key,
            content.language,
            content.fields,
            [("activity", activity) for activity in value["activities"]],
        )
        page.activities = self._body(split, "activities", resolve, original)
        if original is None:
            page.asked = self._chosen(content, "asked", "page", resolve)

    def _fill_section(
        self, page: GuideIndexPage, content: ContentFile, resolve: Resolve, original: Any
    ) -> None:
        page.icon = content.key if original is None else original.icon
        self._picture(page, content)
        page.introduction = _linked(_without(content, "group"), resolve)
        groups = ContentFile(content.key, content.language, content.fields, _only(content, "group"))
        page.groups = self._body(groups, "groups", resolve, original)

    def _fill_glossary(
        self, page: GlossaryPage, content: ContentFile, resolve: Resolve, original: Any
    ) -> None:
        page.introduction = _linked(_without(content, "term"), resolve)
        terms = ContentFile(content.key, content.language, content.fields, _only(content, "term"))
        page.terms = self._body(terms, "terms", resolve, original)

    def _fill_introduction(self, page: Any, content: ContentFile, resolve: Resolve, original: Any) -> None:
        page.introduction = _linked(_without(content), resolve)

    def _fill_guide(self, page: GuidePage, content: ContentFile, resolve: Resolve, original: Any) -> None:
        from website.demo.files import inline

        for name, key in (
            ("for_whom", "for_whom"),
            ("where", "where"),
            ("cost", "cost"),
            ("time_needed", "time"),
            ("outcome", "outcome"),
        ):
            words = content.text(key)
            setattr(page, name, f"<p>{_linked(inline(words), resolve)}</p>" if words else "")
        page.body = self._body(content, "body", resolve, original)
        if original is None:
            page.polish_term = content.text("polish_term")
            page.polish_words = "\n".join(content.fields.get("polish_words", []))
            for name in ("checked_on", "check_by", "law_as_of"):
                setattr(page, name, content.fields[name])
            page.is_sample = True
            page.is_safety = content.fields.get("safety", False)
            page.related = self._chosen(content, "related", "guide", resolve)

    def _chosen(self, content: ContentFile, name: str, kind: str, resolve: Resolve) -> str:
        """The pages that a field of the file lists, as a stream of choosers."""
        chosen = [
            {"type": kind, "value": resolve(path) or None, "id": _block_id(content.key, name, path)}
            for path in content.fields.get(name, [])
        ]
        return json.dumps([block for block in chosen if block["value"]])

    def _fill_plain(self, page: PlainPage, content: ContentFile, resolve: Resolve, original: Any) -> None:
        page.body = self._body(content, "body", resolve, original)

    def _fill_accessibility(
        self, page: AccessibilityPage, content: ContentFile, resolve: Resolve, original: Any
    ) -> None:
        part = ""
        for kind, value in content.blocks:
            if kind == "heading":
                part = value["anchor"]
            else:
                setattr(page, part, _linked(value, resolve))

    def _fill_office(self, page: OfficePage, content: ContentFile, resolve: Resolve, original: Any) -> None:
        page.body = self._body(content, "body", resolve, original)
        self._picture(page, content)
        if original is not None:
            return
        values = content.fields
        page.town = content.text("town").lower()
        page.street, page.postcode = content.text("street"), content.text("postcode")
        page.phone, page.email = content.text("phone"), content.text("email")
        page.spoken_languages = values.get("languages", [])
        page.map_picture, page.map_url = self.images[content.text("map")], content.text("map_url")
        page.checked_on = values["checked_on"]
        page.opening_hours = [
            OpeningHours(
                weekday=WEEKDAYS.index(day), opens=dt.time.fromisoformat(a), closes=dt.time.fromisoformat(b)
            )
            for day, a, b in values.get("hours", [])
        ]

    # The rest ----------------------------------------------------------------------------------------------------

    def _settings(self) -> None:
        site = SiteSettings.load()
        if not site.footer_links.exists():
            site.contact_page, site.accessibility_page = self.pages["contact"], self.pages["accessibility"]
            site.directory_page = self.pages["directory"]
            site.save()
            for position, key in enumerate(IN_FOOTER):
                FooterLink.objects.create(settings=site, page=self.pages[key], sort_order=position)
        declaration = AccessibilitySettings.load()
        if declaration.published_on is None:
            day = self.pages["home"].first_published_at.date()
            declaration.published_on = declaration.updated_on = declaration.prepared_on = day
            declaration.save()


@contextmanager
def indexed_at_the_end() -> Iterator[None]:
    """Build the search and reference indexes once, instead of several times for each page: a third of the time."""
    usual = task_backends[DEFAULT_TASK_BACKEND_ALIAS]
    task_backends[DEFAULT_TASK_BACKEND_ALIAS] = DummyBackend(DEFAULT_TASK_BACKEND_ALIAS, {})
    try:
        yield
    finally:
        task_backends[DEFAULT_TASK_BACKEND_ALIAS] = usual
    call_command("update_index", verbosity=0)
    call_command("rebuild_references_index", verbosity=0)
    call_command("index_search", verbosity=0)


PAGE_TYPES: dict[str, type[Page]] = {
    "home": HomePage,
    "section": GuideIndexPage,
    **dict.fromkeys(page_files.GUIDES, GuidePage),
    "glossary": GlossaryPage,
    "plain": PlainPage,
    "accessibility": AccessibilityPage,
    "contact": ContactPage,
    "office": OfficePage,
    "directory": DirectoryPage,
    "calendar": EventIndexPage,
}


def _position(item: tuple[str, Any]) -> tuple[int, int, str]:
    """Parents before children, sections in the order of the menu."""
    key = item[0]
    top = key.split("/")[0]
    # Szczecin is the older of the two offices and stands first.
    return (key.count("/"), ORDER.index(top) if top in ORDER else len(ORDER), key.replace("szczecin", ""))


def _linked(html: str, resolve: Resolve) -> str:
    """Links to pages of this site as the editor stores them."""
    return PAGE_LINK.sub(lambda match: f'<a linktype="page" id="{resolve(match[1])}">', html)


def _only(content: ContentFile, kind: str) -> list[tuple[str, Any]]:
    """The blocks of one type."""
    return [block for block in content.blocks if block[0] == kind]


def _without(content: ContentFile, *kinds: str) -> str:
    """The running text of a file that beside it may hold only blocks of these types."""
    if any(kind not in {"text", *kinds} for kind, _value in content.blocks):
        raise ContentError(f"{content.key} ({content.language}) may hold only paragraphs and lists.")
    return "".join(value for kind, value in content.blocks if kind == "text")


def _block_id(*parts: Any) -> str:
    """The same id for the same place in a file each time it is loaded."""
    return str(uuid.uuid5(NAMESPACE, "/".join(map(str, parts))))


def _with_ids(value: Any, *place: Any) -> Any:
    """A stream or list with an id for each member."""
    if isinstance(value, dict):
        return {
            name: part if name in FIXED else _with_ids(part, *place, name) for name, part in value.items()
        }
    if not isinstance(value, list):
        return value
    made = []
    for position, item in enumerate(value):
        here = (*place, position)
        is_block = isinstance(item, dict) and set(item) == {"type", "value"}
        kind, inner = (item["type"], item["value"]) if is_block else ("item", item)
        made.append({"type": kind, "value": _with_ids(inner, *here), "id": _block_id(*here)})
    return made


def _merged(original: Any, translated: Any) -> Any:
    """The stored Polish value with the words of another language; ids and fixed parts stay."""
    if isinstance(original, list):
        if not isinstance(translated, list) or len(original) != len(translated):
            return original
        return [
            {**block, "value": _merged(block["value"], _inner(other))}
            for block, other in zip(original, translated, strict=True)
        ]
    if isinstance(original, dict):
        return {
            name: part if name in FIXED or name not in translated else _merged(part, translated[name])
            for name, part in original.items()
        }
    return translated


def _inner(item: Any) -> Any:
    return item["value"] if isinstance(item, dict) and set(item) == {"type", "value"} else item


def _with_source_ids(string: StringValue, own: dict[str, Any], source: dict[str, Any]) -> str:
    """The string with the link numbers of the Polish one: languages may name two links in another order."""
    numbers = {json.dumps(attributes, sort_keys=True): number for number, attributes in source.items()}
    data = string.data
    for number, attributes in own.items():
        there = numbers.get(json.dumps(attributes, sort_keys=True), number)
        data = data.replace(f'id="{number}"', f'id="\0{there}"')
    return data.replace("\0", "")


ACCOUNTS = {
    "admin": ("Administrator", []),
    "editor": ("Editor", ["Editors"]),
    "publisher": ("Publisher", ["Publishers"]),
    "translator-uk": ("Translator", ["Translators uk"]),
    "office-szczecin": ("Office Szczecin", ["Office szczecin"]),
    "counsellor-szczecin": ("Counsellor Szczecin", ["Office szczecin", "Confidential"]),
    "office-koszalin": ("Office Koszalin", ["Office koszalin"]),
    "coordinator": ("Coordinator", ["Coordinators"]),
}


def make_accounts(password: str) -> list[str]:
    """The demonstration accounts; existing ones keep their password. Returns the names of the new ones."""
    from django.contrib.auth.models import Group

    User = get_user_model()
    hashed = make_password(password)  # once: it is the same password, and meant to be slow
    made = []
    for name, (last_name, groups) in ACCOUNTS.items():
        if User.objects.filter(username=name).exists():
            continue
        user = User(username=name, last_name=last_name, is_staff=not groups, is_superuser=not groups)
        user.password = hashed
        user.save()
        user.groups.set(Group.objects.get(name=group) for group in groups)
        made.append(name)
    return made
