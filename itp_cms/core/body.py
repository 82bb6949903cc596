"""The body of a page, and what is derived from it."""

from typing import Any

from django.db import models
from wagtail.blocks import StreamValue

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
        return minutes_to_read(self.body)


class ReadingMinutesField(models.PositiveSmallIntegerField):
    """What `BodyMixin.reading_minutes` was when the page was saved: to order by, and to list without its body."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"default": 0, "editable": False, **options})

    def pre_save(self, model_instance: Any, add: bool) -> int:
        minutes: int = model_instance.reading_minutes
        setattr(model_instance, self.attname, minutes)
        return minutes

    def deconstruct(self) -> Any:
        """A plain number to migrations, whose models compute nothing."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveSmallIntegerField", args, kwargs


def minutes_to_read(stream: StreamValue) -> int:
    return reading_minutes(without_markup(" ".join(stored_texts(stream))))
