from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactConfig(AppConfig):
    """The two offices, the institutions they work with, and what people write to them."""

    name = "contact"
    verbose_name = _("Contact")

    def ready(self) -> None:
        from contact import tasks  # noqa: F401  registered by being imported
        from contact.admin.personal_data import Enquiries
        from website.core.personal_data import register

        register(Enquiries())
