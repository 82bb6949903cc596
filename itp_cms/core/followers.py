"""Followers of the change log: each goes along it at its own pace, from a cursor of its own.

A follower is told of every change at least once, in order, in batches. It fails by raising, and is then told of the
same changes again after a pause that grows; meanwhile the others go on. The worker (`manage.py worker`) runs each of
them in one process at a time.
"""

import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from itp_cms.core.changes import TooFarBehind, content_version, since
from itp_cms.core.models import Change, FollowerState

logger = logging.getLogger(__name__)


class Follower(ABC):
    """What follows the change log. One instance serves all threads: it keeps nothing of a call for the next."""

    name: str
    """A short name that stays, such as "edge": by it the cursor is found again."""

    label: Any
    """What the admin calls it; translatable."""

    batch_size = 100
    """How many changes it is told of at once, at most."""

    @abstractmethod
    def follow(self, changes: Sequence[Change]) -> None:
        """Do what the changes ask for, however often one of them was told before. Raises whatever hinders it."""

    @abstractmethod
    def start_afresh(self) -> None:
        """Come to the present without the changes: the log does not go back to the cursor, or there is none yet.

        What changes meanwhile is told afterwards.
        """

    def is_whole(self) -> bool:
        """Whether what it keeps is all there, as far as a short look tells; otherwise it starts afresh. Asked when a
        worker starts, and now and then. Raises whatever hinders it.
        """
        return True


LOOKS = 60
"""Seconds after which a follower is asked again whether it is whole."""

_looked_at: dict[str, float] = {}
_registered: dict[str, Follower] = {}


def register(follower: Follower) -> None:
    """Have the worker run a follower. To be called in an app's `ready()`."""
    _registered[follower.name] = follower


def unregister(name: str) -> None:
    _registered.pop(name, None)


def registered() -> dict[str, Follower]:
    """The followers by name."""
    return dict(_registered)


def look_again() -> None:
    """Have all be asked anew whether they are whole: when a worker starts."""
    _looked_at.clear()


def _is_to_be_looked_at(name: str) -> bool:
    return time.monotonic() - _looked_at.get(name, float("-inf")) >= LOOKS


def due() -> list[str]:
    """The names of the followers that have something to follow, or to be asked whether they are whole, and no pause to
    keep. Two queries, whatever there is.
    """
    states = {state.name: state for state in FollowerState.objects.filter(name__in=_registered)}
    for name in _registered.keys() - states.keys():
        states[name], _created = FollowerState.objects.get_or_create(name=name)
    version, now = content_version(), timezone.now()
    return [
        name
        for name, state in sorted(states.items())
        if state.next_attempt_at <= now and (state.cursor != version or _is_to_be_looked_at(name))
    ]


def run(name: str) -> bool:
    """Have a follower follow one batch; whether it got on. Raises nothing that the follower raises.

    A cursor that somebody else has moved meanwhile stays where it is.
    """
    follower = _registered[name]
    state, _created = FollowerState.objects.get_or_create(name=name)
    try:
        _look_at(follower, state)
        cursor = _follow(follower, state)
    except Exception as error:
        logger.warning("Follower %s failed after change %s", name, state.cursor, exc_info=True)
        state.failed(error)
        return False
    unmoved = Q(cursor__isnull=True) if state.cursor is None else Q(cursor=state.cursor)
    FollowerState.succeeded(FollowerState.objects.filter(unmoved, name=name), cursor=cursor)
    return True


def catch_up(*names: str) -> None:
    """Have followers (all, if none is named) follow all there is, now, in this process; raises what one of them raises.

    For commands and tests: the worker does the same on its own.
    """
    for name in names or list(_registered):
        follower = _registered[name]
        state, _created = FollowerState.objects.get_or_create(name=name)
        while state.cursor != content_version():
            state.cursor = _follow(follower, state)
            FollowerState.succeeded(FollowerState.objects.filter(name=name), cursor=state.cursor)


def restart(name: str, number: int | None) -> None:
    """Have a follower follow again what came after a number, or start afresh (None); at once, whatever failed before.

    Raises `KeyError` if there is no such follower, `ValueError` if no change has that number yet.
    """
    follower, version = _registered[name], content_version()
    if number is not None and not 0 <= number <= version:
        raise ValueError(f"{number} is not between 0 and {version}, the number of the last change.")
    FollowerState.objects.update_or_create(
        name=follower.name, defaults={"cursor": number, "failures": 0, "next_attempt_at": timezone.now()}
    )


@dataclass(frozen=True)
class Progress:
    """How far a follower has come."""

    follower: Follower
    state: FollowerState
    rows: int
    """Changes it has not followed."""
    lag: timedelta
    """How long the first of them has waited."""

    @property
    def seconds(self) -> int:
        return int(self.lag.total_seconds())


def progress() -> list[Progress]:
    """Of each registered follower, by name."""
    return [_progress(follower) for _name, follower in sorted(_registered.items())]


def _progress(follower: Follower) -> Progress:
    state = FollowerState.objects.filter(name=follower.name).first() or FollowerState(name=follower.name)
    waiting = Change.objects.filter(number__gt=state.cursor or 0)
    first = waiting.order_by("number").first()
    lag = max(timezone.now() - first.at, timedelta()) if first else timedelta()
    return Progress(follower, state, waiting.count(), lag)


def _look_at(follower: Follower, state: FollowerState) -> None:
    """Have it start afresh if it is not whole; for the time being, nobody takes it for having followed."""
    if state.cursor is None or not _is_to_be_looked_at(follower.name):
        return
    _looked_at[follower.name] = time.monotonic()
    if not follower.is_whole():
        logger.warning("Follower %s lacks something that it kept, and starts afresh", follower.name)
        FollowerState.objects.filter(name=follower.name, cursor=state.cursor).update(cursor=None)
        state.cursor = None


def _follow(follower: Follower, state: FollowerState) -> int:
    """Follow one batch; returns the cursor after it."""
    version = content_version()  # before anything is read: what comes later is followed later
    if state.cursor is None:
        follower.start_afresh()
        return version
    # After failures in ever smaller batches, down to the one change that it fails with.
    size = max(1, follower.batch_size >> state.failures)
    try:
        changes = since(state.cursor, size)
    except TooFarBehind:
        logger.warning("Follower %s is not at a change that the log has, and starts afresh", follower.name)
        follower.start_afresh()
        return version
    if not changes:
        return version
    follower.follow(changes)
    return changes[-1].number
