"""A real Elasticsearch that is killed, hangs, and is made anew, while editors publish and readers search."""

import time
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page

from blog.models import BlogPage
from itp_cms.core import followers
from itp_cms.core.changes import content_version
from itp_cms.core.models import FollowerState
from search.elasticsearch import connection, indexes, schema
from tests.factories.blog import BlogPageFactory
from tests.services.elasticsearch import Faults
from tests.small_site import SmallSite

pytestmark = pytest.mark.usefixtures("small_site", "elasticsearch_in_use")

SOON = 1.5
"""Seconds that publishing may take, most of which is this machine's being busy."""


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def post(small_site: SmallSite) -> BlogPage:
    post = BlogPageFactory(parent=small_site.blog, title="Before")
    followers.catch_up()
    return post


def found(client: Client, typed: str) -> tuple[str, list[str]]:
    answer = client.get("/api/v2/search/", {"q": typed}).json()
    listed = client.get("/api/v2/pages/", {"search": typed, "type": "blog.BlogPage"}).json()
    titles = sorted(item["title"] for item in answer["items"])
    assert sorted(item["title"] for item in listed["items"]) == titles
    assert answer["meta"]["total_count"] == listed["meta"]["total_count"] == len(titles)
    return answer["meta"]["engine"], titles


def follow_until_it_is_back() -> None:
    """As the worker does, without the pauses between its attempts."""
    deadline = time.monotonic() + 60
    while FollowerState.objects.get(name=indexes.NAME).cursor != content_version():
        assert time.monotonic() < deadline
        followers.run(indexes.NAME)


@pytest.mark.parametrize("fault", ["killed", "paused"])
def test_nothing_is_lost_and_nobody_waits(
    small_site: SmallSite, post: BlogPage, client: Client, faults: Faults, settings: Any, fault: str, monkeypatch: Any
) -> None:
    settings.ELASTICSEARCH_TIMEOUT = 1
    monkeypatch.setattr(indexes, "SECONDS", 2.0)
    assert found(client, "before") == ("elasticsearch", ["Before"])

    with getattr(faults, fault)():
        began = time.monotonic()
        assert found(client, "before") == ("database", ["Before"])
        assert time.monotonic() - began < settings.ELASTICSEARCH_TIMEOUT + SOON
        began = time.monotonic()
        BlogPageFactory(parent=small_site.blog, title="Meanwhile")
        post.title = "Before it was edited"
        post.save_revision().publish()
        assert time.monotonic() - began < SOON
        followers.catch_up("search")
        assert found(client, "meanwhile") == ("database", ["Meanwhile"])
        assert followers.run(indexes.NAME) is False  # and is tried again

    assert found(client, "edited") == ("database", ["Before it was edited"])
    settings.ELASTICSEARCH_TIMEOUT = 20  # it has just been started
    follow_until_it_is_back()
    connection.ask_again()
    assert found(client, "meanwhile") == ("elasticsearch", ["Meanwhile"])
    assert found(client, "edited") == ("elasticsearch", ["Before it was edited"])
    assert indexes.differences() == []


def test_a_server_that_is_half_up_is_not_believed(post: BlogPage, client: Client, settings: Any) -> None:
    server = connection.client(20)
    index = next(iter(server.indices.get_alias(name=indexes.alias_of("en"))))
    server.indices.close(index=index)
    assert found(client, "before") == ("database", ["Before"])
    server.indices.open(index=index, wait_for_active_shards="1")
    connection.ask_again()
    assert found(client, "before") == ("elasticsearch", ["Before"])


def test_while_it_is_behind_the_database_answers(small_site: SmallSite, post: BlogPage, client: Client) -> None:
    post.unpublish()
    assert found(client, "before") == ("database", [])
    followers.catch_up()
    assert found(client, "before") == ("elasticsearch", [])


def test_readers_are_answered_while_the_index_is_made_anew(post: BlogPage, client: Client) -> None:
    before = _index()
    answers: list[tuple[str, list[str]]] = []
    indexes.rebuild(lambda count: answers.append(found(client, "before")))
    assert answers
    assert set(map(str, answers)) == {str(("elasticsearch", ["Before"]))}
    assert _index() != before
    assert not connection.client(20).indices.exists(index=before)
    assert found(client, "before") == ("elasticsearch", ["Before"])


def test_an_index_of_other_settings_is_made_anew_by_itself(
    small_site: SmallSite, post: BlogPage, client: Client, monkeypatch: Any
) -> None:
    before = _index()
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    schema.version_of.cache_clear()
    BlogPageFactory(parent=small_site.blog, title="After")
    followers.catch_up()
    after = _index()
    monkeypatch.undo()
    schema.version_of.cache_clear()
    assert after.rpartition(".")[0] != before.rpartition(".")[0]
    assert found(client, "after") == ("elasticsearch", ["After"])


def test_a_rebuild_that_fails_leaves_what_there_is(post: BlogPage, client: Client) -> None:
    def fail(count: int) -> None:
        raise RuntimeError("stopped")

    before = set(_all_indexes())
    with pytest.raises(RuntimeError, match="stopped"):
        indexes.rebuild(fail)
    assert set(_all_indexes()) == before
    assert found(client, "before") == ("elasticsearch", ["Before"])


def test_the_check_tells_whether_both_have_the_same(small_site: SmallSite, post: BlogPage) -> None:
    out = StringIO()
    call_command("check_search_index", stdout=out)
    assert "equal" in out.getvalue()
    Page.objects.filter(pk=post.pk).update(live=False)  # of which the log does not know
    with pytest.raises(CommandError, match=f"wagtailcore.page:{post.pk}"):
        call_command("check_search_index", stdout=StringIO())
    call_command("rebuild_search_index", verbosity=0)
    call_command("check_search_index", stdout=out)


def _index() -> str:
    return str(next(iter(connection.client(20).indices.get_alias(name=indexes.alias_of("en")))))


def _all_indexes() -> list[str]:
    return list(connection.client(20).indices.get(index=f"{indexes.alias_of('')}*", features="aliases"))
