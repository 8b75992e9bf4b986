"""The command behind `make run`: real records, nothing twice, nobody's work overwritten."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page, Revision
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from guides.models import GuidePage
from search.models import Promotion, Synonym
from website.core.models import SiteImage
from website.demo.files import CONTENT_DIR, ContentError
from website.demo.loader import Loader

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, ...]:
    models = (Page, Revision, TranslationSource, Translation, StringTranslation, SiteImage)
    return tuple(model.objects.count() for model in models)


def test_loading_again_changes_nothing() -> None:
    before = counts()
    report = Loader().load()
    assert report.made == 0
    assert not report.kept
    assert counts() == before


def test_translations_are_those_an_editor_would_have_made() -> None:
    guide = GuidePage.objects.get(url_path="/pl/residence/pesel-number/")
    source = TranslationSource.objects.get_for_instance(guide)
    translation = source.translations.get(target_locale__language_code="ru")
    total, translated = translation.get_progress()
    assert total == translated > 30
    assert translation.get_target_instance().live


def test_what_an_editor_changed_is_left_alone(tmp_path: Path) -> None:
    guide = GuidePage.objects.get(url_path="/pl/residence/pesel-number/")
    guide.title = "Numer PESEL, poprawiony"
    guide.save_revision().publish()
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_DIR, folder)
    file = folder / "pages/residence/pesel-number.pl.md"
    file.write_text(
        file.read_text(encoding="utf-8").replace('title = "Numer PESEL"', 'title = "Inny tytuł"'), "utf-8"
    )
    report = Loader(folder=folder).load()
    guide.refresh_from_db()
    assert guide.title == "Numer PESEL, poprawiony"
    assert report.kept == ["residence/pesel-number"]


def test_a_changed_file_updates_the_page_and_its_translations(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_DIR, folder)
    file = folder / "pages/residence/pesel-number.ru.md"
    text = file.read_text(encoding="utf-8")
    title = text.split('title = "')[1].split('"')[0]
    file.write_text(text.replace(f'title = "{title}"', 'title = "Новый заголовок"'), "utf-8")
    report = Loader(folder=folder).load()
    assert report.made == 1
    assert Page.objects.get(url_path="/ru/residence/pesel-number/").title == "Новый заголовок"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("+++\n", "", 1), "cannot be read"),
        (lambda text: text + "\n::: nothing\n:::\n", "there is no block"),
        (lambda text: text + "\n::: warning Open\ntext\n", "not closed"),
        (lambda text: text + "\n# Heading\n", "neither a heading"),
        (lambda text: text + "\n[link](page:nowhere)\n", "no page “nowhere”"),
        (lambda text: text + "\n::: contact nobody\n:::\n", "no institution “nobody”"),
    ],
)
def test_a_broken_file_is_named_with_what_is_wrong(tmp_path: Path, change, said: str) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_DIR, folder)
    file = folder / "pages/residence/pesel-number.pl.md"
    file.write_text(change(file.read_text(encoding="utf-8")), "utf-8")
    with pytest.raises(ContentError, match=said):
        Loader(folder=folder).load()


def test_the_command_says_what_is_wrong_without_a_stack_trace(tmp_path: Path, settings) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_DIR, folder)
    (folder / "pages/work.pl.md").write_text("nothing", "utf-8")
    settings.DEMO_CONTENT_DIR = folder
    with pytest.raises(CommandError, match=r"work\.pl\.md"):
        call_command("load_demo")


def test_an_interrupted_first_run_is_taken_up_again_and_indexed(monkeypatch) -> None:
    from website.demo import loader
    from website.demo.models import LoadedFile

    indexed = []
    monkeypatch.setattr(loader, "call_command", lambda name, **options: indexed.append(name))
    LoadedFile.objects.filter(key=loader.INDEXED).delete()
    LoadedFile.objects.filter(key="pages/work/work-permit").delete()
    report = Loader().load()
    assert report.made == 7
    assert indexed == ["update_index", "rebuild_references_index", "index_search"]
    assert LoadedFile.objects.filter(key=loader.INDEXED).count() == 1


def test_the_tree_is_sound_so_that_pages_can_be_added() -> None:
    assert Page.find_problems() == ([], [], [], [], [])
    for page in Page.objects.all():
        assert page.numchild == page.get_children().count(), page


def test_what_editors_told_search_is_not_undone_by_a_later_run(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_DIR, folder)
    promotion = Promotion.objects.filter(language="pl").first()
    promotion.delete()
    gone, changed = Synonym.objects.filter(language="pl")[:2]
    words = gone.words
    gone.delete()
    changed.words += ", hulajnoga"
    changed.save()
    before = Synonym.objects.count()
    with (folder / "synonyms.toml").open("a", encoding="utf-8") as file:
        file.write('[[pl]]\nwords = "rower, bicykl"\n')
    Loader(folder=folder).load()
    assert Synonym.objects.count() == before + 1
    assert not Synonym.objects.filter(words=words).exists()
    assert not Promotion.objects.filter(page=promotion.page, language="pl").exists()


def test_a_promotion_of_no_page_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_DIR, folder)
    with (folder / "promotions.toml").open("a", encoding="utf-8") as file:
        file.write('[[uk]]\nquestions = ["x"]\npages = ["nowhere"]\n')
    with pytest.raises(ContentError, match="no page “nowhere”"):
        Loader(folder=folder).load()


def test_the_blue_card_leads_to_both_things_of_that_name() -> None:
    for code, question in (("pl", "Niebieska Karta"), ("en", "blue card"), ("uk", "блакитна карта")):
        found = Client().get(f"/{code}/search/", {"q": question}).content.decode()
        shown = found[found.index('id="results"') :]
        first = shown.index("residence/residence-and-work/")
        assert 0 < shown.index("help/at-home/") - first < 3_000


def test_polish_words_on_papers_lead_to_the_guide_in_the_language_of_the_reader() -> None:
    for code in ("pl", "uk", "ar"):
        found = (
            Client().get(f"/{code}/search/", {"q": "pobranie odcisków linii papilarnych"}).content.decode()
        )
        assert "residence/fingerprints-and-card-collection/" in found
        assert "deklaracja wyboru lekarza" not in Client().get(f"/{code}/help/health-care/").content.decode()
