from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from itp_cms.core.blocks.identifiers import VideoIdBlock
from itp_cms.core.blocks.structs import StructBlock
from itp_cms.core.blocks.text import TextBlock
from itp_cms.core.video import PROVIDERS, UnknownAddress, parse_video


class CaptionedImageBlock(StructBlock):
    """One picture, with the alternative text that fits this place."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=500)
    credit = blocks.CharBlock(
        label=_("Credit"),
        required=False,
        max_length=255,
        help_text=_("Left empty, the credit stored with the image is shown."),
    )

    class Meta:
        icon = "image"
        label = _("Image")
        template = "core/blocks/image.html"

    def as_text(self, value: dict[str, Any], texts: dict[str, str]) -> str:
        credit = texts["credit"] or (value["image"] or {}).get("credit", "")
        return "\n".join(text for text in (texts["image"], texts["caption"], credit) if text)


class GalleryBlock(StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)
    images = blocks.ListBlock(CaptionedImageBlock(), label=_("Images"), min_num=1)

    class Meta:
        icon = "image"
        label = _("Gallery")
        template = "core/blocks/gallery.html"


class EmbedBlock(StructBlock):
    """A film, named by provider and id, so that it can be offered where the provider is blocked.

    Raises a validation error at the address for one that no known provider gives out.
    """

    provider = blocks.ChoiceBlock(label=_("Provider"), choices=PROVIDERS, default="youtube")
    video_id = VideoIdBlock(
        label=_("Film"),
        help_text=_("The address of the film's page, or the provider's id of it."),
    )
    title = blocks.CharBlock(label=_("Title"), max_length=255)
    poster = ImageChooserBlock(
        label=_("Poster"),
        required=False,
        help_text=_("Shown before the film plays, and instead of it where it is blocked."),
    )
    text = TextBlock(
        label=_("Transcript or summary"),
        help_text=_(
            "For readers who cannot play the film: those who cannot hear it, and those whose network blocks it."
        ),
    )

    class Meta:
        icon = "media"
        label = _("Film")
        template = "core/blocks/embed.html"

    def as_text(self, value: dict[str, Any], texts: dict[str, str]) -> str:
        return "\n\n".join(text for text in (texts["title"], texts["text"]) if text)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value["video_id"]:
            return value
        try:
            value["provider"], value["video_id"] = parse_video(value["provider"], value["video_id"])
        except UnknownAddress as error:
            raise StructBlockValidationError(block_errors={"video_id": ValidationError(str(error))}) from error
        return value


class DocumentBlock(StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    label = blocks.CharBlock(
        label=_("Label"), required=False, max_length=255, help_text=_("Left empty, the document's title is shown.")
    )

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "core/blocks/document.html"

    def as_text(self, value: dict[str, Any], texts: dict[str, str]) -> str:
        return texts["label"] or texts["document"]
