"""One address for each template of the site, without its language."""

from __future__ import annotations

GUIDE = "work/work-permit/"  # has a block of every kind but the picture
FALLBACK = "residence/temporary-protection-pesel-ukr/"  # for people from Ukraine: never in Spanish, Belarusian, Arabic
COURSE = "events/polish-course-szczecin/"
FULL = "events/school-workshop/"  # has a waiting list
ANSWER = "situations/card-expires-soon/"
FIRST_STEPS = "first-steps/"
NOT_THERE = "nothing-here/"
SAFETY_GUIDE = "help/at-home/"
SENSITIVE_FORM = "contact/write/at-home/form/"

# Pages that can be left at once.
DISCREET = {
    "safety guide": SAFETY_GUIDE,
    "sensitive door": "contact/write/at-home/",
    "sensitive form": SENSITIVE_FORM,
}

TEMPLATES = {
    "home": "",
    "section": "residence/",
    "situations": "situations/",
    "guide": GUIDE,
    "short answer": ANSWER,
    "glossary": "glossary/",
    "first steps": FIRST_STEPS,
    "guide that is not translated": FALLBACK,
    "plain page": "about/",
    "contact": "contact/",
    "office": "contact/szczecin/",
    "directory": "directory/",
    "accessibility declaration": "accessibility/",
    "events": "events/",
    "events by month": "events/?month=",
    "events with a filter": "events/?office=szczecin&kind=workshop&free=1&from=x",
    "past events": "events/?past=1",
    "course": COURSE,
    "cancelled event": "events/media-debate/",
    "registration": f"{FULL}register/",
    "registration that is not open": "events/media-debate/register/",
    "reference and PIN": "registration/",
    "unknown registration": "registration/nothing/",
    **DISCREET,
    "door": "contact/write/work/",
    "form": "contact/write/something-else/form/",
    "reading the answer": "contact/answer/",
    "unknown conversation": "contact/answer/nothing/",
    "search with results": "search/?q=PESEL",
    "search with a correction": "search/?q=zezwolneie",
    "search in danger and in other languages": "search/?q=przemoc",
    "search without results": "search/?q=qqxxzz",
    "search before a question": "search/",
    "site map": "sitemap/",
    "404": NOT_THERE,
}
