from functools import lru_cache
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import get_language
from rest_framework.request import Request

from itp_cms.api.contract.operations import Parameter
from itp_cms.api.filters.base import RANGES, Filter, narrow, one_of_many, ranges
from itp_cms.api.filters.columns import Column, columns_of


class FieldsFilter(Filter):
    """`?title=…`: objects whose column has the value; besides, any of several, none of several, and ranges.

    Of a list of several types, those objects are found whose type has the column.
    """

    def parameters(self, view: Any) -> list[Parameter]:
        return _parameters(view.root, view.held, view.filtered_apart, get_language())

    def columns(self, view: Any) -> list[Column]:
        return _columns(view.root, view.held, view.filtered_apart)

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        context = view.context
        for column in self.columns(view):

            def matching(parameter: str, values: list[str], column: Column = column) -> Q:
                return column.condition("in", parameter, values, context)

            queryset = narrow(queryset, request, column.name, matching)
            if column.is_ordered:
                for lookup in RANGES:
                    parameter = f"{column.name}__{lookup}"
                    if parameter in request.GET:
                        value = request.GET[parameter]
                        queryset = queryset.filter(column.condition(lookup, parameter, [value], context))
        return queryset


Models = tuple[type[Model], ...]


def _columns(root: type[Model], held: Models, filtered_apart: frozenset[str]) -> list[Column]:
    return [column for name, column in columns_of(root, held).items() if name not in filtered_apart]


@lru_cache(maxsize=256)
def _parameters(
    root: type[Model], held: Models, filtered_apart: frozenset[str], language: str | None
) -> list[Parameter]:
    """What one can ask of a list; its descriptions are in the active language."""
    return [parameter for column in _columns(root, held, filtered_apart) for parameter in parameters_of(column)]


def parameters_of(column: Column) -> list[Parameter]:
    """What one can ask of a column."""
    parameters = [Parameter(column.name, column.describe, column.schema, may_be_empty=column.may_be_empty)]
    if not column.is_boolean:
        parameters += one_of_many(column.name, column.schema)
    if column.is_ordered:
        parameters += ranges(column.name, column.schema)
    return parameters
