from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from itp_cms.core.needs import is_always_shown


class StructBlock(blocks.StructBlock):
    """A block of several fields, of which a search finds only the words that are shown whatever else is hidden.

    The words beside a picture, file, person or page are left out while that is not public, and the search index does
    not hear of it when a collection or a person becomes so. So they are not in it (decision 11).
    """

    def get_searchable_content(self, value: Any) -> list[str]:
        if not is_always_shown(self, value):
            return []
        return [
            words
            for name, child in self.child_blocks.items()
            if not isinstance(child, ImageBlock)  # its alternative text is of the picture
            for words in child.get_searchable_content(value[name] if name in value else child.get_default())
        ]
