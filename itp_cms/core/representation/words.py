"""Rich text as Markdown, and bodies as plain text: for readers on slow links and for programs that want words alone.

What is not public has been left out before: these turn what is given into another form, and look nothing up.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, urlencode

from markdownify import ATX, MarkdownConverter
from wagtail import blocks
from wagtail.blocks.list_block import ListBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.images.blocks import ImageBlock

MARKDOWN: dict[str, Any] = {
    "heading_style": ATX,
    "bullets": "-",
    "escape_misc": True,
    "sub_symbol": "<sub>",
    "sup_symbol": "<sup>",
    "keep_inline_images_in": ["a", "b", "em", "i", "li", "strong"],
}


class Markdown(MarkdownConverter):
    """As the library's, also where the text of a link is its address and has characters that are escaped elsewhere."""

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        address = el.get("href")
        if address and el.get_text() == address:
            return f"<{address}>"
        return str(super().convert_a(el, text, parent_tags))  # type: ignore[misc]  # which its types leave out


class StoredMarkdown(Markdown):
    """Markdown with ids in the place of addresses, written as Wagtail's `db_markdown` has them."""

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        if "linktype" in el.attrs:
            el["href"] = _reference(el["linktype"], id=el["id"])
        return super().convert_a(el, text, parent_tags)

    def convert_embed(self, el: Any, text: str, parent_tags: Any) -> str:
        if el["embedtype"] == "media":
            return f"![]({_reference('media', url=el['url'])})"
        return f"![{el.get('alt', '')}]({_reference('image', id=el['id'], format=el.get('format', ''))})"


class PlainText(MarkdownConverter):
    """The words with line breaks, lists and quotations, without any other mark. A picture is its description."""

    def escape(self, text: str, parent_tags: Any) -> str:
        return text

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        return text

    def convert_hN(self, n: int, el: Any, text: str, parent_tags: Any) -> str:  # noqa: N802  the library's name
        return f"\n\n{text.strip()}\n\n"

    def convert_br(self, el: Any, text: str, parent_tags: Any) -> str:
        return "\n"

    def convert_hr(self, el: Any, text: str, parent_tags: Any) -> str:
        return "\n\n"

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:
        return described(el.get("alt"))


def markdown(html: str) -> str:
    return str(Markdown(**MARKDOWN).convert(html))


def stored_markdown(html: str) -> str:
    return str(StoredMarkdown(**MARKDOWN).convert(html))


def plain_text(html: str) -> str:
    return str(PlainText(bullets="-", strong_em_symbol="").convert(html))


def stream_as_text(block: BaseStreamBlock, items: Iterable[dict[str, Any]]) -> str:
    """The words of a stream that is represented and filled, block by block, with an empty line between."""
    return _paragraphs(block_as_text(block.child_blocks[item["type"]], item["value"]) for item in items)


def block_as_text(block: blocks.Block, value: Any) -> str:
    """The words of a block's represented value.

    A struct block may arrange its children's itself: `as_text(value, texts)`, where `texts` has them by name.
    """
    if value is None:
        return ""
    for kind, text in _BY_KIND.items():
        if isinstance(block, kind):
            return text(block, value)
    return ""


def described(alt: str | None) -> str:
    """A picture in a text."""
    return f"[{alt}]" if alt else ""


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _struct(block: Any, value: dict[str, Any]) -> str:
    texts = {name: block_as_text(child, value.get(name)) for name, child in block.child_blocks.items()}
    arrange = getattr(block, "as_text", None)
    return str(arrange(value, texts)) if arrange else _paragraphs(texts.values())


def _list(block: ListBlock, items: list[Any]) -> str:
    texts = [text for item in items if (text := block_as_text(block.child_block, item))]
    if isinstance(block.child_block, BaseStructBlock | BaseStreamBlock):
        return _paragraphs(texts)
    return "\n".join(f"- {text}" for text in texts)


def _table(block: BaseTypedTableBlock, value: dict[str, Any]) -> str:
    kinds = [block.child_blocks[column["type"]] for column in value["columns"]]
    headings = " | ".join(column["heading"] for column in value["columns"])
    rows = (
        " | ".join(block_as_text(kind, cell) for kind, cell in zip(kinds, row["values"], strict=False))
        for row in value["rows"]
    )
    return "\n".join(line for line in (value["caption"], headings, *rows) if line.strip(" |"))


def _chosen(block: blocks.ChooserBlock, value: dict[str, Any]) -> str:
    return described(value["alt"]) if "alt" in value else value.get("title") or value.get("name") or ""


def _paragraphs(texts: Iterable[str]) -> str:
    return "\n\n".join(text for text in texts if text)


def _reference(kind: str, **parameters: str) -> str:
    return f"wagtail://{kind}?{urlencode(parameters, quote_via=quote)}"


_BY_KIND: dict[Any, Callable[[Any, Any], str]] = {
    ImageBlock: _chosen,
    BaseStreamBlock: stream_as_text,
    BaseStructBlock: _struct,
    ListBlock: _list,
    BaseTypedTableBlock: _table,
    blocks.ChooserBlock: _chosen,
    # Choices and identifiers are no words. Rich text has been turned into text where it was represented.
    (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock): lambda block, value: value,
    (blocks.DateBlock, blocks.DateTimeBlock, blocks.TimeBlock): lambda block, value: str(value),
    (blocks.DecimalBlock, blocks.FloatBlock, blocks.IntegerBlock): lambda block, value: str(value),
}
