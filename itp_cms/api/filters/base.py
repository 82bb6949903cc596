"""What a filter is, and the one syntax of its parameters.

`name=value` is what Wagtail's API v2 has. Besides: `name__in=a,b` for any of several values, `name__not=a,b` for none
of them, and for dates and numbers `name__gt`, `name__gte`, `name__lt` and `name__lte`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import BadRequest, ErrorCode

MOST_VALUES = 100
VALUE = re.compile(r'(?:"((?:[^"]|"")*)"|([^,]*)),')
"""A value in a list, and the comma after it. csv.reader takes no line ends in a value, which a name may have."""
RANGES = {"gt": "above the value", "gte": "from the value on", "lt": "below the value", "lte": "up to the value"}


class Filter(BaseFilterBackend):
    """Narrows a list by the parameters it declares; a parameter that no filter declares is refused.

    `view` may be one without a request: then the parameters are all that the endpoint can take.
    """

    def parameters(self, view: Any) -> list[Parameter]:
        raise NotImplementedError

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        raise NotImplementedError


def listed(parameter: str, value: str, most: int = MOST_VALUES) -> list[str]:
    """The values between the commas, each once; one that has a comma itself is in quotes, as in CSV.

    Raises `BadRequest` for none, an empty one, or too many.
    """
    values = [quoted.replace('""', '"') or plain for quoted, plain in VALUE.findall(f"{value},")]
    if "" in values:
        raise BadRequest(f"{parameter} has an empty value", ErrorCode.REQUIRED, parameter)
    if len(values) > most:
        raise BadRequest(f"{parameter} must have at most {most} values", ErrorCode.TOO_MANY_VALUES, parameter)
    return list(dict.fromkeys(values))


def as_listed(value: str) -> str:
    """A value as `listed` takes it."""
    if "," not in value and not value.startswith('"'):
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


def one_of_many(name: str, schema: Mapping[str, Any]) -> list[Parameter]:
    """The parameters for any of several values of the parameter `name`, and for none of them."""
    return [
        Parameter(f"{name}__in", f"As `{name}`, with any of the values.", schema, is_list=True, most=MOST_VALUES),
        Parameter(f"{name}__not", f"As `{name}`, with none of the values.", schema, is_list=True, most=MOST_VALUES),
    ]


def ranges(name: str, schema: Mapping[str, Any]) -> list[Parameter]:
    return [Parameter(f"{name}__{lookup}", f"As `{name}`, {words}.", schema) for lookup, words in RANGES.items()]


def narrow(
    queryset: QuerySet[Any], request: Request, name: str, matching: Callable[[str, list[str]], Q], *, most: int = 1
) -> QuerySet[Any]:
    """Apply `name`, `name__in` and `name__not`; `matching(parameter, values)` is the condition for any of the values.

    Of `name` itself an object must have all values; `most` is how many it can have.
    """
    if name in request.GET:
        value = request.GET[name]
        for one in listed(name, value, most) if most > 1 else [value]:
            queryset = queryset.filter(matching(name, [one]))
    for parameter, negated in ((f"{name}__in", False), (f"{name}__not", True)):
        if parameter in request.GET:
            condition = matching(parameter, listed(parameter, request.GET[parameter]))
            queryset = queryset.exclude(condition) if negated else queryset.filter(condition)
    return queryset


def any_of(conditions: Iterable[Q]) -> Q:
    """A condition that holds where one of them does; where there are none, nowhere."""
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found
