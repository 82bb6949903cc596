"""Each piece of content once, in the best language there is."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from blog.models import BlogPage
from tests.factories.blog import BlogPageFactory, SeriesFactory
from tests.factories.core import DocumentFactory, PersonFactory
from tests.small_site import SmallSite, translate

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


def test_the_chain_of_the_settings_stands_among_others(posts: Posts, settings, api) -> None:
    settings.LOCALE_FALLBACKS = {"ar": ["zh-hans"]}

    def given(fallback: str) -> list[tuple[int, str]]:
        return versions(api("pages", type=POSTS, locale="ar", fallback=fallback, order="id"))

    assert given("default,en") == given("zh-hans,en") != given("default")
    assert given("en,default") == given("en,zh-hans") != given("default,en")
    assert given("default,default") == given("default")


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


@pytest.fixture
def mirrored(small_site: SmallSite, posts: Posts) -> Any:
    """A post whose traditional Chinese version only mirrors the English one; in simplified Chinese it is translated."""
    mirror = translate(posts.both, "zh-hant", slug="er-hant")
    BlogPage.objects.filter(pk=mirror.pk).update(alias_of=posts.both)
    return mirror


FALLBACK = {"locale": "zh-hant", "fallback": "zh-hans,en"}


def test_references_do_not_lead_to_mirrors(small_site: SmallSite, posts: Posts, mirrored: Any, api) -> None:
    link = f'<p>See <a linktype="page" id="{posts.both.pk}">this</a></p>'
    related_pages = {"type": "related_pages", "value": {"title": "", "pages": [posts.both.pk]}}
    body = json.dumps([{"type": "text", "value": link}, related_pages])
    BlogPageFactory(parent=small_site.blog, slug="refers", body=body)
    address = {"html_path": "/blog/refers/"}
    text, related = api("pages", "find", **address, **FALLBACK)["body"]
    assert versions({"items": related["value"]["pages"]}) == [(posts.both_zh.pk, "zh-hans")]
    assert 'href="http://localhost/zh-hans/' in text["value"]
    # Without a fallback, the reader's own tree has the mirror to go to.
    draft = translate(BlogPage.objects.get(slug="refers"), "zh-hant", slug="refers-hant")
    (_text, related) = api("pages", draft.pk)["body"]
    assert versions({"items": related["value"]["pages"]}) == [(mirrored.pk, "zh-hant")]


def test_what_only_mirrors_is_shown_where_there_is_nothing_else(
    small_site: SmallSite, posts: Posts, mirrored: Any, api
) -> None:
    BlogPage.objects.filter(pk__in=[posts.both.pk, posts.both_zh.pk]).update(live=False)
    body = json.dumps([{"type": "related_pages", "value": {"title": "", "pages": [mirrored.pk]}}])
    post = BlogPageFactory(parent=small_site.blog, body=body)
    (related,) = api("pages", post.pk, **FALLBACK)["body"]
    assert versions({"items": related["value"]["pages"]}) == [(mirrored.pk, "zh-hant")]


def test_the_page_above_is_that_of_the_best_language(small_site: SmallSite, posts: Posts, api) -> None:
    above = posts.all_hant.get_parent()
    type(small_site.blog).objects.filter(pk=above.pk).update(alias_of=small_site.blog, live=True)
    shown = api("pages", posts.all_hant.pk, **FALLBACK)
    assert shown["meta"]["parent"]["id"] == small_site.blog_zh.pk
    assert api("pages", posts.all_hant.pk)["meta"]["parent"]["id"] == above.pk
    in_list = api("pages", type=POSTS, title="One", fields="parent", **FALLBACK)["items"]
    assert [item["meta"]["parent"]["id"] for item in in_list] == [small_site.blog_zh.pk]


def test_pages_below_are_those_of_the_list(small_site: SmallSite, posts: Posts, mirrored: Any, client, api) -> None:
    for number in range(20):
        BlogPageFactory(parent=small_site.blog, date=f"2019-01-{1 + number % 3:02}")
    for parent in (small_site.blog, small_site.blog_zh):
        children = api("pages", parent.pk, **FALLBACK)["children"]
        listing = client.get(children["meta"]["listing_url"]).json()
        assert versions(listing) == versions(children)
        assert listing["meta"]["total_count"] == children["meta"]["total_count"] == 23
        whole = client.get(children["meta"]["listing_url"], {"limit": 100}).json()
    assert {(posts.both_zh.pk, "zh-hans"), (posts.all_hant.pk, "zh-hant"), (posts.english.pk, "en")} <= set(
        versions(whole)
    )


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
        ({"locale": "ar", "fallback": "default,xx"}, "fallback"),
    ],
)
def test_what_is_no_chain(small_site: SmallSite, parameters: dict[str, str], field: str, api) -> None:
    for path in (("pages",), ("pages", small_site.blog.pk), ("people",), ("countries",)):
        assert api(*path, status=400, **parameters)["field"] == field
