"""Words, their spelling, their base forms and their terms."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import LANGUAGES, Analyzer, fold, words
from search.analysis.lexicon import Lexicon, build, path_of
from search.analysis.spelling import Vocabulary, romanised, sound
from search.analysis.text import LONGEST_WORD, marks, spelled
from search.languages import WITH_DICTIONARIES, WITHOUT, analyzer, folder

ROOT = Path(__file__).resolve().parents[2]
TERM = re.compile(r"[a-z][a-z0-9]+")
CODES = ["pl", "en", "uk", "ru", "be", "es", "ar"]
# Forms of one word, each of which finds pages with any of the others.
FORMS = {
    "pl": [
        "zezwolenie zezwolenia zezwoleniem",
        "praca pracę pracy",
        "urząd urzędzie urzędu",
        "dziecko dzieci",
    ],
    "en": ["child children", "permit permits", "apply applied applying"],
    "uk": ["дозвіл дозволу дозволи", "робота роботу роботи", "школа школі шкіл"],
    "ru": ["разрешение разрешения разрешений", "ребёнок ребёнка", "работа работу"],
    "be": ["дазвол дазволу дазволам", "праца працу", "школа школу школы"],
    "es": ["permiso permisos", "niño niños", "trabajar trabajamos"],
    "ar": ["تصريح تصاريح", "إقامة الإقامة", "مدرسة المدرسة"],
}


def found(page: str, question: str, code: str, analysis: str = WITH_DICTIONARIES) -> bool:
    """Whether a page of one word is found by a question of one word."""
    own = analyzer(code, analysis)
    (word,) = own.question(question)
    return bool(set(own.terms(page)) & set(word.terms))


def test_the_table_has_every_language_of_the_site() -> None:
    from search.languages import codes

    assert set(codes()) <= set(LANGUAGES)
    for row in LANGUAGES.values():
        assert row.stop_words
        assert row.endings
        assert {fold(word) for word in row.stop_words} == set(row.stop_words), (
            f"{row.code}: written as folded"
        )
        assert {fold(ending) for ending in row.endings} == set(row.endings), f"{row.code}: written as folded"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Świadczenie 800+ i 500 plus", "świadczenie 800plus i 500plus"),
        ("здоров’я, здоров'я, здоровʼя", "здоровя здоровя здоровя"),
        ("PESEL-UKR mObywatel", "pesel ukr mobywatel"),
        ("e-recepta; nr 14/2026", "e recepta nr 14 2026"),
        ("تَصْرِيح", "تَصْرِيح"),
        ("кaрта pоbytu", "карта pobytu"),  # each with a letter of the other alphabet
        ("", ""),
        ("😀 !!! …", ""),
    ],
)
def test_words(text: str, expected: str) -> None:
    assert " ".join(token.word for token in words(text)) == unicodedata.normalize("NFC", expected)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("żłobek", "zlobek"), ("ещё", "еще"), ("ґанок", "ганок"), ("їжа", "їжа"), ("йод", "йод"), ("إقامة", "اقامه"),
     ("niño", "nino"), ("straße", "strasse"), ("تَصْرِيح", "تصريح"), ("праўды", "прауды")],
)  # fmt: skip
def test_fold(word: str, expected: str) -> None:
    assert fold(word) == expected
    assert fold(fold(word)) == fold(word)


@given(st.text(max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_text_has_words_with_places_and_plain_terms(text: str) -> None:
    for token in words(text):
        assert 0 <= token.start < token.end <= len(text)
        assert 0 < len(token.word) <= LONGEST_WORD + 4
        assert fold(fold(token.word)) == fold(token.word)
    for code in CODES:
        for term in analyzer(code, WITH_DICTIONARIES).terms(text):
            assert TERM.fullmatch(term), "an engine would take it apart"


@given(st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=20),
       st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=20))  # fmt: skip
def test_different_words_have_different_spellings(one: str, other: str) -> None:
    assert (spelled(fold(one)) == spelled(fold(other))) == (fold(one) == fold(other))


def test_marks_are_what_folding_takes_away() -> None:
    assert marks("żółć") == ((3, "ż"), (2, "ó"), (1, "ł"), (0, "ć"))
    assert marks("praca") == ()


@pytest.mark.parametrize(
    ("code", "group"), [(code, group) for code, groups in FORMS.items() for group in groups]
)
def test_each_form_finds_every_other(code: str, group: str) -> None:
    forms = group.split()
    for page in forms:
        for question in forms:
            assert found(page, question, code), (page, question)
            assert found(page, fold(question), code), (page, fold(question))


def test_a_word_with_marks_is_taken_at_them_and_one_without_may_be_any() -> None:
    polish = analyzer("pl", WITH_DICTIONARIES)
    assert "praca" in polish.lemmas("prace", as_typed=False)
    assert polish.lemmas("pracę", as_typed=False) == ("praca",)
    assert polish.lemmas("zażółcićx", as_typed=False) == ()


def test_polish_words_on_a_page_of_another_language_are_found_in_any_form() -> None:
    ukrainian, polish = analyzer("uk", WITH_DICTIONARIES), analyzer("pl", WITH_DICTIONARIES)
    page = ukrainian.official_terms("zezwolenie na pracę", polish)
    for typed in ("zezwolenia", "pracy", "prace", "ZEZWOLENIE"):
        (word,) = ukrainian.question(typed, polish)
        assert set(page) & set(word.terms), typed
    (word,) = ukrainian.question("zezwolenia")
    assert not set(page) & set(word.terms), "without Polish it is a word of the page's language"


def test_terms_of_two_languages_or_analyses_never_meet() -> None:
    seen: set[str] = set()
    for code in CODES:
        for analysis in (WITH_DICTIONARIES, WITHOUT):
            terms = set(analyzer(code, analysis).terms("PESEL praca школа 800+"))
            assert not seen & terms
            seen |= terms


def test_without_dictionaries_light_stems_find_most_forms() -> None:
    pairs = [(code, page, question) for code, groups in FORMS.items() for group in groups
             for page in group.split() for question in group.split()]  # fmt: skip
    hits = sum(found(page, question, code, WITHOUT) for code, page, question in pairs)
    assert hits / len(pairs) > 0.65, f"{hits} of {len(pairs)}"


def test_stop_words_are_known_in_every_language() -> None:
    for code, text in {
        "pl": "jak gdzie kiedy", "en": "how where when", "uk": "як де коли", "ru": "как где когда", "be": "як дзе калі",
        "es": "cómo dónde cuándo", "ar": "كيف أين متى",
    }.items():  # fmt: skip
        assert all(word.is_stop for word in analyzer(code, WITH_DICTIONARIES).question(text)), code


# Dictionaries --------------------------------------------------------------------------------------------------------


def test_a_dictionary_is_whole_or_not_there(tmp_path: Path) -> None:
    path = build(tmp_path, "en")
    assert path == path_of(tmp_path, "en")
    assert [each.name for each in tmp_path.iterdir()] == [path.name], "nothing half made is left"
    made = path.stat().st_mtime_ns
    assert build(tmp_path, "en").stat().st_mtime_ns == made, "made once"
    assert Lexicon(path).lemmas("children", True) == ("child",)
    old = tmp_path / "en-0-0.marisa"
    old.write_bytes(b"")
    path.unlink()
    build(tmp_path, "en")
    assert not old.exists()


def test_dictionaries_keep_their_budget() -> None:
    files = list(folder().glob("*.marisa"))
    assert len(files) == 6
    assert sum(file.stat().st_size for file in files) <= 30 * 2**20


def test_the_builder_is_a_program_of_its_own(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "search.analysis.build", str(tmp_path), "en"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert path_of(tmp_path, "en").exists()


def test_the_core_of_the_analysis_knows_no_django() -> None:
    program = "import sys, search.analysis.spelling, search.analysis.build; print('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "False"


# Slips and other alphabets -------------------------------------------------------------------------------------------


def vocabulary(code: str, text: str, official: str = "") -> Vocabulary:
    known = Vocabulary(analyzer(code, WITH_DICTIONARIES), analyzer("pl", WITH_DICTIONARIES))
    rows = [(token.word, False) for token in words(text)] + [(token.word, True) for token in words(official)]
    known.add((number, fold(word), word, polish) for number, (word, polish) in enumerate(rows, 1))
    return known


@pytest.mark.parametrize(
    ("code", "page", "typed", "expected"),
    [
        ("pl", "zezwolenie", "zezwolnie", "zezwolenie"), ("pl", "zameldowanie", "zamedlowanie", "zameldowanie"),
        ("pl", "przedszkole", "pszedszkole", "przedszkole"), ("en", "residence", "residense", "residence"),
        ("en", "certificate", "sertificate", "certificate"), ("uk", "посвідка", "посвитка", "посвідка"),
        ("uk", "дозвіл", "дозвил", "дозвіл"), ("ru", "разрешение", "разришение", "разрешение"),
        ("es", "vivienda", "bivienda", "vivienda"), ("ar", "تصريح", "تسريح", "تصريح"),
        ("pl", "zezwolenie", "zezwolnia", "zezwolenia"),  # another form, by the dictionary
        ("pl", "dom", "dm", ""), ("pl", "praca", "xqzvw", ""),
    ],
)  # fmt: skip
def test_a_slip_is_corrected_to_a_word_of_the_site(code: str, page: str, typed: str, expected: str) -> None:
    assert vocabulary(code, page).corrected(typed) == expected


def test_a_correction_is_shown_with_its_marks() -> None:
    known = vocabulary("pl", "świadczenie")
    assert known.shown(known.corrected("swiadczneie")) == "świadczenie"


@pytest.mark.parametrize(
    ("code", "page", "official", "typed"),
    [
        ("uk", "дозвіл", "", "dozvil"), ("uk", "робота", "", "robota"), ("ru", "разрешение", "", "razreshenie"),
        ("ru", "жилье", "", "zhilye"), ("uk", "школа", "", "szkola"), ("uk", "", "oświadczenie", "освядчення"),
        ("uk", "", "pesel", "песель"), ("ru", "", "zameldowanie", "замельдование"), ("uk", "", "urząd", "ужонд"),
        ("be", "", "wniosek", "внёсек"), ("pl", "przedszkole", "", "пшедшколе"),
    ],
)  # fmt: skip
def test_a_word_in_another_alphabet_is_heard(code: str, page: str, official: str, typed: str) -> None:
    heard = [word for word, _is_official in vocabulary(code, page, official).heard(fold(typed))]
    assert fold(page or official) in heard


def test_what_sounds_otherwise_is_not_heard() -> None:
    assert vocabulary("uk", "порожній посилання").heard("porcelany") == []
    assert romanised("дозвіл") == "dozvil"
    assert sound("робота") == sound("robotu")


def test_the_vocabulary_grows_and_forgets_nothing() -> None:
    known = vocabulary("pl", "karta")
    assert known.knows("karty", "karty")
    assert not known.knows("umowa", "umowa")
    known.add([(99, "umowa", "umowa", False)])
    assert known.knows("umowy", "umowy")
    assert known.newest == 99
    assert isinstance(known.analyzer, Analyzer)
