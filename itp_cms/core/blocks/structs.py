from typing import Any

from wagtail import blocks

from itp_cms.core.stored import searched_texts


class StructBlock(blocks.StructBlock):
    """A block of several fields, of which a search finds only the words that are shown whatever else is hidden."""

    def get_searchable_content(self, value: Any) -> list[str]:
        return list(searched_texts(self, self.get_prep_value(value)))
