"""Filters of a search: what of the index its parameters leave."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q
from taggit.models import Tag

from blog.models import Series
from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import BadRequest, ErrorCode, whole_number
from itp_cms.api.filters.base import any_of, listed, one_of_many
from itp_cms.api.filters.columns import CODE_OR_ID, referred
from itp_cms.api.filters.subjects import MOST_TOGETHER
from itp_cms.core.models import Country
from itp_cms.core.representation.context import Context
from legacy_projects.models import StrandPage
from search.asking import Condition

_YEAR = {"type": "integer", "minimum": 1, "maximum": 9999}
_TEXT = {"type": "string"}

KIND_OF = {"year": "year", "tags": "tag", "country": "country", "series": "series", "strand": "strand"}
"""The kind of subject that each parameter names."""


def parameters(types: Iterable[str]) -> list[Parameter]:
    of_types = {"type": "string", "enum": list(types)}
    several: dict[str, tuple[str, Any]] = {
        "tags": ("What has all of the tags, by their names.", _TEXT),
        "country": ("What is about all of the countries, by their codes or ids.", CODE_OR_ID),
        "series": ("Posts of the series, by its slug or id.", _TEXT),
        "strand": ("Projects of the strand, by its slug or id.", _TEXT),
        "year": ("What is of the year, or covers it.", _YEAR),
    }
    declared = [Parameter("type", "Of any of these types.", of_types, is_list=True)]
    for name, (about, schema) in several.items():
        declared.append(Parameter(name, about, schema, is_list=True, most=MOST_TOGETHER))
        declared += one_of_many(name, schema)
    return declared


def types_asked(parameters: Mapping[str, str], known: Iterable[str]) -> frozenset[str]:
    types = frozenset(listed("type", parameters["type"])) if "type" in parameters else frozenset()
    allowed = sorted(known)
    for name in types:
        if name not in allowed:
            raise BadRequest(f"'{name}' is no type that can be found", ErrorCode.INVALID_CHOICE, "type", allowed)
    return types


def conditions(parameters: Mapping[str, str], context: Context) -> Iterator[Condition]:
    """A query for each that names a subject."""

    def condition(name: str, parameter: str, values: list[str], *, is_negated: bool = False) -> Condition:
        keys = frozenset(str(key) for key in _KEYS[name](parameter, values, context))
        return Condition(KIND_OF[name], keys, is_negated)

    for name in KIND_OF:
        if name in parameters:
            for value in listed(name, parameters[name], MOST_TOGETHER):
                yield condition(name, name, [value])
        for parameter, is_negated in ((f"{name}__in", False), (f"{name}__not", True)):
            if parameter in parameters:
                yield condition(name, parameter, listed(parameter, parameters[parameter]), is_negated=is_negated)


# The keys in the index of what a parameter names, as far as it is public.


def _years(parameter: str, values: list[str], context: Context) -> Iterable[Any]:
    return [whole_number(parameter, value) for value in values]


def _tags(parameter: str, values: list[str], context: Context) -> Iterable[Any]:
    return Tag.objects.filter(any_of(Q(name__iexact=value) for value in values)).values_list("pk", flat=True)


def _countries(parameter: str, values: list[str], context: Context) -> Iterable[Any]:
    return Country.objects.filter(pk__in=referred(Country, parameter, values, context)).values_list("code", flat=True)


def _translated(model: Any) -> Callable[[str, list[str], Context], Iterable[Any]]:
    def keys(parameter: str, values: list[str], context: Context) -> Iterable[Any]:
        found = list(context.public(model).filter(slug__in=values).values_list("translation_key", "slug"))
        # A slug may be a number, as "2018": it is an id where nothing has it for a slug.
        others = set(values) - {slug for _key, slug in found}
        ids = [whole_number(parameter, value) for value in others if value.isdecimal()]
        by_id = context.public(model).filter(pk__in=ids).values_list("translation_key", flat=True)
        return [*(key for key, _slug in found), *by_id]

    return keys


_KEYS: dict[str, Callable[[str, list[str], Context], Iterable[Any]]] = {
    "year": _years,
    "tags": _tags,
    "country": _countries,
    "series": _translated(Series),
    "strand": _translated(StrandPage),
}
