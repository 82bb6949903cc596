"""What representation gives, as JSON Schema (2020-12, as in OpenAPI 3.1).

Whatever represents something also says what comes of it: next to `represent(…, scope)` stands `schema(…, scope)`,
where this module's `SchemaScope` takes the place of `Scope`. What Python computes (properties, functions of `meta`)
is described by its type annotation.
"""

import datetime
import inspect
import uuid
from collections.abc import Callable, Hashable, Iterable, Mapping
from decimal import Decimal
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Protocol,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from django import forms
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models

Schema = Mapping[str, Any]


class Note:
    """What an annotation says of the schema besides its type: `Annotated[str, Note(lambda: {"format": "uri"})]`."""

    def __init__(self, keywords: Callable[[], Schema]) -> None:
        self.keywords = keywords


def locale_schema() -> Schema:
    return {"type": "string", "enum": [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]}


Uri = Annotated[str, Note(lambda: {"format": "uri"})]
"""An absolute address, percent-encoded."""

LocaleCode = Annotated[str, Note(locale_schema)]
"""The language code of one of the site's locales."""

Count = Annotated[int, Note(lambda: {"minimum": 0})]


class UndescribedError(TypeError):
    """Something is represented whose schema nobody has declared."""


class Components(Protocol):
    """The named schemas of the document while it is made."""

    def reference(self, name: str, make: Callable[[], Schema], of: Hashable = None) -> Schema:
        """A `$ref` to the named schema, which is made when first asked for.

        `of` is what the name stands for: two different things of one name are refused.
        """

    def has_endpoint(self, model: type[models.Model]) -> bool:
        """Whether the model's objects have a `detail_url`."""


class SchemaScope:
    """Where an object's schema is made: as `Scope`, how deep below what was asked for.

    A `level` of None describes what `?fields=` can make of an object at any depth: whatever it has, nothing of it
    required. What is `of_draft` may never have been saved, with its rows: it has no id then, and no address.
    """

    def __init__(self, components: Components, level: int | None = 0, *, of_draft: bool = False) -> None:
        self.components = components
        self.level = level
        self.of_draft = of_draft

    @property
    def below(self) -> "SchemaScope":
        return SchemaScope(self.components, None if self.level is None else self.level + 1)

    @property
    def chosen(self) -> "SchemaScope":
        """The same for what `?fields=` chooses."""
        return SchemaScope(self.components, None, of_draft=self.of_draft)

    def reference(self, model: type[models.Model]) -> Schema:
        """What stands where something refers to an object of the model, if it is shown at all."""
        from itp_cms.core.representation.shapes import reference_schema

        return reference_schema(model, self.below)

    def nullable_reference(self, model: type[models.Model], may_be_empty: bool = True) -> Schema:
        """As `reference`, or null where there is nothing to refer to, or nothing public."""
        from itp_cms.core.public import may_be_hidden

        schema = self.reference(model)
        return nullable(schema) if may_be_empty or may_be_hidden(model) else schema

    def rows(self, model: type[models.Model]) -> Schema:
        from itp_cms.core.representation.shapes import row_shape_of

        return array(row_shape_of(model).reference_schema(self))

    def block(self, block: Any) -> Schema:
        """The value of a block; for the `schema(scope)` of a block with a form of its own."""
        from itp_cms.core.representation.stream import block_schema

        return block_schema(block, self)

    def of(self, annotation: Any) -> Schema:
        """The schema of a Python type. A `TypedDict` becomes a component of its name.

        Raises `UndescribedError` for a type that JSON has nothing for.
        """
        origin, arguments = get_origin(annotation), get_args(annotation)
        made: dict[Any, Callable[[], Schema]] = {
            NotRequired: lambda: self.of(arguments[0]),
            Annotated: lambda: self._annotated(*arguments),
            Union: lambda: self._union(arguments),
            UnionType: lambda: self._union(arguments),
            Literal: lambda: enum(arguments),
            list: lambda: array(self.of(arguments[0])),
            dict: lambda: {"type": "object", "additionalProperties": self.of(arguments[1])},
        }
        if origin in made:
            return made[origin]()
        if is_typeddict(annotation):
            return self.components.reference(annotation.__name__, lambda: self._typed_dict(annotation), annotation)
        if annotation in _PLAIN:
            return _PLAIN[annotation]
        raise UndescribedError(f"{annotation!r} has no JSON Schema")

    def _annotated(self, annotation: Any, *notes: Any) -> Schema:
        schema = self.of(annotation)
        for note in notes:
            schema = {**schema, **note.keywords()}
        return schema

    def _union(self, options: tuple[Any, ...]) -> Schema:
        schemas = [self.of(option) for option in options if option is not NoneType]
        schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
        return nullable(schema) if NoneType in options else schema

    def _typed_dict(self, kind: Any) -> Schema:
        hints = get_type_hints(kind, include_extras=True)
        described = {"description": inspect.getdoc(kind)} if kind.__doc__ else {}
        properties = {name: self.of(hint) for name, hint in hints.items()}
        return {**described, **an_object(properties, sorted(kind.__required_keys__, key=list(hints).index))}


_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    Decimal: {"type": "number"},
    NoneType: {"type": "null"},
    uuid.UUID: {"type": "string", "format": "uuid"},
    datetime.date: {"type": "string", "format": "date"},
    datetime.datetime: {"type": "string", "format": "date-time"},
}


def an_object(properties: Mapping[str, Schema], required: Iterable[str] | None = None) -> dict[str, Any]:
    """An object with these properties, all of them unless told otherwise, and no others."""
    names = list(properties if required is None else required)
    schema: dict[str, Any] = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**schema, "required": names} if names else schema


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def enum(values: Iterable[Any]) -> Schema:
    values = list(values)
    kind = "integer" if all(isinstance(value, int) for value in values) else "string"
    return {"type": kind, "enum": values}


def const(value: str) -> Schema:
    return {"type": "string", "const": value}


def either(schemas: list[Schema], exclusive: bool = True) -> Schema:
    """One of the schemas; `exclusive` where no value fits two of them."""
    return schemas[0] if len(schemas) == 1 else {"oneOf" if exclusive else "anyOf": schemas}


def nullable(schema: Schema) -> Schema:
    kind = schema.get("type")
    if kind == "null" or (isinstance(kind, list) and "null" in kind):
        return schema
    if isinstance(kind, str) and "const" not in schema:
        values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
        return {**schema, "type": [kind, "null"], **values}
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return {**schema, several: [*schema[several], {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]}


def without_null(schema: Schema) -> Schema:
    """Of what can be null, the rest: lists lose what is not public."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kept = [name for name in kind if name != "null"]
        return {**schema, "type": kept[0] if len(kept) == 1 else kept}
    for several in ("oneOf", "anyOf"):
        if several in schema:
            kept = [option for option in schema[several] if option != {"type": "null"}]
            return kept[0] if len(kept) == 1 else {**schema, several: kept}
    return schema


def text(max_length: int | None = None, **also: Any) -> Schema:
    return {"type": "string", **({"maxLength": max_length} if max_length else {}), **also}


RICH_TEXT: Schema = {
    "type": "string",
    "description": "HTML with the front end's addresses, or as `rich_text_format` asks.",
}
PLAIN_TEXT: Schema = {"type": "string", "description": "All of its words, with `body=text`."}


def column_schema(field: models.Field) -> Schema:
    """A database column, as `fields.plain` shows it."""
    kinds: list[tuple[Any, Callable[[Any], Schema]]] = [
        (models.BooleanField, lambda field: _PLAIN[bool]),
        (models.fields.PositiveIntegerRelDbTypeMixin, lambda field: {"type": "integer", "minimum": 0}),
        (models.IntegerField, lambda field: _PLAIN[int]),
        ((models.DecimalField, models.FloatField), lambda field: _PLAIN[float]),
        (models.DateTimeField, lambda field: _PLAIN[datetime.datetime]),
        (models.DateField, lambda field: _PLAIN[datetime.date]),
        (models.UUIDField, lambda field: _PLAIN[uuid.UUID]),
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
        (forms.BooleanField, _PLAIN[bool]),
        (forms.DecimalField, _PLAIN[float]),
        (forms.FloatField, _PLAIN[float]),
        (forms.IntegerField, _PLAIN[int]),
        (forms.DateTimeField, _PLAIN[datetime.datetime]),
        (forms.DateField, _PLAIN[datetime.date]),
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
        function = _function(model, name)
        described = {"description": inspect.getdoc(function)} if inspect.getdoc(function) else {}
        return {**scope.of(_returned(function)), **described}
    if not isinstance(field, models.Field):
        raise UndescribedError(f"{field} is no column")
    return column_schema(field)


def _function(model: type[models.Model], name: str) -> Any:
    """What a property or method of the model is made of."""
    attribute = inspect.getattr_static(model, name)
    return getattr(attribute, "fget", None) or getattr(attribute, "func", None) or attribute


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
