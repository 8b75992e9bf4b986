"""One address for each template of the site, without its language."""

from __future__ import annotations

GUIDE = "work/work-permit/"  # has a block of every kind but the picture
FALLBACK = "residence/temporary-protection-pesel-ukr/"  # for people from Ukraine: never in Spanish, Belarusian, Arabic
NOT_THERE = "nothing-here/"

TEMPLATES = {
    "home": "",
    "section": "residence/",
    "guide": GUIDE,
    "guide that is not translated": FALLBACK,
    "plain page": "about/",
    "contact": "contact/",
    "office": "contact/szczecin/",
    "directory": "directory/",
    "accessibility declaration": "accessibility/",
    "events": "events/",
    "search with results": "search/?q=PESEL",
    "search without results": "search/?q=qqxxzz",
    "search before a question": "search/",
    "site map": "sitemap/",
    "404": NOT_THERE,
}
