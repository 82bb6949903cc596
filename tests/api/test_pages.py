"""Pages: lists, details, filters, and finding them again by their address."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from blog.models import BlogPage
from itp_cms.core.models import SiteSettings
from tests.factories.blog import (
    BlogIndexPageFactory,
    BlogPageFactory,
    EvaluationIndexPageFactory,
    EvaluationPageFactory,
    NewsletterIndexPageFactory,
    NewsletterPageFactory,
    SeriesFactory,
)
from tests.factories.home import ProgrammeIndexPageFactory, ProgrammePageFactory, StandardPageFactory
from tests.factories.legacy_projects import (
    LegacyProjectIndexPageFactory,
    LegacyProjectPageFactory,
    StrandPageFactory,
)
from tests.small_site import SmallSite, translate


def ids(listing: dict) -> set[int]:
    return {item["id"] for item in listing["items"]}


def test_list_as_wagtail_gives_it(small_site: SmallSite, api) -> None:
    listing = api("pages", type="blog.BlogIndexPage", locale="en")
    blog = small_site.blog
    assert listing == {
        "meta": {"total_count": 1, "next_cursor": None},
        "items": [
            {
                "id": blog.pk,
                "meta": {
                    "type": "blog.BlogIndexPage",
                    "detail_url": f"http://testserver/api/v2/pages/{blog.pk}/",
                    "html_url": "http://localhost/blog/",
                    "slug": "blog",
                    "first_published_at": None,
                    "locale": "en",
                },
                "title": "Blog",
            }
        ],
    }


def test_detail_gives_everything(small_site: SmallSite, api) -> None:
    post = BlogPageFactory(parent=small_site.blog, teaser_text="In short")
    page = api("pages", post.pk)
    assert {"title", "teaser_text", "date", "bylines", "body", "tags", "series", "reading_minutes"} <= page.keys()
    assert page["meta"]["parent"] == {
        "id": small_site.blog.pk,
        "meta": {
            "type": "blog.BlogIndexPage",
            "detail_url": f"http://testserver/api/v2/pages/{small_site.blog.pk}/",
            "html_url": "http://localhost/blog/",
        },
        "title": "Blog",
    }
    assert page["meta"]["direction"] == "ltr"


def test_mixed_list_gives_each_type_its_own_fields(small_site: SmallSite, api) -> None:
    newsletters = NewsletterIndexPageFactory(parent=small_site.home)
    issue = NewsletterPageFactory(parent=newsletters, issue_number=7)
    post = BlogPageFactory(parent=small_site.blog)
    items = {item["id"]: item for item in api("pages", fields="date,issue_number,teaser_text")["items"]}
    assert items[issue.pk]["issue_number"] == 7
    assert "date" not in items[issue.pk]
    assert items[post.pk]["date"] == "2018-07-01"
    assert "issue_number" not in items[post.pk]


def test_fields_syntax(small_site: SmallSite, api) -> None:
    post = BlogPageFactory(parent=small_site.blog)

    def only(fields: str) -> dict:
        return api("pages", fields=fields, id=post.pk)["items"][0]

    assert only("_,title") == {"title": post.title}
    assert only("_,slug") == {"meta": {"slug": post.slug}}
    assert "title" not in only("-title")
    assert "body" in only("*")
    assert "body" not in only("*,-body")
    assert only("_,parent(_,id)") == {"meta": {"parent": {"id": small_site.blog.pk}}}


def test_nested_fields_reach_what_a_teaser_leaves_out(small_site: SmallSite, api) -> None:
    series = SeriesFactory(description="Every Thursday")
    post = BlogPageFactory(parent=small_site.blog, series=series)
    (item,) = api("pages", type="blog.BlogPage", id=post.pk, fields="_,series(_,description)")["items"]
    assert item == {"series": {"description": "Every Thursday"}}
    api("pages", type="blog.BlogPage", fields="series(nonsense)", status=400)
    api("pages", fields="series(nonsense)", status=400)


def test_several_types(small_site: SmallSite, api) -> None:
    post = BlogPageFactory(parent=small_site.blog)
    listing = api("pages", type="blog.BlogPage,blog.BlogIndexPage", locale="en")
    assert ids(listing) == {post.pk, small_site.blog.pk}


def test_tree_filters(small_site: SmallSite, api) -> None:
    post = BlogPageFactory(parent=small_site.blog)
    zh = translate(post, "zh-hans")
    assert ids(api("pages", child_of=small_site.blog.pk)) == {post.pk}
    assert small_site.blog.pk in ids(api("pages", child_of="root"))
    assert ids(api("pages", descendant_of=small_site.home.pk)) == {small_site.blog.pk, post.pk}
    assert ids(api("pages", ancestor_of=post.pk)) == {small_site.home.pk, small_site.blog.pk}
    assert ids(api("pages", translation_of=post.pk)) == {zh.pk}
    assert ids(api("pages", locale="zh-hans")) == {small_site.home_zh.pk, small_site.blog_zh.pk, zh.pk}


def test_tags(small_site: SmallSite, api) -> None:
    post, other = BlogPageFactory.create_batch(2, parent=small_site.blog)
    post.tags.add("loans", "Room 3")
    post.save()
    other.tags.add("loans")
    other.save()
    assert ids(api("pages", tags="loans")) == {post.pk, other.pk}
    assert ids(api("pages", tags="loans,Room 3")) == {post.pk}
    assert api("pages", type="blog.BlogPage", id=post.pk, fields="tags")["items"][0]["tags"] == ["Room 3", "loans"]


def test_year(small_site: SmallSite, api) -> None:
    home = small_site.home
    expected = {
        BlogPageFactory(parent=small_site.blog, date="2014-02-03").pk,
        NewsletterPageFactory(parent=NewsletterIndexPageFactory(parent=home), year=2014).pk,
        EvaluationPageFactory(parent=EvaluationIndexPageFactory(parent=home), year_from=2012, year_to=2015).pk,
        ProgrammePageFactory(parent=ProgrammeIndexPageFactory(parent=home), year=2014).pk,
    }
    BlogPageFactory(parent=small_site.blog, date="2015-02-03")
    strands = LegacyProjectIndexPageFactory(parent=home)
    strand = StrandPageFactory(parent=strands, slug="spotlight-loan")
    expected.add(LegacyProjectPageFactory(parent=strand, start_date="2013-01-01", end_date="2014-05-01").pk)
    assert ids(api("pages", year=2014)) == expected


def test_series_and_strand(small_site: SmallSite, api) -> None:
    series = SeriesFactory(slug="throwback")
    post = BlogPageFactory(parent=small_site.blog, series=series)
    BlogPageFactory(parent=small_site.blog)
    assert ids(api("pages", series="throwback")) == {post.pk}
    assert ids(api("pages", series=series.pk, type="blog.BlogPage")) == {post.pk}
    strand = StrandPageFactory(parent=LegacyProjectIndexPageFactory(parent=small_site.home), slug="loans")
    project = LegacyProjectPageFactory(parent=strand)
    assert ids(api("pages", strand="loans")) == {project.pk}
    assert ids(api("pages", strand=strand.pk)) == {project.pk}
    assert ids(api("pages", strand="none")) == set()


def test_order_and_paging(small_site: SmallSite, api) -> None:
    posts = [BlogPageFactory(parent=small_site.blog, date=f"20{year}-01-01") for year in (11, 13, 12)]
    listing = api("pages", type="blog.BlogPage", order="-date", limit=2)
    assert [item["id"] for item in listing["items"]] == [posts[1].pk, posts[2].pk]
    assert listing["meta"]["total_count"] == 3
    rest = api("pages", type="blog.BlogPage", order="-date", offset=2)
    assert [item["id"] for item in rest["items"]] == [posts[0].pk]
    assert api("pages", type="blog.BlogPage", offset=1000)["items"] == []
    assert len(api("pages", order="random")["items"]) == 7
    assert api("pages", limit=0)["items"] == []


def test_search_by_relevance_and_only_what_is_public(small_site: SmallSite, api) -> None:
    post = BlogPageFactory(parent=small_site.blog, title="Ganesha")
    BlogPageFactory(parent=small_site.blog, title="Ganesha in draft", live=False)
    private = BlogPageFactory(parent=small_site.blog, title="Ganesha in private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for parameters in ({}, {"type": "blog.BlogPage"}):
        listing = api("pages", search="ganesha", **parameters)
        assert listing["meta"]["total_count"] == 1
        assert ids(listing) == {post.pk}
    assert ids(api("pages", search="ganesha", order="-title", locale="en")) == {post.pk}
    assert ids(api("pages", search="nothing")) == set()


def test_languages(small_site: SmallSite, api) -> None:
    post = BlogPageFactory(parent=small_site.blog)
    zh = translate(post, "zh-hans", slug="帖子")
    translate(post, "zh-hant").unpublish()
    meta = api("pages", post.pk)["meta"]
    assert [(alternate["id"], alternate["locale"]) for alternate in meta["alternates"]] == [(zh.pk, "zh-hans")]
    assert meta["alternates"][0]["html_url"] == api("pages", zh.pk)["meta"]["html_url"]
    assert api("pages", translate(small_site.home, "ar").pk)["meta"]["direction"] == "rtl"


def test_an_alias_is_no_alternate(small_site: SmallSite, api) -> None:
    post = BlogPageFactory(parent=small_site.blog)
    mirrored = translate(post, "zh-hans")
    BlogPage.objects.filter(pk=mirrored.pk).update(alias_of=post)
    assert api("pages", post.pk)["meta"]["alternates"] == []
    meta = api("pages", mirrored.pk)["meta"]
    assert [alternate["id"] for alternate in meta["alternates"]] == [post.pk]
    assert meta["alias_of"]["id"] == post.pk
    assert meta["alias_of"]["meta"]["html_url"] == "http://localhost/blog/" + post.slug + "/"


def test_every_address_given_out_finds_its_page(small_site: SmallSite, api) -> None:
    post = BlogPageFactory(parent=small_site.blog)
    translate(post, "zh-hans", slug="帖子")
    BlogPageFactory(parent=small_site.home, slug="ar", title="Not a language")
    for item in api("pages")["items"]:
        address = item["meta"]["html_url"]
        for html_path in (address, urlsplit(address).path, urlsplit(address).path.rstrip("/")):
            assert api("pages", "find", html_path=html_path)["id"] == item["id"]


def test_find_keeps_other_parameters(small_site: SmallSite, client: Client) -> None:
    response = client.get("/api/v2/pages/find/", {"html_path": "/blog/", "fields": "_,title"})
    assert response.status_code == 302
    assert client.get(response["Location"]).json() == {"title": "Blog"}


def test_front_end_address(small_site: SmallSite, api) -> None:
    SiteSettings.objects.create(site=small_site.site, front_end_url="https://www.example.org/")
    listing = api("pages", type="blog.BlogIndexPage")
    assert {item["meta"]["html_url"] for item in listing["items"]} == {
        "https://www.example.org/blog/",
        "https://www.example.org/zh-hans/%E5%8D%9A%E5%AE%A2/",
    }


def test_children_of_an_index_page(small_site: SmallSite, api) -> None:
    posts = [BlogPageFactory(parent=small_site.blog, date=f"20{10 + number}-01-01") for number in range(22)]
    BlogPageFactory(parent=small_site.blog, live=False)
    children = api("pages", small_site.blog.pk)["children"]
    assert children["meta"]["total_count"] == 22
    assert [item["id"] for item in children["items"]] == [post.pk for post in reversed(posts[2:])]
    listing_url = f"http://testserver/api/v2/pages/?child_of={small_site.blog.pk}&order=-date"
    assert children["meta"]["listing_url"] == listing_url


DATED = [
    (BlogIndexPageFactory, BlogPageFactory, "date", ["2018-01-01", "2018-01-01", "2016-01-01", "2019-01-01"]),
    (NewsletterIndexPageFactory, NewsletterPageFactory, "year", [2018, 2018, 2016, 2019]),
    (EvaluationIndexPageFactory, EvaluationPageFactory, "year_from", [2018, 2017, 2016, 2019]),
    (ProgrammeIndexPageFactory, ProgrammePageFactory, "year", [2018, 2017, 2016, 2019]),
    (StrandPageFactory, LegacyProjectPageFactory, "start_date", ["2018-01-01", None, "2018-01-01", "2019-01-01"]),
    (StandardPageFactory, StandardPageFactory, "title", ["C", "A", "B"]),
]


@pytest.mark.parametrize(("parent", "child", "name", "values"), DATED)
def test_the_list_of_children_goes_on_as_the_page_shows_them(
    small_site: SmallSite, client: Client, api, parent: Any, child: Any, name: str, values: list[Any]
) -> None:
    above = LegacyProjectIndexPageFactory(parent=small_site.home) if parent is StrandPageFactory else small_site.home
    index = parent(parent=above, title="Index", slug="index")
    made = [child(parent=index, **{name: value}) for value in values]
    made[-1].move(index, pos="first-child")  # the order of ids is not that of the tree
    children = api("pages", index.pk)["children"]
    listing = client.get(children["meta"]["listing_url"]).json()
    assert [item["id"] for item in listing["items"]] == [item["id"] for item in children["items"]]
    assert len(listing["items"]) == len(values)


def test_payload_is_compact(small_site: SmallSite, client: Client) -> None:
    content = client.get("/api/v2/pages/").content
    assert content == json.dumps(json.loads(content), separators=(",", ":"), ensure_ascii=False).encode()


def test_all_that_is_asked_for_is_in_the_request_alone(small_site: SmallSite, client: Client, admin_user) -> None:
    private = BlogPageFactory(parent=small_site.blog)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    client.force_login(admin_user)
    assert client.get(f"/api/v2/pages/{private.pk}/").status_code == 404


def test_root_leads_to_every_endpoint(small_site: SmallSite, client: Client) -> None:
    endpoints = client.get("/api/v2/").json()["endpoints"]
    assert {"pages", "images", "documents", "people", "countries", "settings"} <= endpoints.keys()
    for address in endpoints.values():
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("method", ["head", "options"])
def test_head_and_options(small_site: SmallSite, client: Client, method: str) -> None:
    assert getattr(client, method)("/api/v2/pages/").status_code == 200
