from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from itp_cms.core.blocks.data import FigureBlock, TableBlock
from itp_cms.core.blocks.links import RelatedPagesBlock
from itp_cms.core.blocks.media import CaptionedImageBlock, DocumentBlock, EmbedBlock, GalleryBlock
from itp_cms.core.blocks.people import PeopleBlock, QuoteBlock
from itp_cms.core.blocks.text import CalloutBlock, FAQBlock, HeadingBlock, TextBlock

WORDS = _("Words")
MEDIA = _("Pictures and files")
DATA = _("Figures")
REFERENCES = _("People and pages")


class BodyBlock(blocks.StreamBlock):
    """What a page's body is made of. A page type's own set is a subclass that adds to it or takes away."""

    heading = HeadingBlock(group=WORDS)
    text = TextBlock(group=WORDS)
    quote = QuoteBlock(group=WORDS)
    callout = CalloutBlock(group=WORDS)
    faq = FAQBlock(group=WORDS)
    image = CaptionedImageBlock(group=MEDIA)
    gallery = GalleryBlock(group=MEDIA)
    embed = EmbedBlock(group=MEDIA)
    document = DocumentBlock(group=MEDIA)
    table = TableBlock(group=DATA)
    figure = FigureBlock(group=DATA)
    people = PeopleBlock(group=REFERENCES)
    related_pages = RelatedPagesBlock(group=REFERENCES)

    def clean(self, value: Any) -> Any:
        """Besides: two headings of one body never share an anchor; a later one gets `-2`, `-3` …"""
        value = super().clean(value)
        taken: set[str] = set()
        for child in value:
            if child.block_type == "heading" and child.value["anchor"]:
                child.value["anchor"] = anchor = _free(child.value["anchor"], taken)
                taken.add(anchor)
        return value


def _free(anchor: str, taken: set[str]) -> str:
    number = 1
    candidate = anchor
    while candidate in taken:
        number += 1
        candidate = f"{anchor[:96]}-{number}"
    return candidate
