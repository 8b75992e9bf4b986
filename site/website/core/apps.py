from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The shared room: base page, blocks, site settings, pictures, languages. It knows no feature room."""

    name = "website.core"
    label = "core"
    verbose_name = _("Site")

    def ready(self) -> None:
        from website.core import checks, signal_handlers, tasks  # noqa: F401  registered by being imported
