from website.core.models.data_access import DataAccess
from website.core.models.frame import FrameRevision
from website.core.models.images import Rendition, SiteImage
from website.core.models.mail import OutgoingMail
from website.core.models.mixins import IllustratedMixin, IntroducedMixin
from website.core.models.pages import BasePage, SynchronizedSlug
from website.core.models.site_settings import FooterLink, SiteSettings
from website.core.models.task_run import TaskRun
from website.core.models.throttle import Throttle
from website.core.models.users import User

__all__ = [
    "BasePage",
    "DataAccess",
    "FooterLink",
    "FrameRevision",
    "IllustratedMixin",
    "IntroducedMixin",
    "OutgoingMail",
    "Rendition",
    "SiteImage",
    "SiteSettings",
    "SynchronizedSlug",
    "TaskRun",
    "Throttle",
    "User",
]
