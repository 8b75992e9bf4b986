"""Where the words of a page come from."""

from __future__ import annotations

from typing import Any

from babel import Locale
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

# Languages in which Polish offices publish; wider than the languages of this site.
SOURCE_LANGUAGES = [(code, Locale.parse(code).get_display_name(code)) for code in
                    ("pl", "en", "uk", "ru", "be", "es", "ar", "fr", "vi", "de")]  # fmt: skip


class SourceBlock(blocks.StructBlock):
    """An official page, and when somebody last looked at it."""

    authority = blocks.CharBlock(label=_("Authority"), max_length=160)
    title = blocks.CharBlock(label=_("What the page is called"), max_length=200)
    url = blocks.URLBlock(label=_("Address"))
    languages = blocks.MultipleChoiceBlock(choices=SOURCE_LANGUAGES, label=_("Languages of that page"))
    checked_on = blocks.DateBlock(label=_("Checked on"))

    class Meta:
        icon = "link-external"
        label = _("Official source")
        group = _("Sources and contacts")
        template = "core/blocks/source.html"
        description = _("The official page behind the facts. Look at it again whenever you check the guide.")
        preview_value = {
            "authority": "Urząd do Spraw Cudzoziemców",
            "title": "Information for foreigners",
            "url": "https://www.gov.pl/web/udsc-en",
            "languages": ["pl", "en"],
            "checked_on": "2026-01-01",
        }

    def get_searchable_content(self, value: Any) -> list[str]:
        """Nothing: whoever looks for an authority wants its entry in the directory, not each page that names it."""
        return []
