from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """The front page and the plain pages; composes the other rooms."""

    name = "home"
    verbose_name = _("Front page")

    def ready(self) -> None:
        from home import signal_handlers  # noqa: F401
