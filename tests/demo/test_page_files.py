"""What is wrong with a content file is said with file and line, and nothing is loaded."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from wagtail.models import Page, Revision

from website.demo import facts, page_files
from website.demo.files import CONTENT_DIR, ContentError
from website.demo.loader import Loader

GUIDE = "residence/pesel-number"
Change = Callable[[str], str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that may be broken."""
    return Path(shutil.copytree(CONTENT_DIR, tmp_path / "content"))


def broken(folder: Path, name: str, change: Change) -> str:
    """The file with a change; returns the number of the first line that is different."""
    file = folder / name
    before = file.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    file.write_text(after, "utf-8")
    pairs = zip(after.split("\n"), before.split("\n"), strict=False)
    return str(next((n for n, (new, old) in enumerate(pairs, start=1) if new != old), before.count("\n") + 1))


def after_lead(line: str) -> Change:
    """The line put before the first heading."""
    return lambda text: re.sub(r"^## ", f"{line}\n\n## ", text, count=1, flags=re.M)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (f"{GUIDE}.pl.md", after_lead("::: nonsense\n:::"), "there is no block “nonsense”"),
        (f"{GUIDE}.uk.md", lambda text: text + "::: warning Open\ntext\n", "is not closed"),
        (f"{GUIDE}.pl.md", after_lead("### Too deep"), "neither a heading"),
        (f"{GUIDE}.pl.md", after_lead("# Too high"), "neither a heading"),
        (f"{GUIDE}.pl.md", after_lead("## Without an anchor"), "neither a heading"),
        (f"{GUIDE}.ru.md", after_lead("[tam](page:residence/nowhere)"), "there is no page “residence/nowhere”"),
        (f"{GUIDE}.pl.md", after_lead("::: contact nobody\n:::"), "there is no institution “nobody”"),
        (f"{GUIDE}.pl.md", after_lead("::: picture nothing\n:::"), "there is no picture “nothing”"),
        (f"{GUIDE}.pl.md", after_lead("To kosztuje 4321 zł."), "the figure “4321 zł” has no source"),
        (f"{GUIDE}.pl.md", after_lead("Zadzwoń: +48 91 000 00 00."), "the figure “+48 91"),
        (f"{GUIDE}.pl.md", after_lead("Do 31 lutego 2027 r."), "the figure “31 lutego” has no source"),
        (
            f"{GUIDE}.pl.md",
            lambda text: re.sub(r"check_by = \S+", "check_by = 2027-02-31", text),
            "cannot be read",
        ),
        (f"{GUIDE}.pl.md", lambda text: re.sub(r"check_by = \S+", "check_by = 2020-01-01", text), "must be after"),
        (f"{GUIDE}.pl.md", lambda text: re.sub(r"check_by = \S+", 'check_by = "soon"', text), "must be a day"),
        (f"{GUIDE}.pl.md", lambda text: text.replace('type = "guide"', 'type = "leaflet"'), "there is no type"),
        (f"{GUIDE}.pl.md", lambda text: re.sub(r"^cost = .*$", "", text, flags=re.M), "“cost”: is missing"),
        (f"{GUIDE}.en.md", lambda text: text.replace("title =", 'type = "guide"\ntitle =', 1), "Polish file only"),
        (
            "residence.pl.md",
            lambda text: text.replace("- page:residence/appeals", "- residence/appeals"),
            "a group has",
        ),
        ("glossary.pl.md", lambda text: text.replace('polish = "pobyt"', 'polnish = "pobyt"'), "a term has no"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named_with_its_line(folder: Path, name: str, change: Change, said: str) -> None:
    line = broken(folder, f"pages/{name}", change)
    lines = (folder / f"pages/{name}").read_text(encoding="utf-8").split("\n")
    found = [problem for problem in page_files.problems(folder) if said in problem]
    assert found
    place = re.match(r"pages/(\S+?):(\d+): ", found[0])
    assert place, found[0]
    assert place[1] == name
    # A field that was taken out is named at the first line of the file, what is inside a block at its beginning.
    above = lines[: int(line)]
    block = max((number for number, each in enumerate(above, start=1) if each.startswith("::: ")), default=0)
    assert place[2] in {line, str(block), "1" if "missing" in said else line}, (found[0], line)


def test_a_missing_language_is_named(folder: Path) -> None:
    (folder / f"pages/{GUIDE}.uk.md").unlink()
    found = list(page_files.problems(folder))
    assert len(found) == 1
    assert f"there is no pages/{GUIDE}.uk.md" in found[0]
    assert re.match(r"pages/\S+\.md:\d+: ", found[0])


def test_a_guide_may_be_missing_in_the_languages_that_fall_back(folder: Path) -> None:
    (folder / f"pages/{GUIDE}.es.md").unlink()
    assert list(page_files.problems(folder)) == []


def test_two_headings_with_one_anchor_are_refused(folder: Path) -> None:
    file = folder / f"pages/{GUIDE}.pl.md"
    text = file.read_text(encoding="utf-8")
    line = broken(
        folder,
        f"pages/{GUIDE}.pl.md",
        lambda _text: text.replace("{#sources}", "{#" + re.findall(r"\{#([\w-]+)\}", text)[0] + "}"),
    )
    assert any(
        f"{GUIDE}.pl.md:{line}: there are two headings" in each for each in page_files.problems(folder)
    )


def test_a_page_that_is_too_long_or_too_short_is_named(folder: Path) -> None:
    broken(folder, f"pages/{GUIDE}.pl.md", after_lead("słowo " * 700))
    assert any("a page of the type “guide” has 250 to 700" in each for each in page_files.problems(folder))


def test_a_word_that_the_glossary_rules_out_is_named_with_the_right_one(folder: Path) -> None:
    line = broken(folder, f"pages/{GUIDE}.uk.md", after_lead("Отримайте карту, тобто карта побиту."))
    found = list(page_files.problems(folder))
    assert found == [
        f"pages/{GUIDE}.uk.md:{line}: “карта побиту”; the glossary says “карта побуту (посвідка на проживання)”"
    ]


def test_a_group_has_at_most_nine_guides(folder: Path) -> None:
    broken(
        folder,
        "pages/residence.pl.md",
        lambda text: text.replace(":::\n", "- page:work/taxes\n" * 9 + ":::\n", 1),
    )
    assert any("has more than 9 guides" in each for each in page_files.problems(folder))


@pytest.mark.parametrize(
    ("addition", "said"),
    [
        ('\n["residence/nowhere"]\n"5 dni" = "F1"\n', "there is no page “residence/nowhere”"),
        ('\n["help/housing-x"]\n', "there is no page"),
    ],
)
def test_the_list_of_facts_is_kept_tidy(folder: Path, addition: str, said: str) -> None:
    broken(folder, facts.FILE, lambda text: text + addition)
    found = list(facts.problems(folder))
    assert any(said in each and re.match(r"facts\.toml:\d+: ", each) for each in found), found


def test_a_fact_needs_a_source_that_is_described_and_a_page_that_prints_it(folder: Path) -> None:
    broken(
        folder, facts.FILE, lambda text: text.replace('"17 zł" = "F28"', '"17 zł" = "F999"\n"18 zł" = "F28"')
    )
    found = list(facts.problems(folder))
    assert any("there is no source “F999”" in each for each in found)
    assert any("does not print “18 zł”" in each for each in found)


def test_part_of_a_figure_is_not_the_figure(folder: Path) -> None:
    """That 17 zł has a source says nothing about 117 zł."""
    page = "pages/residence/registering-your-address.pl.md"
    broken(folder, page, lambda text: text.replace("17 zł", "117 zł"))
    assert any("117 zł" in each for each in facts.problems(folder))


@pytest.mark.django_db
def test_nothing_is_loaded_when_one_file_is_broken(folder: Path) -> None:
    title = re.compile(r'title = "[^"]+"')
    broken(folder, "pages/work/taxes.pl.md", lambda text: title.sub('title = "Inny"', text, count=1))
    broken(folder, "pages/help/housing.ru.md", after_lead("::: nonsense\n:::"))
    before = Revision.objects.count(), Page.objects.get(url_path="/pl/work/taxes/").title
    with pytest.raises(ContentError, match=r"housing\.\w\w\.md:\d+: there is no block"):
        Loader(folder=folder).load()
    assert (Revision.objects.count(), Page.objects.get(url_path="/pl/work/taxes/").title) == before


def test_the_content_of_the_site_is_right() -> None:
    assert list(page_files.problems(CONTENT_DIR)) == []
