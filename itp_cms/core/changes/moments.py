"""Moments that pass: what readers see changes with them though nobody changes a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.utils import timezone
from wagtail.models import DraftStateMixin

from itp_cms.core.changes.identity import pending_of, root_of, without_drafts
from itp_cms.core.changes.pending import Kind, add
from itp_cms.core.models.changes import ContentVersion
from itp_cms.core.moments import EachDay, MomentIn


@dataclass(frozen=True)
class _Column:
    """The moments in a column of a model."""

    model: type[Model]
    name: str
    kind: Kind

    def passing(self, **between: datetime) -> QuerySet[Any]:
        """The objects, drafts left out, whose moment is `gt` one and `lte` another."""
        objects = self.model._base_manager.filter(**{f"{self.name}__{how}": moment for how, moment in between.items()})
        return without_drafts(objects)


def next_moment(after: datetime) -> datetime | None:
    """The first moment after another at which an answer changes by time alone; None if none is known. Two queries."""
    first = _first_moment(gt=after)
    midnight = _midnight(timezone.localdate(after) + timedelta(days=1))
    if first is None or midnight < first:
        first = midnight if any(objects.exists() for objects in _changing_daily()) else first
    return first


def record_moments(now: datetime | None = None) -> None:
    """Write what changed by time alone since this was last called; nothing the first time."""
    now = now or timezone.now()
    with transaction.atomic():
        ContentVersion.objects.get_or_create(pk=ContentVersion.THE_ROW)
        version = ContentVersion.objects.select_for_update().get()
        since = version.moments_until
        if since is not None and since >= now:
            return
        ContentVersion.objects.update(moments_until=now)
        if since is None:
            return
        for column in _columns():
            add(*pending_of(column.kind, column.passing(gt=since, lte=now)))
        if timezone.localdate(since) != timezone.localdate(now):
            for objects in _changing_daily():
                add(*pending_of(Kind.CHANGED, objects))


def are_recorded(now: datetime) -> bool:
    """Whether all that changed by time alone up to a moment is in the log, days aside. Two queries."""
    since = ContentVersion.objects.values_list("moments_until", flat=True).first()
    return since is None or _first_moment(gt=since, lte=now) is None


def _first_moment(**between: datetime) -> datetime | None:
    moments = [
        column.passing(**between).order_by().annotate(moment=F(column.name)).values_list("moment", flat=True)
        for column in _columns()
    ]
    first: datetime | None = moments[0].union(*moments[1:]).order_by("moment").first()
    return first


def _columns() -> Iterator[_Column]:
    for model in apps.get_models():
        if issubclass(model, DraftStateMixin) and root_of(model) is model:
            yield _Column(model, "go_live_at", Kind.PUBLISHED)
            yield _Column(model, "expire_at", Kind.UNPUBLISHED)
        for moment in getattr(model, "moments", ()):
            if isinstance(moment, MomentIn):
                yield _Column(model, moment.column, Kind.CHANGED)


def _changing_daily() -> Iterator[QuerySet[Any]]:
    for model in apps.get_models():
        for moment in getattr(model, "moments", ()):
            if isinstance(moment, EachDay):
                yield without_drafts(model._base_manager.filter(moment.condition))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
