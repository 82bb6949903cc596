"""StreamFields as they are stored: read without loading what blocks refer to."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from wagtail import blocks
from wagtail.blocks.list_block import ListBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.images.blocks import ImageBlock

from itp_cms.core.needs import needs_of

Part = tuple[blocks.Block, Any]
"""A block within another, and what is stored of it."""


def stored_texts(value: blocks.StreamValue) -> Iterator[str]:
    """The words of a StreamField as they are stored, rich text with its mark-up; block by block."""
    for child in value.raw_data:
        if child["type"] in value.stream_block.child_blocks:
            yield from _texts(value.stream_block.child_blocks[child["type"]], child["value"])


def _texts(block: blocks.Block, raw: Any) -> Iterator[str]:
    if not raw:
        return
    kind: Any = type(block)
    if _is_text(kind):
        yield raw
    elif parts := _parts_of(kind):
        for child, stored in parts(block, raw):
            yield from _texts(child, stored)


def searched_texts(block: blocks.Block, raw: Any) -> Iterator[str]:
    """The words by which a block is found, without mark-up: of structs those that are shown whatever else is hidden.

    The words beside a picture, file, person or page are left out while that is not public, and the search index does
    not hear of it when a collection or a person becomes so. So they are not in it (decision 11).
    """
    if not raw or isinstance(block, blocks.ChooserBlock | ImageBlock):  # whose alternative text is of the picture
        return
    kind: Any = type(block)
    if isinstance(block, BaseTypedTableBlock) or (parts := _parts_of(kind)) is None:
        yield from block.get_searchable_content(block.to_python(raw))
    elif not isinstance(block, BaseStructBlock) or is_always_shown(block, raw):
        for child, stored in parts(block, raw):
            yield from searched_texts(child, stored)


def is_always_shown(block: blocks.Block, raw: Any) -> bool:
    """Whether something of a block is shown whatever else is hidden: what is chosen may be, at any time."""
    if not raw or isinstance(block, blocks.ChooserBlock | ImageBlock):
        return False
    kind: Any = type(block)
    parts = _parts_of(kind)
    if isinstance(block, BaseStructBlock):
        stored = dict(raw) if isinstance(raw, dict) else {}
        return all(
            any(is_always_shown(block.child_blocks[name], stored.get(name)) for name in group)
            for group in needs_of(block)
        )
    return parts is None or any(is_always_shown(child, stored) for child, stored in parts(block, raw))


@cache
def _is_text(kind: type[blocks.Block]) -> bool:
    return issubclass(kind, blocks.CharBlock | blocks.TextBlock | blocks.RichTextBlock)


@cache
def _parts_of(kind: type[blocks.Block]) -> Callable[[Any, Any], Iterator[Part]] | None:
    """What yields the blocks within one of this kind; None for one that has none."""
    return next((parts for base, parts in _PARTS.items() if issubclass(kind, base)), None)


def stored_items(block: ListBlock, raw: Any) -> list[Any]:
    """The stored items of a list, which older values have without a wrapping."""
    return [item["value"] if block._item_is_in_block_format(item) else item for item in raw or ()]


def _parts_of_stream(block: BaseStreamBlock, raw: Any) -> Iterator[Part]:
    return ((block.child_blocks[child["type"]], child["value"]) for child in raw if child["type"] in block.child_blocks)


def _parts_of_struct(block: BaseStructBlock, raw: Any) -> Iterator[Part]:
    # An image block can hold the plain id of a chooser it took the place of.
    stored = raw if isinstance(raw, dict) else {}
    return ((child, stored.get(name)) for name, child in block.child_blocks.items())


def _parts_of_list(block: ListBlock, raw: Any) -> Iterator[Part]:
    return ((block.child_block, item) for item in stored_items(block, raw))


def _parts_of_table(block: BaseTypedTableBlock, raw: Any) -> Iterator[Part]:
    for row in raw["rows"]:
        for column, cell in zip(raw["columns"], row["values"], strict=False):
            if column["type"] in block.child_blocks:
                yield block.child_blocks[column["type"]], cell


_PARTS: dict[type[blocks.Block], Callable[[Any, Any], Iterator[Part]]] = {
    BaseStreamBlock: _parts_of_stream,
    BaseStructBlock: _parts_of_struct,
    ListBlock: _parts_of_list,
    BaseTypedTableBlock: _parts_of_table,
}
