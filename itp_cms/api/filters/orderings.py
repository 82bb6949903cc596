"""What a list can be ordered by, by the names of the API: columns, names of what is referred to, computed values.

A list of pages of several types has what any of the types has.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, BooleanField, Case, F, Field, ForeignKey, Model, UUIDField, When
from django.db.models.functions import Coalesce

from itp_cms.api.filters.columns import ORDERED, column, lookup_path
from itp_cms.core.public import may_be_hidden
from itp_cms.core.representation.ordering import Ordering, by_column
from itp_cms.core.representation.scope import Scope
from itp_cms.core.representation.shapes import Shape, shape_of


@dataclass(frozen=True)
class Orderings:
    """How a list is ordered by one name: for each of its models that have it, the path to it and what to order by."""

    places: tuple[tuple[str, Ordering], ...]

    @property
    def field(self) -> Field:
        """The kind of field that the values have."""
        return self.places[0][1].field

    @property
    def are_alike(self) -> bool:
        """Whether values of different models can be compared."""
        return len({_kind(ordering.field) for _path, ordering in self.places}) == 1

    @property
    def can_be_null(self) -> bool:
        path, ordering = self.places[0]
        return len(self.places) > 1 or bool(path) or ordering.can_be_null

    def expression(self, scope: Scope) -> Any:
        expressions = [_of_those_that_have_it(path, ordering.make(path, scope)) for path, ordering in self.places]
        return expressions[0] if len(expressions) == 1 else Coalesce(*expressions, output_field=self.field)


@lru_cache(maxsize=256)  # lists of any types can be asked for
def orderings_of(root: type[Model], held: tuple[type[Model], ...]) -> Mapping[str, Orderings]:
    """For a list whose queryset is of the model `root`, and which holds objects of these models."""
    places: dict[str, dict[str, Ordering]] = {}
    for model in held:
        for name, path, ordering in _orderings(root, shape_of(model)):
            places.setdefault(name, {})[path] = ordering
    found = {name: Orderings(tuple(of_models.items())) for name, of_models in places.items()}
    return {name: orderings for name, orderings in found.items() if orderings.are_alike}


def _orderings(root: type[Model], shape: Shape) -> Iterable[tuple[str, str, Ordering]]:
    for name, representer in shape.fields.items():
        ordering = representer.ordering(shape.model, name)
        field = column(shape.model, name)
        if ordering is not None:
            yield name, "".join(_steps(root, shape.model)), ordering
        elif field is not None and representer.is_column and not _may_lead_to_what_is_hidden(field):
            kind = BigIntegerField(null=field.null) if isinstance(field, ForeignKey) else field
            yield name, lookup_path(root, field).removesuffix(field.name), by_column(field.name, kind)


def _may_lead_to_what_is_hidden(field: Field) -> bool:
    """Whether an order by the column would tell of what is not public."""
    return isinstance(field, ForeignKey) and may_be_hidden(field.related_model)


def _steps(root: type[Model], model: type[Model]) -> Iterator[str]:
    """The names of the relations that lead from `root` to a model that derives from it."""
    if not issubclass(root, model):
        for step in model._meta.get_path_from_parent(root):
            yield f"{step.join_field.name}__"


def _of_those_that_have_it(path: str, expression: Any) -> Any:
    """What is computed for objects of one type has no value for those of others."""
    if not path or isinstance(expression, F):
        return expression
    return Case(When(**{f"{path}pk__isnull": False}, then=expression), default=None)


def _kind(field: Field) -> str:
    """Texts of all kinds are alike."""
    return next((kind.__name__ for kind in (*ORDERED, BooleanField, UUIDField) if isinstance(field, kind)), "")
