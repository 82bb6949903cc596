"""The building blocks of every page body, one concern a module."""

from itp_cms.core.blocks.body import BodyBlock
from itp_cms.core.blocks.data import FigureBlock, TableBlock
from itp_cms.core.blocks.identifiers import AnchorBlock, VideoIdBlock
from itp_cms.core.blocks.links import LinkBlock, MenuItemBlock, RelatedPagesBlock
from itp_cms.core.blocks.media import CaptionedImageBlock, DocumentBlock, EmbedBlock, GalleryBlock
from itp_cms.core.blocks.people import PeopleBlock, PersonChooserBlock, QuoteBlock
from itp_cms.core.blocks.text import CalloutBlock, FAQBlock, HeadingBlock, TextBlock

__all__ = [
    "AnchorBlock",
    "BodyBlock",
    "CalloutBlock",
    "CaptionedImageBlock",
    "DocumentBlock",
    "EmbedBlock",
    "FAQBlock",
    "FigureBlock",
    "GalleryBlock",
    "HeadingBlock",
    "LinkBlock",
    "MenuItemBlock",
    "PeopleBlock",
    "PersonChooserBlock",
    "QuoteBlock",
    "RelatedPagesBlock",
    "TableBlock",
    "TextBlock",
    "VideoIdBlock",
]
