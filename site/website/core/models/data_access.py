"""Who took personal data out of the site, looked a person up, or deleted somebody."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DataAccess(models.Model):
    """One access to personal data. Says who did what with how many records, and nothing about the people in them."""

    class Action(models.TextChoices):
        EXPORT = "export", _("exported a list")
        FIND = "find", _("asked for everything about a person")
        DELETE = "delete", _("deleted everything about a person")
        MESSAGE = "message", _("wrote to people")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(_("action"), max_length=10, choices=Action)
    about = models.CharField(_("of what"), max_length=255, blank=True)
    rows = models.PositiveIntegerField(_("rows"))
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("access to personal data")
        verbose_name_plural = _("accesses to personal data")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.action} {self.rows}"
