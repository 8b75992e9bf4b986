from guides.models.glossary import GlossaryPage
from guides.models.guides import GuideIndexPage, GuidePage

__all__ = ["GlossaryPage", "GuideIndexPage", "GuidePage"]
