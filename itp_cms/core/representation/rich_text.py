"""Rich text as HTML with front-end addresses, as Markdown, or as plain text.

What is stored names pages, documents and images by id (`<a linktype="page" id="3">`). What comes out has their
addresses, in the reader's language; a link to what is not public becomes its plain text, and an image that is not
public goes. Embeds become a poster of ours, if they name one, and a link: nothing of the provider's is loaded.

A client that turns ids into addresses itself can have what is stored instead (`db_html` and `db_markdown`, as Wagtail
calls them), again without what is not public.
"""

from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from typing import Any

from itp_cms.core.representation.deferred import Derived, fill
from itp_cms.core.representation.scope import Scope
from itp_cms.core.representation.selection import Config
from itp_cms.core.representation.words import markdown, plain_text, stored_markdown
from itp_cms.core.video import UnknownAddress, parse_video

# Of a linked page, only the address is looked up.
_ADDRESS: Config = (("_", False, None), ("html_url", False, None), ("locale", False, None))
_FILE_ADDRESS: Config = (("_", False, None), ("url", False, None))
_PICTURE: Config = (
    ("_", False, None),
    *((name, False, None) for name in ("alt", "width", "height", "renditions", "srcset", "download_url")),
)

_CONVERSIONS = {"markdown": markdown, "db_markdown": stored_markdown, "text": plain_text}

Part = str | Callable[[], str]


def represent_rich_text(html: str, scope: Scope) -> Any:
    given = _with_addresses(html or "", scope)
    convert = _CONVERSIONS.get(scope.context.rich_text_format)
    if convert is None or not html:
        return given
    return Derived(lambda: convert(given.value)) if isinstance(given, Derived) else convert(given)


def _with_addresses(html: str, scope: Scope) -> str | Derived:
    lowered = html.lower()
    if "linktype" not in lowered and "<embed" not in lowered:
        return html
    parser = _Rewriter(scope)
    parser.feed(html)
    parser.close()
    parts = parser.parts
    return Derived(lambda: "".join(part if isinstance(part, str) else part() for part in parts))


class _Rewriter(HTMLParser):
    """Splits the text into parts: what stays as it is, and what becomes text once addresses are known."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(convert_charrefs=False)
        self.scope = scope
        self.as_stored = scope.context.rich_text_format.startswith("db_")
        self.parts: list[Part] = []
        self.open_links: list[Callable[[], bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self._open_link(values)
        elif tag == "embed":
            self.parts.append(self._embed(values))
        else:
            self.parts.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            return
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag != "a":
            self.parts.append(f"</{tag}>")
        elif self.open_links:
            is_link = self.open_links.pop()
            self.parts.append(lambda: "</a>" if is_link() else "")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")

    def _open_link(self, values: dict[str, str]) -> None:
        if "linktype" not in values:
            self.parts.append(self.get_starttag_text() or "")
            self.open_links.append(lambda: True)
            return
        address = self._address(values)
        stored = self.get_starttag_text() or ""
        self.parts.append(lambda: stored if self.as_stored and address() else _opening_tag(address()))
        self.open_links.append(lambda: address() is not None)

    def _address(self, values: dict[str, str]) -> Callable[[], dict[str, str] | None]:
        """What yields the attributes of a link, or None once it turns out to lead nowhere public."""
        kind, pk = values["linktype"], values.get("id", "")
        if not pk.isdecimal():
            return lambda: None
        if kind == "page":
            page = self.scope.page(int(pk), _ADDRESS)
            return lambda: self._page_link(page.value)
        if kind == "document":
            document = self.scope.document(int(pk), _FILE_ADDRESS)
            return lambda: {"href": document.value["url"]} if document.value else None
        return lambda: None

    def _page_link(self, page: dict[str, Any] | None) -> dict[str, str] | None:
        if not page or not page["meta"]["html_url"]:
            return None
        locale = page["meta"]["locale"]
        language = {} if locale == self.scope.language else {"hreflang": locale}
        return {"href": page["meta"]["html_url"], **language}

    def _embed(self, values: dict[str, str]) -> Part:
        stored = self.get_starttag_text() or ""
        if values.get("embedtype") == "image" and values.get("id", "").isdecimal():
            shown = self.scope.context.in_blocks or _PICTURE
            image = self.scope.image(int(values["id"]), alt=values.get("alt", ""), config=shown)
            return lambda: stored if self.as_stored and image.value else _picture(image.value)
        if values.get("embedtype") == "media" and values.get("url"):
            return stored if self.as_stored else self._film(values)
        return ""

    def _film(self, values: dict[str, str]) -> Part:
        """In the film's place: its poster, if the embed names an image of ours, and a link with its title."""
        if not values.get("poster", "").isdecimal():
            return _film(values["url"], values.get("title", ""))
        poster = self.scope.image(
            int(values["poster"]), decorative=True, config=self.scope.context.in_blocks or _PICTURE
        )
        return lambda: _film(values["url"], values.get("title", ""), _picture(poster.value))


def _opening_tag(attributes: dict[str, str] | None) -> str:
    return "" if attributes is None else f"<a{_attributes(attributes)}>"


def _picture(image: dict[str, Any] | None) -> str:
    """An `<img>` of the widest rendition and, for other widths, their set; formats are WebP."""
    if not image:
        return ""
    image = fill(image)
    if "renditions" not in image:
        return f"<img{_attributes({'alt': image['alt']})}>"
    webp = [rendition for rendition in image["renditions"] if rendition["format"] == "webp"]
    attributes = {"alt": image["alt"], "width": str(image["width"]), "height": str(image["height"])}
    if webp:
        attributes |= {
            "src": webp[-1]["url"],
            "srcset": image["srcset"]["webp"],
            "width": str(webp[-1]["width"]),
            "height": str(webp[-1]["height"]),
        }
    else:
        attributes["src"] = image["meta"]["download_url"]
    return f'<img{_attributes(attributes)} loading="lazy">'


def _film(address: str, title: str, poster: str = "") -> str:
    """As the block of a film has it: provider, id, poster and words, with nothing of the provider's but its address."""
    try:
        provider, video_id = parse_video("", address)
        data = {"data-provider": provider, "data-video-id": video_id}
    except UnknownAddress:
        data = {}
    link = f"<a{_attributes({'href': address})}>{escape(title or address)}</a>"
    return f"<figure{_attributes(data)}>{poster}<figcaption>{link}</figcaption></figure>"


def _attributes(values: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items())
