"""In which order a list comes, and how a cursor remembers a place in it.

Objects without a value come last, whichever way is ordered, and ties are broken by id: the same on every database.
"""

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db.models import Case, DateField, F, Field, IntegerField, Model, OrderBy, Q, QuerySet, Value, When
from django.db.models.constants import LOOKUP_SEP
from rest_framework.request import Request

from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import BadRequest, ErrorCode, whole_number
from itp_cms.api.filters.base import Filter, listed
from itp_cms.api.filters.dates import date_of, days_of, year_of
from itp_cms.api.filters.orderings import orderings_of
from itp_cms.core.representation.scope import Scope

MOST_KEYS = 5
RANDOM = "random"


@dataclass(frozen=True)
class Key:
    """One thing that is ordered by; `name` is with a minus where it descends."""

    name: str
    expression: Any
    field: Field
    can_be_null: bool = True

    @property
    def descends(self) -> bool:
        return self.name.startswith("-")


class Order:
    """An order in which every object has one place."""

    def __init__(self, keys: list[Key]) -> None:
        self.keys = {f"order_{place}": key for place, key in enumerate(keys)}

    def apply(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The queryset in this order; its objects have the values of the keys as attributes."""
        ordering = [
            OrderBy(F(alias), descending=key.descends, nulls_last=key.can_be_null or None)
            for alias, key in self.keys.items()
        ]
        expressions = {alias: key.expression for alias, key in self.keys.items()}
        return queryset.annotate(**expressions).order_by(*ordering, "pk")

    def cursor(self, last: Any) -> str:
        """A token for the place after an object of the ordered queryset.

        The same place always has the same token. It is signed, so that nobody makes one up.
        """
        values = [_plain(getattr(last, alias)) for alias in self.keys]
        token: str = self._signer.sign_object([*values, last.pk], compress=True)
        return token

    def after(self, queryset: QuerySet[Any], cursor: str) -> QuerySet[Any]:
        """What of the ordered queryset comes after the place. Raises `BadRequest` for no token of this order."""
        try:
            *stored, pk = self._signer.unsign_object(cursor)
            values = [key.field.to_python(value) for key, value in zip(self.keys.values(), stored, strict=True)]
        except (BadSignature, ValueError, TypeError, ValidationError):
            raise BadRequest(
                "cursor is none that this list has given, in this order", ErrorCode.INVALID_CURSOR, "cursor"
            ) from None
        equal: list[Q] = []
        after = Q(pk__in=[])
        for (alias, key), value in zip(self.keys.items(), values, strict=True):
            if value is not None:
                beyond = Q(**{f"{alias}__{'lt' if key.descends else 'gt'}": value})
                if key.can_be_null:
                    beyond |= Q(**{f"{alias}__isnull": True})
                after |= reduce(and_, equal, beyond)
            equal.append(Q(**{alias: value} if value is not None else {f"{alias}__isnull": True}))
        return queryset.filter(after | reduce(and_, equal, Q(pk__gt=pk)))

    @property
    def _signer(self) -> Signer:
        return Signer(salt="cursor:" + ",".join(key.name for key in self.keys.values()))


class OrderingFilter(Filter):
    """`?order=-date,title` or `?order=random`; without one, as usual, or as asked by `id__in`."""

    def parameters(self, view: Any) -> list[Parameter]:
        names = sorted(orderable(view))
        return [
            Parameter(
                "order",
                "The fields to order by, with a minus to turn one round; what has no value comes last. A reference is"
                " ordered by what it is called in the language asked for. Or `random`.",
                {"type": "string", "enum": [RANDOM, *(sign + name for name in names for sign in ("", "-"))]},
                is_list=True,
                most=MOST_KEYS,
            )
        ]

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        order = order_of(request, view)
        if order is None:
            return queryset.order_by("?") if request.GET.get("order") else queryset
        return order.apply(queryset)


def order_of(request: Request, view: Any) -> Order | None:
    """The order that is asked for; None where places are not fixed, which no cursor can remember."""
    asked = request.GET.get("order")
    if asked:
        names = asked.split(",")
        if RANDOM in names:
            _refuse_with_random(request, names)
            return None
        if len(names) > MOST_KEYS:
            raise BadRequest(f"order must have at most {MOST_KEYS} fields", ErrorCode.TOO_MANY_VALUES, "order")
        return Order([_key(view, name) for name in names])
    if "search" in request.GET:
        return None
    if "id__in" in request.GET:
        return Order([_place(request.GET["id__in"])])
    return Order([_usual(view)])


def _refuse_with_random(request: Request, names: list[str]) -> None:
    if len(names) > 1:
        raise BadRequest(
            "random ordering cannot be combined with other fields", ErrorCode.INCOMPATIBLE_PARAMETERS, "order"
        )
    for parameter, is_asked in (("offset", offset_of(request) > 0), ("cursor", bool(request.GET.get("cursor")))):
        if is_asked:
            raise BadRequest(
                f"random ordering with {parameter} is not supported", ErrorCode.INCOMPATIBLE_PARAMETERS, parameter
            )


def offset_of(request: Request) -> int:
    """How many are to be left out first; to leave out none is the same as not to ask."""
    return whole_number("offset", request.GET.get("offset", "0"))


def _key(view: Any, name: str) -> Key:
    bare = name.removeprefix("-")
    possible = orderable(view)
    if bare not in possible:
        allowed = sorted({RANDOM, *possible})
        raise BadRequest(f"cannot order by '{name}' (unknown field)", ErrorCode.UNKNOWN_FIELD, "order", allowed)
    if bare == "date" and "date" in view.filtered_apart:
        date = date_of(view.root, view.held)
        return Key(name, date, DateField(), can_be_null=not _is_set(view.root, date))
    if bare == "year" and "year" in view.filtered_apart:
        return Key(name, year_of(view.root, view.held), IntegerField())
    orderings = orderings_of(view.root, view.held)[bare]
    scope = Scope(view.context, view.language, level=0)
    return Key(name, orderings.expression(scope), orderings.field, orderings.can_be_null)


def _is_set(model: type[Model], date: Any) -> bool:
    """Whether it is a column of the model in which every object has a value: then an index has the order, too."""
    column: str = date.name if isinstance(date, F) else LOOKUP_SEP  # type: ignore[attr-defined]  # which the stubs lack
    return LOOKUP_SEP not in column and not cast("Field", model._meta.get_field(column)).null


def _usual(view: Any) -> Key:
    field = view.root._meta.get_field(view.usual_order)
    return Key(view.usual_order, F(view.usual_order), field, can_be_null=False)


def _place(ids: str) -> Key:
    """The order of the ids themselves."""
    asked = [whole_number("id__in", value) for value in listed("id__in", ids)]
    places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(asked)]
    return Key(f"id__in={ids}", Case(*places, output_field=IntegerField()), IntegerField())


def orderable(view: Any) -> set[str]:
    """The names that a list can be ordered by."""
    names = set(orderings_of(view.root, view.held))
    if "date" in view.filtered_apart and date_of(view.root, view.held) is not None:
        names.add("date")
    if "year" in view.filtered_apart and days_of(view.root, view.held) is not None:
        names.add("year")
    return names


def _plain(value: Any) -> Any:
    """A value as JSON has it, from which its field makes it again."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)
