"""Where a schema is made: `SchemaScope` takes the place of `Scope`."""

import inspect
from collections.abc import Callable, Hashable
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

from django.db import models

from itp_cms.core.representation.schema.descriptions import described
from itp_cms.core.representation.schema.keywords import Schema, an_object, array, enum, nullable
from itp_cms.core.representation.schema.types import PLAIN, UndescribedError, text_choices


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
        """The schema of a Python type. A `TypedDict` becomes a component of its name, and so do `TextChoices`; a text
        that annotates a type (`Annotated[int, "In pixels."]`) describes it.

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
        if isinstance(annotation, type) and issubclass(annotation, models.TextChoices):
            return self.components.reference(annotation.__name__, lambda: text_choices(annotation), annotation)
        if is_typeddict(annotation):
            return self.components.reference(annotation.__name__, lambda: self._typed_dict(annotation), annotation)
        if annotation in PLAIN:
            return PLAIN[annotation]
        raise UndescribedError(f"{annotation!r} has no JSON Schema")

    def _annotated(self, annotation: Any, *notes: Any) -> Schema:
        schema = self.of(annotation)
        for note in notes:
            schema = described(schema, note) if isinstance(note, str) else {**schema, **note.keywords()}
        return schema

    def _union(self, options: tuple[Any, ...]) -> Schema:
        schemas = [self.of(option) for option in options if option is not NoneType]
        schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
        return nullable(schema) if NoneType in options else schema

    def _typed_dict(self, kind: Any) -> Schema:
        hints = get_type_hints(kind, include_extras=True)
        properties = {name: self.of(hint) for name, hint in hints.items()}
        schema = an_object(properties, sorted(kind.__required_keys__, key=list(hints).index))
        return described(schema, inspect.getdoc(kind) or "" if kind.__doc__ else "")
