"""Pictures and documents: drawn where they are missing, then stored."""

import os
import re
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from wagtail.images.models import Filter
from wagtail.models import Collection

from itp_cms.core.models import CustomDocument, CustomImage, CustomRendition, User
from itp_cms.core.renditions import specs_of
from itp_cms.demo.library import Library
from itp_cms.demo.pdfs import draw_pdf
from itp_cms.demo.pictures import draw

Content = Mapping[str, dict[str, Any]]

# Width and height in pixels, by the collection a picture is kept in. A photograph may be `large`.
SIZES = {"Portraits": (800, 960), "Covers": (800, 1131)}
USUAL_SIZE = (1200, 800)
LARGE_SIZE = (1600, 1067)

_STEM = re.compile(r"demo-(.+?)(?:_\w{7})?\.\w+$")
"""A file is known by its name, to which a storage may add seven characters."""


class Media:
    """The demo's files. `scale` below 1 draws pictures smaller, which is quicker."""

    def __init__(self, images: Content, documents: Content, scale: float, done: Callable[[], Any]) -> None:
        self._images = images
        self._documents = documents
        self._scale = scale
        self._done = done
        self._drawn: dict[tuple[type, str], bytes] = {}
        self._stored: list[tuple[Storage, str]] = []
        self._threads = ThreadPoolExecutor(max_workers=os.cpu_count())
        self._renditions: list[Future[CustomRendition]] = []

    def draw_missing(self) -> None:
        """Draw what is not in the storage, on all processors."""
        images, documents = self._keys_there(CustomImage), self._keys_there(CustomDocument)
        missing = [key for key in self._images if key not in images]
        for key, data in self._documents.items():
            if key not in documents:
                self._drawn[CustomDocument, key] = draw_pdf(data["title"], data["pages"])
            self._done()
        for _ in range(len(self._images) - len(missing)):
            self._done()
        if not missing:
            return
        with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
            for key, picture in zip(
                missing, pool.map(draw, *zip(*map(self._order, missing), strict=True)), strict=True
            ):
                self._drawn[CustomImage, key] = picture
                self._done()

    def store(self, library: Library, user: User) -> None:
        """Make what is missing in the database, and put all into the library."""
        for kind, model, content in (
            ("images", CustomImage, self._images),
            ("documents", CustomDocument, self._documents),
        ):
            there = self._keys_of(model)
            for key, data in content.items():
                instance = there.get(key) or self._new(model, data, user)
                if drawn := self._drawn.get((model, key)):
                    self._keep(instance, key, drawn)
                library[kind, key] = instance

    def store_renditions(self) -> None:
        """Store the renditions, which were made meanwhile, beside the rest of the load."""
        renditions = [rendition.result() for rendition in self._renditions]
        self._threads.shutdown()
        CustomRendition.objects.bulk_create(renditions)
        self._stored += [(rendition.file.storage, rendition.file.name) for rendition in renditions]

    def discard(self) -> None:
        """Delete the files that were stored: the rows that name them have been rolled back."""
        self._threads.shutdown(cancel_futures=True)
        for storage, name in self._stored:
            storage.delete(name)

    def _new(self, model: Any, data: dict[str, Any], user: User) -> Any:
        words = {name: data.get(name) or "" for name in model.translated_fields}
        collection = self._collection(data["collection"]) if "collection" in data else Collection.get_first_root_node()
        return model(**words, translations=data.get("translations") or {}, uploaded_by_user=user, collection=collection)

    def _keep(self, instance: Any, key: str, content: bytes) -> None:
        file = ContentFile(content, f"demo-{key}.{'jpg' if isinstance(instance, CustomImage) else 'pdf'}")
        if instance.pk:  # the row is there, its file is not
            instance.file.storage.save(instance.file.name, file)
        else:
            instance.file = file
            set_metadata = getattr(instance, "_set_image_file_metadata", None) or instance._set_document_file_metadata
            set_metadata()
            instance.save()
            if isinstance(instance, CustomImage):
                self._renditions += [
                    self._threads.submit(instance.generate_rendition_instance, Filter(spec), BytesIO(content))
                    for spec in specs_of(instance)
                ]
        self._stored.append((instance.file.storage, instance.file.name))

    def _keys_of(self, model: Any) -> dict[str, Any]:
        found = ((_STEM.search(instance.file.name), instance) for instance in model.objects.all())
        return {name[1]: instance for name, instance in found if name}

    def _keys_there(self, model: Any) -> set[str]:
        return {
            key for key, instance in self._keys_of(model).items() if instance.file.storage.exists(instance.file.name)
        }

    def _order(self, key: str) -> tuple[Any, ...]:
        data = self._images[key]
        size = LARGE_SIZE if data.get("large") else SIZES.get(data["collection"], USUAL_SIZE)
        pixels = tuple(round(length * self._scale) for length in size)
        return key, data["motif"], data["palette"], pixels, data.get("hair", ""), data.get("skin", "")

    def _collection(self, name: str) -> Collection:
        root = Collection.get_first_root_node()
        return root.get_children().filter(name=name).first() or root.add_child(name=name)
