"""StreamFields as they are stored: read without loading what blocks refer to."""

from collections.abc import Iterator
from typing import Any

from wagtail import blocks
from wagtail.blocks.list_block import ListBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock


def stored_texts(value: blocks.StreamValue) -> Iterator[str]:
    """The words of a StreamField as they are stored, rich text with its mark-up; block by block."""
    for child in value.raw_data:
        if child["type"] in value.stream_block.child_blocks:
            yield from _texts(value.stream_block.child_blocks[child["type"]], child["value"])


def _texts(block: blocks.Block, raw: Any) -> Iterator[str]:
    if not raw:
        return
    if isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.RichTextBlock):
        yield raw
    elif isinstance(block, BaseStreamBlock):
        for child in raw:
            if child["type"] in block.child_blocks:
                yield from _texts(block.child_blocks[child["type"]], child["value"])
    elif isinstance(block, BaseStructBlock) and isinstance(raw, dict):
        for name, child in block.child_blocks.items():
            yield from _texts(child, raw.get(name))
    elif isinstance(block, ListBlock):
        for item in stored_items(block, raw):
            yield from _texts(block.child_block, item)
    elif isinstance(block, BaseTypedTableBlock):
        for row in raw["rows"]:
            for column, cell in zip(raw["columns"], row["values"], strict=False):
                if column["type"] in block.child_blocks:
                    yield from _texts(block.child_blocks[column["type"]], cell)


def stored_items(block: ListBlock, raw: Any) -> list[Any]:
    """The stored items of a list, which older values have without a wrapping."""
    return [item["value"] if block._item_is_in_block_format(item) else item for item in raw or ()]
