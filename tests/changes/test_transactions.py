"""A change and its row in the log: both are committed, or neither is."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from itp_cms.core.changes import content_version
from itp_cms.core.models import Country, Person
from tests.factories.blog import BlogIndexPageFactory, BlogPageFactory
from tests.factories.core import ImageFactory, PersonFactory
from tests.factories.home import make_site

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def home() -> Any:
    return make_site().root_page.specific


@pytest.fixture
def post(home) -> Any:
    return BlogPageFactory(parent=BlogIndexPageFactory(parent=home))


def refuse_rows_of_the_log(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
    if sql.startswith('INSERT INTO "core_change"'):
        raise OperationalError("the log cannot be written")
    return execute(sql, *arguments)


def fails_without_the_log(act: Callable[[], Any]) -> None:
    before = content_version()
    with connection.execute_wrapper(refuse_rows_of_the_log), pytest.raises(OperationalError):
        act()
    assert content_version() == before


def test_nothing_is_made_that_the_log_cannot_tell_of(home):
    """Outside of any transaction, each with its own."""
    collection = Collection.get_first_root_node()
    image = ImageFactory(collection=collection)
    for model, act in {
        Tag: lambda: Tag.objects.create(name="clay"),
        Country: lambda: Country.objects.create(code="EG"),
        Person: PersonFactory,
        Redirect: lambda: Redirect.objects.create(old_path="/old", redirect_page=home),
        PageViewRestriction: lambda: PageViewRestriction.objects.create(page=home, restriction_type="login"),
        CollectionViewRestriction: lambda: CollectionViewRestriction.objects.create(
            collection=collection, restriction_type="login"
        ),
    }.items():
        count = model._default_manager.count()
        fails_without_the_log(act)
        assert model._default_manager.count() == count, model
    fails_without_the_log(image.delete)
    assert type(image).objects.filter(pk=image.pk).exists()


def test_a_page_stays_as_it_is_if_the_log_cannot_tell_of_it(home, post):
    title = post.title
    post.title = "Another"
    revision = post.save_revision()
    fails_without_the_log(revision.publish)
    fails_without_the_log(lambda: Page.objects.get(pk=post.pk).unpublish())
    fails_without_the_log(lambda: Page.objects.get(pk=post.pk).move(home, pos="last-child"))
    fails_without_the_log(lambda: Page.objects.get(pk=post.pk).delete())
    now = Page.objects.get(pk=post.pk)
    assert (now.title, now.live, now.path) == (title, True, post.path)


def test_a_failing_log_leaves_the_connection_as_it_was(home):
    fails_without_the_log(lambda: Tag.objects.create(name="clay"))
    before = content_version()
    Tag.objects.create(name="clay")
    assert content_version() == before + 1


def test_publishing_writes_the_log_once(home, post):
    post.title = "Another"
    post.tags.add("clay", "sand")
    revision = post.save_revision()
    tags = Tag.objects.count()
    with CaptureQueriesContext(connection) as queries:
        revision.publish()
    written = [
        query["sql"]
        for query in queries
        if re.match(r'(INSERT|UPDATE).*"core_(contentversion|change)"', query["sql"], re.DOTALL)
    ]
    assert tags == 2
    assert [sql.split('"')[1] for sql in written] == ["core_contentversion", "core_change"]


def test_a_site_is_saved_with_its_row(home):
    site = Site.objects.get(is_default_site=True)
    before = content_version()
    site.save()
    assert content_version() == before + 1
