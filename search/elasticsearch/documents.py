"""Entries of the database's index as documents: of those that are public, what readers find them by."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from wagtail.models import Page

from itp_cms.core.public import public
from search.elasticsearch.schema import prepared
from search.models import Entry, Value
from search.words import Field

NO_LANGUAGE = "und"


@dataclass(frozen=True)
class Document:
    language: str
    """Of its index."""
    name: str
    """`wagtailcore.page:12`"""
    body: dict[str, Any]

    @property
    def digest(self) -> str:
        return str(self.body["digest"])


def name_of(root: type[Model], pk: int) -> str:
    return f"{root._meta.label_lower}:{pk}"


def documents_of(entries: Iterable[Entry]) -> Iterator[Document]:
    """The documents of those of the entries whose objects are public; some queries for any number."""
    by_root: dict[Any, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_root[entry.root.model_class()].append(entry)
    for root, of_root in by_root.items():
        yield from _of_root(root, of_root)


def _of_root(root: Any, entries: Sequence[Entry]) -> Iterator[Document]:
    ids = [entry.object_id for entry in entries]
    facts = _facts(root, ids)
    values: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for pk, kind, key in (
        Value.objects.filter(entry__in=entries).order_by("name", "value").values_list("entry_id", "name", "value")
    ):
        values[pk][kind].append(key)
    versions = _versions(root, {entry.translation_key for entry in entries if entry.translation_key})
    for entry in entries:
        if entry.object_id in facts:
            body = {
                **_words(entry),
                **values[entry.pk],
                **facts[entry.object_id],
                "root": root._meta.label_lower,
                "object_id": entry.object_id,
                "type": entry.type,
                "locale": str(entry.locale_id) if entry.locale_id else None,
                "versions": versions.get(entry.translation_key, []),
                "day": entry.day and entry.day.isoformat(),
                "named_until": entry.named_until and entry.named_until.isoformat(),
            }
            body = {name: value for name, value in body.items() if value not in (None, [], "")}
            body["digest"] = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
            language = entry.locale.language_code if entry.locale else NO_LANGUAGE
            yield Document(language, name_of(root, entry.object_id), body)


def _words(entry: Entry) -> dict[str, list[str]]:
    words: dict[str, list[str]] = defaultdict(list)
    for field, _language, text, *_page in entry.passages:
        words[field].append(prepared(text))
    words[Field.NAMES] = sorted({prepared(text) for _language, text in entry.names})
    return words


def _facts(root: Any, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Of what is public among the ids, what readers may see it by: until when, and of pages where they are."""
    objects: QuerySet[Any] = public(root).filter(pk__in=ids).order_by()
    names = {field.name for field in root._meta.concrete_fields}
    if root is Page:
        objects = objects.annotate(mirrors=Exists(Page.objects.filter(_mirrored(), pk=OuterRef("pk"))))
    wanted = [name for name in ("expire_at", "path") if name in names]
    facts = {}
    for row in objects.values("pk", *wanted, *(["mirrors"] if root is Page else [])):
        until = row.get("expire_at")
        facts[row["pk"]] = {
            "until": until and until.isoformat(),
            "path": row.get("path") if root is Page else None,
            "is_mirror": row.get("mirrors") or None,
        }
    return facts


def _mirrored() -> Q:
    return Q(alias_of__translation_key=F("translation_key"))


def _versions(root: Any, keys: set[Any]) -> dict[Any, list[str]]:
    """The locales in which each piece of content is public, but for pages that only mirror another language's."""
    if not keys:
        return {}
    objects = public(root).filter(translation_key__in=keys).order_by()
    if root is Page:
        objects = objects.exclude(_mirrored())
    versions: dict[Any, set[str]] = defaultdict(set)
    for key, locale in objects.values_list("translation_key", "locale_id"):
        versions[key].add(str(locale))
    return {key: sorted(locales) for key, locales in versions.items()}
