"""What changes by time alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from home.models import HomePage
from itp_cms.core.changes import next_moment, record_moments
from tests.changes.recorded import recording, told_of
from tests.factories.blog import BlogIndexPageFactory, BlogPageFactory
from tests.factories.core import PersonFactory
from tests.factories.forms import survey
from tests.factories.home import make_site

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 7, 6, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MIDNIGHT = datetime(2024, 7, 7, tzinfo=UTC)


@pytest.fixture
def home() -> Any:
    HomePage.objects.update(show_quote_of_the_day=False)
    return make_site(show_quote_of_the_day=False).root_page.specific


@pytest.fixture
def blog(home):
    return BlogIndexPageFactory(parent=home)


def test_nothing_changes_by_itself(home, blog):
    assert next_moment(NOW) is None


def test_the_first_moment_of_whatever_kind_is_next(home, blog):
    BlogPageFactory(parent=blog, expire_at=NOW + 4 * MINUTE)
    assert next_moment(NOW) == NOW + 4 * MINUTE
    BlogPageFactory(parent=blog, go_live_at=NOW + 3 * MINUTE)
    assert next_moment(NOW) == NOW + 3 * MINUTE
    survey(home, closes_at=NOW + 2 * MINUTE)
    assert next_moment(NOW) == NOW + 2 * MINUTE
    PersonFactory(expire_at=NOW + MINUTE)
    assert next_moment(NOW) == NOW + MINUTE
    assert next_moment(NOW + MINUTE) == NOW + 2 * MINUTE


def test_the_moments_of_drafts_are_not_seen(blog):
    BlogPageFactory(parent=blog, expire_at=NOW + MINUTE, live=False)
    assert next_moment(NOW) is None


def test_a_home_page_with_a_quotation_of_the_day_changes_at_midnight(home, blog, settings):
    home.show_quote_of_the_day = True
    home.save()
    assert next_moment(NOW) == MIDNIGHT
    BlogPageFactory(parent=blog, expire_at=NOW + MINUTE)
    assert next_moment(NOW) == NOW + MINUTE
    settings.TIME_ZONE = "Asia/Shanghai"
    with timezone.override("Asia/Shanghai"):
        assert next_moment(NOW + MINUTE) == MIDNIGHT - timedelta(hours=8)


def test_asking_takes_two_queries(home, blog, django_assert_num_queries):
    BlogPageFactory(parent=blog, expire_at=NOW + 100 * MINUTE * 60)
    with django_assert_num_queries(2):
        next_moment(NOW)


def test_moments_that_passed_are_told_once(home, blog):
    going = BlogPageFactory(parent=blog, expire_at=NOW + MINUTE)
    coming = PersonFactory(go_live_at=NOW + MINUTE)
    closing = survey(home, closes_at=NOW + MINUTE)
    record_moments(NOW)
    with recording() as told:
        record_moments(NOW + MINUTE / 2)
    assert told == set()
    with recording() as told:
        record_moments(NOW + 2 * MINUTE)
    assert told == told_of("unpublished", going) | told_of("published", coming) | told_of("changed", closing)
    with recording() as told:
        record_moments(NOW + 3 * MINUTE)
        record_moments(NOW + MINUTE)
    assert told == set()


def test_the_moments_of_drafts_are_not_told(blog):
    BlogPageFactory(parent=blog, expire_at=NOW + MINUTE, live=False)
    record_moments(NOW)
    with recording() as told:
        record_moments(NOW + 2 * MINUTE)
    assert told == set()


def test_midnight_is_told_of_the_home_page(home):
    home.show_quote_of_the_day = True
    home.save()
    record_moments(NOW)
    with recording() as told:
        record_moments(MIDNIGHT)
    assert told == told_of("changed", home)
    with recording() as told:
        record_moments(MIDNIGHT + MINUTE)
    assert told == set()


def test_pages_with_a_moment_are_found_by_an_index(home):
    for column in ("go_live_at", "expire_at"):
        pages = Page.objects.filter(live=True, **{f"{column}__gt": NOW})
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")
        assert f"page_by_{column}" in pages.order_by().explain()
