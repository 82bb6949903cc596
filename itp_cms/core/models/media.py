"""Images and documents, with their words in every language."""

from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image, WagtailImageFieldFile
from willow.image import Image as WillowImage

from itp_cms.core.location import without_location
from itp_cms.core.pdf import count_pages
from itp_cms.core.renditions import is_animated, schedule_renditions

# Files are looked up by their names whenever one is asked for: hence the indexes.


class WordsByLocale(models.Model):
    """Words of a file in other languages than the source's; a file itself has no translation.

    `translations` is `{language code: {field name: text}}`; an empty or missing text means the source's.
    """

    translations = models.JSONField(_("translations"), default=dict, blank=True)

    class Meta:
        abstract = True

    def words(self, field_name: str, *language_codes: str) -> str:
        """The text of a field in the first of the languages that has it, else in the source language."""
        for code in _before_source(language_codes):
            if text := self.translations.get(code, {}).get(field_name):
                return text
        return getattr(self, field_name)

    @staticmethod
    def words_in_database(field_name: str, *language_codes: str, path: str = "") -> Coalesce:
        """An expression for the same; `path` leads to the file, as in `document__`."""
        translations = (
            NullIf(KeyTextTransform(field_name, KeyTransform(code, f"{path}translations")), models.Value(""))
            for code in _before_source(language_codes)
        )
        source = models.F(f"{path}{field_name}")
        return Coalesce(*translations, source, models.Value(""), output_field=models.TextField())


def _before_source(language_codes: Iterable[str]) -> Iterable[str]:
    return takewhile(lambda code: code != settings.LANGUAGE_CODE, language_codes)


class OrientedFieldFile(WagtailImageFieldFile):
    """Wagtail measures a photograph as it lies in the file, but turns its renditions as the camera was held (EXIF)."""

    def get_image_dimensions(self) -> tuple[int, int]:
        is_closed = self.closed
        try:
            self.open()
            return WillowImage.open(self).auto_orient().get_size()
        finally:
            if is_closed:
                self.close()
            else:
                self.seek(0)


class CustomImage(WordsByLocale, AbstractImage):
    """A picture.

    `description` is its alternative text where the place of use gives none. `width` and `height` are in pixels and,
    like the focal point, of the picture turned upright. Of one that is `animated`, every rendition is a still: only the
    file as uploaded moves.
    """

    credit = models.CharField(_("credit"), max_length=255, blank=True)
    animated = models.BooleanField(_("animated"), default=False, editable=False)

    # Of the place where it is shown; Wagtail sets them of each instance.
    contextual_alt_text: str | None = None
    decorative = False

    admin_form_fields = (*Image.admin_form_fields, "credit")
    translated_fields = ("title", "description", "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        indexes = [models.Index(fields=["file"], name="image_by_file")]
        permissions = [("choose_image", "Can choose image")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new_file = bool(self.file) and not self.file._committed
        if is_new_file:
            self._forget_where_it_was_taken()
            self.file_size = self.file.size
            self.animated = is_animated(self.file)
        super().save(*args, **kwargs)
        if is_new_file:
            schedule_renditions(self)

    def _forget_where_it_was_taken(self) -> None:
        self.file.seek(0)
        content = self.file.read()
        self.file.seek(0)
        kept = without_location(content)
        if kept != content:
            self.file.file = ContentFile(kept, name=self.file.name)

    def alternative_text(self, *language_codes: str) -> str:
        """Nothing for decoration; else what the place of use says, the image's description, or its title."""
        if self.decorative:
            return ""
        words = (self.words(name, *language_codes) for name in ("description", "title"))
        return self.contextual_alt_text or next(filter(None, words), "")

    def generate_rendition_instance(self, filter: Any, source: Any) -> "CustomRendition":  # noqa: A002  Wagtail's name
        """Wagtail creates several at once in bulk, past `CustomRendition.save`."""
        rendition = super().generate_rendition_instance(filter, source)
        rendition.file_size = rendition.file.size
        return rendition


# Not a field of another class, which migrations would have to know.
CustomImage.file.field.attr_class = OrientedFieldFile


class CustomRendition(AbstractRendition):
    """A size and format of a picture. `file_size` is in bytes, so that nobody asks the storage for it."""

    image = models.ForeignKey(CustomImage, on_delete=models.CASCADE, related_name="renditions")
    file_size = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition")
        ]
        indexes = [models.Index(fields=["file"], name="rendition_by_file")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file_size is None and self.file:
            self.file_size = self.file.size
        super().save(*args, **kwargs)


class CustomDocument(WordsByLocale, AbstractDocument):
    """A file to download. `page_count` is known for PDFs that can be read."""

    page_count = models.PositiveIntegerField(_("page count"), null=True, blank=True, editable=False)

    admin_form_fields = Document.admin_form_fields
    translated_fields = ("title",)

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=["file"], name="document_by_file")]
        permissions = [("choose_document", "Can choose document")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed:
            self.file_size = self.file.size
            self.page_count = count_pages(self.file) if self.file_extension == "pdf" else None
        super().save(*args, **kwargs)
