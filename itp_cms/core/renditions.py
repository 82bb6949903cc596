"""The sizes, cuts and formats in which pictures are given out.

Whole pictures are made ahead of the first reader (`renditions_of`); one cut to a ratio, or in a format that few need,
when it is first asked for (`rendition_of`). There is no other: an image has at most
`len(IMAGE_WIDTHS) * (1 + len(IMAGE_RATIOS)) * len(FORMATS)` renditions for readers, whatever is asked.
"""

import logging
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task
from PIL import Image
from PIL.Image import DecompressionBombError
from wagtail.images import get_image_model
from willow.image import AvifImageFile
from willow.plugins.pillow import PillowImage
from willow.registry import registry

if TYPE_CHECKING:
    from itp_cms.core.models import CustomImage, CustomRendition

logger = logging.getLogger(__name__)

# Measured with Pillow 13 on one core, for the four widths of a photograph together: WebP at quality 75 takes 0.35 s;
# AVIF at quality 50 1.2 s at its default speed of 6, 0.6 s at 8 with some 10 % more bytes, 0.16 s at 9 with 20 %.
QUALITIES = {"webp": 75, "avif": 50, "jpeg": 76}
AVIF_SPEED = 8

MADE_AHEAD = ("webp", "avif")
FORMATS = tuple(QUALITIES)

# In pixels: WebP and JPEG have no room for more, and AVIF decoders accept no more unless told to.
MAX_HEIGHTS = {"webp": 16383, "avif": 32768, "jpeg": 65535}

# Of other formats Pillow takes several pictures in a file, such as the two of a stereo camera, for an animation.
ANIMATED_FORMATS = frozenset({"AVIF", "GIF", "PNG", "WEBP"})

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

UNREADABLE_SECONDS = 60 * 60
"""For so long nothing is made of a picture that could not be read, unless it gets another file."""


def widths_of(image: "CustomImage", ratio: str | None = None) -> list[int]:
    """The widths an image is given in, whole or cut to a ratio such as "16:9", never wider than it is.

    Those of `IMAGE_WIDTHS` it is wide enough for, and its own if below the last.
    """
    widest = image.width
    if ratio is not None:
        across, down = _sides(ratio)
        widest = max(1, min(widest, image.height * across // down))
    smaller = [width for width in settings.IMAGE_WIDTHS if width < widest]
    return [*smaller, widest] if widest <= settings.IMAGE_WIDTHS[-1] else smaller


def spec_of(image: "CustomImage", width: int, kind: str, ratio: str | None = None) -> str | None:
    """Wagtail's filter specification of a rendition; None where it would be too high for its format.

    A cut keeps the focal point in view.
    """
    if ratio is None:
        size, height = f"width-{width}", image.height * width / image.width
    else:
        across, down = _sides(ratio)
        height = max(1, round(width * down / across))
        size = f"fill-{width}x{height}"
    return f"{size}|format-{kind}|{kind}quality-{QUALITIES[kind]}" if height <= MAX_HEIGHTS[kind] else None


def specs_of(image: "CustomImage") -> list[str]:
    """The specifications of what is made ahead of an image; none for a drawing (SVG), which has no size."""
    if image.is_svg():
        return []
    specs = (spec_of(image, width, kind) for kind in MADE_AHEAD for width in widths_of(image))
    return [spec for spec in specs if spec]


def formats_of(image: "CustomImage", width: int, ratio: str | None = None) -> list[str]:
    """The formats that can hold the image at this width."""
    return [kind for kind in FORMATS if spec_of(image, width, kind, ratio)]


def rendition_of(image: "CustomImage", width: int, kind: str, ratio: str | None = None) -> "CustomRendition | None":
    """One rendition, made now if it is the first to ask; None of a picture that cannot be read.

    `width` is one of `widths_of`, `kind` one of `formats_of`.
    """
    spec = spec_of(image, width, kind, ratio)
    try:
        rendition: CustomRendition = image.get_rendition(spec)
    except UNREADABLE_IMAGE_ERRORS:
        logger.warning("No %s rendition can be made of image %s", kind, image.pk, exc_info=True)
        return None
    return rendition


def is_animated(file: IO[bytes]) -> bool:
    """Whether a picture's file moves. Leaves the file at its start."""
    try:
        file.seek(0)
        with Image.open(file) as picture:
            return picture.format in ANIMATED_FORMATS and bool(getattr(picture, "is_animated", False))
    except UNREADABLE_IMAGE_ERRORS:
        return False
    finally:
        file.seek(0)


def _sides(ratio: str) -> tuple[int, int]:
    across, down = ratio.split(":")
    return int(across), int(down)


class RenditionFile(NamedTuple):
    """What readers are told of a rendition: some columns of its row. `file_size` is in bytes."""

    image_id: int
    filter_spec: str
    file: str
    width: int
    height: int
    file_size: int | None

    @property
    def format(self) -> str:
        return self.filter_spec.partition("|format-")[2].partition("|")[0]


def rendition_storage() -> Storage:
    """Where the files of renditions are."""
    storage: Storage = get_image_model().get_rendition_model()._meta.get_field("file").storage
    return storage


def renditions_made_ahead() -> QuerySet[Any]:
    """The renditions of whole pictures, of all images; and others of the same kind that a template asked for."""
    return get_image_model().get_rendition_model().objects.filter(filter_spec__startswith="width-").order_by()


def renditions_of(images: Sequence["CustomImage"]) -> dict[int, list[RenditionFile]]:
    """The renditions of images by image id, narrow to wide within a format; missing ones are made now.

    One query when all are there.
    """
    by_id = {image.pk: image for image in images}
    rows = renditions_made_ahead().filter(image__in=by_id).values_list(*RenditionFile._fields)
    return complete_renditions(by_id, map(RenditionFile._make, rows))


def complete_renditions(
    images: Mapping[int, "CustomImage"], files: Iterable[RenditionFile]
) -> dict[int, list[RenditionFile]]:
    """As `renditions_of`, of what was read of them."""
    known = {(file.image_id, file.filter_spec): file for file in files}
    found = {}
    for pk, image in images.items():
        specs = specs_of(image)
        if missing := [spec for spec in specs if (pk, spec) not in known]:
            known |= {(pk, file.filter_spec): file for file in _make(image, missing)}
        found[pk] = [known[pk, spec] for spec in specs if (pk, spec) in known]
    return found


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


def _make(image: "CustomImage", specs: Sequence[str]) -> list[RenditionFile]:
    """What can be made of the specifications. What cannot is left alone for a while: no reader waits for it again.

    What is made at first changes no answer, as it is made within that; what could not be made then does: recorded.
    """
    made: list[CustomRendition] = []
    for kind in MADE_AHEAD:
        of_kind = [spec for spec in specs if f"|format-{kind}|" in spec]
        unreadable = f"unreadable.{kind}.{image.pk}.{image.file.name}"
        shown_without = f"shown_without.{kind}.{image.pk}.{image.file.name}"
        if not of_kind or cache.get(unreadable):
            continue
        try:
            made += image.get_renditions(*of_kind).values()
        except UNREADABLE_IMAGE_ERRORS:
            # The original is gone or broken, or this format cannot hold it; what shows it should not break.
            cache.set(unreadable, True, UNREADABLE_SECONDS)
            cache.set(shown_without, True, None)
            logger.warning("No %s renditions can be made of image %s", kind, image.pk, exc_info=True)
            continue
        if cache.delete(shown_without):
            _record_change(image)
    return [
        RenditionFile(image.pk, one.filter_spec, one.file.name, one.width, one.height, one.file_size) for one in made
    ]


def _record_change(image: "CustomImage") -> None:
    from itp_cms.core.changes import record
    from itp_cms.core.models import Change

    with transaction.atomic():
        record(Change.Kind.CHANGED, image)


def _save_as_avif(
    image: PillowImage, f: IO[bytes], quality: int = 80, lossless: bool = False, apply_optimizers: bool = True
) -> AvifImageFile:
    """As Willow's own, but at `AVIF_SPEED`, which Willow cannot be told (willow 1.12)."""
    if image.image.mode == "CMYK" and image.get_icc_profile() is not None:
        image = image.transform_colorspace_to_srgb()
    options = {"quality": 100, "subsampling": "4:4:4"} if lossless else {"quality": quality, "speed": AVIF_SPEED}
    image.image.save(f, "AVIF", icc_profile=image.get_icc_profile(), **options)
    return AvifImageFile(f)


def _auto_orient_alone(image: PillowImage) -> PillowImage:
    """As Willow's own, then without what the camera wrote: Willow (1.12) puts it into each JPEG and PNG file it saves,
    with the place where the photograph was taken.
    """
    upright = image.auto_orient()
    upright.image.info.pop("exif", None)
    return upright


registry.register_operation(PillowImage, "save_as_avif", _save_as_avif)
registry.register_operation(PillowImage, "auto_orient", _auto_orient_alone)
