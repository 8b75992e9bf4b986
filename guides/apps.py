from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidesConfig(AppConfig):
    """Guides: what to do about residence, work, school and daily life, step by step."""

    name = "guides"
    verbose_name = _("Guides")
