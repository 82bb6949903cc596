"""Rows that are edited inside pages, and what they refer to."""

from functools import cache
from typing import Any

from django.db.models import ManyToOneRel, Model
from modelcluster.fields import ParentalKey
from wagtail.models import Page


@cache
def rows_referring_to(model: type[Model]) -> list[tuple[type[Model], str, str]]:
    """The models of rows inside pages that refer to the model: the row, its key of the page, its reference."""
    found: list[tuple[type[Model], str, str]] = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel):
            continue
        rows: Any = relation.related_model
        found += [
            (rows, field.attname, relation.field.name)
            for field in rows._meta.fields
            if isinstance(field, ParentalKey) and issubclass(field.related_model, Page)
        ]
    return found
