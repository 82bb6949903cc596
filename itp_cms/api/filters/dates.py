"""`year` and `date` mean something for every page type that is dated, whatever its fields are called."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import DateField, F, Field, Model, Q, QuerySet
from django.db.models.expressions import Func
from django.db.models.functions import Coalesce, ExtractYear
from rest_framework.request import Request

from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import BadRequest, ErrorCode, whole_number
from itp_cms.api.filters.base import RANGES, Filter, any_of, narrow, one_of_many, ranges
from itp_cms.api.filters.columns import column, lookup_path, typed_value
from itp_cms.core.periods import PERIODS


class FirstDay(Func):
    """The first day of a year."""

    output_field = DateField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s || '-01-01')", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="make_date((%(expressions)s)::int, 1, 1)", **context)


class DateFilter(Filter):
    """`?date=…` and its ranges: by a page's date, or the field its type is dated by, where a year is its first day."""

    def parameters(self, view: Any) -> list[Parameter]:
        if date_of(view.root, view.held) is None:
            return []
        about = "By date; of types that have none, by the year or first day that dates them."
        schema = {"type": "string", "format": "date"}
        return [
            Parameter("date", about, schema),
            *one_of_many("date", schema),
            *ranges("date", schema),
        ]

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        names = {parameter.name for parameter in self.parameters(view)} & request.GET.keys()
        if not names:
            return queryset
        queryset = queryset.alias(date_of_page=date_of(view.root, view.held))

        def matching(parameter: str, values: list[str]) -> Q:
            days = [typed_value(DateField(), parameter, value) for value in values]
            return Q(date_of_page__isnull=False, date_of_page__in=days)

        queryset = narrow(queryset, request, "date", matching)
        for lookup in RANGES:
            if (parameter := f"date__{lookup}") in request.GET:
                day = typed_value(DateField(), parameter, request.GET[parameter])
                queryset = queryset.filter(**{f"date_of_page__{lookup}": day})
        return queryset


class YearFilter(Filter):
    """`?year=2018`: what is dated in that year, or covers it; types without a date have none.

    Of what covers several years, ranges find what reaches into the range.
    """

    def parameters(self, view: Any) -> list[Parameter]:
        if days_of(view.root, view.held) is None:
            return []
        about = "By the year that a page is of, or the years that it covers."
        schema = {"type": "integer", "minimum": 1, "maximum": 9999}
        return [
            Parameter("year", about, schema),
            *one_of_many("year", schema),
            *ranges("year", schema),
        ]

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        names = {parameter.name for parameter in self.parameters(view)} & request.GET.keys()
        days = days_of(view.root, view.held)
        if not names or days is None:
            return queryset
        queryset = queryset.alias(first_day=days[0], last_day=days[1])
        queryset = narrow(queryset, request, "year", _in_years)
        for lookup in RANGES:
            if (parameter := f"year__{lookup}") in request.GET:
                first, last = _days(parameter, request.GET[parameter])
                end = "last_day" if lookup.startswith("g") else "first_day"
                queryset = queryset.filter(**{f"{end}__{lookup}": first if lookup in {"gte", "lt"} else last})
        return queryset


def _in_years(parameter: str, values: list[str]) -> Q:
    years = [_days(parameter, value) for value in values]
    return Q(first_day__isnull=False, last_day__isnull=False) & any_of(
        Q(first_day__lte=last, last_day__gte=first) for first, last in years
    )


def _days(parameter: str, value: str) -> tuple[date, date]:
    """The first and the last day of a year."""
    year = whole_number(parameter, value)
    if not 1 <= year <= 9999:
        raise BadRequest(f"{parameter} must be between 1 and 9999", ErrorCode.INVALID, parameter)
    return date(year, 1, 1), date(year, 12, 31)


@lru_cache(maxsize=256)  # lists of any types can be asked for
def date_of(root: type[Model], held: tuple[type[Model], ...]) -> Any:
    """An expression for the date of the objects of a list, or None where none of them has one."""
    expressions = []
    for model in held:
        field = column(model, "date") or column(model, getattr(model, "dated_by", None) or "")
        if field is not None:
            expressions.append(_day(root, field))
    return _first(expressions)


@lru_cache(maxsize=256)  # lists of any types can be asked for
def days_of(root: type[Model], held: tuple[type[Model], ...]) -> tuple[Any, Any] | None:
    """Expressions for the first and the last day of the objects of a list, or None where none of them has one.

    Of a year, its first day stands for all of it.
    """
    first, last = [], []
    for model in held:
        for start, end in PERIODS:
            fields = [field for name in (start, end) if (field := column(model, name)) is not None]
            if fields:
                days = [_day(root, field) for field in fields]
                first += days
                last += reversed(days)
                break
    return (_first(first), _first(last)) if first else None


def year_of(root: type[Model], held: tuple[type[Model], ...]) -> Any:
    """An expression for the year of the objects of a list, or None; to order by, for it is slow to filter by."""
    days = days_of(root, held)
    return ExtractYear(days[0]) if days else None


def _day(root: type[Model], field: Field) -> Any:
    path = lookup_path(root, field)
    return F(path) if isinstance(field, DateField) else FirstDay(path)


def _first(expressions: list[Any]) -> Any:
    """The first that has a value; types have no field in common, so only one of them does."""
    if len(expressions) < 2:
        return expressions[0] if expressions else None
    return Coalesce(*expressions, output_field=DateField())
