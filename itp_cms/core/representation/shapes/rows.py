"""Rows of inline relations."""

from functools import cached_property
from typing import Any

from django.db.models import Model

from itp_cms.core.representation.deferred import Needing
from itp_cms.core.representation.fields import Representer
from itp_cms.core.representation.schema import Schema, SchemaScope
from itp_cms.core.representation.scope import Scope
from itp_cms.core.representation.selection import EVERYTHING, EXPANDED, Config, Selection
from itp_cms.core.representation.shapes.base import Shape, selection_for


class RowShape(Shape):
    """Rows of an inline relation: shown whole, as Wagtail's API does."""

    @cached_property
    def meta(self) -> dict[str, Representer]:
        return {"type": super().meta["type"]}

    def reference_schema(self, scope: SchemaScope) -> Schema:
        if scope.level is None:
            return self.chosen_schema(scope)
        suffix = ("", "InTeaser", "InNestedTeaser")[scope.level] if self.refers(self.available) else ""
        return self._component(scope, suffix, self.available)

    def select_row(self, config: Config) -> Selection:
        whole = config if config and config[0][0] in {"*", "_"} else (*EVERYTHING, *config)
        return selection_for(self, frozenset(self.available), whole)

    @cached_property
    def needs(self) -> list[tuple[str, ...]]:
        """What a row is about: foreign keys that every row has, and what the model names in `needs_one_of`."""
        keys = [field for field in self.model._meta.concrete_fields if field.is_relation and not field.null]
        needed: list[tuple[str, ...]] = [(field.name,) for field in keys if field.name in self.body]
        return [*needed, one_of] if (one_of := getattr(self.model, "needs_one_of", ())) else needed

    def represent_row(self, row: Model, config: Config, scope: Scope) -> dict[str, Any]:
        """The row as data; nothing, once it is known that what the row is about is not public."""
        selection = self.select_row(config)
        if config[-1:] == EXPANDED:
            scope = scope.expanding
        if not self.needs:
            return self.represent(row, selection, scope)
        extra = {name for group in self.needs for name in group} - set(selection.names)
        names = tuple(name for name in self.available if name in extra or name in selection.names)
        data = self.represent(row, Selection(names, selection.nested), scope)
        return Needing(data, self.needs, extra)


def row_shape_of(model: type[Model]) -> RowShape:
    if model not in _row_shapes:
        _row_shapes[model] = RowShape(model)
    return _row_shapes[model]


_row_shapes: dict[type[Model], RowShape] = {}
