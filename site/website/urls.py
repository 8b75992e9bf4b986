"""Every address of the site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve as serve_file
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.views.account import LoginView
from wagtail.documents import urls as wagtaildocs_urls

from website.core.views import editing, errors, pages, service

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error

urlpatterns = [
    path("", pages.front_door, name="front_door"),
    path("healthz", service.healthz, name="healthz"),
    path("readyz", service.readyz, name="readyz"),
    path("robots.txt", service.robots, name="robots"),
    path(".well-known/security.txt", service.security_txt, name="security_txt"),
    path("sitemap.xml", service.sitemap, name="sitemap"),
    path("favicon.ico", service.favicon, name="favicon"),
    path("admin/localize/page/<int:page_id>/convert_to_alias/", editing.convert_to_alias),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Wagtail asks for the name of this address whenever a page is for some people only.
    path("_util/login/", LoginView.as_view(), name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        wagtail_views.authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
]

if settings.MEDIA_URL.startswith("/"):
    # A web server in front answers these itself (deploy/nginx.conf); without one the site is still whole.
    # Only pictures in their sizes: documents have an address that asks who may read them, originals have none.
    urlpatterns.append(
        re_path(
            rf"^{settings.MEDIA_URL.strip('/')}/(?P<path>images/.+)$",
            errors.reads_only(serve_file),
            {"document_root": settings.MEDIA_ROOT},
        )
    )

if settings.MAIL_PAGES:
    urlpatterns.append(path("mail/", include("website.core.urls")))

urlpatterns += i18n_patterns(
    path("", include("home.urls")),
    path("", include("search.urls")),
    path("", include("events.urls")),
    path("", include("contact.urls")),
    # The name is the one by which Wagtail makes addresses of pages.
    path("", pages.serve, name="wagtail_serve"),
    path("<path:path>", pages.serve, name="wagtail_serve"),
)
