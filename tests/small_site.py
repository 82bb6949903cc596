"""The small site that most tests of the API begin with: built once, in a database of its own beside the empty one.

A test that asks for `small_site` works on it in a transaction that is rolled back, and needs no `django_db` mark: that
would begin the transaction on the empty database.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from wagtail.models import Page, Site

from tests.databases import Prepared
from tests.factories.blog import BlogIndexPageFactory
from tests.factories.core import locale
from tests.factories.home import make_site
from tests.prepared import Prepare, Use


@dataclass
class SmallSite:
    site: Site
    home: Page
    blog: Page
    home_zh: Page
    blog_zh: Page


def build_small_site() -> SmallSite:
    """A home page and a blog, in English and simplified Chinese."""
    site = make_site()
    home = site.root_page.specific
    blog = BlogIndexPageFactory(parent=home)
    home_zh = translate(home, "zh-hans", title="首页", slug="home-zh-hans")
    blog_zh = translate(blog, "zh-hans", title="博客", slug="博客")
    return SmallSite(site, home, blog, home_zh, blog_zh)


@pytest.fixture(scope="session")
def small_database(prepared_databases: Prepare) -> Prepared[SmallSite]:
    return prepared_databases("small", build_small_site)


@pytest.fixture
def _on_small_database(on_database: Use, small_database: Prepared[SmallSite]) -> None:
    on_database(small_database)


@pytest.fixture
def small_site(_on_small_database: None, db: None, small_database: Prepared[SmallSite]) -> SmallSite:
    return small_database.content()


def translate(page: Any, language_code: str, **fields: Any) -> Any:
    """A live translation of a page or snippet, made without wagtail-localize."""
    if isinstance(page, Page):
        copy = page.copy_for_translation(locale(language_code), copy_parents=True)
    else:
        copy = page.copy_for_translation(locale(language_code))
    for name, value in fields.items():
        setattr(copy, name, value)
    if isinstance(copy, Page):
        copy.draft_title = copy.title
    copy.live = True
    copy.save()
    return type(copy).objects.get(pk=copy.pk)
