"""The inbox: its lists, the search in it, and its numbers on the front page of the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Table
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from contact.admin.lists import LISTS, PAGE_SIZE, listed, numbers_of, search, topic_names
from contact.admin.rights import enquiries_for, exports
from contact.admin.tables import ENQUIRY_COLUMNS
from contact.models import Enquiry
from contact.querysets import EnquiryQuerySet
from website.core.admin.personal_data import person_url
from website.core.admin.rights import desk_required, uses_desk
from website.core.offices import Office, offices_of

LONGEST_SEARCH = 254


class InboxFilters(forms.Form):
    """Which enquiries; what nobody may choose is left out, and what is not known is not looked for."""

    which = forms.ChoiceField(choices=[(name, label) for name, label in LISTS.items()], required=False)
    office = forms.ChoiceField(
        label=_("Office"), choices=[("", _("Both offices")), *Office.choices], required=False
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("All languages")), *settings.LANGUAGES], required=False
    )

    def __init__(self, data: Any, *, user: Any, topics: dict[str, str]) -> None:
        super().__init__(data)
        self.user = user
        self.fields["topic"].choices = [("", _("All topics")), *topics.items()]
        if len(offices_of(user)) < 2:
            del self.fields["office"]

    @cached_property
    def chosen(self) -> dict[str, str]:
        """What was chosen; an address with something that is not there leads to everything."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def list_name(self) -> str:
        """The list that is looked at."""
        return self.chosen.get("which", "ours")

    @property
    def rows(self) -> EnquiryQuerySet:
        """Enquiries that the user may see and that the filters let through, of all lists."""
        names = {"office": "office", "topic": "topic__key", "language": "language"}
        return enquiries_for(self.user).filter(
            **{field: self.chosen[name] for name, field in names.items() if name in self.chosen}
        )


def filters_of(request: HttpRequest, topics: dict[str, str] | None = None) -> InboxFilters:
    """The filters that stand in the address."""
    return InboxFilters(request.GET, user=request.user, topics=topic_names() if topics is None else topics)


@method_decorator([desk_required, never_cache], name="dispatch")
class InboxView(WagtailAdminTemplateMixin, View):
    """Base of the lists and the search."""

    template_name = "contact/admin/enquiries.html"
    page_title = _("Inbox")
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def show(self, rows: list[Enquiry], topics: dict[str, str], **context: Any) -> HttpResponse:
        """Some enquiries as a table."""
        for row in rows:
            row.topic_name = topics.get(row.topic.key, row.topic.title)
        has_both = len(offices_of(self.request.user)) > 1
        columns = [each for each in ENQUIRY_COLUMNS if has_both or each.name != "office"]
        context = self.get_context_data(
            rows=rows,
            table=Table(columns, rows, classname="listing desk-people", caption=self.page_title),
            **context,
        )
        return self.render_to_response(context)


class EnquiriesView(InboxView):
    """One list of the inbox."""

    def get(self, request: HttpRequest) -> HttpResponse:
        topics = topic_names()
        filters = filters_of(request, topics)
        numbers = numbers_of(filters.rows, request.user)
        pages = WagtailPaginator(listed(filters.rows, request.user, filters.list_name), PAGE_SIZE)
        pages.count = numbers[filters.list_name]  # counted already
        page = pages.get_page(request.GET.get("p"))
        page.object_list = page.object_list.select_related("topic", "assigned_to")
        return self.show(
            list(page.object_list),
            topics,
            filters=filters,
            tabs=self._tabs(filters, numbers),
            page=page,
            elided_page_range=pages.get_elided_page_range(page_number=page.number),
            index_url=reverse("inbox:enquiries"),
            links=self._links(),
        )

    def _tabs(self, filters: InboxFilters, numbers: dict[str, int]) -> list[dict[str, Any]]:
        query = self.request.GET.copy()
        query.pop("p", None)
        found = []
        for name, label in LISTS.items():
            query["which"] = name
            found.append(
                {
                    "label": label,
                    "number": numbers[name],
                    "url": f"?{query.urlencode()}",
                    "is_current": name == filters.list_name,
                }
            )
        return found

    def _links(self) -> list[dict[str, Any]]:
        """Where to go from here; files are of what the filters let through."""
        found = [
            {"label": _("Find a person"), "url": person_url()},
            {"label": _("Numbers of enquiries"), "url": reverse("inbox:counts")},
        ]
        if exports(self.request.user):
            query = self.request.GET.copy()
            query.pop("p", None)
            found += [
                {"label": label, "url": f"{reverse(f'inbox:export_{name}')}?{query.urlencode()}"}
                for name, label in (("xlsx", _("Excel")), ("csv", _("CSV")))
            ]
        return found


class SearchView(InboxView):
    """What is looked for comes by POST, so that no address and no word of a person stands in a URL."""

    template_name = "contact/admin/search.html"
    page_title = _("Search in the inbox")
    header_icon = "search"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        home = {"url": reverse("inbox:enquiries"), "label": _("Inbox")}
        return [*self.breadcrumbs_items, home, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show([], {}, is_search=False)

    def post(self, request: HttpRequest) -> HttpResponse:
        typed = request.POST.get("q", "")[:LONGEST_SEARCH].replace("\0", "")
        found = search(enquiries_for(request.user), typed).select_related("topic", "assigned_to")
        rows = list(found.order_by("-changed_at", "-pk")[: PAGE_SIZE + 1])
        return self.show(
            rows[:PAGE_SIZE], topic_names(), typed=typed, is_search=True, has_more=len(rows) > PAGE_SIZE
        )


class InboxPanel(Component):
    """On the front page of the admin: what is new, what is overdue, what is mine."""

    name = "inbox-today"
    template_name = "contact/admin/panel.html"
    order = 80

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def render_html(self, parent_context: Any = None) -> Any:
        return "" if not uses_desk(self.request.user) else super().render_html(parent_context)

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        user = self.request.user
        numbers = numbers_of(enquiries_for(user), user)
        return {
            "request": self.request,
            "numbers": [
                {
                    "label": LISTS[name],
                    "number": numbers[name],
                    "url": f"{reverse('inbox:enquiries')}?which={name}",
                }
                for name in ("new", "mine", "overdue", "ours")
            ],
        }
