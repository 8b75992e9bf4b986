from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Full-text search over all pages. It knows pages, not rooms."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from search import checks, health, signal_handlers, tasks  # noqa: F401  registered by being imported
