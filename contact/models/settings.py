"""Mailboxes of the offices."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from website.core.offices import Office


@register_setting(icon="mail")
class InboxSettings(BaseGenericSetting):
    """Who is told that something arrived, and in whose name answers are sent. Readers see none of it."""

    notices_szczecin = models.EmailField(_("Szczecin: notices to"), blank=True)
    notices_koszalin = models.EmailField(_("Koszalin: notices to"), blank=True)
    notices_sensitive = models.EmailField(
        _("sensitive topics: notices to"),
        blank=True,
        help_text=_("A mailbox that only the smaller circle reads. Empty: nobody is told by mail."),
    )
    sender_szczecin = models.EmailField(
        _("Szczecin: answers come from"),
        blank=True,
        help_text=_("An address of the office for which our mail server may send. Empty: the site's own."),
    )
    sender_koszalin = models.EmailField(_("Koszalin: answers come from"), blank=True)

    panels = [
        MultiFieldPanel(
            [FieldPanel("notices_szczecin"), FieldPanel("notices_koszalin"), FieldPanel("notices_sensitive")],
            heading=_("Notices of new messages"),
            help_text=_("A notice says that something arrived, never what."),
        ),
        MultiFieldPanel(
            [FieldPanel("sender_szczecin"), FieldPanel("sender_koszalin")], heading=_("Sender of answers")
        ),
    ]

    class Meta:
        verbose_name = _("mailboxes of the inbox")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def notices_to(self, office: str, is_sensitive: bool) -> str:
        """Where a notice goes; empty when nobody is told."""
        if is_sensitive:
            return self.notices_sensitive
        return {Office.SZCZECIN: self.notices_szczecin, Office.KOSZALIN: self.notices_koszalin}[
            Office(office)
        ]

    def sender(self, office: str) -> str:
        """In whose name answers are sent; empty for the site's own address."""
        return {Office.SZCZECIN: self.sender_szczecin, Office.KOSZALIN: self.sender_koszalin}[Office(office)]
