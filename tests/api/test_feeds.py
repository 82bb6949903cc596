"""RSS, Atom and JSON Feed, as a feed reader sees them."""

import datetime
import json
import re
from collections.abc import Callable
from typing import Any

import feedparser
import pytest
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, PageViewRestriction

from blog.models import BlogPage, Byline
from itp_cms.api.endpoints.feeds.html import BLOCKS
from itp_cms.core.blocks import BodyBlock
from tests.api.contract import Contract
from tests.api.feed_rules import CHECKS
from tests.api.test_queries import count, rich_post  # noqa: F401  a fixture
from tests.api.test_references import body
from tests.factories.blog import BlogPageFactory, NewsletterIndexPageFactory, NewsletterPageFactory
from tests.factories.core import DocumentFactory, ImageFactory, PersonFactory, SiteContentFactory, locale
from tests.small_site import SmallSite, translate

LANGUAGES = ("en", "zh-hans", "zh-hant", "ar")
KINDS = ("posts", "newsletters", "projects")
FORMATS = ("rss", "atom", "json")
MEDIA_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}

Feed = Callable[..., bytes]


@pytest.fixture
def feed(client: Client) -> Feed:
    """`feed("en", "posts", "rss")` is the body, which keeps all rules of its format."""

    def get(language: str, kind: str, extension: str, **headers: str) -> bytes:
        path = f"/api/v2/feeds/{language}/{kind}.{extension}"
        response = client.get(path, headers=headers)
        assert response.status_code == 200, response.content[:500]
        assert response.headers["Content-Type"].split(";")[0] == MEDIA_TYPES[extension]
        CHECKS[extension](response.content, f"http://testserver{path}")
        return response.content

    return get


def items(feed: Feed, language: str = "en", kind: str = "posts") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(feed(language, kind, "json"))["items"]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_feed_of_the_demo_site_keeps_the_rules(demo_site, feed: Feed, language: str) -> None:
    for kind in KINDS:
        rss, atom = (feedparser.parse(feed(language, kind, extension)) for extension in ("rss", "atom"))
        entries = items(feed, language, kind)
        for parsed in (rss, atom):
            assert not parsed.bozo, parsed.get("bozo_exception")
            assert [entry.id for entry in parsed.entries] == [entry["id"] for entry in entries]
            assert [entry.title for entry in parsed.entries] == [entry["title"] for entry in entries]
        assert (rss.version, atom.version) == ("rss20", "atom10")


def test_the_demo_sites_feeds_have_something_to_tell(demo_site, feed: Feed) -> None:
    posts = items(feed, "en", "posts")
    assert len(posts) == 30
    assert all(post["authors"] and post["content_html"] for post in posts)
    assert any(post.get("image") for post in posts)
    dates = [post["date_published"] for post in posts]
    assert dates == sorted(dates, reverse=True)
    assert len(items(feed, "zh-hans", "posts")) >= 10
    newsletters = items(feed, "en", "newsletters")
    assert any(issue.get("attachments") for issue in newsletters)
    assert items(feed, "en", "projects")


def test_what_a_reader_sees_of_a_post(small_site: SmallSite, feed: Feed) -> None:
    SiteContentFactory(name="A network & more", tagline="Of <museums>")
    post = BlogPageFactory(
        parent=small_site.blog,
        title="Loans & <trust>",
        slug="loans",
        introduction="One & all.\n\nTwo < three.",
        teaser_text="Short & <b>sweet</b>",
        teaser_image=ImageFactory(),
        date=datetime.date(2018, 7, 1),
        first_published_at=datetime.datetime(2018, 7, 1, 15, 30, tzinfo=datetime.UTC),
        last_published_at=datetime.datetime(2018, 7, 3, 9, 0, tzinfo=datetime.UTC),
    )
    post.tags.add("loans", "R&D")
    post.save()
    Byline.objects.create(page=post, person=PersonFactory(name="Nour"), locale=post.locale)
    Byline.objects.create(page=post, name="Sami & Co", locale=post.locale)
    body(post, ("text", f'<p>See <a linktype="page" id="{small_site.blog.pk}">the blog</a></p>'))

    for extension in ("rss", "atom"):
        parsed = feedparser.parse(feed("en", "posts", extension))
        assert parsed.feed.title == "A network & more: Posts"
        assert parsed.feed.link == "http://localhost/"
        (entry,) = parsed.entries
        assert entry.title == "Loans & <trust>"
        assert entry.link == "http://localhost/blog/loans/"
        assert BlogPage.objects.get().translation_key.hex not in entry.id
        assert [author.name for author in entry.authors] == ["Nour", "Sami & Co"]
        assert sorted(tag.term for tag in entry.tags) == ["R&D", "loans"]
        assert entry.published_parsed[:5] == (2018, 7, 1, 15, 30)
        assert "Short &amp; &lt;b&gt;sweet&lt;/b&gt;" in entry.summary
        text = entry.content[0]["value"]
        assert "<p>One &amp; all.</p>" in text
        assert '<a href="http://localhost/blog/">the blog</a>' in text
        assert entry.media_thumbnail[0]["url"].startswith("http://testserver/media/")
    (item,) = items(feed)
    assert item["title"] == "Loans & <trust>"
    assert item["summary"] == "Short & <b>sweet</b>"
    assert item["date_modified"] == "2018-07-03T09:00:00+00:00"
    assert item["authors"] == [{"name": "Nour"}, {"name": "Sami & Co"}]
    assert item["image"].startswith("http://testserver/media/")


def test_a_date_that_is_not_the_day_of_publication_wins(small_site: SmallSite, feed: Feed) -> None:
    imported = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    BlogPageFactory(
        parent=small_site.blog, date=datetime.date(2009, 6, 15), first_published_at=imported, last_published_at=imported
    )
    (item,) = items(feed)
    assert item["date_published"] == "2009-06-15T00:00:00+00:00"
    assert item["date_modified"] == "2026-01-01T00:00:00+00:00"


def test_the_id_outlasts_the_slug_and_differs_by_language(small_site: SmallSite, feed: Feed) -> None:
    post = BlogPageFactory(parent=small_site.blog, slug="before")
    translate(post, "zh-hans", slug="译文")
    (before,), (chinese,) = items(feed), items(feed, "zh-hans")
    post.slug = "after"
    post.save()
    (after,) = items(feed)
    assert before["id"] == after["id"] != chinese["id"]
    assert before["url"] != after["url"]


def test_the_newest_come_first_and_only_so_many(small_site: SmallSite, feed: Feed, settings) -> None:
    settings.FEED_LENGTH = 3
    for day in (2, 5, 1, 4, 3):
        BlogPageFactory(parent=small_site.blog, title=str(day), date=datetime.date(2018, 7, day))
    assert [item["title"] for item in items(feed)] == ["5", "4", "3"]


def test_a_newsletter_brings_its_file(small_site: SmallSite, feed: Feed) -> None:
    index = NewsletterIndexPageFactory(parent=small_site.home)
    issue = NewsletterPageFactory(
        parent=index, pdf=DocumentFactory(title="Issue 3", file__data=b"%PDF-1.7"), cover=ImageFactory()
    )
    size = issue.pdf.file.size
    (item,) = items(feed, kind="newsletters")
    assert item["attachments"] == [
        {
            "url": f"http://testserver{issue.pdf.url}",
            "mime_type": issue.pdf.content_type,
            "title": "Issue 3",
            "size_in_bytes": size,
        }
    ]
    for extension in ("rss", "atom"):
        (entry,) = feedparser.parse(feed("en", "newsletters", extension)).entries
        (enclosure,) = entry.enclosures
        assert (int(enclosure.length), enclosure.type) == (size, issue.pdf.content_type)
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    type(issue.pdf).objects.update(collection=collection)
    (item,) = items(feed, kind="newsletters")
    assert "attachments" not in item
    assert "Issue 3" not in json.dumps(item)


def test_nothing_private_is_told(small_site: SmallSite, feed: Feed, client: Client) -> None:
    private = BlogPageFactory(parent=small_site.blog, title="Sesame private", slug="sesame-private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    BlogPageFactory(parent=small_site.blog, title="Sesame draft", live=False)
    BlogPageFactory(
        parent=small_site.blog, title="Sesame expired", expire_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    )
    hidden = Collection.get_first_root_node().add_child(name="Hidden")
    CollectionViewRestriction.objects.create(collection=hidden, restriction_type="login")
    document = DocumentFactory(title="Sesame document", collection=hidden)
    image = ImageFactory(title="Sesame image", collection=hidden)
    person = PersonFactory(name="Sesame person", live=False)
    post = BlogPageFactory(parent=small_site.blog, title="Told", teaser_image=image)
    Byline.objects.create(page=post, person=person, locale=post.locale)
    picture = {"image": {"image": image.pk, "alt_text": "", "decorative": False}, "caption": "", "credit": ""}
    body(
        post,
        ("text", f'<p><a linktype="page" id="{private.pk}">one</a></p>'),
        ("text", f'<p><a linktype="document" id="{document.pk}">two</a></p>'),
        ("image", picture),
        ("gallery", {"title": "", "images": [{"type": "item", "value": picture, "id": "a"}]}),
        ("document", {"document": document.pk, "label": ""}),
        ("people", {"title": "", "people": [{"type": "item", "value": person.pk, "id": "b"}]}),
        ("related_pages", {"title": "", "pages": [{"type": "item", "value": private.pk, "id": "c"}]}),
        ("quote", {"text": "Words", "person": person.pk, "attribution": ""}),
    )
    for extension in FORMATS:
        told = feed("en", "posts", extension).decode()
        assert "Told" in told
        assert "sesame" not in told.lower()
    assert items(feed)[0]["title"] == "Told"
    assert len(items(feed)) == 1


def test_an_alias_is_no_news(small_site: SmallSite, feed: Feed) -> None:
    post = BlogPageFactory(parent=small_site.blog, title="Once")
    post.create_alias(parent=small_site.blog, update_slug="again")
    post.create_alias(parent=small_site.blog_zh, update_locale=locale("zh-hans"), reset_translation_key=False)
    assert [item["title"] for item in items(feed)] == ["Once"]
    assert items(feed, "zh-hans") == []


def test_characters_that_xml_has_no_room_for(small_site: SmallSite, feed: Feed) -> None:
    bad = "\x0b\x08\x1f\ufffe"
    SiteContentFactory(name=f"Net{bad}work", tagline=bad)
    post = BlogPageFactory(parent=small_site.blog, title=f"A{bad}B", introduction=f"C{bad}D", teaser_text=f"E{bad}F")
    Byline.objects.create(page=post, name=f"G{bad}H", locale=post.locale)
    body(post, ("text", f"<p>I{bad}J 😀 漢</p>"))
    for extension in ("rss", "atom"):
        parsed = feedparser.parse(feed("en", "posts", extension))
        assert not parsed.bozo
        assert parsed.feed.title.startswith("Network")
        assert parsed.entries[0].title == "AB"
        assert "IJ 😀 漢" in parsed.entries[0].content[0]["value"]
        assert parsed.entries[0].author == "GH"
    assert items(feed)[0]["summary"] == "EF"


def test_relative_addresses_are_made_whole(small_site: SmallSite, feed: Feed) -> None:
    post = BlogPageFactory(parent=small_site.blog, slug="post")
    links = [
        "/about/",
        "#notes",
        "next/",
        "//example.org/x",
        "https://example.org/y",
        "mailto:a@example.org",
    ]
    body(post, ("text", "<p>" + " ".join(f'<a href="{link}">x</a>' for link in links) + "</p>"))
    html = items(feed)[0]["content_html"]
    assert re.findall('href="([^"]*)"', html) == [
        "http://localhost/about/",
        "http://localhost/blog/post/#notes",
        "http://localhost/blog/post/next/",
        "http://example.org/x",
        "https://example.org/y",
        "mailto:a@example.org",
    ]


def test_entries_are_html_whatever_is_usual_elsewhere(small_site: SmallSite, feed: Feed, settings) -> None:
    settings.WAGTAILAPI_RICH_TEXT_FORMAT = "db_html"
    post = BlogPageFactory(parent=small_site.blog)
    body(post, ("text", f'<p><a linktype="page" id="{small_site.blog.pk}">blog</a></p>'))
    (item,) = items(feed)
    assert '<a href="http://localhost/blog/">blog</a>' in item["content_html"]


def test_right_to_left(small_site: SmallSite, feed: Feed) -> None:
    home = translate(small_site.home, "ar", slug="home-ar")
    blog = translate(small_site.blog, "ar", slug="مدونة")
    assert home.pk
    BlogPageFactory(parent=blog, introduction="مرحبا", slug="تدوينة")
    (item,) = items(feed, "ar")
    assert item["content_html"] == '<div lang="ar" dir="rtl"><p>مرحبا</p></div>'
    assert item["url"].isascii()
    assert feedparser.parse(feed("ar", "posts", "atom")).feed.link == "http://localhost/ar/"
    assert '<div lang="zh-Hans" dir="ltr">' not in item["content_html"]


def test_names_of_the_site_in_another_language(small_site: SmallSite, feed: Feed) -> None:
    title = "Sites without a name are called by their host"
    assert json.loads(feed("en", "posts", "json"))["title"] == "localhost: Posts", title
    content = SiteContentFactory(name="Network", tagline="Since 2006")
    assert json.loads(feed("ar", "posts", "json"))["title"].startswith("Network: ")
    translate(content, "zh-hans", name="网络", tagline="自2006年")
    chinese = json.loads(feed("zh-hans", "posts", "json"))
    assert (chinese["title"], chinese["description"]) == ("网络: 博文", "自2006年")
    assert chinese["language"] == "zh-Hans"
    assert chinese["home_page_url"] == "http://localhost/zh-hans/"


def test_an_empty_feed_is_the_same_each_time(small_site: SmallSite, feed: Feed) -> None:
    for extension in FORMATS:
        assert feed("zh-hant", "projects", extension) == feed("zh-hant", "projects", extension)
    assert items(feed, "zh-hant", "projects") == []


def test_an_empty_feed_says_nothing_untrue_of_when_it_changed(small_site: SmallSite, feed: Feed) -> None:
    began = datetime.datetime(2016, 7, 1, 12, tzinfo=datetime.UTC)
    Page.objects.filter(pk=small_site.home.pk).update(first_published_at=began)
    assert b"lastBuildDate" not in feed("zh-hant", "projects", "rss")
    atom = feed("zh-hant", "projects", "atom").decode()
    assert re.findall("<updated>(.*?)</updated>", atom) == ["2016-07-01T12:00:00+00:00"]


def test_a_reader_that_has_it_already_is_told_so(small_site: SmallSite, client: Client, settings) -> None:
    settings.API_CACHE = True
    moment = datetime.datetime(2018, 7, 3, 9, 0, tzinfo=datetime.UTC)
    post = BlogPageFactory(parent=small_site.blog, first_published_at=moment, last_published_at=moment)
    path = "/api/v2/feeds/en/posts.rss"
    etag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    post.save_revision().publish()
    assert client.get(path, headers={"if-none-match": etag}).status_code == 200
    withdrawn = BlogPageFactory(parent=small_site.blog, first_published_at=moment, last_published_at=moment)
    etag = client.get(path).headers["ETag"]
    withdrawn.unpublish()
    assert client.get(path, headers={"if-none-match": etag}).status_code == 200
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")


def test_readers_ask_for_their_own_media_type(small_site: SmallSite, feed: Feed) -> None:
    feed("en", "posts", "rss", accept="application/rss+xml")
    feed("en", "posts", "atom", accept="application/atom+xml;q=1, text/xml;q=0.5")


@pytest.mark.parametrize(
    "path",
    ["xx/posts.rss", "en/sesame.rss", "en/posts.exe", "en/posts", "en/posts.rss/more", "EN/posts.rss", "en/%00.rss"],
)
def test_no_such_feed(small_site: SmallSite, client: Client, path: str) -> None:
    response = client.get(f"/api/v2/feeds/{path}")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


def test_unknown_parameters_are_refused(small_site: SmallSite, client: Client) -> None:
    for path in ("/api/v2/feeds/en/posts.rss?locale=ar", "/api/v2/feeds/?limit=1", "/api/v2/feeds/en/posts.rss?%00=1"):
        response = client.get(path)
        assert response.status_code == 400, path
        assert "message" in response.json()


def test_where_feeds_are(small_site: SmallSite, api, client: Client) -> None:
    everything = api("feeds")
    assert everything["meta"]["total_count"] == len(everything["items"]) == len(LANGUAGES) * len(KINDS)
    assert {item["kind"] for item in everything["items"]} == set(KINDS)
    chinese = api("feeds", locale="zh-hans")["items"]
    assert {item["title"] for item in chinese} >= {"博文"}
    for item in chinese:
        for extension in FORMATS:
            assert client.get(item[extension]).status_code == 200
    assert api("settings", locale="zh-hans")["feeds"] == chinese


def test_answers_are_as_declared(demo_site, client: Client) -> None:
    contract = Contract(client.get("/api/v2/openapi.json").json())
    for address in ("/api/v2/feeds/", "/api/v2/settings/?locale=ar"):
        assert contract.errors(address, 200, client.get(address).json()) == []
    for kind in KINDS:
        address = f"/api/v2/feeds/en/{kind}.json"
        assert contract.errors(address, 200, client.get(address).json(), media_type=MEDIA_TYPES["json"]) == []


def test_every_block_of_a_body_can_be_told() -> None:
    assert set(BodyBlock().child_blocks) <= set(BLOCKS)


@pytest.mark.parametrize("extension", FORMATS)
def test_queries_do_not_grow(small_site: SmallSite, count, extension: str) -> None:  # noqa: F811
    for number in range(2):
        rich_post(small_site, number)
    with_two = count(f"/api/v2/feeds/en/posts.{extension}")
    for number in range(2, 20):
        rich_post(small_site, number)
    assert count(f"/api/v2/feeds/en/posts.{extension}") == with_two


def test_a_language_that_is_taken_away_has_no_feeds(small_site: SmallSite, client: Client) -> None:
    Locale.objects.filter(language_code="ar").delete()
    assert client.get("/api/v2/feeds/ar/posts.rss").status_code == 404
