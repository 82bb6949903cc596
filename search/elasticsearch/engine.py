"""The answers of Elasticsearch."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from itp_cms.core.changes import are_recorded
from itp_cms.core.memory import Memory
from itp_cms.core.representation.context import Context
from search.asking import Asked, Found
from search.elasticsearch import indexes
from search.elasticsearch.connection import Unavailable, for_readers, is_configured
from search.elasticsearch.documents import name_of
from search.elasticsearch.queries import Seen, body, ids_body
from search.engines import Within
from search.engines.database import entries_of
from search.follower import has_followed
from search.models import Entry
from search.query import Query

DEEPEST = 10_000
"""Hits from the first on; Elasticsearch goes no deeper."""


def is_there(known: Memory, now: datetime) -> bool:
    """Whether readers are to be answered from here: it is in use, and has come to the end of the log, which has come to
    the present: which versions of something are public, its documents know of the log's end.
    """
    if not is_configured() or not has_followed(known, indexes.NAME):
        return False
    return known.recall_for_now("moments are recorded", now, lambda: are_recorded(now))


def ask(context: Context, visible: QuerySet[Entry], asked: Asked, seen: Seen) -> Found:
    """What is found; of `visible` are the entries that are shown, which says again that they may be seen.

    Raises `Unavailable`.
    """
    if asked.stop > DEEPEST:
        raise Unavailable("It goes no deeper")
    with for_readers() as server:
        answer = server.search(index=_all_indexes(), **_options(body(asked, seen)))
    if answer["timed_out"] or answer["_shards"]["failed"]:
        raise Unavailable("Not all of it answered")
    names = [hit["_id"] for hit in answer["hits"]["hits"]]
    counts = {
        kind: {bucket["key"]: bucket["doc_count"] for bucket in about["buckets"]}
        for kind, about in answer.get("aggregations", {}).items()
    }
    return Found(indexes.NAME, answer["hits"]["total"]["value"], _entries(context, visible, names), counts)


def ids_of(root: type[Model], query: Query, within: Within, most: int) -> list[int]:
    """The ids of all public objects of a model that match, best first. Raises `Unavailable`, also if there are more."""
    asking = ids_body(query, root._meta.label_lower, timezone.now(), within, most)
    with for_readers() as server:
        answer = server.search(index=_all_indexes(), **_options(asking))
    if answer["timed_out"] or answer["_shards"]["failed"] or answer["hits"]["total"]["value"] > most:
        raise Unavailable("More than it can tell")
    return [int(hit["_id"].rpartition(":")[2]) for hit in answer["hits"]["hits"]]


def _all_indexes() -> list[str]:
    return [indexes.alias_of(code) for code in indexes.languages()]


def _options(asking: dict[str, Any]) -> dict[str, Any]:
    return {"from_" if name == "from" else name.replace("_source", "source"): value for name, value in asking.items()}


def _entries(context: Context, visible: QuerySet[Entry], names: Sequence[str]) -> list[Entry]:
    """The entries of these names, in this order. Raises `Unavailable` if one is not there, or may not be seen."""
    by_root: dict[str, list[int]] = {}
    for name in names:
        root, _colon, pk = name.rpartition(":")
        by_root.setdefault(root, []).append(int(pk))
    any_of = Q(pk__in=[])
    for root, ids in by_root.items():
        any_of |= Q(root=ContentType.objects.get_by_natural_key(*root.split(".")), object_id__in=ids)
    ids = list(visible.filter(any_of).order_by().values_list("pk", flat=True)) if names else []
    entries = {name_of(entry.model, entry.object_id): entry for entry in entries_of(context, ids)}
    if len(entries) < len(names):
        raise Unavailable("It has something that is not there")
    return [entries[name] for name in names]
