"""The least a site needs before an editor can log in: languages, front page, roles, a workflow.

Every step looks whether it was done before, so that the command may run at each deployment.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from events.models import EventIndexPage
from home.models import HomePage
from website.core.offices import Office, office_group

EDITORS, PUBLISHERS, COORDINATORS = "Editors", "Publishers", "Coordinators"
CONFIDENTIAL = "Confidential"  # the smaller circle that reads about violence and trafficking, in each office
WORKFLOW = "Publisher reads before publication"
WAGTAIL_DEFAULT_GROUPS = ("Editors", "Moderators")


def translators(code: str) -> str:
    """Name of the group that translates into a language."""
    return f"Translators {code}"


def set_up_site(title: str | None = None, lead: str | None = None, summary: str = "") -> HomePage:
    """Languages, the Polish front page, the site record, roles and the workflow; returns the front page."""
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    home = _polish_home(title, lead, summary)
    _site_record(home)
    _roles(home)
    _workflow(home)
    return home


def _polish_home(title: str | None, lead: str | None, summary: str) -> HomePage:
    source = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    home = HomePage.objects.filter(locale=source, depth=2).first()
    if home:
        return home
    root = Page.get_first_root_node()
    # Wagtail's own welcome page, which its first migration makes.
    Page.objects.child_of(root).filter(content_type__model="page").delete()
    root.refresh_from_db()
    with translation.override(settings.LANGUAGE_CODE):
        home = HomePage(
            title=title or gettext("Information and Cultural Support Offices in West Pomerania"),
            lead=lead or gettext("We inform and help to understand procedures. We do not decide."),
            search_description=summary,
            slug=settings.LANGUAGE_CODE,
            locale=source,
        )
    root.add_child(instance=home)
    home.save_revision().publish()
    return home


def _site_record(home: HomePage) -> None:
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if (site.hostname, site.port, site.root_page_id) != (address.hostname, port, home.pk):
        site.hostname, site.port, site.root_page = address.hostname or "localhost", port, home
        site.site_name = settings.WAGTAIL_SITE_NAME
        site.save()


def _permissions(*names: str) -> list[Permission]:
    return [
        Permission.objects.get(content_type__app_label=app, codename=codename)
        for app, codename in (name.split(".") for name in names)
    ]


def _group(name: str, *permissions: str) -> Group:
    group, _created = Group.objects.get_or_create(name=name)
    group.permissions.add(*_permissions("wagtailadmin.access_admin", *permissions))
    return group


def _allow(group: Group, page: Any, *actions: str) -> None:
    for action in actions:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _roles(home: HomePage) -> None:
    """Editors write and submit, publishers approve, translators change their language without publishing.

    Offices look after the people and the events of their own town; who is also in the smaller circle reads what people
    wrote about violence and trafficking. Coordinators see numbers.
    """
    Group.objects.filter(name__in=WAGTAIL_DEFAULT_GROUPS, user__isnull=True).exclude(name=EDITORS).delete()
    institution = [
        f"contact.{action}_{model}"
        for model in ("institution", "topic")
        for action in ("add", "change", "view")
    ]
    search = [
        f"search.{action}_{model}"
        for model in ("synonym", "promotion")
        for action in ("add", "change", "delete", "view")
    ]
    editors = _group(EDITORS, *institution, *search, "wagtail_localize.submit_translation")
    GroupPagePermission.objects.filter(group=editors, page__depth=1).delete()
    publishers = _group(
        PUBLISHERS, *institution, *search, "wagtail_localize.submit_translation", "contact.delete_institution"
    )
    _allow(editors, home, "add", "change")
    _allow(publishers, home, "add", "change", "publish", "lock", "unlock")
    templates = [f"contact.{action}_replytemplate" for action in ("add", "change", "delete", "view")]
    for office in Office.values:
        _group(office_group(office), "events.export_roster", "contact.export_enquiry", *templates)
    _group(CONFIDENTIAL, "contact.view_sensitive")
    _group(COORDINATORS, "events.view_counts", "contact.view_enquirycount")
    for calendar in EventIndexPage.objects.all():
        office_rights(calendar)
    for code, _name in settings.LANGUAGES:
        if code != settings.LANGUAGE_CODE:
            _group(translators(code), *(each for each in institution if ".add_" not in each))
    collection = Collection.get_first_root_node()
    pictures = [
        (app, f"{action}_{model}")
        for app, model in (("core", "siteimage"), ("wagtaildocs", "document"))
        for action in ("add", "change", "choose")
    ]
    for group in (editors, publishers):
        for app, codename in pictures:
            permission = Permission.objects.filter(content_type__app_label=app, codename=codename).first()
            if permission:
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=collection, permission=permission
                )
    for page in HomePage.objects.filter(depth=2).exclude(pk=home.pk):
        translator_rights(page)


def translator_rights(home: HomePage) -> None:
    """Let the translators of a language change its pages, and publishers publish them."""
    code = home.locale.language_code
    _allow(_group(translators(code)), home, "change")
    _allow(Group.objects.get(name=PUBLISHERS), home, "add", "change", "publish", "lock", "unlock")
    _allow(Group.objects.get(name=EDITORS), home, "add", "change")


def office_rights(calendar: EventIndexPage) -> None:
    """Let both offices publish events; whose event is whose, ``events.admin.page_rights`` says.

    New events begin in Polish; in other languages offices change what is there.
    """
    actions = ["change", "publish"]
    if calendar.locale.language_code == settings.LANGUAGE_CODE:
        actions.append("add")
    for group in Group.objects.filter(name__in=[office_group(office) for office in Office.values]):
        _allow(group, calendar, *actions)


def _workflow(home: HomePage) -> None:
    """A text is read by a publisher before it is published."""
    workflow, created = Workflow.objects.get_or_create(name=WORKFLOW)
    if created or not workflow.workflow_tasks.exists():
        task, _created = GroupApprovalTask.objects.get_or_create(name=WORKFLOW)
        task.groups.set(Group.objects.filter(name=PUBLISHERS))
        WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    Workflow.objects.filter(name="Moderators approval").update(active=False)
    WorkflowPage.objects.update_or_create(page=Page.objects.get(pk=home.pk), defaults={"workflow": workflow})
    root = Page.get_first_root_node()
    WorkflowPage.objects.filter(page=root).delete()
