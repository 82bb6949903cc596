"""The answer of the database's own index."""

import datetime
from collections.abc import Iterable

from django.db.models import Case, Count, F, FloatField, QuerySet, When
from django.db.models import Value as Constant
from django.utils import timezone

from search.asking import COUNTED, MOST_COUNTED, NEWER, Asked, Counts, Found, Order
from search.engines import database_engine
from search.models import Entry, Value

NAME = "database"


def ask(visible: QuerySet[Entry], asked: Asked) -> Found:
    """What is found among the entries that may be seen, in the languages that are asked for."""
    hits = _hits(visible, asked)
    total = hits.count() if asked.query else 0
    shown = list(_in_order(hits, asked.order)[asked.start : asked.stop]) if asked.start < total else []
    return Found(NAME, total, shown, _counts(hits) if asked.with_counts and total else {})


def _hits(visible: QuerySet[Entry], asked: Asked) -> QuerySet[Entry]:
    if not asked.query:
        return visible.none()
    entries = visible.filter(is_public=True)
    if asked.types:
        entries = entries.filter(type__in=asked.types)
    for condition in asked.conditions:
        having = Value.objects.filter(name=condition.kind, value__in=condition.keys).values("entry")
        entries = entries.exclude(pk__in=having) if condition.is_negated else entries.filter(pk__in=having)
    return database_engine(entries.db).find(entries, asked.query, "", asked.within)


def _in_order(hits: QuerySet[Entry], order: Order) -> QuerySet[Entry]:
    hits = hits.select_related("root").defer("names", "digest")
    if order is Order.RELEVANCE:
        year = timezone.localdate().year
        factor = Case(
            *(When(day__gte=datetime.date(year - years, 1, 1), then=Constant(times)) for years, times in NEWER),
            default=Constant(1.0),
            output_field=FloatField(),
        )
        return hits.order_by((F("relevance") * factor).desc(), "-pk")
    by_day = F("day").asc(nulls_last=True) if order is Order.OLDEST else F("day").desc(nulls_last=True)
    return hits.order_by(by_day, "-pk")


def _counts(hits: QuerySet[Entry]) -> Counts:
    hits = hits.order_by()
    counts: dict[str, dict[str, int]] = {kind: {} for kind in COUNTED}
    for column in ("type", "locale"):
        rows = hits.values_list(column).annotate(count=Count("pk")).order_by("-count", column)
        _count(counts, ((column, str(key), count) for key, count in rows if key is not None))
    subjects = Value.objects.filter(entry__in=hits.values("pk")).values_list("name", "value")
    _count(counts, subjects.annotate(count=Count("pk")).order_by("-count", "value"))
    return counts


def _count(counts: dict[str, dict[str, int]], rows: Iterable[tuple[str, str, int]]) -> None:
    for kind, key, count in rows:
        if kind in counts and len(counts[kind]) < MOST_COUNTED:
            counts[kind][key] = count
