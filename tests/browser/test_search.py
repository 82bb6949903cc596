"""In a real browser, an editor with the admin in Chinese finds a post by two characters in the middle of its title."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from tests.browser.conftest import ServedSite
from tests.factories.blog import BlogPageFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

TITLE = "大英博物馆国际培训项目"


def test_a_post_is_found_by_two_characters(served_site: ServedSite, log_in: Callable[[str], Page]) -> None:
    BlogPageFactory(parent=served_site.blog, title=TITLE, slug="post")
    BlogPageFactory(parent=served_site.blog, title="敦煌研究院", slug="other")
    profile = UserProfile.get_for_user(get_user_model().objects.get(email="editor@example.org"))
    profile.preferred_language = "zh-hans"
    profile.save()
    admin = log_in("editor@example.org")
    expect(admin.locator("html")).to_have_attribute("lang", "zh-hans")

    admin.goto(f"{served_site.address}/admin/pages/search/")
    admin.locator("main [name=q]").fill("国际")
    expect(admin.locator("main").get_by_role("link", name=TITLE).first).to_be_visible()
    expect(admin.get_by_text("敦煌研究院")).to_have_count(0)
