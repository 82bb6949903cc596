"""The body of a page, and what is derived from it."""

from typing import Any

from django.db import models
from wagtail.blocks import StreamValue

from itp_cms.core.reading_time import reading_minutes


class BodyMixin(models.Model):
    """For page types with a StreamField `body`."""

    class Meta:
        abstract = True

    body: StreamValue

    @property
    def reading_minutes(self) -> int:
        """Minutes the body takes to read, counted by characters for Chinese."""
        return reading_minutes(" ".join(searchable_text(self.body)))


def searchable_text(stream: StreamValue) -> list[Any]:
    """The texts of all blocks, without mark-up."""
    return stream.stream_block.get_searchable_content(stream)
