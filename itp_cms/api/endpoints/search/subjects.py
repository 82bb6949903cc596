"""Filters of a search, and how many hits each of their values would leave: facets."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any, TypedDict

from django.db.models import Count, Q, QuerySet
from rest_framework.request import Request
from taggit.models import Tag

from blog.models import Series
from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import whole_number
from itp_cms.api.filters.base import any_of, listed, narrow, one_of_many
from itp_cms.api.filters.columns import CODE_OR_ID, referred
from itp_cms.api.filters.subjects import MOST_TOGETHER
from itp_cms.core.locales import country_name
from itp_cms.core.models import Country
from itp_cms.core.representation.context import Context
from itp_cms.core.representation.schema.types import Count as Number
from legacy_projects.models import StrandPage
from search.models import Entry, Value

MOST_OF_A_KIND = 50
"""Values of a facet, those with most hits."""


class FacetValue(TypedDict):
    """A value by which the hits can be narrowed."""

    value: Annotated[str, "For the parameter."]
    label: Annotated[str, "In the language that is asked for, where there is one."]
    count: Annotated[Number, "How many of the hits have it."]


class Facets(TypedDict):
    """By parameter, the values with most hits first."""

    type: list[FacetValue]
    locale: list[FacetValue]
    year: list[FacetValue]
    tags: list[FacetValue]
    country: list[FacetValue]
    series: list[FacetValue]
    strand: list[FacetValue]


_YEAR = {"type": "integer", "minimum": 1, "maximum": 9999}
_TEXT = {"type": "string"}


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


def narrowed(entries: QuerySet[Entry], request: Request, context: Context) -> QuerySet[Entry]:
    """The entries that the parameters leave."""
    if "type" in request.GET:
        entries = entries.filter(type__in=listed("type", request.GET["type"]))
    for name, keys in _KEYS.items():

        def matching(parameter: str, values: list[str], name: str = name, keys: Any = keys) -> Q:
            found = [str(key) for key in keys(parameter, values, context)]
            return any_of([Q(pk__in=Value.objects.filter(name=_kind(name), value__in=found).values("entry"))])

        entries = narrow(entries, request, name, matching, most=MOST_TOGETHER)
    return entries


def facets(hits: QuerySet[Entry], context: Context, language: str) -> Facets:
    """Four queries and one for each kind of subject."""
    hits = hits.order_by()
    counted: dict[str, dict[str, int]] = {name: {} for name in _KEYS}
    rows = Value.objects.filter(entry__in=hits.values("pk")).values_list("name", "value")
    for kind, key, count in rows.annotate(count=Count("pk")).order_by("-count", "value"):
        name = _parameter(kind)
        if name in counted and len(counted[name]) < MOST_OF_A_KIND:
            counted[name][key] = count
    types = [FacetValue(value=type_, label=type_, count=count) for type_, count in _counts(hits, "type")]
    locales = [
        FacetValue(value=context.locales[locale], label=context.locales[locale], count=count)
        for locale, count in _counts(hits, "locale")
        if locale is not None
    ]
    shown = {name: list(_SHOWN[name](counts, context, language)) for name, counts in counted.items()}
    return Facets(type=types, locale=locales, **shown)  # type: ignore[typeddict-item]


def _counts(hits: QuerySet[Entry], column: str) -> Sequence[tuple[Any, int]]:
    return list(hits.values_list(column).annotate(count=Count("pk")).order_by("-count", column))


def _kind(parameter: str) -> str:
    return "tag" if parameter == "tags" else parameter


def _parameter(kind: str) -> str:
    return "tags" if kind == "tag" else kind


# The keys in the index of what a parameter names, as far as it is public.


def _years(parameter: str, values: list[str], context: Context) -> Iterable[Any]:
    return [whole_number(parameter, value) for value in values]


def _tags(parameter: str, values: list[str], context: Context) -> Iterable[Any]:
    return Tag.objects.filter(any_of(Q(name__iexact=value) for value in values)).values_list("pk", flat=True)


def _countries(parameter: str, values: list[str], context: Context) -> Iterable[Any]:
    return Country.objects.filter(pk__in=referred(Country, parameter, values, context)).values_list("code", flat=True)


def _translated(model: Any) -> Callable[[str, list[str], Context], Iterable[Any]]:
    def keys(parameter: str, values: list[str], context: Context) -> Iterable[Any]:
        ids = [whole_number(parameter, value) for value in values if value.isdecimal()]
        slugs = [value for value in values if not value.isdecimal()]
        return context.public(model).filter(Q(pk__in=ids) | Q(slug__in=slugs)).values_list("translation_key", flat=True)

    return keys


_KEYS: dict[str, Callable[[str, list[str], Context], Iterable[Any]]] = {
    "year": _years,
    "tags": _tags,
    "country": _countries,
    "series": _translated(Series),
    "strand": _translated(StrandPage),
}


# How the values of a facet are shown.


def _shown_years(counts: dict[str, int], context: Context, language: str) -> Iterator[FacetValue]:
    for year, count in sorted(counts.items(), reverse=True):
        yield FacetValue(value=year, label=year, count=count)


def _shown_tags(counts: dict[str, int], context: Context, language: str) -> Iterator[FacetValue]:
    names = dict(Tag.objects.filter(pk__in=counts).values_list("pk", "name"))
    for key, count in counts.items():
        if name := names.get(int(key)):
            yield FacetValue(value=name, label=name, count=count)


def _shown_countries(counts: dict[str, int], context: Context, language: str) -> Iterator[FacetValue]:
    for code, count in counts.items():
        yield FacetValue(value=code, label=country_name(code, language), count=count)


def _shown_by_slug(model: Any, label: str) -> Callable[[dict[str, int], Context, str], Iterator[FacetValue]]:
    def shown(counts: dict[str, int], context: Context, language: str) -> Iterator[FacetValue]:
        chain = [*context.chain(language), *context.locales.values()]
        versions: dict[str, Any] = {}
        for version in context.public(model).filter(translation_key__in=list(counts)):
            key = str(version.translation_key)
            place = chain.index(context.locales[version.locale_id])
            if key not in versions or place < versions[key][0]:
                versions[key] = place, version
        for key, count in counts.items():
            if key in versions:
                version = versions[key][1]
                yield FacetValue(value=version.slug, label=getattr(version, label), count=count)

    return shown


_SHOWN: dict[str, Callable[[dict[str, int], Context, str], Iterator[FacetValue]]] = {
    "year": _shown_years,
    "tags": _shown_tags,
    "country": _shown_countries,
    "series": _shown_by_slug(Series, "name"),
    "strand": _shown_by_slug(StrandPage, "title"),
}
