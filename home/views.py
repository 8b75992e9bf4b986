"""Pages that are put together from others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from home.models import all_pages
from website.core.languages import active_language
from website.core.routing import language_links
from website.core.views.errors import reads_only


@reads_only
def site_map(request: HttpRequest) -> HttpResponse:
    """Every page of the site in one language."""
    current = active_language()
    context = {"tree": all_pages(current.code), "links": language_links("sitemap", current)}
    response = render(request, "home/site_map.html", context)
    response["Cache-Control"] = "public, max-age=60, stale-while-revalidate=600"
    return response
