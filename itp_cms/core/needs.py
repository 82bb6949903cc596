"""What struct blocks are about, without which nothing of them is shown."""

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
