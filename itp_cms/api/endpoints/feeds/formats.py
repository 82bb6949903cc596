"""RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.

The first two are Django's, with what a reader of today expects besides: the whole text, several authors, a picture.
"""

import datetime
import json
from typing import Any, Literal, NotRequired, TypedDict

from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.timezone import localtime

from itp_cms.api.endpoints.feeds.entries import LONG_AGO, Entry
from itp_cms.core.representation.schema import Count, Uri


class FeedAuthor(TypedDict):
    """Who wrote it."""

    name: str


class FeedAttachment(TypedDict):
    """A file that belongs to an entry."""

    url: Uri
    mime_type: str
    title: str
    size_in_bytes: Count


class JSONFeedItem(TypedDict):
    """An entry of a JSON Feed."""

    id: str
    url: Uri
    title: str
    content_html: str
    date_modified: datetime.datetime
    summary: NotRequired[str]
    image: NotRequired[Uri]
    date_published: NotRequired[datetime.datetime]
    authors: NotRequired[list[FeedAuthor]]
    tags: NotRequired[list[str]]
    attachments: NotRequired[list[FeedAttachment]]


class JSONFeedDocument(TypedDict):
    """A JSON Feed, as jsonfeed.org describes version 1.1."""

    version: Literal["https://jsonfeed.org/version/1.1"]
    title: str
    home_page_url: Uri
    feed_url: Uri
    description: str
    language: str
    authors: list[FeedAuthor]
    items: list[JSONFeedItem]


class Undated:
    """Writes XML without the element that says when a feed last changed."""

    def __init__(self, handler: Any) -> None:
        self.handler = handler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.handler, name)

    def addQuickElement(self, name: str, *content: Any) -> None:  # noqa: N802  Django's name
        if name != "lastBuildDate":
            self.handler.addQuickElement(name, *content)


class RSS(Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def latest_post_date(self) -> datetime.datetime:
        return _latest(self)

    def add_root_elements(self, handler: Any) -> None:
        written: Any = handler if self.items else Undated(handler)
        super().add_root_elements(written)

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        for author in entry.authors:
            handler.addQuickElement("dc:creator", author)
        if entry.content:
            handler.addQuickElement("content:encoded", entry.content)
        _add_picture(handler, entry)


class Atom(Atom1Feed):
    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:media": "http://search.yahoo.com/mrss/"}

    def latest_post_date(self) -> datetime.datetime:
        return _latest(self)

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        for author in entry.authors:
            handler.startElement("author", {})
            handler.addQuickElement("name", author)
            handler.endElement("author")
        if entry.content:
            handler.addQuickElement("content", entry.content, {"type": "html"})
        _add_picture(handler, entry)


class JSONFeed(SyndicationFeed):
    content_type = "application/feed+json; charset=utf-8"

    def latest_post_date(self) -> datetime.datetime:
        return _latest(self)

    def write(self, outfile: Any, encoding: str) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"]}],
            "items": [_json_item(item["entry"]) for item in self.items],
        }
        outfile.write(json.dumps(feed, ensure_ascii=False))


FORMATS: dict[str, type[RSS] | type[Atom] | type[JSONFeed]] = {"rss": RSS, "atom": Atom, "json": JSONFeed}
"""By the ending of an address."""


def add_entry(feed: SyndicationFeed, entry: Entry) -> None:
    enclosure = entry.enclosure
    files = [Enclosure(enclosure.url, str(enclosure.size), enclosure.media_type)] if enclosure else []
    feed.add_item(
        title=entry.title,
        link=entry.url,
        description=escape(entry.summary),  # which both formats read as HTML
        pubdate=entry.published,
        updateddate=entry.updated,
        unique_id=entry.id,
        unique_id_is_permalink=False,
        categories=entry.tags,
        enclosures=files,
        entry=entry,
    )


def _latest(feed: Any) -> datetime.datetime:
    """When anything of the feed was last changed: always the same for the same entries. Of none, which Atom has to
    date as well, since when there has been a site.
    """
    return max((item["entry"].updated for item in feed.items), default=feed.feed["began"] or LONG_AGO)


def _add_picture(handler: Any, entry: Entry) -> None:
    if picture := entry.picture:
        attributes = {"url": picture.url, "width": str(picture.width), "height": str(picture.height)}
        handler.addQuickElement("media:thumbnail", None, attributes)


def _json_item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "image": entry.picture.url if entry.picture else None,
        "date_published": localtime(entry.published).isoformat() if entry.published else None,
        "authors": [{"name": author} for author in entry.authors],
        "tags": entry.tags,
    }
    given = {key: value for key, value in item.items() if value}
    # A text is required, and may be empty.
    given |= {"content_html": entry.content, "date_modified": localtime(entry.updated).isoformat()}
    if enclosure := entry.enclosure:
        attachment = {"url": enclosure.url, "mime_type": enclosure.media_type, "title": enclosure.title}
        given["attachments"] = [{**attachment, "size_in_bytes": enclosure.size}]
    return given
