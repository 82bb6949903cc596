"""What subscriptions are told: the same as the list of changes in the API (`/api/v2/changes/`)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.apps import apps
from wagtail.models import Page, get_page_models

from itp_cms.core.addresses import all_sites
from itp_cms.core.changes import Change
from itp_cms.core.memory import memory
from itp_cms.core.telling import ObjectChange, Objects, objects_of
from itp_cms.webhooks.models import EventKind, Subscription

PING = "ping"
LOST = "content.changed"
"""Told when it is not known any more what changed: begin anew with `/api/v2/changes/`."""

KINDS = {"published": EventKind.PUBLISHED, "changed": EventKind.CHANGED, "removed": EventKind.UNPUBLISHED}


@dataclass(frozen=True)
class Event:
    """What is told of one change of one object."""

    number: int
    at: datetime
    kind: EventKind
    noun: str
    """Of what is told: `page`, `image`, `person`, or an endpoint with one answer: `settings`."""
    told: ObjectChange

    @property
    def name(self) -> str:
        return f"{self.noun}.{self.kind}"

    @property
    def body(self) -> str:
        names = ("endpoint", "id", "type", "locale", "translation_key", "detail_url")
        told: Any = self.told
        return body_of(self.name, self.at, {**{name: told[name] for name in names}, "number": self.number})


def body_of(name: str, at: datetime, data: dict[str, Any]) -> str:
    return orjson.dumps({"type": name, "timestamp": at, "data": data}, option=orjson.OPT_UTC_Z).decode()


def content_changed(number: int, at: datetime) -> str:
    """The body that tells that anything may have changed, up to this number."""
    names = ("endpoint", "id", "type", "locale", "translation_key", "detail_url")
    return body_of(LOST, at, {**dict.fromkeys(names), "number": number})


def events_of(changes: Sequence[Change]) -> Iterator[Event]:
    """What may be told of each change, as the objects are now; a number of queries that does not depend on how many.

    An object of several sites' server is told of by the first of them that shows it, the default site before others.
    """
    sites = sorted(all_sites(memory()), key=lambda site: (not site.is_default_site, site.pk))
    tellers = [objects_of(site) for site in sites]
    told: dict[tuple[str, int], ObjectChange] = {}
    for objects in tellers:
        hidden: dict[str, dict[int, str]] = {}
        for change in changes:
            name = objects.named(change)
            if name and (name not in told or told[name]["kind"] == "removed"):
                hidden.setdefault(name[0], {})[name[1]] = "changed"
        for endpoint, kinds in hidden.items():
            told.update({(endpoint, int(item["id"] or 0)): item for item in objects.tell_of(endpoint, kinds)})
    for change in changes:
        yield from _events(change, tellers[:1], told)


def _events(change: Change, tellers: Sequence[Objects], told: dict[tuple[str, int], ObjectChange]) -> Iterator[Event]:
    for objects in tellers:
        name = objects.named(change)
        if name is None:
            for item in objects.tell_of_part(change):
                yield Event(change.number, change.at, EventKind.CHANGED, item["endpoint"], item)
            continue
        item = told[name]
        kind = KINDS[item["kind"]]
        if kind is EventKind.CHANGED and change.kind == Change.Kind.PUBLISHED:
            kind = EventKind.PUBLISHED
        yield Event(change.number, change.at, kind, _noun(objects.endpoints[name[0]].model), item)


def _noun(model: Any) -> str:
    return str(model._meta.model_name).removeprefix("custom")


def types() -> list[str]:
    """The labels of the models that can be told of."""
    objects = _any_site()
    if objects is None:
        return []
    models = [endpoint.model for endpoint in objects.endpoints.values() if endpoint.model is not Page]
    router: Any = objects.context.router
    parts = [model for models in router.parts().values() for model in models]
    pages = [model for model in get_page_models() if model is not Page]
    return sorted({model._meta.label for model in (*pages, *models, *parts) if not model._meta.abstract})


def is_wanted(subscription: Subscription, event: Event, endpoints: dict[str, set[str]]) -> bool:
    """Whether a subscription is to be told. Of what is hidden nobody is told its type or language, not even by being
    told of it: who wants any type of an endpoint is told of all that is removed there.
    """
    if subscription.begins_after >= event.number:
        return False
    if subscription.kinds and event.kind not in subscription.kinds:
        return False
    told = event.told
    if told["kind"] == "removed":
        return not subscription.types or bool(endpoints.get(told["endpoint"], set()) & set(subscription.types))
    if told["id"] is None:
        if subscription.types and not endpoints.get(told["endpoint"], set()) & set(subscription.types):
            return False
    elif subscription.types and told["type"] not in subscription.types:
        return False
    return not (subscription.locales and told["locale"] and told["locale"] not in subscription.locales)


def types_by_endpoint() -> dict[str, set[str]]:
    """The labels of the models whose objects each endpoint gives."""
    objects = _any_site()
    if objects is None:
        return {}
    router: Any = objects.context.router
    labels = {name: {model._meta.label for model in models} for name, models in router.parts().items()}
    for name, endpoint in objects.endpoints.items():
        labels[name] = {model._meta.label for model in apps.get_models() if issubclass(model, endpoint.model)}
    return labels


def _any_site() -> Objects | None:
    sites: Iterable[Any] = all_sites(memory())
    return next((objects_of(site) for site in sites), None)
