"""The answer of the database's own index."""

import datetime
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, F, FloatField, Model, QuerySet, TextField, When
from django.db.models import Value as Constant
from django.utils import timezone

from itp_cms.core.representation.context import Context, Publicly
from itp_cms.core.statements import Among, Given, Read, Several, Statement, read_together
from search.asking import NEWER, Asked, Found, Order, counted
from search.engines import Within, database_engine
from search.models import Entry, Value
from search.query import Query

NAME = "database"

Visible = Callable[[Publicly], QuerySet[Entry]]
"""The entries that may be seen, by what it is that is public."""


def ask(context: Context, visible: Visible, about: Hashable, asked: Asked, left_out: frozenset[int]) -> Found:
    """What is found among the entries that may be seen, by one query.

    `about` says what is visible; None of what is seldom asked. Entries with the ids of `left_out` are no hits.
    """
    if not asked.query:
        return Found(NAME, 0, ())
    (hits,) = read_together([_read(context, visible, about, asked, len(left_out))])
    if left_out:
        hits = [hit for hit in hits if hit[0] not in left_out]
    ids = [hit[0] for hit in hits[asked.start : asked.stop]]
    return Found(NAME, len(hits), ids, counted(hit[1] for hit in hits) if asked.with_counts else {})


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


def _read(context: Context, visible: Visible, about: Hashable, asked: Asked, besides: int) -> Read:
    """All hits in order, each with its facets; where they are not counted, those from the first on, and so many
    besides.
    """
    year, stop = timezone.localdate().year, asked.stop + besides

    def hits(public: Publicly) -> QuerySet[Any]:
        found = _in_order(_hits(visible(public), asked), asked.order, year)
        return found.values_list("pk", "facets") if asked.with_counts else found.values_list("pk")[:stop]

    expression = database_engine().expression(asked.query, asked.within)
    if about is None or asked.types or asked.conditions:
        return Statement(hits(context.public)), {"asked": expression}
    kind = "hits", about, asked.order, asked.with_counts or stop, year
    return context.read(kind, hits, asked=expression)


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
