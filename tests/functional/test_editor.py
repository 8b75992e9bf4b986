"""The way of a text: an editor writes, a publisher reads and publishes, a translator translates; nobody does more.

In the real editor with its scripts, in Polish; what is filled in and pressed is found by names of fields and actions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.functional.conftest import OpenContext
from tests.live_site import PASSWORD

pytestmark = pytest.mark.browser

LogIn = Callable[[str], Page]

PUBLISH_ALL_THE_SAME = """form => {
    const button = document.createElement("input");
    button.type = "hidden";
    button.name = "action-publish";
    button.value = "1";
    form.append(button);
    HTMLFormElement.prototype.submit.call(form);
}"""


@pytest.fixture
def log_in(open_context: OpenContext) -> LogIn:
    """A page of somebody who has just logged in."""

    def as_user(name: str) -> Page:
        page = open_context(viewport={"width": 1400, "height": 1000}).new_page()
        page.goto("/admin/")
        page.locator("#id_username").fill(name)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("form button[type=submit]").click()
        page.wait_for_url("**/admin/")
        return page

    return as_user


def pages(page: Page, **wanted: str) -> list[dict]:
    """Pages that this user can see in the editor."""
    answer = page.request.get("/admin/api/main/pages/", params=wanted)
    assert answer.ok
    return answer.json()["items"]


def number_of(page: Page, slug: str, code: str) -> int:
    (found,) = pages(page, slug=slug, locale=code)
    return int(found["id"])


def live_text(page: Page, address: str) -> str:
    answer = page.request.get(address)
    assert answer.ok
    return answer.text()


def title_of(html: str) -> str:
    return html.split("<title>", 1)[1].split("</title>", 1)[0]


def post(page: Page, address: str, **values: str) -> int:
    """Status of a POST as a form of the page that is open would send it; redirects are not followed."""
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.request.post(
        address,
        form={"csrfmiddlewaretoken": token, **values},
        headers={"Referer": page.url},
        max_redirects=0,
    )
    return answer.status


def write_rich_text(page: Page, path: str, words: str) -> None:
    field = page.locator(f"[data-contentpath={path}] [contenteditable=true]").first
    field.click()
    field.press_sequentially(words)
    expect(field).to_contain_text(words)


def fill_in_guide(page: Page, title: str, slug: str) -> None:
    """Every field that a guide needs, and a body of one text."""
    page.locator("#id_title").fill(title)
    page.locator("#id_search_description").fill("Co to jest i co załatwisz.")
    page.locator("#id_polish_term").fill("zaświadczenie próbne")
    for path in ("for_whom", "where", "cost", "time_needed", "outcome"):
        write_rich_text(page, path, f"Próba {path}.")
    page.locator("[data-contentpath=body] .c-sf-add-button").first.click()
    page.get_by_role("option").first.click()  # the first kind of block is text
    write_rich_text(page, "body", "Pierwszy akapit próby.")
    today = dt.date.today()
    for name, day in (
        ("checked_on", today),
        ("check_by", today + dt.timedelta(days=180)),
        ("law_as_of", today),
    ):
        page.locator(f"#id_{name}").fill(day.isoformat())
        page.keyboard.press("Escape")  # the calendar
    page.locator("#id_title").focus()
    page.locator("[role=tab]").nth(1).click()
    page.wait_for_timeout(500)  # the editor makes an address of the title by itself, a moment after
    page.locator("#id_slug").fill(slug)
    page.keyboard.press("Tab")
    expect(page.locator("#id_slug")).to_have_value(slug)


def save_draft(page: Page) -> None:
    page.locator("footer button.action-save").click()
    page.wait_for_url("**/edit/")
    expect(page.locator(".messages .success").first).to_be_visible()


def other_actions(page: Page) -> None:
    page.locator("footer [data-w-dropdown-target=toggle]").click()


def test_a_guide_goes_from_the_editor_through_the_publisher_to_the_reader(log_in: LogIn) -> None:
    title, slug = "Poradnik na próbę", "a-guide-on-trial"
    address = f"/pl/residence/{slug}/"
    editor = log_in("editor")
    section = number_of(editor, "residence", "pl")
    editor.goto(f"/admin/pages/{section}/")
    editor.goto(f"/admin/pages/add/guides/guidepage/{section}/")
    fill_in_guide(editor, title, slug)
    save_draft(editor)
    guide = number_of(editor, slug, "pl")
    assert editor.request.get(address).status == 404

    other_actions(editor)
    expect(editor.locator("footer button[name=action-publish]")).to_have_count(0)
    editor.locator("footer button[name=action-submit]").click()
    editor.wait_for_url(f"**/admin/pages/{section}/")
    assert editor.request.get(address).status == 404

    publisher = log_in("publisher")
    expect(
        publisher.locator(f"main a[href='/admin/pages/{guide}/edit/']").first
    ).to_be_visible()  # on the dashboard
    publisher.goto(f"/admin/pages/{guide}/edit/")
    other_actions(publisher)
    publisher.locator("footer button[data-workflow-action-name=approve]").first.click()
    publisher.wait_for_url(f"**/admin/pages/{section}/")

    reader = publisher.context.new_page()
    reader.goto(address)
    expect(reader.locator("main h1")).to_have_text(title)
    expect(reader.locator(".body")).to_contain_text("Pierwszy akapit próby.")
    reader.goto("/pl/residence/")
    expect(reader.locator(f".card a[href='{address}']")).to_have_text(title)


def test_an_editor_sees_the_page_as_readers_will(log_in: LogIn) -> None:
    editor = log_in("editor")
    guide = number_of(editor, "enrolling-a-child", "pl")
    editor.goto(f"/admin/pages/{guide}/edit/")
    title = editor.locator("#id_title").input_value()
    editor.locator("[data-side-panel-toggle=preview]").click()
    frame = editor.frame_locator("[data-side-panel=preview] iframe").last
    expect(frame.locator("main h1")).to_have_text(title)
    expect(frame.locator(".in-short")).to_be_visible()
    # With its styles: the pages' own policy must let its own stylesheets pass here too.
    assert frame.locator(".in-short").evaluate("element => getComputedStyle(element).borderRadius") != "0px"


def test_an_editor_cannot_publish_even_by_force(log_in: LogIn) -> None:
    editor = log_in("editor")
    guide = number_of(editor, "contracts-and-minimum-wage", "pl")
    address = "/pl/work/contracts-and-minimum-wage/"
    editor.goto(f"/admin/pages/{guide}/edit/")
    expect(editor.locator("button[name=action-publish]")).to_have_count(0)
    editor.locator("#id_title").fill("Tego nikt nie zatwierdził")
    with editor.expect_navigation():
        editor.locator("form#page-edit-form").evaluate(PUBLISH_ALL_THE_SAME)
    (saved,) = pages(editor, slug="contracts-and-minimum-wage", locale="pl")
    assert saved["meta"]["status"]["has_unpublished_changes"]  # it was taken, as a draft
    assert "Tego nikt nie zatwierdził" not in live_text(editor, address)
    for action in ("unpublish", "delete"):
        assert post(editor, f"/admin/pages/{guide}/{action}/") in {302, 403}
    assert editor.request.get(address).ok


@pytest.fixture
def translator(log_in: LogIn) -> Page:
    return log_in("translator-uk")


@pytest.fixture
def translated(translator: Page) -> dict:
    """A guide in Ukrainian; which ones there are depends on the demonstration content."""
    guides = [item for item in pages(translator, locale="uk") if address_of(item).count("/") == 4]
    assert guides
    return guides[0]


def address_of(item: dict) -> str:
    """Its path on this site; the front page has none in Wagtail's eyes."""
    return urlsplit(item["meta"]["html_url"] or "").path


def test_a_translator_changes_words_and_a_publisher_publishes_them(
    translator: Page, translated: dict, log_in: LogIn
) -> None:
    words = "Слова, які щойно написав перекладач."
    edit = f"/admin/pages/{translated['id']}/edit/"
    translator.goto(edit)
    summary = translator.locator("section > ul > li > ul > li").nth(1)  # after the title
    summary.get_by_role("button").click()
    summary.locator("textarea").fill(words)
    summary.get_by_role("button").last.click()
    expect(summary.locator("textarea")).to_have_count(0)
    expect(summary).to_contain_text(words)
    expect(translator.locator("button[name=action][value=publish]")).to_have_count(0)
    assert words not in live_text(translator, address_of(translated))

    publisher = log_in("publisher")
    publisher.goto(edit)
    with publisher.expect_navigation():
        publisher.locator("button[name=action][value=publish]").click()
    assert words in live_text(publisher, address_of(translated))


def test_a_translator_cannot_publish_even_by_force(translator: Page, translated: dict) -> None:
    address = address_of(translated)
    before = live_text(translator, address)
    translator.goto(f"/admin/pages/{translated['id']}/edit/")
    assert post(translator, translator.url, action="publish") in {302, 403}
    assert post(translator, f"/admin/pages/{translated['id']}/unpublish/") in {302, 403}
    assert live_text(translator, address) == before


def test_a_translator_cannot_replace_a_live_page_by_the_polish_one(translator: Page) -> None:
    """wagtail-localize lets all who may edit a page turn it into a copy of the Polish one, at once and for readers."""
    (section,) = pages(translator, locale="uk", slug="residence")
    before = live_text(translator, address_of(section))
    translator.goto(f"/admin/pages/{section['id']}/edit/")
    assert post(translator, f"/admin/localize/page/{section['id']}/convert_to_alias/") in {302, 403, 404}
    assert title_of(live_text(translator, address_of(section))) == title_of(before)


def test_a_translator_has_no_way_into_other_languages(translator: Page, log_in: LogIn) -> None:
    editor = log_in("editor")
    translator.goto("/admin/")
    for code in ("pl", "ru"):
        (page,) = pages(editor, slug="residence", locale=code)
        assert pages(translator, slug="residence", locale=code) == []
        edit = f"/admin/pages/{page['id']}/edit/"
        assert translator.request.get(edit, max_redirects=0).status in {302, 403}
        before = live_text(translator, f"/{code}/residence/")
        assert post(translator, edit, title="Nie") in {302, 403}
        assert post(translator, edit, action="publish") in {302, 403}
        assert live_text(translator, f"/{code}/residence/") == before


@pytest.mark.parametrize(
    "name", ["admin", "editor", "publisher", "translator-uk", "office-szczecin", "coordinator"]
)
def test_the_editor_asks_nobody_else_and_breaks_nowhere(log_in: LogIn, name: str) -> None:
    """The dashboard, the tree of pages, the snippets and the account; what they ask for is watched by the fixture."""
    page = log_in(name)
    seen = 0
    for address in ("/admin/", "/admin/pages/", "/admin/account/", "/admin/reports/site-history/"):
        answer = page.goto(address)
        assert answer
        assert answer.ok
        expect(page.locator("main")).to_be_visible()
        seen += 1
    assert seen == 4
