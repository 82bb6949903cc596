"""Menus and channels by language."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from itp_cms.core.models import ChannelLocale, SiteContent, SiteSettings
from tests.api.contract import Contract
from tests.api.test_queries import count  # noqa: F401  a fixture
from tests.factories.blog import BlogPageFactory
from tests.factories.core import ChannelFactory, SiteContentFactory, locale
from tests.small_site import SmallSite, translate


def link(page: Any = None, label: str = "", url: str = "") -> dict[str, Any]:
    return {"label": label, "page": page and page.pk, "url": url}


def menu(*entries: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"type": "item", "value": {"children": [], **entry}, "id": str(number)} for number, entry in enumerate(entries)
    ]


def below(*links: dict[str, Any]) -> dict[str, Any]:
    return {"children": [{"type": "item", "value": value, "id": str(number)} for number, value in enumerate(links)]}


def test_a_menu_ready_to_be_shown(small_site: SmallSite, api) -> None:
    SiteSettings.objects.create(site=small_site.site, front_end_url="https://www.example.org")
    post = BlogPageFactory(parent=small_site.blog, title="Post", slug="post")
    SiteContentFactory(
        navigation=menu(
            {
                **link(small_site.blog),
                **below(link(post, label="The post"), link(label="Away", url="https://x.example/")),
            },
            link(label="Elsewhere", url="https://example.org/"),
        ),
        footer=[{"type": "group", "value": {"title": "More", "links": [link(post)]}, "id": "a"}],
    )
    shown = api("navigation")
    assert shown["meta"] == {"locale": "en", "content_locale": "en"}
    blog, elsewhere = shown["items"]
    assert (blog["title"], blog["html_url"]) == ("Blog", "https://www.example.org/blog/")
    assert blog["detail_url"] == f"http://testserver/api/v2/pages/{small_site.blog.pk}/"
    assert (blog["page_id"], blog["locale"]) == (small_site.blog.pk, "en")
    assert [entry["title"] for entry in blog["children"]] == ["The post", "Away"]
    assert elsewhere == {
        "title": "Elsewhere",
        "html_url": "https://example.org/",
        "page_id": None,
        "detail_url": None,
        "locale": None,
        "children": [],
    }
    assert shown["footer"] == [{"title": "More", "links": [api("navigation")["footer"][0]["links"][0]]}]
    assert shown["footer"][0]["links"][0]["title"] == "Post"


def test_in_another_language(small_site: SmallSite, api) -> None:
    content = SiteContentFactory(navigation=menu(link(small_site.blog, label="Our blog")))
    fallen_back = api("navigation", locale="zh-hans")
    assert fallen_back["meta"] == {"locale": "zh-hans", "content_locale": "en"}
    (entry,) = fallen_back["items"]
    assert (entry["title"], entry["page_id"], entry["locale"]) == ("Our blog", small_site.blog_zh.pk, "zh-hans")
    translate(content, "zh-hans", navigation=menu(link(small_site.blog)))
    written = api("navigation", locale="zh-hans")
    assert written["meta"] == {"locale": "zh-hans", "content_locale": "zh-hans"}
    assert written["items"][0]["title"] == "博客"
    assert api("navigation", locale="ar")["items"][0]["locale"] == "en"
    other = api("navigation", locale="zh-hant", fallback="zh-hans,en")
    assert other["meta"] == {"locale": "zh-hant", "content_locale": "zh-hans"}
    assert (other["items"][0]["title"], other["items"][0]["locale"]) == ("博客", "zh-hans")


def test_entries_to_what_is_not_public_are_left_out(small_site: SmallSite, client: Client) -> None:
    private = BlogPageFactory(parent=small_site.blog, title="Sesame")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    draft = BlogPageFactory(parent=small_site.blog, title="Sesame", slug="sesame-draft", live=False)
    SiteContentFactory(
        navigation=menu(
            {**link(private, label="Sesame"), **below(link(small_site.blog, label="Sesame"))},
            {**link(small_site.blog), **below(link(draft, label="Sesame"), link(small_site.home))},
        ),
        footer=[{"type": "group", "value": {"title": "Sesame", "links": [link(draft)]}, "id": "a"}],
    )
    response = client.get("/api/v2/navigation/")
    assert "sesame" not in response.content.decode().lower()
    (entry,) = response.json()["items"]
    assert [child["title"] for child in entry["children"]] == ["Home"]
    assert response.json()["footer"] == []


def test_before_anything_is_written(small_site: SmallSite, api) -> None:
    nothing = {"meta": {"locale": "ar", "content_locale": None}, "items": [], "footer": []}
    assert api("navigation", locale="ar") == nothing
    SiteContentFactory(live=False, navigation=menu(link(small_site.blog)))
    assert api("navigation", locale="ar") == nothing


@pytest.mark.parametrize(
    ("parameters", "status"), [("locale=xx", 404), ("site=a", 404), ("a=a", 400), ("locale=", 400), ("x=%00", 400)]
)
def test_what_cannot_be_answered(small_site: SmallSite, client: Client, parameters: str, status: int) -> None:
    response = client.get(f"/api/v2/navigation/?{parameters}")
    assert response.status_code == status
    assert "message" in response.json()


def test_queries_of_menus_do_not_grow(small_site: SmallSite, count) -> None:  # noqa: F811
    posts = BlogPageFactory.create_batch(12, parent=small_site.blog)
    SiteContentFactory(navigation=menu(link(posts[0])))
    with_one = count("/api/v2/navigation/")
    SiteContent.objects.update(navigation=menu(*({**link(post), **below(*map(link, posts))} for post in posts)))
    assert count("/api/v2/navigation/") == with_one <= 8


def test_channels_of_a_language(small_site: SmallSite, api) -> None:
    everywhere = ChannelFactory(name="Mail", kind="email", url="mailto:a@example.org", position=2)
    wechat = ChannelFactory(name="WeChat", position=1)
    ChannelLocale.objects.create(channel=wechat, shown_locale=locale("zh-hans"))
    translated = translate(wechat, "zh-hans", name="微信", how_to_join="<p>x</p>")
    ChannelFactory(name="Draft", live=False)
    english, chinese = api("channels"), api("channels", locale="zh-hans")
    assert english["meta"]["total_count"] == 1
    assert [channel["id"] for channel in english["items"]] == [everywhere.pk]
    assert [channel["name"] for channel in chinese["items"]] == ["微信", "Mail"]
    assert chinese["items"][0]["meta"]["detail_url"] == f"http://testserver/api/v2/channels/{translated.pk}/"
    assert api("channels", translated.pk)["how_to_join"] == "<p>x</p>"
    assert api("channels", locale="zh-hans", limit=1, offset=1)["items"][0]["name"] == "Mail"
    assert api("channels", locale="zh-hans", order="-name")["items"][0]["name"] == "微信"
    assert api("channels", locale="zh-hans", kind="email")["meta"]["total_count"] == 1
    api("channels", locale="xx", status=404)
    api("channels", 999999, status=404)


def test_where_the_sitemap_is(small_site: SmallSite, api, client: Client) -> None:
    address = api("settings")["sitemap_url"]
    assert address == "http://testserver/sitemap.xml"
    assert client.get(address).status_code == 200


def test_answers_are_as_declared(small_site: SmallSite, client: Client) -> None:
    SiteContentFactory(navigation=menu({**link(small_site.blog), **below(link(label="x", url="https://example.org/"))}))
    ChannelFactory()
    contract = Contract(client.get("/api/v2/openapi.json").json())
    for address in ("navigation/", "navigation/?locale=ar", "channels/", "channels/?locale=ar", "settings/"):
        assert contract.errors(f"/api/v2/{address}", 200, client.get(f"/api/v2/{address}").json()) == []
