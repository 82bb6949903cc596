"""The objects that the API's endpoints give by their ids, and what anybody may be told of one that changed.

The list of changes in the API and webhooks tell the same, in the same words. Which endpoints there are, a layer above
knows: it says so with `register_router`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal, TypedDict
from urllib.parse import urlsplit
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page, Site

from itp_cms.core.changes import Change, Kind
from itp_cms.core.changes.identity import pending_of
from itp_cms.core.redirects import leading_to, leading_to_files
from itp_cms.core.representation.context import Context
from itp_cms.core.representation.schema import LocaleCode, Uri
from itp_cms.core.surrogate_keys import keys_for, keys_of_removed, opaque

Name = tuple[str, int]
"""An endpoint and the id of one of its objects."""


class ObjectChange(TypedDict):
    """An object to be fetched, or to be forgotten."""

    kind: Annotated[
        Literal["published", "changed", "removed"],
        "`published`: it may be new to you. `changed`: it is not as it was. `removed`: it is not to be seen any more,"
        " or never was, and nothing else is told of it.",
    ]
    endpoint: Annotated[str, "The endpoint that gives it."]
    id: Annotated[int | None, "Its id; null for what there is only one of, such as the settings."]
    type: Annotated[str | None, "Its type, as in its `meta.type`."]
    locale: LocaleCode | None
    translation_key: Annotated[UUID | None, "The same for an object in all its languages."]
    detail_url: Annotated[Uri | None, "Where to fetch it."]
    keys: Annotated[
        list[str],
        "What to look for among the keys of the answers that you keep, each asked for with `?keys=true`: one in common,"
        " and the answer may be old.",
    ]


@dataclass(frozen=True)
class Objects:
    """What one request can be told of."""

    request: Any
    context: Context

    @cached_property
    def endpoints(self) -> dict[str, type[Any]]:
        """Those that give objects by their ids, by name."""
        router: Any = self.context.router
        return router.object_endpoints()

    def public(self, endpoint: str) -> QuerySet[Any]:
        """All that the endpoint could give."""
        view = self.endpoints[endpoint]()
        view.request, view.context, view.action = self.request, self.context, None
        return view.get_all_public()

    def changed(self, changes: Sequence[Change]) -> list[ObjectChange]:
        """Each object that was changed, once, as it is now; a number of queries that depends on the endpoints only."""
        kinds: dict[Name, str] = {}
        parts: dict[str, ObjectChange] = {}
        translations: dict[str, set[UUID]] = {}
        for change in changes:
            name = self.named(change)
            if name is None:
                for item in self.tell_of_part(change):
                    one = parts.setdefault(item["endpoint"], item)
                    one["keys"] = sorted({*one["keys"], *item["keys"]})
                continue
            kinds[name] = Kind.PUBLISHED if Kind.PUBLISHED in {change.kind, kinds.get(name)} else change.kind
            if change.translation_key:
                translations.setdefault(name[0], set()).add(change.translation_key)
        for pk in self.redirects_to(changes):
            kinds.setdefault(pk, Kind.CHANGED)
        for endpoint, translation_keys in translations.items():  # which show one another's addresses
            related = self.public(endpoint).filter(translation_key__in=translation_keys).order_by("pk")
            for pk in related.values_list("pk", flat=True):
                kinds.setdefault((endpoint, pk), Kind.CHANGED)
        told = {
            (endpoint, item["id"]): item
            for endpoint in dict.fromkeys(endpoint for endpoint, _pk in kinds)
            for item in self.tell_of(endpoint, {pk: kind for (name, pk), kind in kinds.items() if name == endpoint})
        }
        return [*(told[name] for name in kinds), *parts.values()]

    def redirects_to(self, changes: Iterable[Change]) -> Iterator[Name]:
        """The redirects that may be given, or not be given any more, because of where they lead."""
        endpoint = next(name for name, endpoint in self.endpoints.items() if endpoint.model is Redirect)
        changes = list(changes)
        pages = (change for change in changes if change.kind != Kind.CHANGED and self.is_of(Page, change))
        found = leading_to({int(change.object_id) for change in pages})
        # Which may have another file, under another name.
        documents = {int(change.object_id) for change in changes if self.is_of(AbstractDocument, change)}
        if documents or any(self.is_of(AbstractImage, change) for change in changes):
            found |= leading_to_files(documents, names=True)
        for pk in sorted(found):
            yield endpoint, pk

    def is_of(self, model: type[Model], change: Change) -> bool:
        try:
            return issubclass(apps.get_model(change.object_type), model)
        except LookupError:
            return False

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


_routers: list[Callable[[], Any]] = []


def register_router(find: Callable[[], Any]) -> None:
    """Name the router with the API's endpoints, by a function that imports it when it is first asked for one.

    To be called in an app's `ready()`.
    """
    _routers[:] = [find]


def objects_of(site: Site) -> Objects:
    """What can be told of a site when nobody asks; its addresses begin with `WAGTAILADMIN_BASE_URL`."""
    request = _OwnRequest()
    (find,) = _routers
    return Objects(request, Context(request, find(), site))


class _OwnRequest(HttpRequest):
    """As if somebody had asked this server under the address by which it knows itself."""

    def __init__(self) -> None:
        super().__init__()
        self._address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        self.method = "GET"
        default = "443" if self._address.scheme == "https" else "80"
        self.META = {"SERVER_NAME": self._address.hostname, "SERVER_PORT": str(self._address.port or default)}

    @property
    def scheme(self) -> str | None:
        return self._address.scheme

    def _get_raw_host(self) -> str:
        return self._address.netloc

    def get_host(self) -> str:
        return self._address.netloc

    def get_port(self) -> str:
        return str(self.META["SERVER_PORT"])
