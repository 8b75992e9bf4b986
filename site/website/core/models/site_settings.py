"""What is said on every page and does not belong to one page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable


@register_setting(icon="home")
class SiteSettings(BaseGenericSetting, ClusterableModel):
    """Who runs the site and what stands in the footer of every page."""

    operator = models.CharField(
        _("who runs the site"),
        max_length=255,
        default="Wydział Współpracy Społecznej, Urząd Marszałkowski Województwa Zachodniopomorskiego",
        help_text=_("Official Polish name; shown in the footer in all languages."),
    )
    bip_url = models.URLField(
        _("address of the Public Information Bulletin (BIP)"),
        default="https://www.gov.pl/web/bip",
    )
    contact_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page with both offices"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The Polish page; readers are sent to it in their own language."),
    )
    accessibility_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("accessibility declaration"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    directory_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("directory of institutions"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The names of institutions on guides lead to it."),
    )

    quick_exit_url = models.URLField(
        _("where the quick exit leads"),
        default="https://meteo.imgw.pl/",
        help_text=_(
            "A page that says nothing about the person: the weather, never a search engine or a social network."
        ),
    )

    panels = [
        MultiFieldPanel([FieldPanel("operator"), FieldPanel("bip_url")], heading=_("Who runs the site")),
        MultiFieldPanel(
            [FieldPanel("contact_page"), FieldPanel("accessibility_page"), FieldPanel("directory_page")],
            heading=_("Pages every page points to"),
        ),
        FieldPanel("quick_exit_url"),
        InlinePanel("footer_links", heading=_("Links in the footer"), label=_("link")),
    ]

    class Meta:
        verbose_name = _("site settings")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class FooterLink(Orderable):
    """A page in the footer; the reader gets it in their language."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="footer_links")
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [FieldPanel("page")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["settings", "page"], name="core_footer_link_once")]

    def __str__(self) -> str:
        return str(self.page)
