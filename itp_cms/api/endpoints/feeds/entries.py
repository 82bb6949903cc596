"""What a feed tells of: its entries, whatever the format."""

import datetime
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page, get_page_models

from itp_cms.api.endpoints.feeds.html import best_picture, page_html
from itp_cms.core.feeds import Feed
from itp_cms.core.representation.context import Context
from itp_cms.core.representation.pages import public_pages, represent_pages
from itp_cms.core.representation.selection import Config
from itp_cms.core.representation.shapes import Shape, selection_for

# When something was that nobody knows the time of.
LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SHOWN = ("id", "title", "html_url", "tags")
_COLUMNS = ("path", "url_path", "content_type_id", "locale_id", "translation_key")
_MOMENTS = ("first_published_at", "last_published_at", "latest_revision_created_at")


@dataclass(frozen=True)
class Enclosure:
    """A file to download; `size` in bytes."""

    url: str
    title: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Picture:
    """Width and height are in pixels."""

    url: str
    width: int
    height: int
    media_type: str
    alt: str


@dataclass(frozen=True)
class Entry:
    """One page. Its texts hold no character that XML has no room for, its addresses are whole."""

    id: str
    """Stays the same when the page is renamed or moved."""
    title: str
    url: str
    published: datetime.datetime | None
    updated: datetime.datetime
    summary: str
    content: str
    """HTML."""
    authors: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    picture: Picture | None = None
    enclosure: Enclosure | None = None


@cache
def feed_models() -> dict[str, type[Page]]:
    """The page type that each kind of feed tells of."""
    feeds = {model: getattr(model, "feed", None) for model in get_page_models()}
    return {feed.kind: model for model, feed in feeds.items() if feed is not None}


def newest_entries(context: Context, kind: str, language: str) -> list[Entry]:
    """The newest pages of a kind in a language. Those that only mirror another page are left out."""
    model = feed_models()[kind]
    feed: Feed = model.feed
    locale = next(pk for pk, code in context.locales.items() if code == language)
    pages = list(
        public_pages(context, model)
        .filter(locale=locale, alias_of=None)
        .only(*_COLUMNS, *_MOMENTS, feed.dated_by)
        .order_by(F(feed.dated_by).desc(nulls_last=True), "-first_published_at", "-pk")[: settings.FEED_LENGTH]
    )
    selection = _config(feed)
    scope = context.scope(language)

    def select(shape: Shape) -> Any:
        return selection_for(shape, frozenset(), selection)

    shown = context.finish(represent_pages(pages, select, lambda page: scope))
    return [_entry(page, data, feed, language) for page, data in zip(pages, shown, strict=True)]


def stable_id(key: uuid.UUID, *names: str) -> str:
    """A URN that depends on nothing an editor changes."""
    return uuid.uuid5(key, "/".join(names)).urn


def printable(text: Any) -> str:
    """The text without what XML has no room for: control characters, lone surrogates."""
    return _NOT_IN_XML.sub("", str(text))


def _config(feed: Feed) -> Config:
    names = {*_SHOWN, *feed.content, *feed.summary, *feed.image}
    names |= {name for name in (feed.authors, feed.enclosure) if name}
    return (("_", False, None), *((name, False, None) for name in sorted(names)))


def _entry(page: Page, data: Mapping[str, Any], feed: Feed, language: str) -> Entry:
    published = _moment(getattr(page, feed.dated_by), page.first_published_at)
    summary = next((data[name] for name in feed.summary if data.get(name)), "")
    return Entry(
        id=stable_id(page.translation_key, language),
        title=printable(data["title"]),
        url=data["meta"]["html_url"],
        published=published,
        updated=page.last_published_at or published or page.latest_revision_created_at or LONG_AGO,
        summary=printable(summary),
        content=printable(page_html(data, type(page), feed.content, language)),
        authors=[printable(name) for name in _names(data[feed.authors])] if feed.authors else [],
        tags=[printable(tag) for tag in data["tags"]],
        picture=_picture(next((data[name] for name in feed.image if data.get(name)), None)),
        enclosure=_enclosure(data[feed.enclosure]) if feed.enclosure else None,
    )


def _moment(date: datetime.date | None, published: datetime.datetime | None) -> datetime.datetime | None:
    """When an entry is from: the moment it was published, if that was on its day, else the day's beginning."""
    if date is None or isinstance(date, datetime.datetime):
        return date
    if published and timezone.localdate(published) == date:
        return published
    return timezone.make_aware(datetime.datetime.combine(date, datetime.time()))


def _names(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        if name := (row.get("person") or row).get("name"):
            yield name


def _picture(image: Mapping[str, Any] | None) -> Picture | None:
    rendition = best_picture(image)
    if image is None or rendition is None:
        return None
    media_type = f"image/{rendition['format']}"
    return Picture(rendition["url"], rendition["width"], rendition["height"], media_type, printable(image["alt"]))


def _enclosure(document: Mapping[str, Any] | None) -> Enclosure | None:
    if not document:
        return None
    return Enclosure(document["url"], printable(document["title"]), document["content_type"], document["bytes"] or 0)
