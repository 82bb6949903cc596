"""The field that represents a column or relation where the model names none."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from itp_cms.core.representation.fields.base import Representer
from itp_cms.core.representation.fields.references import ObjectField
from itp_cms.core.representation.fields.rows import InlineField, TagsField
from itp_cms.core.representation.fields.texts import RichTextFieldSerializer, StreamFieldSerializer


def field_for(model: type[models.Model], name: str) -> Representer:
    """The representer that fits a model's field or attribute."""
    from taggit.managers import TaggableManager
    from wagtail.fields import RichTextField, StreamField

    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return Representer()
    kinds: dict[Any, type[Representer]] = {
        TaggableManager: TagsField,
        StreamField: StreamFieldSerializer,
        RichTextField: RichTextFieldSerializer,
        models.ForeignKey: ObjectField,
        models.ManyToOneRel: InlineField,
    }
    return next((representer() for kind, representer in kinds.items() if isinstance(field, kind)), Representer())
