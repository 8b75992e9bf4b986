from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Workshops, debates, courses and trainings, and who comes to them."""

    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from events import signal_handlers, tasks  # noqa: F401  registered by being imported
        from events.admin.personal_data import Registrations
        from website.core.personal_data import register

        register(Registrations())
