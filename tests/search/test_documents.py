"""What can be found follows what readers may read: at once, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from wagtail.models import Locale, Page, PageViewRestriction

from contact.models import DirectoryPage, Institution
from events.models import EventPage
from guides.models import GlossaryPage, GuideIndexPage, GuidePage
from search import documents, languages, outbox, tasks
from search.languages import WITH_DICTIONARIES, WITHOUT
from search.models import Document, IndexState, Opening, Word

pytestmark = pytest.mark.django_db


def guide(title: str = "Poradnik o hulajnogach", slug: str = "scooters", **fields: Any) -> GuidePage:
    section = GuideIndexPage.objects.get(url_path="/pl/work/")
    page = GuidePage(
        title=title, slug=slug, locale=section.locale, search_description="Gdzie wolno jeździć.",
        checked_on="2026-11-01", check_by="2027-11-01", law_as_of="2026-11-01",
        body=[("heading", {"text": "Na chodniku", "anchor": "pavement"}), ("text", "<p>Hulajnoga przy murze.</p>")],
        **fields,
    )  # fmt: skip
    section.add_child(instance=page)
    page.save_revision().publish()
    return page


def found(question: str, code: str = "pl", client: Client | None = None) -> list[str]:
    answer = (client or Client()).get(f"/{code}/search/", {"q": question})
    assert answer.status_code == 200
    return [link["href"] for link in BeautifulSoup(answer.content, "html5lib").select("#results li h2 a")]


def test_every_public_page_term_and_institution_can_be_found() -> None:
    from website.core.routing import readable

    public = readable(Page.objects.filter(depth__gt=1))
    sources = set(Document.objects.values_list("source", flat=True))
    missing = [page.url_path for page in public if f"page:{page.pk}" not in sources]
    assert missing == []
    glossary = GlossaryPage.objects.get(url_path="/pl/glossary/")
    assert Document.objects.filter(source=f"page:{glossary.pk}").count() == len(glossary.terms) + 1
    assert (
        Document.objects.filter(kind="institution", language="pl").count()
        == Institution.objects.filter(locale__language_code="pl").count()
    )


def test_a_published_page_is_found_at_once_by_other_forms_of_its_words() -> None:
    assert found("hulajnogami") == []
    guide()
    for question in ("hulajnogami", "hulajnoga mur", "jezdzic hulajnoga", "Poradnik o hulajnogach"):
        assert found(question)[0].startswith("/pl/work/scooters/"), question


def test_a_result_leads_to_the_page_and_to_the_heading_under_which_the_words_stand() -> None:
    guide()
    assert found("hulajnoga przy murze") == ["/pl/work/scooters/"]
    page = BeautifulSoup(Client().get("/pl/search/", {"q": "hulajnoga przy murze"}).content, "html5lib")
    assert page.select_one("#results li a")["href"] == "/pl/work/scooters/", "the first link is the page"
    passage = page.select_one("#results .results__passage")
    assert (passage["href"], passage.text) == ("/pl/work/scooters/#pavement", "Na chodniku")


def test_a_draft_is_not_found_and_its_words_are_not_known() -> None:
    page = guide()
    page.title = "Deskorolki"
    page.save_revision()
    assert found("deskorolki") == []
    page.get_latest_revision().publish()
    assert found("deskorolka") == ["/pl/work/scooters/"]


def test_what_is_taken_off_the_site_is_gone() -> None:
    page = guide()
    page.unpublish()
    assert found("hulajnoga") == []
    assert not Document.objects.filter(source=f"page:{page.pk}").exists()
    page.save_revision().publish()
    assert found("hulajnoga")
    page.delete()
    assert found("hulajnoga") == []
    assert not Opening.objects.filter(text__startswith="hulajno").exists()


def test_a_page_for_some_people_only_is_found_by_nobody() -> None:
    page = guide()
    section = page.get_parent()
    restriction = PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert found("hulajnoga") == []
    assert found("minimalna krajowa", "pl") == [] or all(
        "/work/" not in each for each in found("minimalna krajowa")
    )
    restriction.delete()
    assert found("hulajnoga")


def test_a_moved_page_is_found_at_its_new_address() -> None:
    page = guide()
    page.move(GuideIndexPage.objects.get(url_path="/pl/help/"), pos="last-child")
    assert found("hulajnoga mur") == ["/pl/help/scooters/"]
    assert Document.objects.get(source=f"page:{page.pk}").section == "help"


def test_a_page_whose_address_changes_is_found_there() -> None:
    page = guide()
    page.slug = "kick-scooters"
    page.save_revision().publish()
    assert found("hulajnoga mur") == ["/pl/work/kick-scooters/"]


def test_a_translation_is_found_in_its_own_words_and_offered_for_polish_ones() -> None:
    page = guide(polish_term="hulajnoga elektryczna")
    assert found("самокат", "uk") == []
    twin = page.copy_for_translation(Locale.objects.get(language_code="uk"), copy_parents=True)
    twin.title, twin.search_description = "Порадник про самокати", "Де можна їздити."
    twin.alias_of = None
    twin.live = True
    twin.save_revision().publish()
    assert found("самокатом", "uk")[0].startswith("/uk/work/scooters/")
    assert found("hulajnogi elektrycznej", "uk")[0].startswith("/uk/work/scooters/")


def test_a_page_that_is_only_in_another_language_is_offered_as_such() -> None:
    guide()
    soup = BeautifulSoup(Client().get("/uk/search/", {"q": "hulajnoga"}).content, "html5lib")
    link = soup.select_one("#results li h2 a")
    assert link["href"].startswith("/pl/work/scooters/")
    assert link.find_parent(lang=True)["lang"] == "pl"
    assert soup.select_one("#elsewhere .tag[lang=pl]").text == "Polski"
    assert "Polski (1)" in soup.select_one(".results-count").text


def test_polish_words_on_papers_find_the_guide_in_every_language_and_are_not_shown() -> None:
    page = guide(polish_words="mandat karny kredytowany\nblankiet")
    assert found("mandatu kredytowanego") == ["/pl/work/scooters/"]
    answer = Client().get("/pl/work/scooters/").content.decode()
    assert "kredytowany" not in answer
    page.polish_words = ""
    page.save_revision().publish()
    assert found("kredytowany") == []


def test_an_institution_is_found_with_its_place_in_the_directory() -> None:
    record = Institution.objects.get(key="udsc", locale__language_code="pl")
    assert "/pl/directory/#udsc" in found(record.title)
    record.title = "Urząd Dziwnych Spraw"
    record.save()
    assert found("dziwne sprawy")[0] == "/pl/directory/#udsc"
    record.delete()
    assert "/pl/directory/#udsc" not in found("dziwne sprawy")


def test_the_last_meeting_of_an_event_decides_whether_it_is_to_come() -> None:
    document = Document.objects.filter(kind="event", language="uk").first()
    polish = Document.objects.get(kind="event", language="pl", path=document.path)
    assert document.counts_until == polish.counts_until is not None


def test_a_moved_event_is_to_come_in_every_language() -> None:
    page = EventPage.objects.get(url_path="/pl/events/media-debate/")
    page.starts_at += dt.timedelta(days=70)
    page.ends_at += dt.timedelta(days=70)
    page.save_revision().publish()
    found_until = set(
        Document.objects.filter(path="events/media-debate").values_list("counts_until", flat=True)
    )
    assert found_until == {EventPage.objects.get(pk=page.pk).over_at}


def test_institutions_are_found_only_while_there_is_a_directory() -> None:
    directory = DirectoryPage.objects.get(locale__language_code="pl")
    own = Document.objects.filter(kind="institution", language="pl")
    before = own.count()
    assert before
    directory.unpublish()
    assert not own.exists(), "they would lead to a page that is not there"
    directory.save_revision().publish()
    assert own.count() == before
    section = GuideIndexPage.objects.filter(locale__language_code="pl").first()
    directory.move(section, pos="last-child")
    assert set(own.values_list("path", flat=True)) == {f"{section.own_path}/directory"}
    DirectoryPage.objects.get(pk=directory.pk).delete()
    assert not own.exists()


def test_nothing_personal_is_in_the_index() -> None:
    from contact.models import Enquiry
    from events.models import Registration
    from website.core.searchable import Searchable

    assert not issubclass(Enquiry, Searchable)
    assert not issubclass(Registration, Searchable)
    assert {model._meta.label for model in documents.searchable_models() if not issubclass(model, Page)} == {
        "contact.Institution"
    }


# The whole index -----------------------------------------------------------------------------------------------------


def test_the_index_is_made_anew_with_the_same_documents() -> None:
    before = set(Document.objects.values_list("source", "fragment", "name"))
    Document.objects.filter(kind="guide", language="pl").first().delete()
    Document.objects.create(
        source="page:999999", language="pl", kind="guide", name="Nie ma mnie", address="x"
    )
    call_command("index_search", verbosity=0)
    assert set(Document.objects.values_list("source", "fragment", "name")) == before


def test_words_of_the_site_are_known_with_their_marks() -> None:
    guide()
    assert Word.objects.get(language="pl", text="hulajnoga", is_official=False).shown == "hulajnoga"
    assert Word.objects.get(language="pl", text="jezdzic", is_official=False).shown == "jeździć"


def test_while_dictionaries_are_made_light_stems_answer_and_then_give_way_without_a_gap(monkeypatch) -> None:
    guide()
    monkeypatch.setattr(languages, "missing", lambda: ["pl"])
    assert languages.best_analysis() == WITHOUT
    documents.analyse_anew()
    assert IndexState.load().analysis == WITHOUT
    assert found("hulajnogami")
    assert "dictionaries are being made" in Client().get("/readyz").json()["search"]
    monkeypatch.undo()
    seen = []

    def look(done: int, total: int) -> None:
        seen.append(bool(found("hulajnogi")))

    assert documents.analyse_anew(look)
    assert seen
    assert all(seen), "somebody searched in between and found nothing"
    assert IndexState.load().analysis == WITH_DICTIONARIES
    assert found("hulajnogami")
    assert not documents.analyse_anew(), "nothing is left to do"
    assert Client().get("/readyz").json()["search"] == "ok"


def test_a_page_published_before_the_dictionaries_are_there_is_found_after_them(monkeypatch) -> None:
    Document.objects.all().delete()
    IndexState.objects.all().delete()
    monkeypatch.setattr(languages, "missing", lambda: ["pl"])
    guide()
    monkeypatch.undo()
    assert found("hulajnoga"), "the index is still asked as it was written"
    assert documents.analyse_anew()
    assert found("hulajnogami")


def test_the_worker_fills_an_index_in_which_only_the_newest_page_is() -> None:
    before = set(Document.objects.values_list("source", "fragment"))
    Document.objects.all().delete()
    IndexState.objects.all().delete()
    page = guide()
    tasks.keep_index()
    after = set(Document.objects.values_list("source", "fragment"))
    assert after == before | {(f"page:{page.pk}", "")}


def test_a_page_published_while_the_index_is_made_stays_in_it() -> None:
    pages: list[GuidePage] = []

    def told(done: int, total: int) -> None:
        if not pages:
            pages.append(guide())

    documents.write_all(told)
    assert Document.objects.filter(source=f"page:{pages[0].pk}").exists()


def test_dictionaries_that_cannot_be_made_are_not_tried_each_minute(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "a file where the folder should be"
    blocked.write_text("")
    monkeypatch.setattr(languages, "folder", lambda: blocked / "dictionaries")
    monkeypatch.setattr(tasks, "_builder", None)
    tasks.start_building()
    assert tasks._builder is not None
    assert tasks._builder.wait(60) != 0
    tasks.start_building()
    assert capsys.readouterr().out.count("making the dictionaries") == 1


def test_a_page_published_while_the_index_is_written_is_in_both(monkeypatch) -> None:
    state = IndexState.load()
    state.analysis, state.building = WITH_DICTIONARIES, WITHOUT
    state.save()
    guide()
    assert found("hulajnogami")
    IndexState.objects.update(analysis=WITHOUT, building="")
    assert found("hulajnogami")


def test_without_a_search_server_nothing_waits_to_be_told() -> None:
    from search.models import Change

    assert not outbox.has_server()
    guide()
    assert not Change.objects.exists()
