"""Every content file against its format, its Polish original, and the models."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from wagtail.models import Page

from contact.choices import Channel, State
from contact.models import Topic
from events.choices import AnswerKind, Audience, Kind, Status
from guides.blocks import MOST_IN_A_GROUP
from tests.conftest import LANGUAGES
from website.core.fields import SPOKEN
from website.core.offices import Office
from website.demo import contact_files, event_files, page_files
from website.demo.event_files import problems, read_events, sample_words
from website.demo.files import CONTENT_DIR, WORD_FIELDS, ContentFile, differences, read_folder
from website.demo.loader import ACCOUNTS, PAGE_TYPES

SECTIONS = {"residence", "work", "school", "help"}
# The guides that people need most, by the languages read in the region; the rest falls back in these languages.
FALL_BACK = ("es", "be", "ar")
MOST_NEEDED = {
    *(
        "residence/temporary-residence-permit",
        "residence/residence-and-work",
        "residence/mos-online-application",
    ),
    *("residence/pesel-number", "residence/registering-your-address", "residence/appeals"),
    *(
        "work/work-permit",
        "work/contracts-and-minimum-wage",
        "work/labour-inspectorate",
        "work/social-insurance",
    ),
    *("school/enrolling-a-child", "school/polish-at-school"),
    *(
        "help/health-care",
        "help/psychological-help",
        "help/legal-help",
        "help/housing",
        "help/emergency-numbers",
    ),
    *("help/offices-and-courses", "help/at-home", "help/at-work"),
}
PL_ONLY = {"type", "polish_term", "polish_words", "checked_on", "check_by", "law_as_of", "related", "town",
           "official_name", "matters", "address", "phone", "website", "languages", "street", "postcode",
           "email", "hours", "helpline", "safety", "map", "map_url", "asked"}  # fmt: skip

PAGES = read_folder(CONTENT_DIR / "pages")
INSTITUTIONS = read_folder(CONTENT_DIR / "institutions")
TOPICS = contact_files.read_topics(CONTENT_DIR / "topics")
EVENTS = {key: event.versions for key, event in read_events(CONTENT_DIR / "events").items()}


def of_type(kind: str) -> set[str]:
    return {key for key, versions in PAGES.items() if versions["pl"].fields["type"] == kind}


def test_all_topics_answers_and_activities_are_written_in_four_languages() -> None:
    guides = of_type("guide")
    assert len(guides) == 38
    assert {key.split("/")[0] for key in guides} == SECTIONS
    assert len(of_type("answer")) == 30
    assert len(of_type("service")) == 11
    assert not {(key, code) for key in PAGES for code in page_files.COMPLETE if code not in PAGES[key]}


def test_the_most_needed_guides_and_all_other_kinds_of_pages_are_written_in_all_languages() -> None:
    assert len(MOST_NEEDED) == 20
    assert of_type("guide") >= MOST_NEEDED
    everywhere = MOST_NEEDED | {
        key for key in PAGES if PAGES[key]["pl"].fields["type"] not in {*page_files.GUIDES, "glossary"}
    }
    assert "first-steps" in everywhere
    missing = {(key, code) for key in everywhere for code in LANGUAGES if code not in PAGES[key]}
    assert not missing
    assert not {(key, code) for key in INSTITUTIONS for code in LANGUAGES if code not in INSTITUTIONS[key]}


def test_the_glossary_has_every_term_in_the_same_order_in_every_language() -> None:
    terms = {
        code: [(value["anchor"], value["polish"]) for kind, value in content.blocks if kind == "term"]
        for code, content in PAGES["glossary"].items()
    }
    assert len(terms["pl"]) == len(set(terms["pl"])) == 121
    assert all(each == terms["pl"] for each in terms.values())


def test_the_check_of_the_files_knows_the_types_languages_and_groups_of_the_models() -> None:
    assert set(page_files.TYPES) == set(PAGE_TYPES)
    assert list(page_files.LANGUAGES) == LANGUAGES
    assert page_files.MOST_IN_A_GROUP == MOST_IN_A_GROUP


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("folder", ["pages", "institutions", "events", "topics"])
def test_a_language_has_the_shape_of_the_polish_original(folder: str, code: str) -> None:
    assert list(differences(CONTENT_DIR / folder, code)) == []


def all_events() -> list[ContentFile]:
    return [content for versions in EVENTS.values() for content in versions.values()]


def all_files() -> list[ContentFile]:
    pages = [
        content
        for versions in (*PAGES.values(), *INSTITUTIONS.values(), *TOPICS.values())
        for content in versions.values()
    ]
    return pages + all_events()


def test_events_are_written_as_the_format_says_in_four_languages() -> None:
    assert list(problems(CONTENT_DIR / "events")) == []
    assert len(EVENTS) >= 16
    assert all(set(versions) == set(event_files.LANGUAGES) for versions in EVENTS.values())
    assert set(sample_words(CONTENT_DIR / "events")) == set(event_files.LANGUAGES)


def test_the_format_of_events_knows_what_the_models_know() -> None:
    """The format knows nothing of Django, so it names the lists of the models a second time."""
    for ours, theirs in (
        (event_files.KINDS, Kind.values),
        (event_files.AUDIENCES, Audience.values),
        (event_files.STATUSES, Status.values),
        (event_files.ANSWERS, AnswerKind.values),
        (event_files.OFFICES, Office.values),
        (event_files.SPOKEN, [code for code, _name in SPOKEN]),
    ):
        assert list(ours) == list(theirs)


def test_the_contact_room_is_written_as_the_format_says() -> None:
    assert list(contact_files.problems(CONTENT_DIR)) == []
    assert 12 <= len(TOPICS) <= 14


def test_the_format_of_the_contact_room_knows_what_the_models_know() -> None:
    assert list(contact_files.LANGUAGES) == LANGUAGES
    assert list(contact_files.OFFICES) == Office.values
    assert list(contact_files.CHANNELS) == Channel.values
    assert list(contact_files.STATES) == [state for state in State.values if state != State.NEW]
    assert set(contact_files.WORKERS) <= set(ACCOUNTS)
    fields = {name: Topic._meta.get_field(name).max_length for name in ("title", "hint")}
    for name, length in fields.items():
        assert contact_files.TOPIC_WORDS[name]("x" * length) == ""
        assert contact_files.TOPIC_WORDS[name]("x" * (length + 1)) != ""


def test_topics_and_helplines_name_only_numbers_that_are_known() -> None:
    known = {re.sub(r"[\s+]", "", versions["pl"].text("phone")) for versions in INSTITUTIONS.values()} | {
        "112"
    }
    for versions in TOPICS.values():
        for content in versions.values():
            for number in re.findall(r"tel:([+\d]+)", repr(content.blocks)):
                assert number.lstrip("+") in known, (content.key, content.language, number)


def test_events_name_no_telephone_mail_or_person_of_their_own() -> None:
    """Only 112 and the addresses of the offices that are known; the rest is said to be a sample."""
    for content in all_events():
        text = repr([content.fields, content.blocks])
        assert not re.findall(r"[\w.]+@[\w.]+", text), (content.key, content.language)
        assert set(re.findall(r"tel:([+\d]+)", text)) <= {"112"}, content.key
        assert not re.findall(r"\+48|\d{3} \d{3} \d{3}", text), content.key
        if content.language == "pl":
            known = {
                "BIWK Szczecin, ul. Marii Skłodowskiej-Curie 4, 71-332 Szczecin",
                "BIWK Koszalin (adres podamy)",
                "Szczecin, ul. Przykładowa (adres wymyślony)",
                "online (organizuje biuro w Szczecinie)",
            }
            assert content.fields["place"] in known, content.key
            assert content.text("online").startswith("https://example.org/") or not content.text("online")


def test_only_words_are_repeated_in_other_languages() -> None:
    files = [content for content in all_files() if content.language != "pl"]
    assert len(files) > 300
    for content in files:
        assert set(content.fields) <= WORD_FIELDS | {"questions"}, (content.key, content.language)
        assert all(str(value).strip() for value in content.fields.values()), (content.key, content.language)


def test_polish_files_have_the_fields_of_their_type() -> None:
    for key, versions in PAGES.items():
        content = versions["pl"]
        assert content.fields["type"] in PAGE_TYPES, key
        assert set(content.fields) <= WORD_FIELDS | PL_ONLY, key
        assert len(content.text("title")) <= 255, key
        if content.fields["type"] in page_files.GUIDES:
            assert content.fields["check_by"] > content.fields["checked_on"], key
            assert content.blocks[-1][0] == "source", key
            headings = sum(kind == "heading" for kind, _value in content.blocks)
            assert headings >= (3 if content.fields["type"] == "guide" else 2), key


def digits(content: ContentFile) -> list[str]:
    """All numbers of a file, without their grouping."""
    text = repr([content.fields.get(name, "") for name in sorted(WORD_FIELDS)]) + repr(content.blocks)
    text = re.sub(
        r"'(?:url|anchor|institution|page|checked_on|polish|typed|guide)': '[^']*'|href=\"[^\"]*\"", "", text
    )
    text = re.sub(r"(?<=\d)[\s\u00a0\u202f.,](?=\d{3}(?:\D|$))", "", text)
    return sorted(re.sub(r"[.,\u066b]", ",", number) for number in re.findall(r"\d+(?:[.,]\d+)?", text))


def test_numbers_are_the_same_in_every_language() -> None:
    compared = 0
    for versions in (*PAGES.values(), *INSTITUTIONS.values(), *EVENTS.values(), *TOPICS.values()):
        wanted = set(digits(versions["pl"]))
        for code, content in versions.items():
            compared += 1
            assert set(digits(content)) == wanted, (content.key, code, set(digits(content)) ^ wanted)
    assert compared > 380


def test_every_picture_says_what_it_shows_in_every_language() -> None:
    alts = tomllib.loads((CONTENT_DIR / "images" / "images.toml").read_text(encoding="utf-8"))
    pictures = {path.stem for path in (CONTENT_DIR / "images").glob("*.png")}
    assert pictures == set(alts)
    for name, texts in alts.items():
        assert set(texts) == set(LANGUAGES), name
        assert all(texts.values()), name


def test_no_letter_of_another_alphabet_stands_inside_a_word() -> None:
    """A Latin `i` in a Cyrillic word is not found by search and is read out wrongly."""
    mixed = re.compile(r"[а-яёіїєґўА-ЯЁІЇЄҐЎ][a-zA-Z]|[a-zA-Z][а-яёіїєґўА-ЯЁІЇЄҐЎ]")
    for path in Path(CONTENT_DIR).rglob("*.md"):
        found = mixed.findall(path.read_text(encoding="utf-8"))
        assert not found, (path.name, found[:5])


@pytest.mark.django_db
def test_every_file_became_a_published_page() -> None:
    for key, versions in (PAGES | EVENTS).items():
        for code in versions:
            address = f"/{code}/" if key == "home" else f"/{code}/{key}/"
            assert Page.objects.live().filter(url_path=address).exists(), address
