"""Finding: of objects that somebody may see, those that match what was typed."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, F, FloatField, QuerySet, Value, When
from django.utils import timezone

from search.engines import database_engine
from search.models import RELATION, Entry
from search.query import parse


def find(
    objects: QuerySet[Any],
    text: str,
    *,
    language_codes: Iterable[str],
    with_names: bool,
    any: bool = False,  # noqa: A002
    shortest_beginning: int = 3,
) -> QuerySet[Any]:
    """Narrow objects to those in which the words are, with their `relevance` as an alias, more is better.

    Their order is left as it is. `with_names` also looks at what the people, tags, countries and series are called that
    they are about.
    """
    query = parse(text, language_codes, any=any, shortest_beginning=shortest_beginning)
    if not query:
        return objects.none().alias(relevance=Value(0.0, output_field=FloatField()))
    return database_engine(objects.db).find(objects, query, f"{RELATION}__", with_names=with_names)


NEWER = ((1, 1.15), (3, 1.08), (10, 1.03))
"""What is of so many years before this one, or later, is so many times as relevant."""


def relevant_first(hits: QuerySet[Entry]) -> QuerySet[Entry]:
    """Hits by relevance, and a little by how new they are: what has no date counts as old."""
    year = timezone.localdate().year
    factor = Case(
        *(When(day__gte=datetime.date(year - years, 1, 1), then=Value(times)) for years, times in NEWER),
        default=Value(1.0),
        output_field=FloatField(),
    )
    return hits.order_by((F("relevance") * factor).desc(), "-pk")


def newest_first(hits: QuerySet[Entry], *, reverse: bool = False) -> QuerySet[Entry]:
    by_day = F("day").asc(nulls_last=True) if reverse else F("day").desc(nulls_last=True)
    return hits.order_by(by_day, "-pk")
