"""The body of a page, and what is derived from it."""

from django.db import models
from wagtail.blocks import StreamValue
from wagtail.rich_text import get_text_for_indexing

from itp_cms.core.reading_time import reading_minutes, without_markup
from itp_cms.core.stored import stored_texts


class BodyMixin(models.Model):
    """For page types with a StreamField `body`."""

    class Meta:
        abstract = True

    body: StreamValue

    @property
    def reading_minutes(self) -> int:
        """Minutes the body takes to read, counted by characters for Chinese."""
        return reading_minutes(without_markup(" ".join(stored_texts(self.body))))


def searchable_text(stream: StreamValue) -> list[str]:
    """The texts of all blocks, without mark-up. No block loads what it refers to."""
    return [get_text_for_indexing(text) for text in stored_texts(stream)]
