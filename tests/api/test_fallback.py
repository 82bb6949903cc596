"""Each piece of content once, in the best language there is."""

from dataclasses import dataclass
from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from blog.models import BlogPage
from tests.api.conftest import SmallSite, translate
from tests.factories.blog import BlogPageFactory, SeriesFactory
from tests.factories.core import DocumentFactory, PersonFactory

POSTS = "blog.BlogPage"


def versions(listing: dict[str, Any]) -> list[tuple[int, str]]:
    return [(item["id"], item["meta"]["locale"]) for item in listing["items"]]


@dataclass
class Posts:
    english: Any
    both: Any
    both_zh: Any
    all: Any
    all_zh: Any
    all_hant: Any


@pytest.fixture
def posts(small_site: SmallSite) -> Posts:
    """A post in English, one in simplified Chinese as well, and one in traditional Chinese besides."""
    english, both, every = (BlogPageFactory(parent=small_site.blog, title=title) for title in ("One", "Two", "Three"))
    return Posts(
        english,
        both,
        translate(both, "zh-hans", title="二", slug="er"),
        every,
        translate(every, "zh-hans", title="三", slug="san"),
        translate(every, "zh-hant", title="參", slug="san-hant"),
    )


def test_each_once_in_the_best_language(posts: Posts, api) -> None:
    listing = api("pages", type=POSTS, locale="zh-hant", fallback="zh-hans,en", order="id")
    expected = {(posts.english.pk, "en"), (posts.both_zh.pk, "zh-hans"), (posts.all_hant.pk, "zh-hant")}
    assert set(versions(listing)) == expected
    assert listing["meta"]["total_count"] == 3
    listing = api("pages", type=POSTS, locale="zh-hant", fallback="en")
    assert set(versions(listing)) == {(posts.english.pk, "en"), (posts.both.pk, "en"), (posts.all_hant.pk, "zh-hant")}
    assert versions(api("pages", type=POSTS, locale="zh-hant")) == [(posts.all_hant.pk, "zh-hant")]


def test_the_settings_have_a_chain_for_each_language(posts: Posts, settings, api) -> None:
    named = versions(api("pages", locale="zh-hant", fallback="zh-hans,en"))
    assert versions(api("pages", locale="zh-hant", fallback="default")) == named
    settings.LOCALE_FALLBACKS = {"zh-hant": ["en"]}
    assert versions(api("pages", locale="zh-hant", fallback="default")) == versions(
        api("pages", locale="zh-hant", fallback="en")
    )
    # A language that is not listed falls back to the default one.
    assert (posts.english.pk, "en") in versions(api("pages", locale="ar", fallback="default"))


def test_only_what_is_public_is_a_version(posts: Posts, api) -> None:
    posts.all_hant.unpublish()
    PageViewRestriction.objects.create(page=posts.both_zh, restriction_type="login")
    listing = api("pages", type=POSTS, locale="zh-hant", fallback="zh-hans,en")
    assert set(versions(listing)) == {(posts.english.pk, "en"), (posts.both.pk, "en"), (posts.all_zh.pk, "zh-hans")}


def test_a_mirror_is_no_version(posts: Posts, api) -> None:
    BlogPage.objects.filter(pk=posts.both_zh.pk).update(alias_of=posts.both)
    listing = api("pages", type=POSTS, locale="zh-hans", fallback="en")
    assert set(versions(listing)) == {(posts.english.pk, "en"), (posts.both.pk, "en"), (posts.all_zh.pk, "zh-hans")}
    assert (posts.both_zh.pk, "zh-hans") in versions(api("pages", type=POSTS, locale="zh-hans"))
    # An editor's alias within a language is a page of its own.
    alias = posts.english.create_alias(update_slug="again", parent=posts.english.get_parent())
    assert (alias.pk, "en") in versions(api("pages", type=POSTS, locale="zh-hans", fallback="en"))


def test_filters_look_at_the_best_version(posts: Posts, api) -> None:
    asked = {"type": POSTS, "locale": "zh-hant", "fallback": "zh-hans,en"}
    assert versions(api("pages", title="Two", **asked)) == []
    assert versions(api("pages", title="二", **asked)) == [(posts.both_zh.pk, "zh-hans")]
    assert versions(api("pages", search="Three", **asked)) == []
    assert versions(api("pages", search="One", **asked)) == [(posts.english.pk, "en")]


def test_places_in_the_tree_are_those_of_all_languages(small_site: SmallSite, posts: Posts, api) -> None:
    asked = {"locale": "zh-hant", "fallback": "zh-hans,en"}
    expected = {posts.english.pk, posts.both_zh.pk, posts.all_hant.pk}
    for parent in (small_site.blog.pk, small_site.blog_zh.pk):
        assert {pk for pk, _locale in versions(api("pages", child_of=parent, **asked))} == expected
    below = {pk for pk, _locale in versions(api("pages", descendant_of="root", **asked))}
    assert expected < below
    # The page above has no public version in traditional Chinese.
    above = versions(api("pages", ancestor_of=posts.all_hant.pk, **asked))
    assert (small_site.blog_zh.pk, "zh-hans") in above or len(above) == 2


def test_orders_and_cursors(posts: Posts, api) -> None:
    asked = {"type": POSTS, "locale": "zh-hant", "fallback": "zh-hans,en", "order": "-title"}
    whole = versions(api("pages", **asked))
    parts = []
    cursor: str | None = ""
    while cursor is not None:
        listing = api("pages", limit=1, cursor=cursor, **asked)
        assert listing["meta"]["total_count"] == 3
        parts += versions(listing)
        cursor = listing["meta"]["next_cursor"]
    assert parts == whole
    assert len(whole) == 3


def test_a_detail_is_given_in_the_best_language(posts: Posts, api) -> None:
    assert api("pages", posts.all.pk, locale="zh-hant", fallback="en")["id"] == posts.all_hant.pk
    assert api("pages", posts.both.pk, locale="zh-hant", fallback="zh-hans,en")["id"] == posts.both_zh.pk
    assert api("pages", posts.english.pk, locale="zh-hant", fallback="default")["id"] == posts.english.pk
    assert api("pages", posts.both_zh.pk, locale="ar", fallback="default")["id"] == posts.both.pk
    api("pages", posts.english.pk, locale="ar", fallback="zh-hans", status=404)
    found = api("pages", "find", html_path=f"/blog/{posts.all.slug}/", locale="zh-hant", fallback="default")
    assert found["id"] == posts.all_hant.pk


def test_references_and_words_come_in_the_best_language(small_site: SmallSite, api) -> None:
    series = SeriesFactory(name="Diary")
    translate(series, "zh-hans", name="日记")
    post = BlogPageFactory(parent=small_site.blog, series=series)
    asked = {"locale": "zh-hant", "fallback": "zh-hans,en"}
    assert api("pages", post.pk, **asked)["series"]["name"] == "日记"
    assert api("pages", post.pk)["series"]["name"] == "Diary"
    document = DocumentFactory(title="Report", translations={"zh-hans": {"title": "报告"}})
    assert api("documents", document.pk, **asked)["title"] == "报告"
    assert api("documents", document.pk, locale="zh-hant", fallback="en,zh-hans")["title"] == "Report"


def test_snippets(small_site: SmallSite, api) -> None:
    li, ann = PersonFactory(name="Li"), PersonFactory(name="Ann")
    li_zh = translate(li, "zh-hans", name="李")
    listing = api("people", locale="zh-hant", fallback="default")
    assert sorted(versions(listing)) == sorted([(li_zh.pk, "zh-hans"), (ann.pk, "en")])
    assert api("people", li.pk, locale="zh-hant", fallback="default")["name"] == "李"


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"fallback": "en"}, "locale"),
        ({"locale": "ar", "fallback": "xx"}, "fallback"),
        ({"locale": "ar", "fallback": ""}, "fallback"),
        ({"locale": "ar", "fallback": "default,en"}, "fallback"),
    ],
)
def test_what_is_no_chain(small_site: SmallSite, parameters: dict[str, str], field: str, api) -> None:
    for path in (("pages",), ("pages", small_site.blog.pk), ("people",), ("countries",)):
        assert api(*path, status=400, **parameters)["field"] == field
