"""The objects that endpoints give by their ids, and what is told of one that changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model, QuerySet
from rest_framework.request import Request

from itp_cms.api.base import PublicViewSet
from itp_cms.api.endpoints.changes.shapes import ObjectChange
from itp_cms.core.changes import Change, Kind
from itp_cms.core.changes.identity import pending_of
from itp_cms.core.representation.context import Context
from itp_cms.core.surrogate_keys import keys_for, keys_of_removed, opaque

Name = tuple[str, int]
"""An endpoint and the id of one of its objects."""


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
        besides: list[ObjectChange] = []
        translations: dict[str, set[UUID]] = {}
        for change in changes:
            name = self.named(change)
            if name is None:
                besides += self.tell_of_part(change)
                continue
            kinds[name] = Kind.PUBLISHED if Kind.PUBLISHED in {change.kind, kinds.get(name)} else change.kind
            if change.translation_key:
                translations.setdefault(name[0], set()).add(change.translation_key)
        for endpoint, translation_keys in translations.items():  # which show one another's addresses
            related = self.public(endpoint).filter(translation_key__in=translation_keys).order_by("pk")
            for pk in related.values_list("pk", flat=True):
                kinds.setdefault((endpoint, pk), Kind.CHANGED)
        told = {
            (endpoint, item["id"]): item
            for endpoint in dict.fromkeys(endpoint for endpoint, _pk in kinds)
            for item in self.tell_of(endpoint, {pk: kind for (name, pk), kind in kinds.items() if name == endpoint})
        }
        return [*(told[name] for name in kinds), *{item["endpoint"]: item for item in besides}.values()]

    def named(self, change: Change) -> Name | None:
        """What it is that changed; None for what is only seen as a part of others."""
        try:
            model = apps.get_model(change.object_type)
        except LookupError:  # of an app that is not installed any more
            return None
        found = (name for name, endpoint in self.endpoints.items() if issubclass(model, endpoint.model))
        name = next(found, None)
        return None if name is None else (name, int(change.object_id))

    def tell_of_part(self, change: Change) -> Iterator[ObjectChange]:
        """Of an endpoint with one answer, that a part of this changed."""
        router: Any = self.context.router
        for endpoint, models in router.parts().items():
            if change.object_type in {model._meta.label for model in models}:
                yield _without_id(endpoint, keys_for(change))

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
                keys=opaque(keys_for(change)),
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
        keys=opaque(keys_of_removed(model, pk)),
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
        keys=opaque(keys),
    )
