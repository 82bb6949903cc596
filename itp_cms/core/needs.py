"""What struct blocks are about, without which nothing of them is shown."""

from typing import Any

from wagtail import blocks
from wagtail.blocks.list_block import ListBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock
from wagtail.images.blocks import ImageBlock

_known: dict[int, tuple[BaseStructBlock, list[tuple[str, ...]]]] = {}
"""What was worked out of blocks, which live as long as the process and cannot be hashed."""


def needs_of(block: BaseStructBlock) -> list[tuple[str, ...]]:
    """What a struct is about: without one of each group, nothing of it is shown.

    Required choosers, lists and streams that may not be empty, and what a block names in `needs_one_of`. The words
    beside a picture, file or page were written for it and would tell of it.
    """
    if id(block) not in _known:
        _known[id(block)] = block, _needs_of(block)
    return _known[id(block)][1]


def _needs_of(block: BaseStructBlock) -> list[tuple[str, ...]]:
    needed: list[tuple[str, ...]] = [(name,) for name, child in block.child_blocks.items() if is_needed(child)]
    return [*needed, one_of] if (one_of := getattr(block, "needs_one_of", ())) else needed


def is_needed(block: blocks.Block) -> bool:
    """Whether a struct is nothing without this child."""
    if isinstance(block, ImageBlock):
        block = block.child_blocks["image"]
    if isinstance(block, ListBlock):
        return bool(block.meta.min_num)
    return isinstance(block, blocks.ChooserBlock | BaseStreamBlock) and block.required


def is_always_shown(block: blocks.Block, value: Any) -> bool:
    """Whether something of a block's value is shown whatever else is hidden: what is chosen may be, at any time."""
    if isinstance(block, blocks.ChooserBlock | ImageBlock):
        return False
    if isinstance(block, BaseStructBlock):
        return all(
            any(is_always_shown(block.child_blocks[name], value.get(name)) for name in group)
            for group in needs_of(block)
        )
    if isinstance(block, ListBlock):
        return any(is_always_shown(block.child_block, item) for item in value)
    if isinstance(block, BaseStreamBlock):
        return any(is_always_shown(child.block, child.value) for child in value)
    return bool(value)
