"""Who may do what: (role, action) -> allowed, through the admin's own addresses."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

pytestmark = pytest.mark.django_db

GUIDE = {code: f"/{code}/residence/pesel-number/" for code in ("pl", "uk", "ru")}


def as_user(name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    return client


def permissions(name: str, code: str):
    page = Page.objects.get(url_path=GUIDE[code])
    return page.permissions_for_user(get_user_model().objects.get(username=name))


@pytest.mark.parametrize(
    ("name", "code", "edit", "publish"),
    [
        ("admin", "pl", True, True),
        ("editor", "pl", True, False),
        ("editor", "uk", True, False),
        ("publisher", "pl", True, True),
        ("publisher", "uk", True, True),
        ("translator-uk", "pl", False, False),
        ("translator-uk", "uk", True, False),
        ("translator-uk", "ru", False, False),
        ("office-szczecin", "pl", False, False),
        ("office-koszalin", "uk", False, False),
        ("coordinator", "pl", False, False),
    ],
)
def test_rights_on_pages(name: str, code: str, edit: bool, publish: bool) -> None:
    found = permissions(name, code)
    assert found.can_edit() is edit
    assert found.can_publish() is publish


@pytest.mark.parametrize(
    ("name", "publish"),
    [
        ("admin", {"szczecin", "koszalin"}),
        ("publisher", {"szczecin", "koszalin"}),
        ("office-szczecin", {"szczecin"}),
        ("office-koszalin", {"koszalin"}),
        ("editor", set()),
        ("translator-uk", set()),
        ("coordinator", set()),
    ],
)
def test_an_office_publishes_the_events_of_its_own_town(name: str, publish: set[str]) -> None:
    from events.models import EventPage

    user = get_user_model().objects.get(username=name)
    found: dict[str, set[bool]] = {"szczecin": set(), "koszalin": set()}
    for page in EventPage.objects.filter(locale__language_code="pl"):
        found[page.office].add(page.permissions_for_user(user).can_publish())
    assert found == {office: {office in publish} for office in found}


@pytest.mark.parametrize(
    "name",
    ["admin", "editor", "publisher", "translator-uk", "office-szczecin", "office-koszalin", "coordinator"],
)
def test_everybody_can_log_in(name: str) -> None:
    assert as_user(name).get("/admin/").status_code == 200


def test_nobody_else_can() -> None:
    response = Client().get("/admin/")
    assert response.status_code == 302
    assert "/admin/login/" in response["Location"]


@pytest.mark.parametrize("name", ["editor", "translator-uk", "office-szczecin", "coordinator"])
def test_settings_and_users_are_for_administrators(name: str) -> None:
    client = as_user(name)
    for address in (
        "/admin/users/",
        "/admin/settings/core/sitesettings/",
        "/admin/sites/",
        "/admin/locales/",
    ):
        assert client.get(address, follow=False).status_code in {302, 403}, address


def test_a_text_by_an_editor_goes_through_the_workflow() -> None:
    page = Page.objects.get(url_path=GUIDE["pl"])
    workflow = page.get_workflow()
    assert workflow is not None
    groups = {group.name for task in workflow.tasks for group in task.specific.groups.all()}
    assert groups == {"Publishers"}


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_admin_speaks_three_languages(language: str) -> None:
    from wagtail.users.models import UserProfile

    user = get_user_model().objects.get(username="editor")
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    response = as_user("editor").get("/admin/")
    assert f'lang="{language}"' in response.content.decode()


def edit_addresses() -> list[str]:
    """The editor of one page of each type."""
    found: dict[int, str] = {}
    for page in Page.objects.filter(depth__gt=1):
        found.setdefault(page.content_type_id, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return list(found.values())


def test_every_page_type_can_be_edited_and_previewed() -> None:
    client = as_user("admin")
    addresses = edit_addresses()
    assert len(addresses) >= 9
    for address in addresses:
        assert client.get(address).status_code == 200, address
    for page in Page.objects.filter(depth__gt=1, locale__language_code="ar").specific():
        response = page.make_preview_request(original_request=None, preview_mode=page.default_preview_mode)
        assert response.status_code == 200, page
        assert b'lang="ar"' in response.content


def test_a_new_unsaved_guide_can_be_previewed() -> None:
    import datetime as dt

    from guides.models import GuidePage

    section = Page.objects.get(url_path="/pl/work/")
    guide = GuidePage(title="Nowy", slug="nowy", locale=section.locale, checked_on=dt.date(2026, 1, 1),
                      check_by=dt.date(2030, 1, 1), law_as_of=dt.date(2026, 1, 1))  # fmt: skip
    guide.path, guide.depth = section.path + "9999", section.depth + 1
    response = guide.make_preview_request()
    assert response.status_code == 200
    assert b"Nowy" in response.content


def test_uploads_are_limited_with_a_message() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from wagtail.images import get_image_model
    from wagtail.images.forms import get_image_form

    form = get_image_form(get_image_model())(
        {"title": "a"}, {"file": SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")}
    )
    assert not form.is_valid()
    assert "file" in form.errors
    assert "description" in form.errors


def test_a_page_needs_a_summary_before_it_is_published() -> None:
    from guides.models import GuidePage

    page = GuidePage.objects.get(url_path=GUIDE["pl"])
    form_class = GuidePage.get_edit_handler().get_form_class()
    form = form_class(instance=page, for_user=get_user_model().objects.get(username="admin"))
    assert form.fields["search_description"].required
    form.defer_required_fields()
    assert not form.fields["search_description"].required


def guide_form(**changes: object) -> dict[str, object]:
    """What the editor's form sends for a new guide with one paragraph."""
    from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

    fields = {"for_whom", "where", "cost", "time_needed", "outcome"}
    return nested_form_data(
        {
            "title": "Nowy poradnik",
            "slug": "new-guide",
            "search_description": "O czym to jest.",
            "polish_term": "nowy termin",
            **{name: rich_text("<p>Tekst</p>", features=["bold"]) for name in fields},
            "body": streamfield([("text", rich_text("<p>Pierwszy akapit.</p>", features=["bold"]))]),
            "related": streamfield([]),
            "checked_on": "2026-11-01",
            "check_by": "2030-01-01",
            "law_as_of": "2026-11-01",
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
            **changes,
        }
    )


def test_an_editor_writes_a_guide_and_a_publisher_publishes_it() -> None:
    section = Page.objects.get(url_path="/pl/residence/")
    address = reverse("wagtailadmin_pages:add", args=["guides", "guidepage", section.pk])
    client = as_user("editor")
    response = client.post(address, guide_form())
    assert response.status_code == 302, response.context and response.context["form"].errors
    page = Page.objects.get(url_path="/pl/residence/new-guide/")
    assert not page.live
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(edit, guide_form(**{"action-publish": "1"})).status_code in {302, 403}
    page.refresh_from_db()
    assert not page.live
    assert client.post(edit, guide_form(**{"action-submit": "1"})).status_code == 302
    assert page.current_workflow_state is not None
    assert as_user("publisher").post(edit, guide_form(**{"action-publish": "1"})).status_code == 302
    page.refresh_from_db()
    assert page.live


def test_a_preview_may_be_framed_by_the_editor() -> None:
    page = Page.objects.get(url_path=GUIDE["pl"])
    client = as_user("admin")
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert response.status_code == 200
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(("name", "status"), [("translator-uk", 302), ("editor", 302), ("publisher", 200)])
def test_only_publishers_may_replace_a_translation_by_the_polish_page(name: str, status: int) -> None:
    page = Page.objects.get(url_path=GUIDE["uk"])
    response = as_user(name).get(f"/admin/localize/page/{page.pk}/convert_to_alias/")
    assert response.status_code == status
