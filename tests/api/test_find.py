"""Whatever address the API gives of a page leads back to it."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from itp_cms.core.models import SiteSettings
from tests.factories.blog import BlogPageFactory
from tests.factories.core import DocumentFactory, ImageFactory
from tests.small_site import SmallSite, translate


def test_every_address_of_the_demo_site_finds_its_page(demo_site_of_its_own: None, client: Client) -> None:
    pages, locales = 0, set()
    cursor: str | None = ""
    while cursor is not None:
        listing = client.get("/api/v2/pages/", {"limit": "100", "cursor": cursor}).json()
        for item in listing["items"]:
            pages += 1
            locales.add(item["meta"]["locale"])
            address, detail = item["meta"]["html_url"], item["meta"]["detail_url"]
            for html_path in (address, urlsplit(address).path, detail):
                response = client.get("/api/v2/pages/find/", {"html_path": html_path})
                assert response.status_code == 302, (html_path, response.content)
                assert response["Location"] == detail
        cursor = listing["meta"]["next_cursor"]
    assert pages == listing["meta"]["total_count"] > 100
    assert locales == {"en", "zh-hans", "zh-hant", "ar"}


def test_every_old_address_of_the_demo_site_finds_where_it_leads(demo_site_of_its_own: None, client: Client) -> None:
    redirects = client.get("/api/v2/redirects/", {"limit": 100}).json()["items"]
    led = [redirect for redirect in redirects if redirect["page"]]
    assert led
    for redirect in led:
        response = client.get("/api/v2/pages/find/", {"html_path": redirect["old_path"]})
        assert response.status_code == 302
        assert response["Location"] == redirect["page"]["meta"]["detail_url"]


def test_old_addresses(small_site: SmallSite, api) -> None:
    post = BlogPageFactory(parent=small_site.blog, slug="new")
    draft = BlogPageFactory(parent=small_site.blog, slug="hush", live=False)
    Redirect.add_redirect("/2018/07/01/old/", redirect_to=post)
    Redirect.add_redirect("/?p=123", redirect_to=post)
    Redirect.add_redirect("/short/", redirect_to="/blog/new/")
    Redirect.add_redirect("/hidden/", redirect_to=draft)
    Redirect.add_redirect("/away/", redirect_to="https://example.org/blog/new/")
    for old in (
        "/2018/07/01/old/",
        "/2018/07/01/old",
        "2018/07/01/old?utm_source=mail",
        "https://old.example.net/2018/07/01/old/",
        "/?p=123",
        "/short",
    ):
        assert api("pages", "find", html_path=old)["id"] == post.pk, old
    assert api("pages", "find", html_path="/?p=4")["id"] == small_site.home.pk
    for nowhere in ("/hidden/", "/away/"):
        api("pages", "find", html_path=nowhere, status=404)


def test_a_page_goes_before_a_redirect_of_its_address(small_site: SmallSite, api) -> None:
    Redirect.add_redirect("/blog/", redirect_to=small_site.home)
    assert api("pages", "find", html_path="/blog/?utm_source=mail")["id"] == small_site.blog.pk


def test_addresses_of_other_hosts_are_not_this_sites(small_site: SmallSite, api) -> None:
    SiteSettings.objects.create(site=small_site.site, front_end_url="https://www.example.org/itp")
    for address in (
        "https://www.example.org/itp/blog/",
        "http://example.org/itp/blog",
        "/itp/blog/",
        "/blog/",
        "http://localhost:8000/blog/",
    ):
        assert api("pages", "find", html_path=address)["id"] == small_site.blog.pk, address
    api("pages", "find", html_path="https://elsewhere.example/blog/", status=404)


@pytest.mark.parametrize("site", ["localhost", "localhost:80", "other.example"])
def test_find_on_a_named_site(small_site: SmallSite, site: str, api) -> None:
    Site.objects.create(hostname="other.example", root_page=small_site.home_zh, is_default_site=False)
    assert api("pages", "find", html_path="/blog/", site=site)["id"] == small_site.blog.pk


def test_find_by_detail_address(small_site: SmallSite, api) -> None:
    draft = BlogPageFactory(parent=small_site.blog, live=False)
    zh = translate(BlogPageFactory(parent=small_site.blog), "zh-hans", slug="帖子")
    assert api("pages", "find", html_path=api("pages", zh.pk)["meta"]["detail_url"])["id"] == zh.pk
    api("pages", "find", html_path=f"http://testserver/api/v2/pages/{draft.pk}/", status=404)
    api("pages", "find", html_path="http://testserver/api/v2/pages/" + "9" * 40 + "/", status=404)


def test_details_are_found_by_their_path(small_site: SmallSite, client: Client) -> None:
    image, document = ImageFactory(), DocumentFactory()
    for endpoint, name, pk in (
        ("pages", "html_path", small_site.blog.pk),
        ("images", "url", image.pk),
        ("documents", "url", document.pk),
    ):
        detail = client.get(f"/api/v2/{endpoint}/{pk}/").json()["meta"]["detail_url"]
        for address in (detail, urlsplit(detail).path):
            response = client.get(f"/api/v2/{endpoint}/find/", {name: address})
            assert (response.status_code, response.headers.get("Location")) == (302, detail)


@pytest.mark.parametrize(
    "request_line",
    [
        f"documents/find/?url=/documents/{'9' * 5000}/x.pdf",
        f"pages/find/?html_path=/api/v2/pages/{'9' * 5000}/",
        f"images/find/?url={'a/' * 20_000}",
    ],
)
def test_addresses_without_end_are_not_found(small_site: SmallSite, client: Client, request_line: str) -> None:
    assert client.get(f"/api/v2/{request_line}").status_code == 404


def test_old_addresses_of_a_front_end_below_a_path(small_site: SmallSite, api) -> None:
    """Wagtail notes old paths as it knows them, without the front end's."""
    SiteSettings.objects.create(site=small_site.site, front_end_url="https://www.example.org/s%C3%AFte")
    post = BlogPageFactory(parent=small_site.blog, slug="new")
    Redirect.add_redirect("/2018/old/", redirect_to=post)
    Redirect.add_redirect("/?p=123", redirect_to=post)
    Redirect.add_redirect("/sïte/whole/", redirect_to=post)
    Redirect.add_redirect("/siteless/", redirect_to=small_site.blog)
    for old in (
        "https://www.example.org/s%C3%AFte/2018/old/?utm_source=mail",
        "/sïte/2018/old",
        "/s%C3%AFte/2018/old/",
        "/2018/old/",
        "https://www.example.org/s%C3%AFte/?p=123",
        "/sïte?p=123",
        "/?p=123",
        "/sïte/whole",
    ):
        assert api("pages", "find", html_path=old)["id"] == post.pk, old
        assert api("redirects", "find", html_path=old)["page"]["id"] == post.pk, old
    api("pages", "find", html_path="/sïte2018/old", status=404)
    assert api("pages", "find", html_path="/siteless")["id"] == small_site.blog.pk
