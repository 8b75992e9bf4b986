"""Office workers write and publish the events of their own office, and leave the calendar and other events alone.

Wagtail gives rights on a page and everything below it; which office an event belongs to, it cannot know. The tester
that ``EventPage.permissions_for_user`` gives takes back what came from an office group alone. Wagtail and
wagtail-localize ask it in most places; the hooks below stand where they ask a page that does not know its type.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.models import Page, PagePermissionTester

from website.core.offices import Office, office_group, offices_of


class OfficePermissionTester(PagePermissionTester):
    """What a user may do with an event: rights from an office group count for that office's events only."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        if user.is_active and not user.is_superuser and not _is_own(user, page):
            self.permissions = elsewhere_given(self)


class CalendarPermissionTester(PagePermissionTester):
    """What a user may do with the calendar: through an office group, add events below it and publish those."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        if user.is_active and not user.is_superuser:
            self.own = elsewhere_given(self)
            self.permissions = self.own | (self.permissions & {"add", "publish"})

    def can_edit(self) -> bool:
        return self._without_office(super().can_edit)

    def can_publish(self) -> bool:
        return self._without_office(super().can_publish)

    def can_unpublish(self) -> bool:
        return self._without_office(super().can_unpublish)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self._without_office(lambda: super(CalendarPermissionTester, self).can_delete(ignore_bulk))

    def _without_office(self, question: Any) -> bool:
        if not hasattr(self, "own"):
            return bool(question())
        kept, self.permissions = self.permissions, self.own
        try:
            return bool(question())
        finally:
            self.permissions = kept


def elsewhere_given(tester: PagePermissionTester) -> set[str]:
    """Rights on the page that do not come from an office group."""
    user = tester.user
    if not hasattr(user, "_office_group_ids"):
        names = [office_group(office) for office in Office.values]
        user._office_group_ids = set(user.groups.filter(name__in=names).values_list("pk", flat=True))
    return {
        right.permission.codename.rsplit("_", maxsplit=1)[0]
        for right in tester.permission_policy.get_cached_permissions_for_user(user)
        if right.group_id not in user._office_group_ids and tester.page.path.startswith(right.page.path)
    }


def _is_own(user: Any, page: Any) -> bool:
    """Whether an event is of the user's office, as it is published and as this draft says."""
    from events.models import EventPage

    offices = {page.office}
    if page.pk:
        offices |= set(EventPage.objects.filter(pk=page.pk).values_list("office", flat=True))
    return offices <= offices_of(user)


def refuse(allowed: bool) -> None:
    """Wagtail turns this into a message and the way home."""
    if not allowed:
        raise PermissionDenied


def tester(page: Page, user: Any) -> PagePermissionTester:
    """The tester of the page's own type, from whatever Wagtail handed over."""
    return page.specific.permissions_for_user(user)
