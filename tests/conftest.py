"""What all tests stand on: the demonstration site, loaded once into the test database, and a clean language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from django.utils.translation import trans_real

from guides import glossary
from search import danger, languages, memory, outbox
from search.analysis.lexicon import build
from website.core import frame

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    """Readers' words come from compiled catalogues, which are not committed."""
    from django.core.management import call_command

    call_command("compile_catalogues")
    trans_real._translations = {}  # what was read before is out of date
    trans_real._default = None


@pytest.fixture(scope="session")
def dictionaries() -> None:
    """The dictionaries of search: made once for this machine, which takes a minute."""
    for code in languages.missing():
        build(languages.folder(), code)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, dictionaries: None, django_db_blocker) -> None:
    """The whole demonstration site; each test rolls back what it changes."""
    from website.demo.loader import Loader, make_accounts

    with django_db_blocker.unblock():
        Loader().load()
        make_accounts("correct horse battery")


@pytest.fixture(autouse=True)
def clean_state() -> Iterator[None]:
    """Language and caches are kept by the process and would leak from one test into the next."""
    for kept in (frame, glossary, memory, danger):
        kept.forget()
    outbox.answers_again()
    cache.clear()
    with translation.override(settings.LANGUAGE_CODE):
        yield
    translation.deactivate()
    frame.forget()
    glossary.forget()


@pytest.fixture
def admin_user(db):
    """The administrator of the demonstration site."""
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username="admin")
