"""Orders, batches by ids, and pages of lists by offset and by cursor."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.blog import (
    BlogPageFactory,
    NewsletterIndexPageFactory,
    NewsletterPageFactory,
)
from tests.factories.core import CountryFactory, InstitutionFactory, PersonFactory
from tests.small_site import SmallSite, translate

POSTS = "blog.BlogPage"


def ids(listing: dict[str, Any]) -> list[int]:
    return [item["id"] for item in listing["items"]]


def pages_by_cursor(api: Any, endpoint: str = "pages", **parameters: Any) -> Iterator[list[int]]:
    cursor: str | None = ""
    while cursor is not None:
        listing = api(endpoint, cursor=cursor, **parameters)
        yield ids(listing)
        cursor = listing["meta"]["next_cursor"]


@pytest.fixture
def posts(small_site: SmallSite) -> list[Any]:
    """Seven posts; some share a date or an introduction."""
    return [
        BlogPageFactory(
            parent=small_site.blog, date=f"201{number % 3}-01-01", introduction="ab"[number % 2], title=f"T{number}"
        )
        for number in range(7)
    ]


def test_ties_are_broken_by_id(posts: list[Any], api) -> None:
    expected = [post.pk for post in sorted(posts, key=lambda post: (-int(str(post.date)[:4]), post.pk))]
    assert ids(api("pages", type=POSTS, order="-date")) == expected
    for offset in range(7):
        assert ids(api("pages", type=POSTS, order="-date", limit=1, offset=offset)) == expected[offset : offset + 1]


def test_several_keys(posts: list[Any], api) -> None:
    expected = sorted(posts, key=lambda post: post.pk)
    expected.sort(key=lambda post: str(post.date), reverse=True)
    expected.sort(key=lambda post: post.introduction)
    assert ids(api("pages", type=POSTS, order="introduction,-date")) == [post.pk for post in expected]


def test_what_has_no_value_comes_last_both_ways(small_site: SmallSite, posts: list[Any], api) -> None:
    index = NewsletterIndexPageFactory(parent=small_site.home)
    issues = [NewsletterPageFactory(parent=index, issue_number=number).pk for number in (2, 1)]
    everything = ids(api("pages", order="id"))
    others = [pk for pk in everything if pk not in issues]
    assert ids(api("pages", order="issue_number")) == [*reversed(issues), *others]
    assert ids(api("pages", order="-issue_number")) == [*issues, *others]


def test_batch_by_ids_in_the_order_asked(small_site: SmallSite, posts: list[Any], api) -> None:
    draft = BlogPageFactory(parent=small_site.blog, live=False)
    asked = [posts[4].pk, draft.pk, posts[0].pk, 999999, posts[2].pk]
    text = ",".join(map(str, asked))
    listing = api("pages", id__in=text)
    assert ids(listing) == [posts[4].pk, posts[0].pk, posts[2].pk]
    assert listing["meta"]["total_count"] == 3
    assert list(pages_by_cursor(api, id__in=text, limit=2)) == [[posts[4].pk, posts[0].pk], [posts[2].pk]]
    assert ids(api("pages", id__in=text, order="title")) == [posts[0].pk, posts[2].pk, posts[4].pk]
    people = [PersonFactory().pk, PersonFactory().pk]
    assert ids(api("people", id__in=f"{people[1]},{people[0]}")) == people[::-1]


@pytest.mark.parametrize(
    "order",
    [None, "title", "-title", "-date", "date,-title", "introduction,date", "-first_published_at", "-id", "year"],
)
@pytest.mark.parametrize("types", [POSTS, "", "blog.BlogPage,blog.NewsletterPage"])
def test_a_cursor_gives_each_once(small_site: SmallSite, posts: list[Any], order: str, types: str, api) -> None:
    index = NewsletterIndexPageFactory(parent=small_site.home)
    NewsletterPageFactory.create_batch(2, parent=index, year=2011)
    type(posts[0]).objects.filter(pk__in=[posts[1].pk, posts[3].pk]).update(first_published_at="2020-01-01T00:00:00.5Z")
    parameters = {"type": types} | ({"order": order} if order else {})
    whole = api("pages", **parameters)
    assert whole["meta"]["next_cursor"] is None
    parts = list(pages_by_cursor(api, limit=2, **parameters))
    assert [pk for part in parts for pk in part] == ids(whole)
    assert all(len(part) == 2 for part in parts[:-1])
    assert 1 <= len(parts[-1]) <= 2


def test_cursors_of_other_lists(small_site: SmallSite, api) -> None:
    InstitutionFactory(latitude="1.5", longitude="2")
    InstitutionFactory(latitude="-1.25", longitude="2")
    InstitutionFactory()
    for endpoint, order in (("institutions", "latitude"), ("institutions", "-latitude"), ("locales", "-language_code")):
        parts = list(pages_by_cursor(api, endpoint, limit=1, order=order))
        assert [pk for part in parts for pk in part] == ids(api(endpoint, order=order))


def test_what_is_published_meanwhile_neither_repeats_nor_skips(small_site: SmallSite, posts: list[Any], api) -> None:
    first = api("pages", type=POSTS, order="-date", limit=3)
    BlogPageFactory(parent=small_site.blog, date="2030-01-01")
    posts[2].unpublish()  # one that has been given
    rest = api("pages", type=POSTS, order="-date", cursor=first["meta"]["next_cursor"])
    assert set(ids(first)) | set(ids(rest)) == {post.pk for post in posts}
    assert not set(ids(first)) & set(ids(rest))
    assert rest["meta"]["total_count"] == 7


def test_a_place_has_one_cursor(posts: list[Any], api) -> None:
    asked = {"type": POSTS, "limit": 2, "order": "-date"}
    assert api("pages", **asked)["meta"] == api("pages", **asked)["meta"]


def test_cursors_that_are_none(posts: list[Any], api) -> None:
    cursor = api("pages", type=POSTS, limit=2, order="-date")["meta"]["next_cursor"]
    for bad in ("x", cursor[:-1], f"{cursor}x", "é", ":" * 50):
        assert api("pages", type=POSTS, order="-date", cursor=bad, status=400)["field"] == "cursor"
    for parameters in ({"order": "date"}, {}, {"order": "-date", "offset": "1"}, {"order": "random"}, {"search": "T1"}):
        assert api("pages", type=POSTS, cursor=cursor, status=400, **parameters)["field"] == "cursor"


@pytest.mark.parametrize("kept", [False, True])
def test_to_leave_out_none_is_not_to_ask(posts: list[Any], api, settings, kept: bool) -> None:
    settings.API_CACHE = kept
    shuffled = api("pages", order="random", offset="0")
    assert len(shuffled["items"]) == shuffled["meta"]["total_count"] > len(posts)
    assert api("pages", order="random", offset="1", status=400)["field"] == "offset"
    asked = {"type": POSTS, "limit": "2", "order": "-date"}
    cursor = api("pages", **asked)["meta"]["next_cursor"]
    assert api("pages", cursor=cursor, offset="0", **asked) == api("pages", cursor=cursor, **asked)
    assert api("pages", cursor=cursor, offset="1", status=400, **asked)["field"] == "cursor"


def test_no_cursor_where_places_are_not_fixed(posts: list[Any], api) -> None:
    assert "next_cursor" not in api("pages", order="random", limit=2)["meta"]
    assert "next_cursor" not in api("pages", search="T1")["meta"]
    assert "next_cursor" in api("pages", search="T1", order="title")["meta"]


def test_limit(small_site: SmallSite, api) -> None:
    BlogPageFactory.create_batch(25, parent=small_site.blog)
    assert len(api("pages")["items"]) == 20
    assert len(api("pages", limit=50)["items"]) == 29
    assert api("pages", limit=101, status=400)["field"] == "limit"


def test_no_order_by_what_may_be_hidden(small_site: SmallSite, api) -> None:
    for order in ("teaser_image", "alias_of", "tags", "-", "--title", "body"):
        assert api("pages", order=order, status=400)["code"] == "unknown_field"


QUERIES = [
    {"tags__in": "a,b", "tags__not": "c"},
    {"country__in": "EG,CN", "person__not": "1"},
    {"date__gte": "2010-01-01", "order": "-date"},
    {"year__in": "2011,2012", "order": "year,title"},
    {"series__not": "none"},
    {"cursor": "", "order": "title"},
    {"locale": "ar", "fallback": "default"},
    {"locale": "ar", "fallback": "zh-hans,en", "child_of": "root", "order": "-date"},
]


@pytest.mark.parametrize("parameters", QUERIES)
def test_queries_do_not_grow(small_site: SmallSite, client: Client, parameters: dict[str, str]) -> None:
    CountryFactory(code="EG")

    def count() -> int:
        client.get("/api/v2/pages/", {"limit": "50", **parameters})
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/api/v2/pages/", {"limit": "50", **parameters}).status_code == 200
        return len(queries)

    def make(number: int) -> None:
        post = BlogPageFactory(parent=small_site.blog, date=f"201{number % 3}-01-01")
        if number % 2:
            translate(post, "zh-hans", slug=f"zh-{number}")

    for number in range(2):
        make(number)
    with_two = count()
    for number in range(2, 12):
        make(number)
    assert count() == with_two
    assert with_two <= 12
