"""The rules that the W3C's feed validator and the specifications hold a feed to; each test of a feed asks them all.

RSS 2.0 with the RSS Advisory Board's profile, Atom (RFC 4287), JSON Feed 1.1.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from bs4 import BeautifulSoup

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
MEDIA = "{http://search.yahoo.com/mrss/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
RSS_CHANNEL = {"title", "link", "description", f"{ATOM}link", "language", "lastBuildDate", "item"}
RSS_ONCE = {"title", "link", "description", "pubDate", "guid", "enclosure", CONTENT}
RSS_ITEM = {*RSS_ONCE, "category", f"{DC}creator", f"{MEDIA}thumbnail"}


def is_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and text.isascii() and " " not in text


def is_urn(text: str) -> bool:
    return re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) is not None


def rfc822(text: str) -> datetime:
    assert re.fullmatch(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", text), text
    moment = parsedate_to_datetime(text)
    assert moment.strftime("%a") == text[:3]
    return moment


def rfc3339(text: str) -> datetime:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text), text
    return datetime.fromisoformat(text)


def check_html(html: str) -> None:
    """Whole addresses only, nothing that runs, every element closed."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.find_all(True):
        assert element.name not in {"script", "style", "iframe", "object", "embed", "form"}, element
        for name, value in element.attrs.items():
            assert not name.startswith("on"), element
            if name in {"href", "src"}:
                assert urlsplit(str(value)).scheme in {"http", "https", "mailto", "tel"}, element
            if name == "srcset":
                assert all(is_address(candidate.split()[0]) for candidate in str(value).split(", ")), element
        if element.name == "img":
            assert "alt" in element.attrs, element
    if html:
        ElementTree.fromstring(re.sub(r"<((?:img|br|hr)\b[^>]*?)/?>", r"<\1/>", html).replace("&nbsp;", " "))


def texts(parent: ElementTree.Element, name: str) -> list[str]:
    return [element.text or "" for element in parent.findall(name)]


def check_rss(body: bytes, address: str) -> ElementTree.Element:
    rss = ElementTree.fromstring(body)
    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    (channel,) = rss
    assert {element.tag for element in channel} <= RSS_CHANNEL
    for name in ("title", "link", "description", "language"):
        (text,) = texts(channel, name)
        assert text.strip(), name
    assert is_address(texts(channel, "link")[0])
    assert LANGUAGE_TAG.fullmatch(texts(channel, "language")[0])
    (self_link,) = channel.findall(f"{ATOM}link")
    assert (self_link.get("rel"), self_link.get("href")) == ("self", address)
    if channel.find("item") is not None:
        rfc822(texts(channel, "lastBuildDate")[0])
    guids = [guid for item in channel.findall("item") for guid in texts(item, "guid")]
    assert len(set(guids)) == len(guids) == len(channel.findall("item"))
    for item in channel.findall("item"):
        check_rss_item(item)
    return channel


def check_rss_item(item: ElementTree.Element) -> None:
    tags = [element.tag for element in item]
    assert set(tags) <= RSS_ITEM
    assert all(tags.count(name) <= 1 for name in RSS_ONCE)
    assert texts(item, "title")[0].strip()
    assert is_address(texts(item, "link")[0])
    guid = item.find("guid")
    assert guid is not None
    assert guid.get("isPermaLink") == "false"
    assert is_urn(guid.text or "")
    for text in texts(item, "pubDate"):
        rfc822(text)
    for html in texts(item, CONTENT) + texts(item, "description"):
        check_html(f"<div>{html}</div>")
    for enclosure in item.findall("enclosure"):
        assert is_address(enclosure.attrib["url"])
        assert int(enclosure.attrib["length"]) > 0
        assert MEDIA_TYPE.fullmatch(enclosure.attrib["type"])
    check_thumbnails(item)


def check_atom(body: bytes, address: str) -> ElementTree.Element:
    feed = ElementTree.fromstring(body)
    assert feed.tag == f"{ATOM}feed"
    assert LANGUAGE_TAG.fullmatch(feed.attrib[LANG])
    for name in ("id", "title", "updated"):
        assert len(texts(feed, ATOM + name)) == 1, name
    assert is_urn(texts(feed, f"{ATOM}id")[0])
    assert texts(feed, f"{ATOM}title")[0].strip()
    rfc3339(texts(feed, f"{ATOM}updated")[0])
    links = {link.get("rel"): link.attrib["href"] for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == address
    assert is_address(links["alternate"])
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    ids = [text for entry in feed.findall(f"{ATOM}entry") for text in texts(entry, f"{ATOM}id")]
    assert len(set(ids)) == len(ids) == len(feed.findall(f"{ATOM}entry"))
    for entry in feed.findall(f"{ATOM}entry"):
        check_atom_entry(entry)
    return feed


def check_atom_entry(entry: ElementTree.Element) -> None:
    for name in ("id", "title", "updated"):
        assert len(texts(entry, ATOM + name)) == 1, name
    for name in ("published", "summary", "content"):
        assert len(texts(entry, ATOM + name)) <= 1, name
    assert is_urn(texts(entry, f"{ATOM}id")[0])
    rfc3339(texts(entry, f"{ATOM}updated")[0])
    for text in texts(entry, f"{ATOM}published"):
        rfc3339(text)
    (alternate,) = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    assert is_address(alternate.attrib["href"])
    for link in entry.findall(f"{ATOM}link"):
        if link.get("rel") == "enclosure":
            assert is_address(link.attrib["href"])
            assert int(link.attrib["length"]) > 0
            assert MEDIA_TYPE.fullmatch(link.attrib["type"])
    for author in entry.findall(f"{ATOM}author"):
        assert texts(author, f"{ATOM}name")[0].strip()
    for element in entry.findall(f"{ATOM}content") + entry.findall(f"{ATOM}summary"):
        assert element.get("type") == "html"
        check_html(f"<div>{element.text or ''}</div>")
    check_thumbnails(entry)


def check_thumbnails(item: ElementTree.Element) -> None:
    for thumbnail in item.findall(f"{MEDIA}thumbnail"):
        assert is_address(thumbnail.attrib["url"])
        assert int(thumbnail.attrib["width"]) > 0
        assert int(thumbnail.attrib["height"]) > 0


def check_json(body: bytes, address: str) -> dict[str, Any]:
    feed: dict[str, Any] = json.loads(body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"].strip()
    assert feed["feed_url"] == address
    assert is_address(feed["home_page_url"])
    assert LANGUAGE_TAG.fullmatch(feed["language"])
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    for item in feed["items"]:
        assert is_urn(item["id"])
        assert is_address(item["url"])
        assert isinstance(item["content_html"], str)
        check_html(item["content_html"])
        rfc3339(item["date_modified"])
        for text in filter(None, [item.get("date_published")]):
            rfc3339(text)
        for author in item.get("authors", []):
            assert author["name"]
        assert all(isinstance(tag, str) for tag in item.get("tags", []))
        for attachment in item.get("attachments", []):
            assert is_address(attachment["url"])
            assert attachment["size_in_bytes"] > 0
            assert MEDIA_TYPE.fullmatch(attachment["mime_type"])
    assert None not in list(values(feed))
    return feed


def values(data: Any) -> Iterator[Any]:
    if isinstance(data, dict):
        for value in data.values():
            yield from values(value)
    elif isinstance(data, list):
        for value in data:
            yield from values(value)
    else:
        yield data


CHECKS = {"rss": check_rss, "atom": check_atom, "json": check_json}
