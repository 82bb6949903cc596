"""Old addresses that lead to a typed address: it may be that of a page which is not public."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from itp_cms.core.models import SiteSettings
from tests.factories.blog import BlogIndexPageFactory, BlogPageFactory
from tests.factories.core import DocumentFactory, ImageFactory, root_page
from tests.factories.home import HomePageFactory
from tests.small_site import SmallSite

EVERY_FORM = (
    "/blog/secret/",
    "/blog/secret",
    "/blog/secret/?from=mail#top",
    "/blog/secret/print/",
    "http://localhost/blog/secret/",
    "https://www.localhost:8443/blog/secret/",
)
"""In which an editor may type where the page is, or what is below it."""


@pytest.fixture
def secret(small_site: SmallSite) -> Page:
    return BlogPageFactory(parent=small_site.blog, slug="secret")


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def locations(api, **parameters: str) -> list[str]:
    return [item["location"] for item in api("redirects", limit=100, **parameters)["items"]]


@pytest.mark.parametrize("link", EVERY_FORM)
def test_a_link_to_what_is_hidden_is_not_given(secret: Page, link: str, api, client: Client) -> None:
    old = Redirect.add_redirect("/old/", redirect_to=link)
    assert locations(api) == [link]
    assert client.get("/old/").headers["Location"] == link

    restrict(secret)
    assert locations(api) == []
    api("redirects", old.pk, status=404)
    api("redirects", "find", html_path="/old/", status=404)
    api("redirects", "find", id=old.pk, status=404)
    api("pages", "find", html_path="/old/", status=404)
    assert client.get("/old/").status_code == 404

    PageViewRestriction.objects.all().delete()
    secret.unpublish()
    assert locations(api) == []
    assert client.get("/old/").status_code == 404


def test_links_elsewhere_are_given_as_they_are(small_site: SmallSite, secret: Page, api, client: Client) -> None:
    restrict(secret)
    elsewhere = [
        "/blog/",
        "/apply/",
        "/secret/",
        "https://example.org/blog/secret/",
        "http://localhost/blog/?secret",
        "http://[",
    ]
    for number, link in enumerate(elsewhere):
        Redirect.add_redirect(f"/old-{number}/", redirect_to=link)
    assert locations(api) == elsewhere
    assert [client.get(f"/old-{number}/").headers["Location"] for number in range(5)] == elsewhere[:5]


def test_a_public_page_below_a_draft_is_led_to(small_site: SmallSite, secret: Page, api) -> None:
    BlogPageFactory(parent=secret, slug="shown")
    secret.unpublish()
    Redirect.add_redirect("/old/", redirect_to="/blog/secret/shown/")
    assert locations(api) == ["/blog/secret/shown/"]


def test_links_in_every_language_and_below_the_front_end(small_site: SmallSite, api, client: Client) -> None:
    SiteSettings.objects.create(site=small_site.site, front_end_url="https://www.example.org/itp")
    hidden = BlogPageFactory(parent=small_site.blog_zh, slug="秘密", locale=small_site.blog_zh.locale, live=False)
    for number, link in enumerate(
        [
            "https://www.example.org/itp/zh-hans/博客/秘密/",
            "https://example.org/itp/zh-hans/%E5%8D%9A%E5%AE%A2/%E7%A7%98%E5%AF%86",
            "/zh-hans/博客/秘密/",
            "http://localhost/zh-hans/博客/秘密/",
        ]
    ):
        Redirect.add_redirect(f"/old-{number}/", redirect_to=link)
    assert locations(api) == []
    assert client.get("/old-0/").status_code == 404
    hidden.save_revision().publish()
    assert len(locations(api)) == 4


def test_a_link_to_what_another_site_hides(small_site: SmallSite, secret: Page, api) -> None:
    other = Site.objects.create(hostname="other.example", root_page=HomePageFactory(parent=root_page(), slug="other"))
    hidden = BlogPageFactory(parent=other.root_page, slug="hidden", live=False)
    restrict(secret)
    Redirect.add_redirect("/old/", redirect_to="http://other.example/hidden/")
    Redirect.add_redirect("/older/", redirect_to="http://localhost/blog/secret/")
    assert locations(api) == locations(api, site="other.example") == []
    hidden.save_revision().publish()
    assert locations(api) == locations(api, site="other.example") == ["http://other.example/hidden/"]


def test_the_next_redirect_of_an_address_stands_in(small_site: SmallSite, secret: Page, api) -> None:
    Redirect.add_redirect("/old/", redirect_to="/blog/secret/", site=small_site.site)
    Redirect.add_redirect("/old/", redirect_to="/blog/")
    restrict(secret)
    assert api("redirects", "find", html_path="/old/")["location"] == "/blog/"
    assert api("pages", "find", html_path="/old/")["id"] == small_site.blog.pk


def test_as_many_queries_for_many_links(small_site: SmallSite, secret: Page, client: Client) -> None:
    restrict(secret)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/api/v2/redirects/", {"limit": 100}).status_code == 200
        return len(captured)

    Redirect.add_redirect("/0/", redirect_to="/blog/secret/")
    Redirect.add_redirect("/1/", redirect_to="/blog/")
    few = queries()
    for number in range(2, 42):
        page = BlogPageFactory(parent=small_site.blog, slug=f"post-{number}", live=bool(number % 2))
        Redirect.add_redirect(f"/{number}/", redirect_to=f"/blog/{page.slug}/")
    assert queries() == few


FORMS_OF_FILES = (
    "{}",
    "{}?from=mail",
    "/.{}",
    "/x/..{}",
    "http://localhost{}",
    "//localhost:8000{}#page=2",
    "http://reader@localhost{}",
    "http://localhost/{}",
    "http:///localhost{}",
    "http:\\\\localhost{}",
)


@pytest.mark.parametrize("form", FORMS_OF_FILES)
@pytest.mark.parametrize("kind", ["document", "file", "image", "rendition"])
def test_a_link_to_a_file_that_is_hidden_is_not_given(small_site: SmallSite, kind: str, form: str, api, client: Client):
    if kind in {"document", "file"}:
        thing: Any = DocumentFactory(title="Minutes")
        address = thing.url if kind == "document" else thing.file.url
    else:
        thing = ImageFactory()
        address = thing.file.url if kind == "image" else thing.get_rendition("width-20").file.url
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    link = form.format(address)
    old = Redirect.add_redirect("/old/", redirect_to=link)
    bare = Redirect.add_redirect("/bare/", redirect_to=address.removeprefix("/"))
    assert sorted(locations(api)) == sorted([link, bare.redirect_link])
    start = api("changes", limit=1)["meta"]["next"]

    thing.collection = private
    thing.save()
    assert locations(api) == []
    api("redirects", old.pk, status=404)
    api("redirects", "find", html_path="/old/", status=404)
    assert client.get("/old/").status_code == 404
    told = api("changes", since=start)["items"]
    assert [(one["id"], one["kind"]) for one in told if one["endpoint"] == "redirects"] == [
        (old.pk, "removed"),
        (bare.pk, "removed"),
    ]

    thing.collection = Collection.get_first_root_node()
    thing.save()
    assert sorted(locations(api)) == sorted([link, bare.redirect_link])


def test_a_public_page_at_an_address_like_a_file_s_is_led_to(small_site: SmallSite, api) -> None:
    document = DocumentFactory()
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    document.collection = private
    document.save()
    section = BlogIndexPageFactory(parent=small_site.home, slug="documents")
    BlogPageFactory(parent=section, slug=str(document.pk))
    Redirect.add_redirect("/old/", redirect_to=f"/documents/{document.pk}/")
    Redirect.add_redirect("/older/", redirect_to=f"/documents/{document.pk}/minutes.pdf")
    assert locations(api) == [f"/documents/{document.pk}/"]


def test_links_to_files_elsewhere_are_given_as_they_are(small_site: SmallSite, api) -> None:
    links = ["https://example.org/documents/77/minutes.pdf", "https://example.org/media/minutes.pdf", "http://[broken/"]
    for link in links:
        Redirect.add_redirect(f"/old/{len(link)}/", redirect_to=link)
    assert sorted(locations(api)) == sorted(links)


@pytest.mark.parametrize("path", ["/documents/" + "9" * 30 + "/a.pdf", "/documents/0/a.pdf", "/media/a%00b", "/media/"])
def test_links_to_files_that_no_database_can_have(small_site: SmallSite, path: str, api) -> None:
    Redirect.add_redirect("/old/", redirect_to=path)
    api("redirects")
