"""The page of results: what a reader sees, in every language, whatever was typed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as settings_of_site
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from search.danger import is_in_danger
from search.models import Document, PastQuestion, Promotion, Synonym
from search.questions import collect, delete_old, may_be_kept, record
from tests.search.test_documents import found, guide

pytestmark = pytest.mark.django_db
CODES = ["pl", "en", "uk", "ru", "be", "es", "ar"]


def page(question: str, code: str = "pl", **more: Any) -> BeautifulSoup:
    answer = Client().get(f"/{code}/search/", {"q": question, **more})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html5lib")


@pytest.mark.parametrize(
    ("code", "question", "path"),
    [
        ("pl", "karta pobytu odbior", "residence/fingerprints-and-card-collection"),
        ("pl", "zezwolenie na prace", "work/work-permit"),
        ("uk", "карта побиту", "residence/"),
        ("uk", "dozvil na robotu", "work/work-permit"),
        ("en", "when can I colect my residence card", "residence/fingerprints-and-card-collection"),
        ("uk", "песель укр", "pesel-ukr"),
        ("ru", "пмж", "residence/permanent-residence"),
        ("uk", "садочок", "school/kindergarten-and-nursery"),
        ("pl", "800 plus", "school/child-benefits"),
        ("es", "permiso de residencia", "residence/temporary-residence-permit"),
        ("ar", "تصريح إقامة", "residence/temporary-residence-permit"),
        ("be", "карта побыту", "residence/"),
        ("en", "mos", "residence/mos-online-application"),
        ("uk", "wezwanie", "glossary/#summons"),
        ("pl", "kurs polskiego za darmo", "events/polish-course"),
        ("be", "працадауца не плаціць", "work/"),
    ],
)
def test_what_people_ask_finds_the_right_page_first(code: str, question: str, path: str) -> None:
    assert any(path in each for each in found(question, code)[:3]), found(question, code)[:3]


def test_what_is_not_in_arabic_is_found_by_its_polish_name_among_synonyms() -> None:
    links = page("رخصة قيادة", "ar").select("#elsewhere li h2 a")
    assert any("help/driving-licence" in link["href"] for link in links)


@pytest.mark.parametrize("code", CODES)
def test_the_parts_of_a_result(code: str) -> None:
    soup = page("PESEL", code)
    results = soup.select_one("ol#results")
    assert soup.select_one("[role=status]").text.strip()
    for item in results("li"):
        assert item.select_one("h2 a")["href"].startswith("/")
        assert item.select_one(".results__kind").text.strip()
    assert results.select_one("mark")
    titles = [
        Document.objects.filter(language=code, name=item.h2.text.strip()).exists() for item in results("li")
    ]
    assert all(titles)


def test_matched_words_are_marked_in_the_form_in_which_they_stand() -> None:
    guide()
    item = page("hulajnogami").select_one("#results li")
    assert [mark.text for mark in item("mark")] == ["hulajnogach", "Hulajnoga"]


def test_a_correction_is_said_and_can_be_refused() -> None:
    soup = page("zezwolneie na pracę")
    status = soup.select_one("[role=status]")
    assert "zezwolenie na pracę" in status.text
    again = status.a["href"]
    assert "exact=1" in again
    literal = BeautifulSoup(Client().get(f"/pl/search/{again}").content, "html5lib")
    assert "zezwolenie na pracę" not in literal.select_one("[role=status]").text


def test_a_word_that_stands_on_the_site_is_never_corrected() -> None:
    guide(title="Zezwolnie jest nazwą rośliny", slug="plant")
    assert "zezwolenie" not in page("zezwolnie").select_one("[role=status]").text.lower()
    assert found("zezwolnie")[0].startswith("/pl/work/plant/")


def test_results_can_be_narrowed_to_a_kind_and_a_section_and_back() -> None:
    soup = page("praca")
    link = next(each for each in soup.select(".result-kinds a") if "kind=event" in each["href"])
    events = BeautifulSoup(Client().get(f"/pl/search/{link['href']}").content, "html5lib")
    assert all("/events/" in each["href"] for each in events.select("#results h2 a"))
    assert events.select_one("[role=status] a")["href"] == "?q=praca"
    assert all(
        "/work/" in each
        for each in [link["href"] for link in page("praca", section="work").select("#results h2 a")]
    )


def test_pages_of_results_follow_one_another() -> None:
    first, second = page("urząd"), page("urząd", page=2)
    assert first.select_one("a[rel=next]")["href"] == "?q=urz%C4%85d&page=2"
    assert second.select_one("#results")["start"] == "11"
    one = {link["href"].partition("#")[0] for link in first.select("#results h2 a")}
    assert len(first.select("#results li")) == 10
    assert not {link["href"] for link in first.select("#results h2 a")} & {
        link["href"] for link in second.select("#results h2 a")
    }
    assert one


def test_events_to_come_stand_first_when_the_question_is_about_events() -> None:
    assert "/pl/events/" in found("warsztaty")[0]
    over = Document.objects.filter(kind="event", language="pl", counts_until__lt=timezone.now())
    walk = over.get(path="events/past-city-walk")
    assert f"/pl/{walk.path}/" in found(walk.name), "what is over is found, too"


def test_nothing_found_says_what_to_do_and_one_click_tells_the_offices() -> None:
    soup = page("qqxxzz")
    for path in ("/pl/contact/", "/pl/contact/szczecin/", "/pl/contact/koszalin/"):
        assert soup.select_one(f"main a[href='{path}']"), path
    form = next(form for form in soup.select("form[method=post]"))
    answer = Client().post(
        form["action"], {"q": "qqxxzz"}, headers={"sec-fetch-site": "same-origin"}, follow=True
    )
    assert "qqxxzz" in answer.content.decode()
    collect()
    assert PastQuestion.objects.get(text="qqxxzz", outcome="none").told == 1
    assert Client().post(form["action"], {"q": "x"}).status_code == 403, "from another site"


def test_a_function_word_is_not_marked_because_its_stem_is_that_of_a_word_of_the_question() -> None:
    soup = page("zezwolenie na prace")
    found = {mark.get_text().casefold() for mark in soup.select("#results mark")}
    assert "pracę" in found
    assert "przy" not in found


def test_helplines_come_first_for_somebody_in_danger() -> None:
    for code, question in [("pl", "mąż mnie bije"), ("en", "domestic violence"), ("uk", "насильство"), ("ru", "112"),
                           ("es", "violencia"), ("ar", "عنف"), ("be", "гвалт")]:  # fmt: skip
        soup = page(question, code)
        lines = soup.select_one(".danger-lines")
        assert lines, question
        assert lines.sourceline <= (soup.select_one("#results") or lines).sourceline
    assert not page("praca").select_one(".danger-lines")
    for question in ("umowa o pracę", "jak pobierać zasiłek", "skills", "торги", "угода"):
        assert not is_in_danger(question), question
    for question in (
        "чоловік б’є мене",
        "муж бьёт",
        "ktoś mnie pobił",
        "forced labour and trafficking",
        "mi jefe me amenaza",
    ):
        assert is_in_danger(question), question


def test_no_word_of_a_question_stands_in_what_others_may_keep() -> None:
    assert Client().get("/pl/search/", {"q": "sekretnesłowo"})["Cache-Control"] == "no-store"
    Client().get("/pl/search/", {"q": "sekretnesłowo"})
    for address in ("/pl/", "/pl/search/", "/pl/work/", "/pl/work/work-permit/"):
        assert "sekretne" not in Client().get(address).content.decode()


@pytest.mark.parametrize(
    "question", ["praca", "zezwolneie na prace w szkole", "qqxxzz", "warsztaty kurs", "karta"]
)
def test_a_search_asks_the_database_five_times_at_most(
    question: str, django_assert_max_num_queries: Any
) -> None:
    Client().get("/pl/search/", {"q": question})
    with django_assert_max_num_queries(5):
        Client().get("/pl/search/", {"q": question})


# Suggestions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "typed", "path"),
    [("pl", "zezw", "/pl/work/work-permit/"), ("pl", "prace", "/pl/work/work-permit/"),
     ("uk", "дозв", "/uk/work/work-permit/"), ("uk", "zezwolenie na pr", "/uk/work/work-permit/"),
     ("ar", "تصريح ال", "/ar/work/work-permit/")],
)  # fmt: skip
def test_titles_are_suggested_from_any_of_their_words(code: str, typed: str, path: str) -> None:
    answer = Client().get(f"/{code}/search/suggest/", {"q": typed})
    assert path in [each["href"] for each in answer.json()["suggestions"]]
    assert "max-age" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize("typed", ["", "z", "%", "_", "\x00", "'", "x" * 10_000, "😀", "\u202e"])
def test_nothing_is_suggested_for_what_is_no_beginning(typed: str) -> None:
    assert Client().get("/pl/search/suggest/", {"q": typed}).json() == {"suggestions": []}


# What editors say ----------------------------------------------------------------------------------------------------


def test_a_synonym_works_at_once_both_ways_or_one_way() -> None:
    guide()
    assert found("deskorolka") == []
    synonym = Synonym.objects.create(language="pl", words="hulajnoga, deskorolka z kijem")
    assert found("deskorolki z kijem")[0].startswith("/pl/work/scooters/")
    synonym.is_one_way = True
    synonym.save()
    assert all("scooters" not in each for each in found("deskorolki z kijem"))
    synonym.delete()


def test_a_promoted_page_comes_first_in_the_readers_language() -> None:
    target = Page.objects.get(url_path="/pl/work/taxes/")
    Promotion.objects.create(language="uk", questions="Школа!\nучити", page=target)
    assert found("школа", "uk")[0].startswith("/uk/work/taxes/")
    assert not found("школа дитина", "uk")[0].startswith("/uk/work/taxes/")


# The log -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["anna@example.org", "44051401359", "pesel 440 514 01 359", "tel 91 422 33 44"]
)
def test_what_may_name_a_person_is_not_written_down(text: str) -> None:
    assert not may_be_kept(text)
    (Path(settings_of_site.DATA_DIR) / "search" / "asked.jsonl").unlink(missing_ok=True)  # of other tests
    Client().get("/pl/search/", {"q": text})
    collect()
    assert not PastQuestion.objects.exists()


def test_questions_are_counted_by_day_and_deleted_after_180_days() -> None:
    for _time in range(3):
        Client().get("/pl/search/", {"q": "Zupełnie  NIEZNANE!"})
    collect()
    row = PastQuestion.objects.get(text="zupelnie nieznane")
    assert (row.times, row.language, row.outcome, row.results) == (3, "pl", "none", 0)
    assert {field.name for field in PastQuestion._meta.fields} == {
        "id", "day", "language", "text", "outcome", "results", "times", "told",
    }  # fmt: skip
    row.day = timezone.localdate() - timezone.timedelta(days=181)
    row.save()
    assert delete_old() == 1
    record("pl", "x" * 500, "none", 0)
    collect()
    assert max(len(each.text) for each in PastQuestion.objects.all()) <= 100


# Bad input -----------------------------------------------------------------------------------------------------------

HOSTILE = ['"', 'a"b', "%", "*", "(((", ")", "AND", "OR NOT", "a AND", "NEAR(a b)", "title:x", "^a", "'; DROP TABLE x;",
           "<script>alert(1)</script>", "x" * 10_000, "praca " * 500, "\x00", "\u202eabc", "😀😀", "pra\u0441a",
           "\ud800", "-praca", "{title}: (a)", "1e5", "\\", "praca\nkarta\t", "a" * 50 + " " + "b" * 50]  # fmt: skip


@pytest.mark.parametrize("question", HOSTILE)
@pytest.mark.parametrize("code", ["pl", "uk", "ar"])
def test_whatever_is_typed_gets_an_answer(question: str, code: str) -> None:
    started = time.perf_counter()
    answer = Client().get(f"/{code}/search/", {"q": question.encode("utf-8", "replace").decode()})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "query",
    ["page=-1", "page=0", "page=abc", "page=999999999999999999999", "page=500", "page=1.5", "kind=nonsense", "kind=%00",
     "section=../../etc", "section=" + "x" * 500, "kind=guide&page=999"],
)  # fmt: skip
def test_an_address_that_cannot_be_is_not_there(query: str) -> None:
    assert Client().get(f"/pl/search/?q=praca&{query}").status_code == 404


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_is_answered(text: str) -> None:
    from search.forms import Asked, cleaned
    from search.memory import State
    from search.results import ask

    answer = ask(Asked(cleaned(text)), "pl", State.read())
    assert answer.count >= len(answer.results)


def test_pages_that_lack_a_word_are_said_to() -> None:
    guide("Hulajnoga i odwołanie")
    soup = page("hulajnoga odwołanie")
    assert "scooters" in soup.select_one("#results a")["href"]
    assert len(soup.select("#results li")) > 1
    assert "Nie na wszystkich" in soup.select_one("[role=status]").text
    assert "Nie na wszystkich" not in page("hulajnoga").select_one("[role=status]").text
    nowhere = page("hulajnoga krasnolud")
    assert "scooters" in nowhere.select_one("#results a")["href"]
    assert "Żadna strona" in nowhere.select_one("[role=status]").text


def test_the_questions_of_readers_find_their_pages() -> None:
    from tests.search.quality import judged, questions, shares

    right, nothing = shares(judged(questions()))
    assert right >= 0.9
    assert nothing <= 0.02


def test_random_questions_break_nothing() -> None:
    import random

    from search.forms import Asked, cleaned
    from search.memory import State
    from search.results import ask

    chosen = random.Random(3)
    signs = "aąeęioóuyzżźśćńłrtpkmnsAND ()\"'*:^%-+~{}[]\\/0123456789 кирилица عربي  "
    state = State.read()
    for number in range(1_000):  # ten thousand queries on each engine: test_engines
        text = "".join(chosen.choices(signs, k=chosen.randint(1, 25)))
        ask(Asked(cleaned(text)), CODES[number % 7], state)
