"""The sizes and formats in which pictures are given out, made ahead of the first reader."""

import logging
import struct
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task
from PIL.Image import DecompressionBombError
from wagtail.images import get_image_model
from willow.image import AvifImageFile
from willow.plugins.pillow import PillowImage
from willow.registry import registry

if TYPE_CHECKING:
    from itp_cms.core.models import CustomImage, CustomRendition

logger = logging.getLogger(__name__)

WIDTHS = (400, 800, 1200, 1600)

# Measured with Pillow 13 on one core, for the four widths of a photograph together: WebP at quality 75 takes 0.35 s;
# AVIF at quality 50 1.2 s at its default speed of 6, 0.6 s at 8 with some 10 % more bytes, 0.16 s at 9 with 20 %.
QUALITIES = {"webp": 75, "avif": 50}
AVIF_SPEED = 8

# In pixels: WebP has no room for more, and AVIF decoders accept no more unless told to.
MAX_HEIGHTS = {"webp": 16383, "avif": 32768}

UNREADABLE_IMAGE_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    MemoryError,
    OverflowError,
    struct.error,
    DecompressionBombError,
)
"""What Pillow and Willow raise over a picture that they cannot read or encode."""


def widths_of(image: "CustomImage") -> list[int]:
    """The widths an image is given in: those of `WIDTHS` it is wide enough for, and its own if below the last."""
    smaller = [width for width in WIDTHS if width < image.width]
    return [*smaller, image.width] if image.width <= WIDTHS[-1] else smaller


def specs_of(image: "CustomImage") -> list[str]:
    """Wagtail's filter specifications of an image's renditions; none for a drawing (SVG), which has no size.

    Those that would be too high for their format are left out.
    """
    if image.is_svg():
        return []
    return [
        f"width-{width}|format-{kind}|{kind}quality-{quality}"
        for kind, quality in QUALITIES.items()
        for width in widths_of(image)
        if image.height * width <= MAX_HEIGHTS[kind] * image.width
    ]


def renditions_of(images: Sequence["CustomImage"]) -> dict[int, list["CustomRendition"]]:
    """The renditions of images by image id, narrow to wide within a format; missing ones are made now.

    One query when all are there.
    """
    specs = {image.pk: specs_of(image) for image in images}
    wanted = {spec for of_image in specs.values() for spec in of_image}
    renditions: QuerySet[CustomRendition] = get_image_model().get_rendition_model().objects
    known = {
        (rendition.image_id, rendition.filter_spec): rendition
        for rendition in renditions.filter(image__in=specs, filter_spec__in=wanted)
    }
    for image in images:
        if missing := [spec for spec in specs[image.pk] if (image.pk, spec) not in known]:
            known |= {(image.pk, spec): rendition for spec, rendition in _make(image, missing).items()}
    return {pk: [known[pk, spec] for spec in of_image if (pk, spec) in known] for pk, of_image in specs.items()}


def schedule_renditions(image: "CustomImage") -> None:
    """Have an image's renditions made once the current transaction is committed."""
    pk = image.pk
    transaction.on_commit(lambda: make_renditions.enqueue(pk))


@task()
def make_renditions(image_id: int) -> None:
    """Make what is missing of an image's renditions. An image deleted meanwhile has none."""
    image = get_image_model().objects.filter(pk=image_id).first()
    if image is not None:
        renditions_of([image])


def _make(image: "CustomImage", specs: Sequence[str]) -> dict[str, "CustomRendition"]:
    made: dict[str, CustomRendition] = {}
    for kind in QUALITIES:
        of_kind = [spec for spec in specs if f"|format-{kind}|" in spec]
        try:
            made |= image.get_renditions(*of_kind)
        except UNREADABLE_IMAGE_ERRORS:
            # The original is gone or broken, or this format cannot hold it; what shows it should not break.
            logger.warning("No %s renditions can be made of image %s", kind, image.pk, exc_info=True)
    return made


def _save_as_avif(
    image: PillowImage, f: IO[bytes], quality: int = 80, lossless: bool = False, apply_optimizers: bool = True
) -> AvifImageFile:
    """As Willow's own, but at `AVIF_SPEED`, which Willow cannot be told (willow 1.12)."""
    if image.image.mode == "CMYK" and image.get_icc_profile() is not None:
        image = image.transform_colorspace_to_srgb()
    options = {"quality": 100, "subsampling": "4:4:4"} if lossless else {"quality": quality, "speed": AVIF_SPEED}
    image.image.save(f, "AVIF", icc_profile=image.get_icc_profile(), **options)
    return AvifImageFile(f)


registry.register_operation(PillowImage, "save_as_avif", _save_as_avif)
