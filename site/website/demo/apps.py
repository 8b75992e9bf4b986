from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """The demonstration site and the command that loads it."""

    name = "website.demo"
    label = "demo"
    verbose_name = _("Demonstration")
