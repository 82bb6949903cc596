"""A small site in two languages, and clients logged in as each role."""

from collections.abc import Callable

import pytest
from django.test import Client
from wagtail.models import Page

from itp_cms.core.roles import EDITORS, MODERATORS
from tests.factories.accounts import UserFactory, translator
from tests.factories.core import locale
from tests.factories.home import make_site

LogIn = Callable[..., Client]


@pytest.fixture
def home(db) -> Page:
    return make_site().root_page.specific


@pytest.fixture
def home_zh(home: Page) -> Page:
    return home.copy_for_translation(locale("zh-hans"))


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(db) -> Client:
    return _client(UserFactory(groups=[EDITORS]))


@pytest.fixture
def moderator(db) -> Client:
    return _client(UserFactory(groups=[MODERATORS]))


@pytest.fixture
def administrator(db) -> Client:
    return _client(UserFactory(is_superuser=True))


@pytest.fixture
def translator_zh(db) -> Client:
    return _client(translator("zh-hans"))
