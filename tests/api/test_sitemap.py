"""The sitemap, as a search engine reads it."""

import datetime
import uuid
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from itp_cms.core.models import SiteSettings
from tests.api.contract import contract
from tests.factories.blog import BlogPageFactory
from tests.factories.core import locale
from tests.factories.home import HomePageFactory
from tests.small_site import SmallSite, translate

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def read(client: Client, path: str = "/sitemap.xml") -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml"
    return ElementTree.fromstring(b"".join(response) if response.streaming else response.content)


def urls(root: ElementTree.Element) -> dict[str, dict[str, Any]]:
    """By address: when it changed, and its alternates by language."""
    found = {}
    for url in root.findall(f"{SITEMAP}url"):
        links = {link.attrib["hreflang"]: link.attrib["href"] for link in url.findall(LINK)}
        assert all(link.attrib["rel"] == "alternate" for link in url.findall(LINK))
        found[url.findtext(f"{SITEMAP}loc", "")] = {"changed": url.findtext(f"{SITEMAP}lastmod"), "links": links}
    return found


def test_pages_with_their_translations(small_site: SmallSite, client: Client) -> None:
    moment = datetime.datetime(2018, 7, 3, 9, 0, 0, 123, tzinfo=datetime.UTC)
    post = BlogPageFactory(parent=small_site.blog, slug="post", last_published_at=moment)
    translate(post, "zh-hans", slug="文章")
    translate(post, "zh-hant", slug="文章")
    BlogPageFactory(parent=small_site.blog, slug="alone")
    found = urls(read(client))
    english = found["http://localhost/blog/post/"]
    assert english["changed"] == "2018-07-03T09:00:00+00:00"
    assert english["links"] == {
        "en": "http://localhost/blog/post/",
        "zh-Hans": "http://localhost/zh-hans/%E5%8D%9A%E5%AE%A2/%E6%96%87%E7%AB%A0/",
        "zh-Hant": english["links"]["zh-Hant"],
        "x-default": "http://localhost/blog/post/",
    }
    for address in english["links"].values():
        assert found[address]["links"] == english["links"]
    assert found["http://localhost/blog/alone/"] == {"changed": None, "links": {}}
    assert "http://localhost/" in found


def test_without_the_default_language_there_is_no_default(small_site: SmallSite, client: Client) -> None:
    post = BlogPageFactory(parent=small_site.blog, slug="post", live=False)
    translate(post, "zh-hans", slug="文章")
    translate(post, "zh-hant", slug="文章")
    both = [set(url["links"]) for url in urls(read(client)).values() if "zh-Hant" in url["links"]]
    assert {"zh-Hans", "zh-Hant"} in both


def test_addresses_are_the_front_ends(small_site: SmallSite, client: Client) -> None:
    SiteSettings.objects.create(site=small_site.site, front_end_url="https://www.example.org/a&b")
    assert "https://www.example.org/a&b/blog/" in urls(read(client))


def test_only_what_is_public(small_site: SmallSite, client: Client, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    yesterday = timezone.now() - datetime.timedelta(days=1)
    private = BlogPageFactory(parent=small_site.blog, slug="sesame-private")
    translate(private, "zh-hans", slug="sesame-translated")
    PageViewRestriction.objects.create(page=private, restriction_type="password", password="x")
    BlogPageFactory(parent=small_site.blog, slug="sesame-draft", live=False)
    BlogPageFactory(parent=small_site.blog, slug="sesame-expired", expire_at=yesterday)
    elsewhere = HomePageFactory(parent=Page.get_first_root_node(), slug="sesame-elsewhere", locale=locale())
    Site.objects.create(hostname="other.example", root_page=elsewhere)
    assert "sesame" not in b"".join(client.get("/sitemap.xml")).decode()
    assert b"other.example" in b"".join(client.get("/sitemap.xml", headers={"host": "other.example"}))


def test_mirrors_are_left_out(small_site: SmallSite, client: Client) -> None:
    post = BlogPageFactory(parent=small_site.blog, slug="post")
    post.create_alias(parent=small_site.blog, update_slug="same-again")
    post.create_alias(
        parent=small_site.blog_zh, update_slug="mirrored", update_locale=locale("zh-hans"), reset_translation_key=False
    )
    found = urls(read(client))
    assert found["http://localhost/blog/post/"]["links"] == {}
    assert not [address for address in found if "same-again" in address or "mirrored" in address]


def test_a_large_site_is_divided(small_site: SmallSite, client: Client, settings) -> None:
    for number in range(40):
        post = BlogPageFactory(parent=small_site.blog, slug=f"post-{number}", translation_key=uuid.uuid4())
        if number % 2:
            translate(post, "zh-hans", slug=f"文章-{number}")
    whole = urls(read(client))
    assert len(whole) == 64
    settings.SITEMAP_LENGTH = 10
    index = read(client)
    parts = [loc.text or "" for loc in index.iter(f"{SITEMAP}loc")]
    assert len(parts) == len(set(parts)) == 16
    together: dict[str, Any] = {}
    for part in parts:
        assert part.startswith("http://localhost/sitemap-")
        found = urls(read(client, part.removeprefix("http://localhost")))
        assert not found.keys() & together.keys()
        together |= found
    assert together == whole
    settings.SITEMAP_LENGTH = 3
    assert len(list(read(client).iter(f"{SITEMAP}loc"))) == 256


@pytest.mark.parametrize("path", ["/sitemap-g.xml", "/sitemap-.xml", "/sitemap-A.xml", "/sitemap-1.xml/x"])
def test_no_such_part(small_site: SmallSite, client: Client, path: str) -> None:
    assert client.get(path, follow=True).status_code == 404


def test_queries_do_not_grow(small_site: SmallSite, client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(client)
        return len(queries)

    BlogPageFactory(parent=small_site.blog)
    with_few = count()
    for post in BlogPageFactory.create_batch(20, parent=small_site.blog):
        translate(post, "zh-hans")
    assert count() == with_few <= 10


def test_only_reading(small_site: SmallSite, client: Client) -> None:
    assert client.head("/sitemap.xml").status_code == 200
    assert Client(enforce_csrf_checks=True).post("/sitemap.xml").status_code == 405


def test_a_server_without_a_site(db, client: Client) -> None:
    Site.objects.all().delete()
    assert client.get("/sitemap.xml").status_code == 404


def test_every_address_of_the_demo_site_is_found(demo_site, client: Client, api) -> None:
    found = urls(read(client))
    assert len(found) > 250
    for address in list(found)[::25]:
        api("pages", "find", html_path=address)
    pages = api("pages", limit=100, fields="_,html_url,alias_of")["items"]
    assert {page["meta"]["html_url"] for page in pages if not page["meta"]["alias_of"]} <= found.keys()


@pytest.mark.parametrize("part", ["sitemap.xml", "sitemap-a.xml"])
def test_the_api_gives_it_too(small_site: SmallSite, client: Client, part: str) -> None:
    for number in range(10):
        BlogPageFactory(parent=small_site.blog, slug=f"post-{number}", translation_key=uuid.UUID(f"{number:x}{9:031}"))
    BlogPageFactory(parent=small_site.blog, slug="post-a", translation_key=uuid.UUID(f"a{9:031}"))
    found = urls(read(client, f"/api/v2/{part}"))
    assert "http://localhost/blog/post-a/" in found
    assert found == urls(read(client, f"/{part}"))


def test_the_api_gives_that_of_any_site(small_site: SmallSite, client: Client) -> None:
    elsewhere = HomePageFactory(parent=Page.get_first_root_node(), slug="elsewhere", locale=locale())
    Site.objects.create(hostname="other.example", root_page=elsewhere)
    assert list(urls(read(client, "/api/v2/sitemap.xml?site=other.example"))) == ["http://other.example/"]
    for query, status in (("site=nowhere.example", 404), ("sites=x", 400), ("site=%00", 400)):
        response = client.get(f"/api/v2/sitemap.xml?{query}")
        assert response.status_code == status
        assert contract().errors("/api/v2/sitemap.xml", status, response.json()) == []
        assert response.json()["field"] in {"site", "sites"}


def test_it_is_part_of_the_contract(small_site: SmallSite, client: Client) -> None:
    for path in ("sitemap.xml", "sitemap-a.xml"):
        assert contract().schema(f"/api/v2/{path}", 200, media_type="application/xml") == {"type": "string"}
    response = client.get("/api/v2/sitemap-xyz.xml")
    assert response.status_code == 404
    assert (response.json()["code"], response.json()["field"]) == ("not_found", "digits")


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-a.xml", "/api/v2/sitemap.xml"])
def test_how_often_it_may_be_asked_for(small_site: SmallSite, client: Client, settings: Any, path: str) -> None:
    settings.API_RATE_LIMIT = (2, 3600)
    first = client.get(path)
    assert first.status_code == 200
    assert first.headers["RateLimit-Policy"] == '"default";q=2;w=3600'
    client.get("/api/v2/")  # which is counted with it
    refused = client.get(path)
    assert refused.status_code == 429
    assert refused.json()["code"] == "throttled"
    assert int(refused.headers["Retry-After"]) > 0
