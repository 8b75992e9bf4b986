"""The ten first steps are one sheet of paper in every language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.conftest import LANGUAGES
from tests.functional.templates import FIRST_STEPS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_first_steps_fit_on_one_sheet(page: Page, site: str, code: str) -> None:
    page.goto(f"{site}/{code}/{FIRST_STEPS}")
    sheet = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheet)) == 1
