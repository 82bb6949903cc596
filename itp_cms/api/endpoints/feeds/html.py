"""The text of a page as HTML that stands by itself: in a feed reader, in an e-mail.

It is made of what the API gives of the page, so that what is not public is not in it. Films are named by their title,
picture and transcript: nothing of their provider's is loaded.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.db.models import Model
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from wagtail.fields import RichTextField, StreamField

from itp_cms.core.locales import direction, language_tag

PICTURE_WIDTH = 1200
"""In pixels: a wider picture is not needed beside text."""

# A relative address, or one without its scheme.
_RELATIVE = re.compile(r"""\b(?:href|src)\s*=\s*["'](?![a-z][a-z0-9+.-]*:)""", re.IGNORECASE)


def page_html(page: Mapping[str, Any], model: type[Model], names: Iterable[str], language: str) -> str:
    """The named fields of a represented page, one below the other; empty where all are."""
    html = _join(_field(model, name, page[name]) for name in names if page.get(name))
    if not html:
        return ""
    whole = format_html('<div lang="{}" dir="{}">{}</div>', language_tag(language), direction(language), html)
    return absolute_addresses(whole, page["meta"]["html_url"])


def absolute_addresses(html: str, base: str) -> str:
    """The HTML with every address whole; what an editor typed as relative is meant below `base`."""
    if not _RELATIVE.search(html):
        return html
    soup = BeautifulSoup(html, "html.parser")
    for attribute in ("href", "src"):
        for element in soup.select(f"[{attribute}]"):
            try:
                element[attribute] = urljoin(base, str(element[attribute]))
            except ValueError:  # of what only begins like an address
                del element[attribute]
    return str(soup)


def best_picture(image: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The rendition of a represented image to show beside text: `{"url", "width", "height", "bytes", "format"}`."""
    if not image:
        return None
    renditions = [rendition for rendition in image["renditions"] if rendition["format"] != "avif"]
    fitting = [rendition for rendition in renditions if rendition["width"] <= PICTURE_WIDTH] or renditions[:1]
    return max(fitting, key=lambda rendition: rendition["width"], default=None)


def _field(model: type[Model], name: str, value: Any) -> SafeString:
    field = model._meta.get_field(name)
    if isinstance(field, StreamField):
        return _blocks(value)
    if isinstance(field, RichTextField):
        return mark_safe(value)
    return mark_safe(linebreaks(value, autoescape=True))


def _blocks(blocks: Iterable[Mapping[str, Any]]) -> SafeString:
    return _join(BLOCKS[block["type"]](block["value"]) for block in blocks if block["type"] in BLOCKS)


def _join(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))


def _if(template: str, value: Any) -> SafeString:
    return format_html(template, value) if value else SafeString("")


def _heading(value: Any) -> SafeString:
    level = value["level"]
    return format_html("<h{}>{}</h{}>", level, value["text"], level)


def _text(value: Any) -> SafeString:
    return mark_safe(value)


def _quote(value: Any) -> SafeString:
    who = (value["person"] or {}).get("name") or value["attribution"]
    text = mark_safe(linebreaks(value["text"], autoescape=True))
    return format_html("<blockquote>{}{}</blockquote>", text, _if("<p>— {}</p>", who))


def _callout(value: Any) -> SafeString:
    return format_html("<aside>{}{}</aside>", _if("<p><strong>{}</strong></p>", value["title"]), _text(value["text"]))


def _faq(value: Any) -> SafeString:
    questions = format_html_join(
        "", "<dt>{}</dt><dd>{}</dd>", ((item["question"], _text(item["answer"])) for item in value["items"])
    )
    return format_html("{}<dl>{}</dl>", _title(value), questions)


def _picture(image: Any) -> SafeString:
    picture = best_picture(image)
    if picture:
        shown = picture["url"], image["alt"], picture["width"], picture["height"]
        return format_html('<img src="{}" alt="{}" width="{}" height="{}">', *shown)
    return format_html('<img src="{}" alt="{}">', image["meta"]["download_url"], image["alt"])


def _image(value: Any) -> SafeString:
    if not value["image"]:
        return SafeString("")
    words = " · ".join(filter(None, [value["caption"], value["credit"] or value["image"]["credit"]]))
    caption = _if("<figcaption>{}</figcaption>", words)
    return format_html("<figure>{}{}</figure>", _picture(value["image"]), caption)


def _gallery(value: Any) -> SafeString:
    return _title(value) + _join(map(_image, value["images"]))


def _embed(value: Any) -> SafeString:
    poster = _picture(value["poster"]) if value["poster"] else SafeString("")
    figure = format_html("<figure>{}<figcaption>{}</figcaption></figure>", poster, value["title"])
    return figure + _text(value["text"])


def _document(value: Any) -> SafeString:
    document = value["document"]
    if not document:
        return SafeString("")
    return format_html('<p><a href="{}">{}</a></p>', document["url"], value["label"] or document["title"])


def _table(value: Any) -> SafeString:
    headings = format_html_join("", "<th>{}</th>", ((column["heading"],) for column in value["columns"]))
    rows = _join(
        format_html("<tr>{}</tr>", format_html_join("", "<td>{}</td>", ((cell or "",) for cell in row["values"])))
        for row in value["rows"]
    )
    caption = _if("<caption>{}</caption>", value["caption"])
    return format_html("<table>{}<tr>{}</tr>{}</table>", caption, headings, rows)


def _figure(value: Any) -> SafeString:
    number = " ".join(str(part) for part in (value["value"], value["unit"]) if part not in {None, ""})
    return format_html("<p><strong>{}</strong> {}{}</p>", number, value["label"], _if(" ({})", value["note"]))


def _people(value: Any) -> SafeString:
    names = format_html_join("", "<li>{}</li>", ((person["name"],) for person in value["people"]))
    return format_html("{}<ul>{}</ul>", _title(value), names)


def _related_pages(value: Any) -> SafeString:
    links = ((page["meta"]["html_url"], page["title"]) for page in value["pages"])
    return format_html("{}<ul>{}</ul>", _title(value), format_html_join("", '<li><a href="{}">{}</a></li>', links))


def _section(value: Any) -> SafeString:
    return format_html("<h2>{}</h2>{}", value["title"], _blocks(value["items"]))


def _article(value: Any) -> SafeString:
    image = _picture(value["image"]) if value["image"] else SafeString("")
    head = format_html("<h3>{}</h3>{}{}", value["title"], _if("<p><em>{}</em></p>", value["author"]), image)
    return head + _text(value["text"])


def _post(value: Any) -> SafeString:
    page = value["page"]
    if not page:
        return SafeString("")
    title = format_html('<h3><a href="{}">{}</a></h3>', page["meta"]["html_url"], page["title"])
    return title + _if("<p>{}</p>", value["summary"] or page.get("teaser_text"))


def _title(value: Any) -> SafeString:
    return _if("<h3>{}</h3>", value["title"])


BLOCKS: dict[str, Callable[[Any], SafeString]] = {
    "heading": _heading,
    "text": _text,
    "quote": _quote,
    "callout": _callout,
    "faq": _faq,
    "image": _image,
    "gallery": _gallery,
    "embed": _embed,
    "document": _document,
    "table": _table,
    "figure": _figure,
    "people": _people,
    "related_pages": _related_pages,
    "section": _section,
    "article": _article,
    "post": _post,
}
"""How each type of block is shown; the value is as the API gives it."""
