"""What all tests stand on: the demonstration site, loaded once into the test database, and a clean language."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from django.utils.translation import trans_real
from pytest_django import DjangoDbBlocker

from guides import glossary
from home.setup import set_up_site
from search import danger, languages, memory, outbox
from search.analysis.lexicon import build
from tests.live_site import PASSWORD
from tests.prepared import copy_into, made_once, make_demonstration, make_tables
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
def prepared_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of this run share."""
    if given := os.environ.get("PREPARED_SITES"):
        return Path(given)
    own = tmp_path_factory.getbasetemp()
    return (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "prepared"


@pytest.fixture(scope="session")
def tables(prepared_sites: Path) -> Path:
    """The data folder of a site on SQLite with nothing but its tables, to be copied."""
    return made_once(prepared_sites / "tables", make_tables)


@pytest.fixture(scope="session")
def demonstration(prepared_sites: Path, tables: Path, dictionaries: None) -> Path:
    """The data folder of the whole demonstration site on SQLite, to be copied."""
    return made_once(prepared_sites / "demonstration", lambda folder: make_demonstration(folder, tables))


if connection.vendor == "sqlite":

    @pytest.fixture(scope="session")
    def django_db_setup(
        django_test_environment: None, demonstration: Path, django_db_blocker: DjangoDbBlocker
    ) -> None:
        """The whole demonstration site, in memory; each test rolls back what it changes."""
        shutil.copytree(demonstration / "media", settings.MEDIA_ROOT, dirs_exist_ok=True)
        with django_db_blocker.unblock():
            connection.settings_dict["NAME"] = "file:tests?mode=memory&cache=shared"
            connection.ensure_connection()
            copy_into(connection.connection, demonstration)
            set_up_site()  # with our own address
            get_user_model().objects.update(password=make_password(PASSWORD))  # with our fast hasher

else:

    @pytest.fixture(scope="session")
    def django_db_setup(
        django_db_setup: None, dictionaries: None, django_db_blocker: DjangoDbBlocker
    ) -> None:
        """The whole demonstration site; each test rolls back what it changes."""
        from website.demo.loader import Loader, make_accounts

        with django_db_blocker.unblock():
            Loader().load()
            make_accounts(PASSWORD)


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
    return get_user_model().objects.get(username="admin")
