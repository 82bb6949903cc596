"""The sizes and formats of a picture: those made ahead of the whole of it, and the addresses of cuts."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypedDict

from django.conf import settings
from django.db.models import F, QuerySet
from wagtail.images import get_image_model

from itp_cms.core.renditions import (
    RenditionFile,
    complete_renditions,
    formats_of,
    rendition_storage,
    renditions_made_ahead,
    widths_of,
)
from itp_cms.core.representation.context import Context
from itp_cms.core.representation.deferred import FILES, Batch, Deferred, Derived
from itp_cms.core.representation.schema import Count, Note, Uri
from itp_cms.core.representation.scope import Scope
from itp_cms.core.statements import Among, Read, Several


class Rendition(TypedDict):
    """A size and format of a picture."""

    url: Annotated[Uri, "Where the file is."]
    width: Annotated[Count, "In pixels."]
    height: Annotated[Count, "In pixels."]
    bytes: Annotated[Count | None, "The size of the file."]
    format: Annotated[Literal["webp", "avif"], "Which browsers can show it: all of today's WebP, most AVIF."]


class SourceSets(TypedDict, total=False):
    """For each format, what HTML calls a `srcset`."""

    webp: str
    avif: str
    jpeg: str


Crops = Annotated[
    dict[str, SourceSets], Note(lambda: {"propertyNames": {"enum": list(settings.IMAGE_RATIOS)}}), "By ratio."
]


class RenditionBatch(Batch[int]):
    """The renditions of images: `[{"url", "width", "height", "bytes", "format"}, …]`."""

    rank = FILES
    is_plain = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.images: dict[int, Any] = {}

    def defer_of(self, image: Any) -> Deferred:
        self.images.setdefault(image.pk, image)
        return self.defer(image.pk)

    def know(self, images: Mapping[int, Any], rows: Iterable[Any]) -> None:
        """What was read together with the images: then nothing is to be looked up."""
        for pk, renditions in self._of(
            {pk: image for pk, image in images.items() if pk not in self._known}, rows
        ).items():
            self._known[pk] = place = Deferred(renditions)
            place.is_filled = True

    def reads(self, keys: list[int]) -> list[Read]:
        return [read_renditions(self.context, set(keys))]

    def made(self, keys: list[int], *rows: list[Any]) -> dict[int, Any]:
        return self._of({pk: self.images[pk] for pk in keys}, rows[0])

    def _of(self, images: Mapping[int, Any], rows: Iterable[Any]) -> dict[int, Any]:
        found = complete_renditions(images, map(RenditionFile._make, rows))
        url, absolute = rendition_storage().url, self.context.absolute
        return {
            pk: [
                {
                    "url": absolute(url(file.file)),
                    "width": file.width,
                    "height": file.height,
                    "bytes": file.file_size,
                    "format": file.format,
                }
                for file in files
            ]
            for pk, files in found.items()
        }


def read_renditions(context: Context, ids: set[int]) -> Read:
    """What is read of the renditions of whole pictures."""

    def renditions(public: Any) -> QuerySet[Any]:
        of_images = Among(F("image_id"), Several("ids", get_image_model()._meta.pk))
        return renditions_made_ahead().filter(of_images).values_list(*RenditionFile._fields)

    return context.read("renditions", renditions, ids=ids)


def srcset(image: Any, scope: Scope) -> Derived:
    """For each format, the addresses of the whole picture in its widths."""
    renditions: Deferred = scope.context.batch(RenditionBatch).defer_of(image)

    def by_format() -> dict[str, str]:
        sets: dict[str, list[str]] = {}
        for rendition in renditions.value or ():
            sets.setdefault(rendition["format"], []).append(f"{rendition['url']} {rendition['width']}w")
        return {kind: ", ".join(candidates) for kind, candidates in sets.items()}

    return Derived(by_format)


def crops(image: Any, scope: Scope) -> dict[str, dict[str, str]]:
    """For each ratio and format, a `srcset` of addresses that lead to the image cut to it.

    The cut files are made when first asked for: no query, and nothing about their size in bytes.
    """
    if image.is_svg():
        return {}
    address = scope.context.absolute(str(scope.context.detail_path(type(image), image.pk)))
    sets: dict[str, dict[str, list[str]]] = {ratio: {} for ratio in settings.IMAGE_RATIOS}
    for ratio, by_format in sets.items():
        for asked, width in zip(settings.IMAGE_WIDTHS, widths_of(image, ratio), strict=False):
            for kind in formats_of(image, width, ratio):
                query = f"width={asked}&ratio={ratio}&format={kind}"
                by_format.setdefault(kind, []).append(f"{address}rendition/?{query} {width}w")
    return {ratio: {kind: ", ".join(items) for kind, items in kinds.items()} for ratio, kinds in sets.items()}
