"""The answers of Elasticsearch."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model, QuerySet

from itp_cms.core.changes import are_recorded
from itp_cms.core.memory import Memory
from itp_cms.core.representation.context import Context, Publicly
from itp_cms.core.statements import Among, Several, Statement, read_together
from search.asking import Asked, Found
from search.elasticsearch import indexes
from search.elasticsearch.connection import Unavailable, for_readers, is_configured
from search.elasticsearch.documents import NO_LANGUAGE
from search.elasticsearch.queries import Seen, body, ids_body
from search.engines import Within
from search.engines.database import Visible
from search.follower import has_followed
from search.models import Entry
from search.query import Query

NAME = indexes.NAME
DEEPEST = 10_000
"""Hits from the first on; Elasticsearch goes no deeper."""


def is_there(known: Memory, now: datetime) -> bool:
    """Whether readers are to be answered from here: it is in use, and has come to the end of the log, which has come to
    the present: which versions of something are public, its documents know of the log's end.
    """
    if not is_configured() or not has_followed(known, NAME):
        return False
    return known.recall_for_now("moments are recorded", now, lambda: are_recorded(now))


def ask(context: Context, visible: Visible, about: Hashable, asked: Asked, seen: Seen) -> Found:
    """What is found; of `visible` are the entries that are shown, which says again that they may be seen. `about` says
    what is visible; None of what is seldom asked.

    Raises `Unavailable`.
    """
    if asked.stop > DEEPEST:
        raise Unavailable("It goes no deeper")
    with for_readers() as server:
        answer = server.search(index=_indexes(context, asked.locales), **_options(body(asked, seen)))
    if answer["timed_out"] or answer["_shards"]["failed"]:
        raise Unavailable("Not all of it answered")
    names = [hit["_id"] for hit in answer["hits"]["hits"]]
    counts = {
        kind: {bucket["key"]: bucket["doc_count"] for bucket in about["buckets"]}
        for kind, about in answer.get("aggregations", {}).items()
    }
    return Found(NAME, answer["hits"]["total"]["value"], _ids_by_name(context, visible, about, names), counts)


def ids_of(context: Context, root: type[Model], query: Query, within: Within, most: int) -> list[int]:
    """The ids of all public objects of a model that match, best first. Raises `Unavailable`, also if there are more."""
    asking = ids_body(query, root._meta.label_lower, context.now, within, most)
    with for_readers() as server:
        answer = server.search(index=_indexes(context), **_options(asking))
    if answer["timed_out"] or answer["_shards"]["failed"] or answer["hits"]["total"]["value"] > most:
        raise Unavailable("More than it can tell")
    return [int(hit["_id"].rpartition(":")[2]) for hit in answer["hits"]["hits"]]


def _indexes(context: Context, locales: Iterable[int] | None = None) -> list[str]:
    """Of these languages, None for all, and of what is in none."""
    codes = [context.locales[pk] for pk in (context.locales if locales is None else locales)]
    return [indexes.alias_of(code) for code in (*codes, NO_LANGUAGE)]


def _options(asking: dict[str, Any]) -> dict[str, Any]:
    return {"from_" if name == "from" else name.replace("_source", "source"): value for name, value in asking.items()}


def _ids_by_name(context: Context, visible: Visible, about: Hashable, names: Sequence[str]) -> list[int]:
    """The ids of the entries of these names, in this order. Raises `Unavailable` if one is not there or not visible."""
    if not names:
        return []
    parts = {name: name.rpartition(":") for name in names}
    roots = {root: ContentType.objects.get_by_natural_key(*root.split(".")).pk for root, _, _ in parts.values()}
    keys = {(roots[root], int(pk)): name for name, (root, _, pk) in parts.items()}

    def among(public: Publicly) -> QuerySet[Any]:
        of_roots = Among(F("root_id"), Several("roots", Entry._meta.get_field("root")))
        named = Among(F("object_id"), Several("ids", Entry._meta.get_field("object_id")))
        return visible(public).filter(of_roots, named).order_by().values_list("pk", "root_id", "object_id")

    given = {"roots": set(roots.values()), "ids": [pk for _root, pk in keys]}
    if about is None:
        rows = Statement(among(context.public)).rows(**given)
    else:
        (rows,) = read_together([context.read(("entries by name", about), among, **given)])
    ids = {keys[root, pk]: entry for entry, root, pk in rows if (root, pk) in keys}
    if len(ids) < len(keys):
        raise Unavailable("It has something that is not there")
    return [ids[name] for name in names]
