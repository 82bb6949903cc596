"""A real Elasticsearch that is killed, hangs, and is made anew, while editors publish and readers search."""

import time
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from blog.models import BlogPage
from itp_cms.core import followers
from itp_cms.core.changes import ContentVersion, content_version, record_moments
from itp_cms.core.models import FollowerState
from search import index
from search.elasticsearch import connection, indexes, schema
from search.models import Entry
from tests.factories.blog import BlogPageFactory
from tests.services.elasticsearch import Faults
from tests.small_site import SmallSite, translate

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


@pytest.mark.parametrize("change", ["deleted", "prefix", "analysis"])
def test_what_is_missing_is_made_without_a_change(
    post: BlogPage, client: Client, begin_work: Any, settings: Any, monkeypatch: Any, change: str
) -> None:
    if change == "deleted":
        connection.client(20).indices.delete(index=_all_indexes())
    elif change == "prefix":
        settings.ELASTICSEARCH_PREFIX += "-new"
    else:
        monkeypatch.setattr(index, "ANALYSIS", index.ANALYSIS + 1)
        monkeypatch.setattr(indexes, "ANALYSIS", index.ANALYSIS)
        Entry.objects.update(title="Of another analysis")
    if change != "analysis":
        assert found(client, "before")[0] == "database"
    begin_work()
    connection.ask_again()
    assert found(client, "before") == ("elasticsearch", ["Before"])
    assert not Entry.objects.filter(title="Of another analysis").exists()


def test_indexes_of_others_are_left_alone(post: BlogPage, elasticsearch_in_use: str) -> None:
    server, now = connection.client(20), int(time.time())
    others = [
        f"{elasticsearch_in_use}-two-en.12345678-1.000000001234",  # of another site
        f"{elasticsearch_in_use}-backup",
        f"{elasticsearch_in_use}-en.12345678-1.{now:08x}1234",  # which somebody has just begun
    ]
    abandoned = f"{elasticsearch_in_use}-en.12345678-1.{now - 2 * 24 * 3600:08x}1234"
    for name in (*others, abandoned):
        server.indices.create(index=name)
    indexes.rebuild()
    there = set(connection.client(20).indices.get(index=f"{elasticsearch_in_use}-*", features="aliases"))
    assert set(others) <= there
    assert abandoned not in there


def test_a_version_that_ends_by_time_alone(small_site: SmallSite, post: BlogPage, client: Client) -> None:
    chinese = translate(post, "zh-hans", title="Before 二")
    Page.objects.filter(pk=chinese.pk).update(expire_at=timezone.now() + timedelta(minutes=30))
    followers.catch_up()
    record_moments()
    address = "/api/v2/search/?q=before&locale=zh-hans&fallback=en"
    assert [hit["title"] for hit in client.get(address).json()["items"]] == ["Before 二"]
    # Half an hour later the log has not yet been told.
    Page.objects.filter(pk=chinese.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    ContentVersion.objects.update(moments_until=timezone.now() - timedelta(minutes=2))
    answer = client.get(address).json()
    assert [hit["title"] for hit in answer["items"]] == ["Before"]
    assert (answer["meta"]["total_count"], answer["meta"]["engine"]) == (1, "database")
    record_moments()
    followers.catch_up()
    answer = client.get(address).json()
    assert ([hit["title"] for hit in answer["items"]], answer["meta"]["engine"]) == (["Before"], "elasticsearch")


@pytest.mark.parametrize("command", ["check_search_index", "rebuild_search_index"])
def test_commands_tell_what_to_do_when_it_is_away(post: BlogPage, settings: Any, command: str) -> None:
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:1"
    with pytest.raises(CommandError, match="See that it runs"):
        call_command(command, verbosity=0)


def test_the_check_tells_what_to_do_where_there_are_no_indexes(post: BlogPage) -> None:
    connection.client(20).indices.delete(index=_all_indexes())
    with pytest.raises(CommandError, match="rebuild_search_index"):
        call_command("check_search_index")


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
