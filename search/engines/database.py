"""The answer of the database's own index."""

import datetime
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, F, FloatField, Model, QuerySet, TextField, When
from django.db.models import Value as Constant
from django.utils import timezone

from itp_cms.core.representation.context import Context, Publicly
from itp_cms.core.statements import Among, Given, Read, Several, Statement, read_together
from search.asking import COUNTED, MOST_COUNTED, NEWER, Asked, Counts, Found, Order
from search.engines import Within, database_engine
from search.models import Entry, Value
from search.query import Query

NAME = "database"
AT_ONCE = 100
"""Hits from the first on that are asked for by one and the same statement."""

Visible = Callable[[Publicly], QuerySet[Entry]]
"""The entries that may be seen, by what it is that is public."""


def ask(context: Context, visible: Visible, about: Hashable, asked: Asked) -> Found:
    """What is found among the entries that may be seen, by two queries. `about` says what is visible; None of what is
    seldom asked.
    """
    if not asked.query:
        return Found(NAME, 0, ())
    shown, counted = read_together(list(_reads(context, visible, about, asked)))
    ids = [pk for (pk,) in shown[asked.start : asked.stop]]
    counts = _counts(counted) if asked.with_counts else {}
    total = sum(count for kind, _key, count in counted if kind == "type") if asked.with_counts else len(shown)
    return Found(NAME, total, entries_of(context, ids), counts)


def ids_of(context: Context, root: type[Model], query: Query, within: Within, most: int) -> list[int] | None:
    """The ids of a model's objects that match, best first, whether or not they may be seen here; None of more than so
    many.
    """

    def matching(public: Publicly) -> QuerySet[Any]:
        entries = Entry.objects.filter(root=ContentType.objects.get_for_model(root), is_public=True)
        found = database_engine().match(entries, Given("asked", TextField()), "")
        return found.order_by(F("relevance").desc(), "-object_id").values_list("object_id")[: most + 1]

    expression = database_engine().expression(query, within)
    (rows,) = read_together([context.read(("ids that match", root, most), matching, asked=expression)])
    return None if len(rows) > most else [pk for (pk,) in rows]


def entries_of(context: Context, ids: Sequence[int]) -> list[Entry]:
    """The entries with these ids, in this order, with what is shown of them."""
    if not ids:
        return []
    (rows,) = read_together([context.read("entries found", lambda public: _entries(), ids=ids)])
    by_id = {entry.pk: entry for entry in rows}
    return [by_id[pk] for pk in ids if pk in by_id]


def _entries() -> QuerySet[Entry]:
    return Entry.objects.filter(Among(F("pk"), Several("ids", Entry._meta.pk))).defer("names", "digest").order_by()


def _reads(context: Context, visible: Visible, about: Hashable, asked: Asked) -> Sequence[Read]:
    year = timezone.localdate().year
    is_usual = about is not None and not asked.types and not asked.conditions and asked.stop <= AT_ONCE
    expression = database_engine().expression(asked.query, asked.within)
    stop = AT_ONCE if is_usual else asked.stop

    def hits(public: Publicly) -> QuerySet[Any]:
        return _in_order(_hits(visible(public), asked), asked.order, year).values_list("pk")[:stop]

    def counts(public: Publicly) -> QuerySet[Any]:
        values = Value.objects.filter(entry__in=_hits(visible(public), asked).order_by().values("pk"))
        rows = values if asked.with_counts else values.none()
        return rows.order_by().values_list("name", "value").annotate(count=Count("pk"))

    if is_usual:
        return (
            context.read(("hits", about, asked.order, year), hits, asked=expression),
            context.read(("counts", about, asked.with_counts), counts, asked=expression),
        )
    given = {"asked": expression}
    return (Statement(hits(context.public)), given), (Statement(counts(context.public)), given)


def _hits(visible: QuerySet[Entry], asked: Asked) -> QuerySet[Entry]:
    entries = visible.filter(is_public=True)
    if asked.types:
        entries = entries.filter(type__in=asked.types)
    for condition in asked.conditions:
        having = Value.objects.filter(name=condition.kind, value__in=condition.keys).values("entry")
        entries = entries.exclude(pk__in=having) if condition.is_negated else entries.filter(pk__in=having)
    return database_engine(entries.db).match(entries, Given("asked", TextField()), "")


def _in_order(hits: QuerySet[Entry], order: Order, year: int) -> QuerySet[Entry]:
    if order is Order.RELEVANCE:
        factor = Case(
            *(When(day__gte=datetime.date(year - years, 1, 1), then=Constant(times)) for years, times in NEWER),
            default=Constant(1.0),
            output_field=FloatField(),
        )
        return hits.order_by((F("relevance") * factor).desc(), "-pk")
    by_day = F("day").asc(nulls_last=True) if order is Order.OLDEST else F("day").desc(nulls_last=True)
    return hits.order_by(by_day, "-pk")


def _counts(rows: Sequence[tuple[str, str, int]]) -> Counts:
    """Of each kind the keys with most hits."""
    counts: dict[str, dict[str, int]] = {kind: {} for kind in COUNTED}
    for kind, key, count in sorted(rows, key=lambda row: (-row[2], row[1])):
        if kind in counts and len(counts[kind]) < MOST_COUNTED:
            counts[kind][key] = count
    return counts
