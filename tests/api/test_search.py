"""`?search=`: the order is the search back end's, what may be shown is decided by the site."""

from typing import Any

import pytest
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from blog.models import BlogPage
from itp_cms.core.models import Person
from tests.factories.blog import BlogPageFactory
from tests.factories.core import PersonFactory
from tests.small_site import SmallSite


@pytest.fixture
def posts(small_site: SmallSite) -> list[BlogPage]:
    """Twelve posts that have the word more or less often, in shorter and longer titles; three are alike."""
    return [
        BlogPageFactory(
            parent=small_site.blog,
            slug=f"post-{number}",
            title=" ".join(["Harbour"] * (number % 2) + ["Of boats"] * (number % 4 + 1)),
            introduction=" ".join(["harbour"] * (number % 3 + 1) + ["with words"] * number * (number < 9)),
        )
        for number in range(12)
    ]


@pytest.mark.parametrize("words", ["harbour", "harbour boats"])
@pytest.mark.parametrize("operator", ["and", "or"])
def test_what_is_found_comes_as_the_back_end_ranks_it(
    posts: list[BlogPage], api: Any, words: str, operator: str
) -> None:
    ranked = get_search_backend().search(words, Page.objects.all(), operator=operator)
    found = api("pages", search=words, search_operator=operator)
    assert found["meta"]["total_count"] >= len(posts)
    assert [item["id"] for item in found["items"]] == [page.pk for page in ranked[:20]]


def test_what_is_found_of_a_model_without_types(small_site: SmallSite, api: Any) -> None:
    people = [PersonFactory(name=f"Ming {number}", biography="<p>Ming</p>" * number) for number in range(4)]
    ranked = get_search_backend().search("ming", Person.objects.all())
    assert {item["id"] for item in api("people", search="ming")["items"]} == {person.pk for person in people}
    assert [item["id"] for item in api("people", search="ming")["items"]] == [person.pk for person in ranked]


def test_pages_of_what_is_found(posts: list[BlogPage], api: Any) -> None:
    whole = [item["id"] for item in api("pages", search="harbour")["items"]]
    parts = [api("pages", search="harbour", limit=5, offset=offset) for offset in (0, 5, 10, 15)]
    assert [item["id"] for part in parts for item in part["items"]] == whole
    assert {part["meta"]["total_count"] for part in parts} == {len(whole)}


def test_what_is_not_public_is_neither_found_nor_counted(posts: list[BlogPage], api: Any) -> None:
    before = api("pages", search="harbour")
    posts[3].unpublish()
    after = api("pages", search="harbour")
    assert after["meta"]["total_count"] == before["meta"]["total_count"] - 1
    assert [item["id"] for item in after["items"]] == [
        item["id"] for item in before["items"] if item["id"] != posts[3].pk
    ]


def test_filters_hold_for_what_is_found(posts: list[BlogPage], api: Any) -> None:
    found = api("pages", search="harbour", type="blog.BlogPage", slug__in=f"{posts[0].slug},{posts[1].slug}")
    assert {item["id"] for item in found["items"]} == {posts[0].pk, posts[1].pk}
    ordered = api("pages", search="harbour", order="-id", limit=3)
    assert [item["id"] for item in ordered["items"]] == [page.pk for page in posts[:-4:-1]]
