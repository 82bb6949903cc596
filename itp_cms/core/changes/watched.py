"""Which models' rows readers see, and as part of which objects."""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from modelcluster.fields import ParentalKey
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Comment, Locale, Page, Site

FurtherObjects = Callable[[Any], QuerySet[Any]]

part_of: dict[type[Model], FurtherObjects] = {}
"""Models whose rows are shown within other objects, and of a row, which objects these are (`shown_within`)."""

# They name the things themselves and have no `api_fields` to be known by.
_WITHOUT_FIELDS = (Page, BaseSiteSetting, BaseGenericSetting, Site, Locale, Redirect, Collection, Tag)
_NOT_FOR_READERS = (Comment,)


def is_watched(model: type[Model]) -> bool:
    """Whether the log tells of a model's objects themselves: of what the API gives, by whatever endpoint."""
    if parental_key(model) or issubclass(model, _NOT_FOR_READERS):
        return False
    is_file = model in {get_image_model(), get_document_model()}
    return is_file or bool(getattr(model, "api_fields", ())) or issubclass(model, _WITHOUT_FIELDS)


def watched_models() -> Iterator[type[Model]]:
    return (model for model in apps.get_models() if is_watched(model))


def inline_models() -> Iterator[type[Model]]:
    """The models whose rows are a part of a watched object."""
    for model in apps.get_models():
        outer = model
        while (key := parental_key(outer)) and not issubclass(outer, _NOT_FOR_READERS):
            outer = key.related_model
        if outer is not model and is_watched(outer):
            yield model


def parental_key(model: type[Model]) -> Any:
    """The field by which a row belongs to another object; None for what is an object by itself."""
    return next((field for field in model._meta.fields if isinstance(field, ParentalKey)), None)
