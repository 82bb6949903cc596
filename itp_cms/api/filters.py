"""How a list is narrowed. Every filter refines the queryset it is given and never begins a new one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Count, Field, ForeignKey, Model, Q, QuerySet
from django.http import Http404
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from taggit.managers import TaggableManager
from wagtail.api.v2.filters import OrderingFilter as WagtailOrderingFilter
from wagtail.api.v2.utils import BadRequestError, parse_boolean
from wagtail.models import Page, get_page_models

from blog.models import BlogPage, Series
from itp_cms.api.errors import explain, whole_number
from itp_cms.core.models import PageTag
from itp_cms.core.public import may_be_hidden, public
from legacy_projects.models import StrandPage

MOST_TAGS = 10


class FieldsFilter(BaseFilterBackend):
    """`?title=…`: objects whose column has the value; of tags, those with all of the given ones."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        names = set(view.get_available_fields(queryset.model, db_fields_only=True)) - view.filtered_apart
        for name in names & request.GET.keys():
            value = request.GET[name]
            field = queryset.model._meta.get_field(name)
            if isinstance(field, TaggableManager):
                for tag in tag_names(value):
                    tagged = queryset.model._default_manager.filter(**{f"{name}__name": tag})
                    queryset = queryset.filter(pk__in=tagged.order_by().values("pk"))
            else:
                queryset = queryset.filter(**{name: _typed(field, value)})
                if isinstance(field, ForeignKey):  # or the answer would tell of what is not public
                    shown = view.context.boundary.public(field.related_model).order_by()
                    queryset = queryset.filter(**{f"{name}__in": shown})
        return queryset


def _typed(field: Field, value: str) -> Any:
    """The value as the column's type has it."""
    try:
        if isinstance(field, BooleanField):
            return parse_boolean(value)
        if isinstance(field, ForeignKey) or field.primary_key:
            return whole_number(field.name, value)
        typed = field.to_python(value)
        if isinstance(typed, datetime):
            typed.astimezone(UTC)  # the first and last days of the calendar may have no such time
        return typed
    except ValidationError as error:
        reason = explain(error)
    except (ValueError, OverflowError) as error:
        reason = str(error)
    raise BadRequestError(f"field filter error. '{value}' is not a valid value for {field.name} ({reason})")


def tag_names(value: str) -> list[str]:
    """The tags of a parameter, each once; `BadRequestError` for more than anybody asks for."""
    names = list(dict.fromkeys(value.split(",")))
    if len(names) > MOST_TAGS:
        raise BadRequestError(f"tags must be at most {MOST_TAGS}")
    return names


class OrderingFilter(WagtailOrderingFilter):
    """`?order=-date,title` or `?order=random`; tags and other lists have no order. Ties are broken by id."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        if "tags" in {name.lstrip("-") for name in request.GET.get("order", "").split(",")}:
            raise BadRequestError("cannot order by 'tags' (unknown field)")
        _refuse_references(request.GET.get("order", ""), queryset.model)
        ordered = super().filter_queryset(request, queryset, view)
        names = ordered.query.order_by
        if "order" not in request.GET or not all(isinstance(name, str) and name != "?" for name in names):
            return ordered
        return ordered.order_by(*names, "pk")


def _refuse_references(order: str, model: type[Model]) -> None:
    """Raise `BadRequestError` for an order by what may be hidden: it would tell of that."""
    fields = model._meta.concrete_fields
    keys = {field.name for field in fields if field.related_model and may_be_hidden(field.related_model)}
    for name in order.split(","):
        if name.lstrip("-") in keys:
            raise BadRequestError(f"cannot order by '{name}' (a reference)")


class LocaleFilter(BaseFilterBackend):
    """`?locale=zh-hans`: objects of that language."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        if "locale" not in request.GET:
            return queryset
        return queryset.filter(locale=locale_id(view.context.locales, request.GET["locale"]))


def locale_id(locales: dict[int, str], language_code: str) -> int:
    for pk, code in locales.items():
        if code == language_code:
            return pk
    raise Http404("No Locale matches the given query.")


class TagsFilter(BaseFilterBackend):
    """`?tags=a,b` on pages of any type: those with all of the tags."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Page], view: Any) -> QuerySet[Page]:
        if "tags" not in request.GET:
            return queryset
        names = tag_names(request.GET["tags"])
        tagged = PageTag.objects.filter(tag__name__in=names).values("content_object_id")
        with_all = tagged.annotate(number=Count("tag_id", distinct=True)).filter(number=len(names))
        return queryset.filter(pk__in=with_all.values("content_object_id"))


class YearFilter(BaseFilterBackend):
    """`?year=2018`: what is dated in that year, or covers it; types without a date have none."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Page], view: Any) -> QuerySet[Page]:
        if "year" not in request.GET:
            return queryset
        year = whole_number("year", request.GET["year"])
        if not 1 <= year <= 9999:
            raise BadRequestError("year must be between 1 and 9999")
        return queryset.filter(reduce(or_, _dated_in(year)))


def _dated_in(year: int) -> Iterator[Q]:
    """For every page type that is dated, its pages of that year."""
    for model in get_page_models():
        fields = {field.name for field in model._meta.get_fields()}
        if "year" in fields:
            condition = Q(year=year)
        elif "year_from" in fields:
            condition = Q(year_from=year) | Q(year_from__lte=year, year_to__gte=year)
        elif "date" in fields:
            condition = Q(date__year=year)
        elif "start_date" in fields:
            condition = Q(start_date__year=year) | Q(start_date__year__lte=year, end_date__year__gte=year)
        else:
            continue
        yield Q(pk__in=model._default_manager.filter(condition).order_by().values("pk"))


class SeriesFilter(BaseFilterBackend):
    """`?series=SLUG` or `?series=ID`: the posts of a series, in all languages."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Page], view: Any) -> QuerySet[Page]:
        if "series" not in request.GET:
            return queryset
        series = public(Series).filter(_named(request.GET["series"], "series"))
        posts = BlogPage.objects.filter(series__translation_key__in=series.values("translation_key"))
        return queryset.filter(pk__in=posts.order_by().values("pk"))


class StrandFilter(BaseFilterBackend):
    """`?strand=SLUG` or `?strand=ID`: the projects of a strand."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Page], view: Any) -> QuerySet[Page]:
        if "strand" not in request.GET:
            return queryset
        strands = public(StrandPage).filter(_named(request.GET["strand"], "strand"))
        below = [Q(path__startswith=path) & ~Q(path=path) for path in strands.values_list("path", flat=True)]
        return queryset.filter(reduce(or_, below)) if below else queryset.none()


def _named(value: str, parameter: str) -> Q:
    return Q(pk=whole_number(parameter, value)) if value.isdecimal() else Q(slug=value)
