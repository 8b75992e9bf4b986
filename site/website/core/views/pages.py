"""Pages for readers, and the front door."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from wagtail import hooks
from wagtail.views import serve_chain

from website.core.languages import active_language
from website.core.routing import Route, url_path
from website.core.views.errors import reads_only


@reads_only
def front_door(request: HttpRequest) -> HttpResponse:
    """`/`: the language chosen before, or the browser's, or Polish. The only address that redirects."""
    code = get_language_from_request(request)
    response = HttpResponseRedirect(url_path(code if code in dict(settings.LANGUAGES) else "pl", ""))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    response["Cache-Control"] = "no-cache"
    return response


@reads_only
def serve(request: HttpRequest, path: str = "") -> HttpResponse:
    """The page at this address, in the language of the address; the Polish one where it is not translated."""
    route = Route.find(active_language().code, path)
    if route is None:
        raise Http404
    request.frame_revision = route.revision  # type: ignore[attr-defined]  read by the context processor
    if not route.is_restricted:
        return route.page.serve(request, route=route)
    return _guarded(request, route)


def _guarded(request: HttpRequest, route: Route) -> HttpResponse:
    """A page for some people only: Wagtail's hooks ask who is there. Other pages are spared their queries."""
    chain = serve_chain
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        chain = hook(chain)
    response = chain(route.page, request, [], {"route": route})
    response["Cache-Control"] = "private, no-store"
    return response
