from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactConfig(AppConfig):
    """The two offices, and the institutions they work with."""

    name = "contact"
    verbose_name = _("Contact")

    def ready(self) -> None:
        from contact import tasks  # noqa: F401  registered by being imported
