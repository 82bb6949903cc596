"""How the log names objects."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from wagtail.models import DraftStateMixin, Page, TranslatableMixin

from itp_cms.core.changes.pending import Kind, Pending

MOST_IDS = 900
"""In one statement; SQLite takes no more than some thousands."""


def root_of(model: type[Model]) -> type[Model]:
    """The model that has the primary key of a model's objects: of page types, `Page`."""
    concrete = model._meta.concrete_model or model
    return next((parent for parent in concrete._meta.get_parent_list() if not parent._meta.parents), concrete)


def pending(kind: Kind, instance: Model) -> Pending:
    """A change of one object."""
    model = type(instance)._meta.concrete_model or type(instance)
    label = type_of_page(instance.content_type_id) if isinstance(instance, Page) else model._meta.label
    return Pending(
        kind,
        root_of(model),
        label,
        instance.pk,
        getattr(instance, "locale_id", None) if issubclass(model, TranslatableMixin) else None,
        getattr(instance, "translation_key", None) if issubclass(model, TranslatableMixin) else None,
    )


def batched(values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values, so many at a time as one statement takes."""
    values = iter(values)
    while some := list(islice(values, MOST_IDS)):
        yield some


def visible(model: type[Model], kinds: Mapping[Any, Kind]) -> Iterator[Pending]:
    """Changes of those of the objects with these ids that are there and no drafts; one query for some hundreds."""
    for some in batched(kinds):
        for change in pending_of(Kind.CHANGED, without_drafts(model._base_manager.filter(pk__in=some))):
            yield replace(change, kind=kinds[change.pk])


def pending_of(kind: Kind, objects: QuerySet[Any]) -> Iterator[Pending]:
    """Changes of all objects of a queryset; one query."""
    model = objects.model
    root = root_of(model)
    names = ["pk"]
    if issubclass(model, TranslatableMixin):
        names += ["locale_id", "translation_key"]
    rows = objects.order_by()
    if root is not Page:
        for row in rows.values_list(*names):
            yield Pending(kind, root, model._meta.label, *row)
        return
    label_of = cache(type_of_page)  # of a whole section there may be a hundred thousand
    for row in rows.values_list("content_type_id", *names):
        yield Pending(kind, root, label_of(row[0]), *row[1:])


def without_drafts(objects: QuerySet[Any]) -> QuerySet[Any]:
    return objects.filter(live=True) if issubclass(objects.model, DraftStateMixin) else objects


def type_of_page(content_type_id: int) -> str:
    content_type = ContentType.objects.get_for_id(content_type_id)
    model = content_type.model_class()
    return model._meta.label if model else f"{content_type.app_label}.{content_type.model}"
