"""Views of the editor that are stricter here than where they come from."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page
from wagtail_localize.views import convert


@require_admin_access
def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """Replace a translation by the Polish page, live and at once: for those who may publish.

    wagtail-localize lets everybody do it who may edit the page, so also a translator.
    """
    page = get_object_or_404(Page, pk=page_id).specific  # an event knows more about its rights
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return convert.convert_to_alias(request, page_id)
