"""The follower of the change log that keeps the index.

Wagtail tells of what is saved as well, drafts above all, of which the log does not tell (`search.backend`). Both have
the same done, which can be done any number of times.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Model
from django.utils.translation import gettext_lazy as _

from itp_cms.core.changes import content_version
from itp_cms.core.changes.identity import batched
from itp_cms.core.followers import Follower
from itp_cms.core.memory import Memory
from itp_cms.core.models import Change, FollowerState
from itp_cms.core.tasks import are_queued
from search import index, pdf
from search.models import Entry, Value
from search.subjects import KINDS, key_of

NAME = "search"


class SearchFollower(Follower):
    name = NAME
    label = _("Search")

    def follow(self, changes: Sequence[Change]) -> None:
        if not index.is_of_this_analysis():
            self.start_afresh()
            return
        for root, ids in told_by(changes).items():
            index.update(root, ids)

    def start_afresh(self) -> None:
        index.rebuild()
        pdf.schedule_all()

    def is_whole(self) -> bool:
        return index.is_of_this_analysis()


def told_by(changes: Iterable[Change]) -> dict[type[Model], set[int]]:
    """The ids of what is found by other words after the changes, by the model that has them."""
    told: dict[type[Model], set[int]] = {}
    for change in changes:
        if (root := index.root_by_label(change.object_type)) is not None:
            told.setdefault(root, set()).add(int(change.object_id))
        for about, ids in _about(change).items():
            told.setdefault(about, set()).update(ids)
    return told


def _about(change: Change) -> dict[type[Model], set[int]]:
    """What is found by the names of what changed."""
    kinds = [kind for kind, model in KINDS.items() if model._meta.label == change.object_type]
    found: dict[type[Model], set[int]] = {}
    for kind in kinds:
        key = key_of(kind, change)
        entries = Entry.objects.filter(pk__in=Value.objects.filter(name=kind, value=key).values("entry"))
        rows = entries.order_by("root").values_list("root", "object_id")
        for root, of_root in groupby(rows, key=lambda row: row[0]):
            model: Any = ContentType.objects.get_for_id(root).model_class()
            found.setdefault(model, set()).update(pk for _root, pk in of_root)
    return found


class _BehindError(Exception):
    """Not to be remembered: it will follow."""


def has_followed(known: Memory, name: str = NAME) -> bool:
    """Whether a follower has come to the state of the content that is known; asked until it has."""

    def follow() -> bool:
        cursor = content_version() if known.version is None else known.version
        return FollowerState.objects.filter(name=name, cursor=cursor).exists()

    return _once_true(known, ("followed by", name), follow)


def is_up_to_date(known: Memory) -> bool:
    """Whether a search finds what there is, until something changes: the index is whole, and has followed."""
    return has_followed(known) and _once_true(known, "the index is whole", index.is_of_this_analysis)


def _once_true(known: Memory, key: Hashable, ask: Callable[[], bool]) -> bool:
    """What is asked until it is so."""

    def be() -> bool:
        if not ask():
            raise _BehindError
        return True

    try:
        return known.recall(key, be)
    except _BehindError:
        return False


SAYS_ELSE = (Change.Kind.PUBLISHED, Change.Kind.CHANGED)
"""After which an object may say something else than the index has; what is not public any more, the boundary knows."""

Outdated = Mapping[type[Model], Mapping[int, int]]
"""By the model that has them, the ids of objects, and of their entries."""


def outdated(known: Memory) -> Outdated:
    """What changed and was not read since: the index may have words of it that are not public any more. Nothing,
    without a query, while the index has followed the log.
    """
    if has_followed(known) or not are_queued():  # what is not queued is taken up as it is saved
        return {}
    cursor = FollowerState.objects.filter(name=NAME).values_list("cursor", flat=True).first() or 0
    # What is taken up meanwhile is left out a little longer.
    return known.recall(("outdated", cursor), lambda: _outdated(cursor))


def _outdated(cursor: int) -> Outdated:
    changes = Change.objects.filter(number__gt=cursor, kind__in=SAYS_ELSE).order_by()
    newest: dict[type[Model], dict[int, int]] = {}
    for label, pk, number in changes.values_list("object_type", "object_id").annotate(Max("number")):
        if (root := index.root_by_label(label)) is not None:
            newest.setdefault(root, {})[int(pk)] = number
    return {root: dict(_not_read_since(root, of_root)) for root, of_root in newest.items()}


def _not_read_since(root: type[Model], numbers: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    entries = Entry.objects.filter(root=ContentType.objects.get_for_model(root))
    for ids in batched(numbers):
        for entry, pk, as_of in entries.filter(object_id__in=ids).values_list("pk", "object_id", "as_of"):
            if as_of < numbers[pk]:
                yield pk, entry


def names_are_right(known: Memory, now: datetime) -> bool:
    """Whether the names by which things are found are public, all of them: none of those that were has ceased to be."""

    def have_ended() -> bool:
        return Entry.objects.filter(named_until__lte=now).exists()

    return has_followed(known) and not known.recall_for_now("names that have ended", now, have_ended)
