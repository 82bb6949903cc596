"""The columns of what a list holds, by the names of the API: one can filter by them.

A list of pages of several types has the columns that any of the types has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MINYEAR, UTC, datetime
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Field, Model, Q, Value
from django.utils import timezone
from taggit.managers import TaggableManager
from wagtail.api.v2.utils import parse_boolean
from wagtail.models import Page, TranslatableMixin

from itp_cms.api.contract.operations import WHOLE_NUMBER
from itp_cms.api.errors import LARGEST_NUMBER, BadRequest, ErrorCode, explain, whole_number
from itp_cms.api.filters.base import any_of
from itp_cms.core.representation.context import Context
from itp_cms.core.representation.shapes import shape_of

ORDERED: tuple[Any, ...] = (
    models.DateTimeField,
    models.DateField,
    models.IntegerField,
    models.DecimalField,
    models.FloatField,
)
"""Of these, a range can be asked."""

ID_DIGITS = 18
"""Ids of more no database has."""


@dataclass(frozen=True)
class Column:
    """A column by its name, and where it is looked up in each of the models that have it."""

    name: str
    places: tuple[tuple[str, Any], ...]
    """The field's lookup path from the model of the list, and the field."""
    model: type[Model]
    """One that has it."""

    @property
    def field(self) -> Any:
        return self.places[0][1]

    @property
    def is_reference(self) -> bool:
        return isinstance(self.field, models.ForeignKey)

    @property
    def is_ordered(self) -> bool:
        """Whether it is a date or a number, of which a range can be asked."""
        return isinstance(self.field, ORDERED) and not self.is_reference

    @property
    def is_boolean(self) -> bool:
        return isinstance(self.field, models.BooleanField)

    @property
    def may_be_empty(self) -> bool:
        """Whether it is a text, which can be empty."""
        return any(
            isinstance(field, models.CharField | models.TextField) and "" in (_choices(field) or [""])
            for _path, field in self.places
        )

    @property
    def describe(self) -> str:
        """What one asks for by it."""
        about = f"By the field `{self.name}`"
        if self.is_reference:
            name = _name_of(self.field)
            about += f", given by its id{f' or {name}' if name else ''}"
        return f"{about}. {shape_of(self.model).fields[self.name].description(self.model, self.name)}".rstrip()

    @property
    def schema(self) -> Mapping[str, Any]:
        """The JSON Schema of one value."""
        if self.is_reference:
            return _NAMES.get(_name_of(self.field), WHOLE_NUMBER)
        choices = _choices(self.field)
        if choices and len(self.places) == 1:
            return {"type": "string", "enum": choices}
        return next((schema for kind, schema in _SCHEMAS.items() if isinstance(self.field, kind)), {"type": "string"})

    def condition(self, lookup: str, parameter: str, values: list[str], context: Context) -> Q:
        """That the column is (`in`), or is on the side of (`gt` …), one of the values."""
        if self.is_reference:
            return any_of(
                Q(**{f"{path}__in": referred(field.related_model, parameter, values, context)})
                for path, field in self.places
            )
        return any_of(
            Q(**{f"{path}__{lookup}": typed if lookup == "in" else typed[0]})
            for path, field in self.places
            for typed in [[typed_value(field, parameter, value) for value in values]]
        )


@lru_cache(maxsize=256)  # lists of any types can be asked for
def columns_of(root: type[Model], held: tuple[type[Model], ...]) -> Mapping[str, Column]:
    """The columns of a list whose queryset is of the model `root`, and which holds objects of these models."""
    places: dict[str, dict[str, Field]] = {}
    models_by_name: dict[str, type[Model]] = {}
    for model in held:
        for name in shape_of(model).available:
            shown = shape_of(model).fields[name]
            field = column(model, shown.column_named(name))
            if field is not None and shown.is_column:
                places.setdefault(name, {})[lookup_path(root, field)] = field
                models_by_name.setdefault(name, model)
    return {name: Column(name, tuple(found.items()), models_by_name[name]) for name, found in places.items()}


def column(model: type[Model], name: str) -> Field | None:
    """The model's field of that name if it is a single column of a plain value."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if not isinstance(field, Field) or isinstance(field, TaggableManager):
        return None
    return field if field.concrete and field.get_internal_type() != "JSONField" else None


def lookup_path(root: type[Model], field: Field) -> str:
    """How a queryset of `root` reaches a field of its own, or of a model that derives from it."""
    if issubclass(root, field.model):
        return field.name
    steps = field.model._meta.get_path_from_parent(root)
    return "__".join([*(step.join_field.name for step in steps), field.name])


def referred(model: type[Model], parameter: str, values: list[str], context: Context) -> Any:
    """What may be shown of a model and has one of the ids, or one of its names where it has some: codes or slugs.

    Of what is translated, in all languages: a page refers to a series by its source, and is asked for by any of its
    translations.
    """
    name = _natural_name(model)
    conditions = []
    for value in values:
        if not value:
            raise BadRequest(f"{parameter} has an empty value", ErrorCode.REQUIRED, parameter)
        if name is None or (value.isdecimal() and len(value) <= ID_DIGITS):
            conditions.append(Q(pk=whole_number(parameter, value)))
        else:
            conditions.append(Q(**{name: _checked_name(model, name, parameter, value)}))
    found = context.public(model).filter(any_of(conditions)).order_by()
    if issubclass(model, TranslatableMixin) and not issubclass(model, Page):
        found = model._default_manager.filter(translation_key__in=found.values("translation_key")).order_by()
    return found.values("pk")


def typed_value(field: Field, parameter: str, value: str) -> Any:
    """The value as the column's type has it. Raises `BadRequest` for one that the column cannot have."""
    choices = _choices(field)
    if choices and value not in choices:
        raise BadRequest(
            f"field filter error. '{value}' is not a valid value for {parameter}",
            ErrorCode.INVALID_CHOICE,
            parameter,
            choices,
        )
    try:
        return _python_value(field, parameter, value)
    except ValidationError as error:
        reason = explain(error)
    except (ValueError, OverflowError) as error:
        reason = str(error)
    raise BadRequest(
        f"field filter error. '{value}' is not a valid value for {parameter} ({reason})",
        ErrorCode.INVALID,
        parameter,
        ["true", "false"] if isinstance(field, models.BooleanField) else None,
    )


def _python_value(field: Field, parameter: str, value: str) -> Any:
    if isinstance(field, models.BooleanField):
        return parse_boolean(value)
    if field.primary_key:
        return whole_number(parameter, value)
    typed = field.to_python(value)
    if isinstance(typed, datetime):
        if timezone.is_naive(typed):
            typed = timezone.make_aware(typed)
        try:
            return typed.astimezone(UTC)
        except OverflowError:  # hours beyond the calendar's first or last day, in which nothing happens
            return datetime.min.replace(tzinfo=UTC) if typed.year == MINYEAR else datetime.max.replace(tzinfo=UTC)
    if isinstance(typed, Decimal):
        # Not as a decimal, which may have no more digits than the column: the corner of a map has any number of them.
        number = float(typed)
        if not isfinite(number):
            raise ValueError("the number is too large")
        return Value(number, output_field=models.FloatField())
    if isinstance(typed, int) and abs(typed) > LARGEST_NUMBER:
        raise ValueError("the number is too large")
    return typed


def _choices(field: Field) -> list[str]:
    choices = [str(value) for value, _label in field.flatchoices]
    return [*choices, ""] if choices and field.blank and "" not in choices else choices


def _name_of(field: Any) -> str | None:
    return _natural_name(field.related_model)


def _natural_name(model: type[Model]) -> str | None:
    """The field by which an object can be named instead of its id."""
    if issubclass(model, Page):
        return None
    names = {field.name for field in model._meta.get_fields()}
    return next((name for name in ("code", "slug") if name in names), None)


def _checked_name(model: type[Model], name: str, parameter: str, value: str) -> str:
    if name != "code":
        return value
    try:
        return str(model._meta.get_field(name).clean(value.upper(), None))  # type: ignore[union-attr]  # a column
    except ValidationError:
        raise BadRequest(
            f"{parameter} must be an id or a code of two letters, such as GB", ErrorCode.INVALID, parameter
        ) from None


CODE_OR_ID = {"type": "string", "pattern": f"^([A-Za-z]{{2}}|[0-9]{{1,{ID_DIGITS}}})$"}
_NAMES: Mapping[str | None, Mapping[str, Any]] = {"code": CODE_OR_ID, "slug": {"type": "string", "pattern": "^[^,]+$"}}
_SCHEMAS: dict[Any, Mapping[str, Any]] = {
    models.AutoField: WHOLE_NUMBER,
    models.BigAutoField: WHOLE_NUMBER,
    models.DateTimeField: {
        "anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}],
        "description": "A date and time, or a date, as in ISO 8601.",
    },
    models.DateField: {"type": "string", "format": "date"},
    models.BooleanField: {"type": "boolean"},
    models.IntegerField: {"type": "integer", "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER},
    models.DecimalField: {"type": "number"},
    models.FloatField: {"type": "number"},
    models.UUIDField: {"type": "string", "format": "uuid"},
}
