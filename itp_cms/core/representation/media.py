"""Images and documents."""

from functools import cached_property
from typing import Annotated, Any, TypedDict

from django.db.models import Model, TextField
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from itp_cms.core.representation.deferred import FILES, Batch
from itp_cms.core.representation.fields import Representer, TagsField
from itp_cms.core.representation.objects import read_by_id
from itp_cms.core.representation.ordering import Ordering
from itp_cms.core.representation.pictures import (
    Crops,
    Rendition,
    RenditionBatch,
    SourceSets,
    crops,
    read_renditions,
    srcset,
)
from itp_cms.core.representation.schema import Count, Note, Schema, SchemaScope, Uri
from itp_cms.core.representation.scope import IDS_ONLY, Scope
from itp_cms.core.representation.selection import Config
from itp_cms.core.representation.shapes import Meta, Shape, shape_of
from itp_cms.core.statements import Read

ImageKey = tuple[int, str, str, bool, Config]
"""Id, language code, alternative text in this place, whether it is decoration, and what `?fields=` asks of it."""

DocumentKey = tuple[int, str, Config]


Part = Annotated[float, Note(lambda: {"minimum": 0, "maximum": 1})]


class FocalPoint(TypedDict):
    """The middle and the size of what has to stay in view, as parts of the width and height (0 to 1)."""

    x: Part
    y: Part
    width: Part
    height: Part


class WordsField(Meta):
    """Words of a file, in the first of the scope's languages that has them."""

    def __init__(self, name: str, help_text: str = "") -> None:
        super().__init__(lambda file, scope: file.words(name, *scope.languages), gives=str, help_text=help_text)

    def ordering(self, model: Any, name: str) -> Ordering:
        return Ordering(lambda path, scope: model.words_in_database(name, *scope.languages, path=path), TextField())


class FileShape(Shape):
    """What images and documents share: words in the scope's language, and an absolute address."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__(model)
        self.component_name = self.called

    called: str
    """What readers of the API call it, whatever the model is called that a site has in the place of Wagtail's."""

    listing_meta = ("type", "detail_url", "tags", "download_url")
    reference_meta = ("type", "detail_url", "download_url")

    @cached_property
    def meta(self) -> dict[str, Representer]:
        return {
            **super().meta,
            "tags": TagsField(),
            "download_url": Meta(download_url, gives=Uri, help_text="The file as it was uploaded."),
        }

    def default_at(self, level: int, expand: int) -> frozenset[str]:
        """A file is shown whole wherever it is shown: of what refers to it there is less the deeper it is."""
        return self.default_by_id if expand == IDS_ONLY else self.default_in_references

    @property
    def made(self) -> dict[str, Representer]:
        """The fields of `body` beside what the model declares."""
        raise NotImplementedError

    @cached_property
    def body(self) -> dict[str, Representer]:
        return {**super().body, **self.made}

    @property
    def teaser(self) -> tuple[str, ...]:
        return tuple(self.body)

    def reference_schema(self, scope: SchemaScope) -> Schema:
        """Files are shown alike on every level."""
        return super().reference_schema(scope if scope.level is None else SchemaScope(scope.components, level=1))


class ImageShape(FileShape):
    called = "Image"

    @property
    def made(self) -> dict[str, Representer]:
        return {
            "title": WordsField("title"),
            "alt": Meta(
                lambda image, scope: image.alternative_text(*scope.languages),
                gives=str,
                help_text="Alternative text for the place where it is shown; empty for decoration.",
            ),
            "decorative": Meta(
                lambda image, scope: bool(image.decorative), gives=bool, help_text="Whether it says nothing here."
            ),
            "credit": WordsField("credit", help_text="Who is to be named beside it."),
            "width": Representer(help_text="In pixels, of the file as uploaded, turned upright."),
            "height": Representer(help_text="In pixels, of the file as uploaded, turned upright."),
            "bytes": Meta(
                lambda image, scope: image.file_size, gives=Count | None, help_text="The size of the file as uploaded."
            ),
            "animated": Representer(help_text="Whether it moves."),
            "focal_point": Meta(_focal_point, gives=FocalPoint | None, help_text="What has to stay in view, if said."),
            "renditions": Meta(
                lambda image, scope: scope.context.batch(RenditionBatch).defer_of(image),
                gives=list[Rendition],
                help_text="The whole picture in several widths and formats.",
            ),
            "srcset": Meta(srcset, gives=SourceSets, help_text="The same as HTML takes it."),
            "crops": Meta(crops, gives=Crops, help_text="The picture cut to other proportions, made when asked for."),
        }

    @property
    def teaser(self) -> tuple[str, ...]:
        """Without the addresses of what has not been made yet: most pages show pictures whole."""
        return tuple(name for name in self.body if name != "crops")

    @cached_property
    def default_in_lists(self) -> frozenset[str]:
        return super().default_in_lists | {"alt", "credit", "width", "height"}


class DocumentShape(FileShape):
    called = "Document"

    @property
    def made(self) -> dict[str, Representer]:
        return {
            "title": WordsField("title"),
            "url": Meta(download_url, gives=Uri, help_text="Where the file is."),
            "filename": Meta(lambda document, scope: document.filename, gives=str),
            "content_type": Meta(lambda document, scope: document.content_type, gives=str, help_text="Its media type."),
            "bytes": Meta(lambda document, scope: document.file_size, gives=Count | None, help_text="The file's size."),
            "page_count": Representer(help_text="Of a PDF that can be read."),
        }

    @cached_property
    def default_in_lists(self) -> frozenset[str]:
        return super().default_in_lists | {"bytes", "page_count"}


def download_url(file: Any, scope: Scope) -> str:
    """The absolute address of the file as uploaded; of a document, through the view that checks who asks."""
    return scope.context.absolute(file.file.url if isinstance(file, AbstractImage) else file.url)


class ImageBatch(Batch[ImageKey]):
    """Images by id, with the words of the place where they are shown."""

    rank = FILES

    def reads(self, keys: list[ImageKey]) -> list[Read]:
        ids = {key[0] for key in keys}
        self.context.keys.add_objects(get_image_model(), ids)
        return [read_by_id(self.context, get_image_model(), ids), read_renditions(self.context, ids)]

    def made(self, keys: list[ImageKey], *rows: list[Any]) -> dict[ImageKey, Any]:
        images = {image.pk: image for image in rows[0]}
        self.context.batch(RenditionBatch).know(images, rows[1])
        return {key: self._represent(images[key[0]], key) for key in keys if key[0] in images}

    def _represent(self, image: Any, key: ImageKey) -> dict[str, Any]:
        _pk, language, image.contextual_alt_text, image.decorative, config = key
        return _represent_reference(image, Scope(self.context, language, level=1), config)


class DocumentBatch(Batch[DocumentKey]):
    rank = FILES

    def reads(self, keys: list[DocumentKey]) -> list[Read]:
        ids = {key[0] for key in keys}
        self.context.keys.add_objects(get_document_model(), ids)
        return [read_by_id(self.context, get_document_model(), ids)]

    def made(self, keys: list[DocumentKey], *rows: list[Any]) -> dict[DocumentKey, Any]:
        documents = {document.pk: document for document in rows[0]}
        return {
            (pk, language, config): _represent_reference(documents[pk], Scope(self.context, language, level=1), config)
            for pk, language, config in keys
            if pk in documents
        }


def _focal_point(image: Any, scope: Scope) -> FocalPoint | None:
    if not image.has_focal_point():
        return None

    def part(length: int | None, whole: int) -> float:
        return round(min(max((length or 0) / whole, 0), 1), 4)

    return {
        "x": part(image.focal_point_x, image.width),
        "y": part(image.focal_point_y, image.height),
        "width": part(image.focal_point_width, image.width),
        "height": part(image.focal_point_height, image.height),
    }


def _represent_reference(file: Any, scope: Scope, config: Config) -> dict[str, Any]:
    shape = shape_of(type(file))
    return shape.represent(file, shape.select_reference(scope, config), scope)
