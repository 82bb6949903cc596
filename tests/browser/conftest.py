"""A site served to a real browser, with the accounts of a small team."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page
from wagtail.models import Site

from blog.models import BlogIndexPage
from home.models import HomePage
from itp_cms.core.roles import EDITORS
from tests.factories.accounts import UserFactory, translator
from tests.factories.blog import BlogIndexPageFactory
from tests.factories.core import locale
from tests.factories.home import make_site

PASSWORD = "correct horse battery staple"


@dataclass
class ServedSite:
    address: str
    home: HomePage
    blog: BlogIndexPage


@pytest.fixture
def served_site(transactional_db, live_server) -> ServedSite:
    site: Site = make_site()
    host, port = live_server.url.removeprefix("http://").split(":")
    site.hostname, site.port = host, int(port)
    site.save()
    home = site.root_page.specific
    blog = BlogIndexPageFactory(parent=home, title="Blog", slug="blog")
    home.copy_for_translation(locale("zh-hans"))
    accounts = {
        "editor@example.org": UserFactory.create(groups=[EDITORS]),
        "translator@example.org": translator("zh-hans"),
    }
    for email, account in accounts.items():
        account.email = email
        account.set_password(PASSWORD)
        account.save()
    return ServedSite(live_server.url, home, blog)


@pytest.fixture
def log_in(served_site: ServedSite, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens the admin in a window of its own for an account."""
    contexts = []

    def open_admin(email: str) -> Page:
        context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="en-GB")
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{served_site.address}/admin/login/")
        page.fill("[name=username]", email)
        page.fill("[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")
        return page

    yield open_admin
    for context in contexts:
        context.close()
