"""The objects that endpoints give by their ids, and what is told of one that changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from rest_framework.request import Request

from itp_cms.api.base import PublicViewSet
from itp_cms.api.endpoints.changes.shapes import ObjectChange
from itp_cms.core.changes import Change, Kind
from itp_cms.core.changes.identity import pending_of
from itp_cms.core.representation.context import Context
from itp_cms.core.surrogate_keys import keys_for, object_key, type_key

Name = tuple[str, int | None]
"""An endpoint and the id of one of its objects; None for what the endpoint gives that has no id."""


@dataclass(frozen=True)
class Objects:
    """What one request can be told of."""

    request: Request
    context: Context

    @cached_property
    def endpoints(self) -> dict[str, type[PublicViewSet]]:
        """Those that give objects by their ids, by name."""
        router: Any = self.context.router
        return router.object_endpoints()

    def public(self, endpoint: str) -> QuerySet[Any]:
        """All that the endpoint could give."""
        view = self.endpoints[endpoint]()
        view.request, view.context, view.action = self.request, self.context, None
        return view.get_all_public()

    def changed(self, changes: Iterable[Change]) -> list[ObjectChange]:
        """Each object that was changed, once, as it is now; a number of queries that depends on the endpoints only."""
        kinds: dict[Name, str] = {}
        keys: dict[Name, set[str]] = {}
        for change in changes:
            if name := self.named(change):
                kinds[name] = Kind.PUBLISHED if Kind.PUBLISHED in {change.kind, kinds.get(name)} else change.kind
                keys.setdefault(name, set()).update(keys_for(change))
        ids: dict[str, dict[int, str]] = {}
        for (endpoint, pk), kind in kinds.items():
            if pk is not None:
                ids.setdefault(endpoint, {})[pk] = kind
        told = {
            (endpoint, item["id"]): item
            for endpoint, of_endpoint in ids.items()
            for item in self.tell_of(endpoint, of_endpoint)
        }
        return [told.get(name) or _without_id(name[0], keys[name]) for name in kinds]

    def named(self, change: Change) -> Name | None:
        """What a change is told of as; None for what is only seen as a part of others, which changed as well."""
        try:
            model = apps.get_model(change.object_type)
        except LookupError:  # of an app that is not installed any more
            return None
        for name, endpoint in self.endpoints.items():
            if issubclass(model, endpoint.model):
                return name, int(change.object_id)
        router: Any = self.context.router
        return next(((name, None) for name, parts in router.parts().items() if model in parts), None)

    def tell_of(self, endpoint: str, kinds: dict[int, str]) -> Iterator[ObjectChange]:
        """Of the objects with these ids, in this order; of one that is not public, that it is removed."""
        model = self.endpoints[endpoint].model
        public = {row.pk: row for row in pending_of(Kind.CHANGED, self.public(endpoint).filter(pk__in=list(kinds)))}
        for pk, kind in kinds.items():
            row = public.get(pk)
            if row is None:
                yield _removed(endpoint, model, pk)
                continue
            change = Change(object_type=row.object_type, object_id=str(pk), translation_key=row.translation_key)
            yield ObjectChange(
                kind="published" if kind == Kind.PUBLISHED else "changed",
                endpoint=endpoint,
                id=pk,
                type=row.object_type,
                locale=self.context.locales[row.locale_id] if row.locale_id else None,
                translation_key=row.translation_key,
                detail_url=self.context.detail_url(model, pk),
                keys=sorted(keys_for(change)),
            )


def _removed(endpoint: str, model: type[Model], pk: int) -> ObjectChange:
    """Nothing of what it was, not even its type or language: it may never have been public."""
    return ObjectChange(
        kind="removed",
        endpoint=endpoint,
        id=pk,
        type=None,
        locale=None,
        translation_key=None,
        detail_url=None,
        keys=[object_key(model, pk), type_key(model)],
    )


def _without_id(endpoint: str, keys: set[str]) -> ObjectChange:
    return ObjectChange(
        kind="changed",
        endpoint=endpoint,
        id=None,
        type=None,
        locale=None,
        translation_key=None,
        detail_url=None,
        keys=sorted(keys),
    )
