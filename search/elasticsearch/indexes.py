"""The indexes on the server: one for each language, behind an alias, made beside the old one when made anew."""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk, scan
from wagtail.models import Locale

from itp_cms.core.changes import content_version
from itp_cms.core.models import FollowerState
from search.elasticsearch.connection import client
from search.elasticsearch.documents import NO_LANGUAGE, Document, documents_of
from search.elasticsearch.schema import mappings, settings_for, version_of
from search.index import ANALYSIS
from search.models import Entry

NAME = "elasticsearch"
"""Of the follower of the change log, and of the engine in answers."""
BATCH = 200
ABANDONED_AFTER = 24 * 3600
"""Seconds after which an index that was begun is not finished any more."""
SECONDS = 20.0
"""For a request of the worker's or a command's."""


def languages() -> list[str]:
    return [*Locale.objects.order_by("pk").values_list("language_code", flat=True), NO_LANGUAGE]


def alias_of(language_code: str) -> str:
    return f"{settings.ELASTICSEARCH_PREFIX}-{language_code}"


def are_current() -> bool:
    """Whether there is an index of each language, made with these settings."""
    there = _own_indexes(client(SECONDS)).items()
    return all(
        any(index.startswith(_name_of_version(code)) and alias_of(code) in aliases for index, aliases in there)
        for code in languages()
    )


def _name_of_version(language_code: str) -> str:
    """With what the names of the language's indexes begin that have these settings, and what is analysed so."""
    return f"{alias_of(language_code)}.{version_of(language_code)}-{ANALYSIS}."


def _own_indexes(server: Elasticsearch) -> dict[str, list[str]]:
    """The indexes of this site, and the aliases of each. Another's prefix may begin as this one's."""
    codes = dict.fromkeys((*languages(), *dict(settings.WAGTAIL_CONTENT_LANGUAGES)))
    names = [f"{alias_of(code)}.*" for code in codes]
    there = server.indices.get(index=names, features="aliases", expand_wildcards=["open", "closed"])
    return {index: list(about["aliases"]) for index, about in there.items()}


def rebuild(done: Callable[[int], Any] = lambda count: None) -> None:
    """Make all indexes anew beside those there are, and then have the aliases lead to them, all at once. `done` is told
    of each lot of entries. The follower goes on with what changed since this began.
    """
    server, version, stamp = client(SECONDS), content_version(), _stamp()
    new = {code: f"{_name_of_version(code)}{stamp}" for code in languages()}
    try:
        for code, index in new.items():
            server.indices.create(index=index, settings=settings_for(code), mappings=mappings())
        entries = Entry.objects.filter(is_public=True).select_related("root", "locale").order_by("pk")
        for some in _batches(entries):
            bulk(server, ({"_index": new[one.language], **_source(one)} for one in documents_of(some)))
            done(len(some))
        server.indices.refresh(index=list(new.values()))
    except BaseException:
        server.indices.delete(index=list(new.values()), ignore_unavailable=True)
        raise
    _lead(server, new)
    FollowerState.objects.update_or_create(name=NAME, defaults={"cursor": version, "failures": 0})


def _lead(server: Elasticsearch, new: dict[str, str]) -> None:
    """Have the aliases lead to these indexes, and drop those they led to, and what was begun and never led to."""
    gone = [
        index
        for index, aliases in _own_indexes(server).items()
        if index not in new.values() and (aliases or _is_abandoned(index))
    ]
    actions: list[dict[str, Any]] = [{"remove_index": {"index": index}} for index in gone]
    actions += [{"add": {"index": index, "alias": alias_of(code)}} for code, index in new.items()]
    server.indices.update_aliases(actions=actions)


def _stamp() -> str:
    """When it was begun, and something that tells two of a second apart."""
    return f"{int(time.time()):08x}{secrets.token_hex(2)}"


def _is_abandoned(index: str) -> bool:
    """Whether nobody is at it any more, as somebody else may be at another that is not led to yet."""
    begun = index.rpartition(".")[2][:8]
    return time.time() - int(begun, 16) > ABANDONED_AFTER


def _source(document: Document) -> dict[str, Any]:
    return {"_id": document.name, "_source": document.body}


def write(documents: Iterable[Document], gone: Iterable[str]) -> None:
    """Keep documents, and drop those of these names; searches after this see it."""
    actions: list[dict[str, Any]] = [{"_index": alias_of(one.language), **_source(one)} for one in documents]
    actions += [{"_op_type": "delete", "_index": alias_of(code), "_id": name} for name in gone for code in languages()]
    server = client(SECONDS)
    _done, errors = bulk(server, actions, require_alias=True, raise_on_error=False, stats_only=False)
    told: Any = errors
    wrong = [one for one in told if one.get("delete", {}).get("status") != 404]
    if wrong:
        raise RuntimeError(f"Elasticsearch did not keep {len(wrong)} documents, such as {wrong[0]}")
    server.indices.refresh(index=[alias_of(code) for code in languages()])


def differences() -> list[str]:
    """The names of what the two indexes do not have alike."""
    expected: dict[str, str] = {}
    for some in _batches(Entry.objects.filter(is_public=True).select_related("root", "locale").order_by("pk")):
        expected |= {one.name: one.digest for one in documents_of(some)}
    hits = scan(client(SECONDS), index=[alias_of(code) for code in languages()], _source=["digest"])
    there = {hit["_id"]: hit["_source"]["digest"] for hit in hits}
    return sorted(name for name in expected.keys() | there.keys() if expected.get(name) != there.get(name))


def _batches(entries: Any) -> Iterator[Sequence[Entry]]:
    last = 0
    while some := list(entries.filter(pk__gt=last)[:BATCH]):
        yield some
        last = some[-1].pk
