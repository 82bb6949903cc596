"""A small site to ask the API about, and a client that reads JSON."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Site

from tests.factories.blog import BlogIndexPageFactory
from tests.factories.core import locale
from tests.factories.home import make_site


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write the golden JSON anew from what is answered.")


@dataclass
class SmallSite:
    site: Site
    home: Page
    blog: Page
    home_zh: Page
    blog_zh: Page


@pytest.fixture
def small_site(db) -> SmallSite:
    """A home page and a blog, in English and simplified Chinese."""
    site = make_site()
    home = site.root_page.specific
    blog = BlogIndexPageFactory(parent=home)
    home_zh = translate(home, "zh-hans", title="首页", slug="home-zh-hans")
    blog_zh = translate(blog, "zh-hans", title="博客", slug="博客")
    return SmallSite(site, home, blog, home_zh, blog_zh)


def translate(page: Any, language_code: str, **fields: Any) -> Any:
    """A live translation of a page or snippet, made without wagtail-localize."""
    if isinstance(page, Page):
        copy = page.copy_for_translation(locale(language_code), copy_parents=True)
    else:
        copy = page.copy_for_translation(locale(language_code))
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.live = True
    copy.save()
    return type(copy).objects.get(pk=copy.pk)


@pytest.fixture
def api(client: Client) -> Callable[..., Any]:
    """`api("pages", type="blog.BlogPage")` is the JSON of the list; `api("pages", 3)` of one page."""

    def get(endpoint: str, *path: Any, status: int = 200, **parameters: Any) -> Any:
        parts = "/".join(str(part).strip("/") for part in (endpoint, *path))
        response = client.get(f"/api/v2/{parts}/", parameters, follow=True)
        assert response.status_code == status, response.content[:500]
        return response.json()

    return get
