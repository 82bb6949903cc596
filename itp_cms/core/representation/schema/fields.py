"""The schemas of what Django's fields hold: a model's columns and properties, a form's fields."""

import datetime
import inspect
import uuid
from collections.abc import Callable
from typing import Any, get_type_hints

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from itp_cms.core.representation.schema.descriptions import function_of
from itp_cms.core.representation.schema.keywords import Schema, array, const, enum, nullable, text
from itp_cms.core.representation.schema.scope import SchemaScope
from itp_cms.core.representation.schema.types import PLAIN, UndescribedError


def column_schema(field: models.Field) -> Schema:
    """A database column, as `fields.plain` shows it."""
    kinds: list[tuple[Any, Callable[[Any], Schema]]] = [
        (models.BooleanField, lambda field: PLAIN[bool]),
        (models.fields.PositiveIntegerRelDbTypeMixin, lambda field: {"type": "integer", "minimum": 0}),
        (models.IntegerField, lambda field: PLAIN[int]),
        ((models.DecimalField, models.FloatField), lambda field: PLAIN[float]),
        (models.DateTimeField, lambda field: PLAIN[datetime.datetime]),
        (models.DateField, lambda field: PLAIN[datetime.date]),
        (models.UUIDField, lambda field: PLAIN[uuid.UUID]),
        (models.URLField, lambda field: _address(blank=field.blank)),
        (models.CharField, lambda field: text(field.max_length)),
        (models.TextField, lambda field: text()),
    ]
    schema: Schema
    if field.choices:
        values = [value for value, _label in field.flatchoices]
        schema = enum([*values, ""] if field.blank and not field.null and "" not in values else values)
    else:
        make = next((make for kind, make in kinds if isinstance(field, kind)), None)
        if make is None:
            raise UndescribedError(f"{field} is of a kind without a schema: represent it by a field of its own")
        schema = make(field)
    return nullable(schema) if field.null else schema


def form_field_schema(field: forms.Field) -> Schema:
    """What is stored of a field block, as it is shown."""
    kinds: list[tuple[type[forms.Field], Schema]] = [
        (forms.BooleanField, PLAIN[bool]),
        (forms.DecimalField, PLAIN[float]),
        (forms.FloatField, PLAIN[float]),
        (forms.IntegerField, PLAIN[int]),
        (forms.DateTimeField, PLAIN[datetime.datetime]),
        (forms.DateField, PLAIN[datetime.date]),
    ]
    if isinstance(field, forms.MultipleChoiceField):
        return array(enum(_values(field)))
    if isinstance(field, forms.ChoiceField):
        return enum(_values(field))
    if isinstance(field, forms.URLField):
        return _address(blank=not field.required)
    for kind, schema in kinds:
        if isinstance(field, kind):
            return schema if field.required or isinstance(field, forms.BooleanField) else nullable(schema)
    if isinstance(field, forms.CharField):
        return text()
    raise UndescribedError(f"{field} is of a kind without a schema: let its block have `represent` and `schema`")


def attribute_schema(model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
    """A field of the model that is shown as it is, or a property by its annotation."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return scope.of(_returned(function_of(inspect.getattr_static(model, name))))
    if not isinstance(field, models.Field):
        raise UndescribedError(f"{field} is no column")
    return column_schema(field)


def _returned(function: Any) -> Any:
    """The type that a function is annotated to return."""
    hints = get_type_hints(function, include_extras=True) if callable(function) else {}
    if "return" not in hints:
        raise UndescribedError(f"{function} does not say what it returns")
    return hints["return"]


def _address(*, blank: bool) -> Schema:
    """An address as an editor typed it, which may have any letters."""
    address = text(format="iri")
    return {"anyOf": [address, const("")]} if blank else address


def _values(field: Any) -> list[str]:
    values: list[str] = []
    for value, label in field.choices:
        values += [inner for inner, _label in label] if isinstance(label, list | tuple) else [value]
    return list(dict.fromkeys(values))
