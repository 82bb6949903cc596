"""By what hits can be narrowed, and how many each value would leave."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, TypedDict

from django.apps import apps
from django.utils.translation import override
from taggit.models import Tag

from blog.models import Series
from itp_cms.api.endpoints.search.criteria import KIND_OF
from itp_cms.api.filters.base import as_listed
from itp_cms.core.locales import country_name, language_name
from itp_cms.core.representation.context import Context
from itp_cms.core.representation.schema.types import Count
from legacy_projects.models import StrandPage
from search.asking import Counts


class FacetValue(TypedDict):
    """A value by which the hits can be narrowed."""

    value: Annotated[str, "For the parameter; in quotes where it has a comma."]
    label: Annotated[str, "In the language that is asked for, where there is one."]
    count: Annotated[Count, "How many of the hits have it."]


class Facets(TypedDict):
    """By parameter, the values with most hits first."""

    type: list[FacetValue]
    locale: Annotated[list[FacetValue], "Images, documents and countries, which are in all languages, count in each."]
    year: list[FacetValue]
    tags: list[FacetValue]
    country: list[FacetValue]
    series: list[FacetValue]
    strand: Annotated[list[FacetValue], "Of the legacy projects."]


Named = tuple[Any, int, str, str]
"""The translation key, the locale, the slug and the name of something."""


def facets(counts: Counts, total: int, context: Context, language: str) -> Facets:
    """What `total` hits can be narrowed by: a query for each kind of subject whose names are not in its keys, once in
    each state of the content.
    """
    with override(language):
        types = [
            FacetValue(value=name, label=str(apps.get_model(name)._meta.verbose_name), count=count)
            for name, count in counts.get("type", {}).items()
        ]
    of_locale = counts.get("locale", {})
    of_all = total - sum(of_locale.values())  # images and countries, which are found in each language
    codes = {context.locales[int(pk)]: count + of_all for pk, count in of_locale.items()}
    locales = [
        FacetValue(value=code, label=language_name(code, language), count=count) for code, count in codes.items()
    ]
    shown = {name: list(_SHOWN[name](counts.get(KIND_OF[name], {}), context, language)) for name in _SHOWN}
    return Facets(type=types, locale=locales, **shown)  # type: ignore[typeddict-item]  # by their names


def _shown_years(counts: Mapping[str, int], context: Context, language: str) -> Iterator[FacetValue]:
    for year, count in sorted(counts.items(), reverse=True):
        yield FacetValue(value=year, label=year, count=count)


def _shown_tags(counts: Mapping[str, int], context: Context, language: str) -> Iterator[FacetValue]:
    names: dict[int, str] = context.known.recall("names of tags", lambda: dict(Tag.objects.values_list("pk", "name")))
    for key, count in counts.items():
        if name := names.get(int(key)):
            yield FacetValue(value=as_listed(name), label=name, count=count)


def _shown_countries(counts: Mapping[str, int], context: Context, language: str) -> Iterator[FacetValue]:
    for code, count in counts.items():
        yield FacetValue(value=code, label=country_name(code, language), count=count)


def _shown_by_slug(model: Any, label: str) -> Callable[[Mapping[str, int], Context, str], Iterator[FacetValue]]:
    def shown(counts: Mapping[str, int], context: Context, language: str) -> Iterator[FacetValue]:
        chain = [*context.chain(language), *context.locales.values()]

        def named() -> list[Named]:
            return list(context.public(model).order_by().values_list("translation_key", "locale_id", "slug", label))

        versions: dict[str, tuple[int, str, str]] = {}
        for uuid, locale, slug, name in context.known.recall_for_now((model, context.site.pk), context.now, named):
            key, place = str(uuid), chain.index(context.locales[locale])
            if key not in versions or place < versions[key][0]:
                versions[key] = place, slug, name
        for key, count in counts.items():
            if key in versions:
                _place, slug, name = versions[key]
                yield FacetValue(value=slug, label=name, count=count)

    return shown


_SHOWN: dict[str, Callable[[Mapping[str, int], Context, str], Iterator[FacetValue]]] = {
    "year": _shown_years,
    "tags": _shown_tags,
    "country": _shown_countries,
    "series": _shown_by_slug(Series, "name"),
    "strand": _shown_by_slug(StrandPage, "title"),
}
