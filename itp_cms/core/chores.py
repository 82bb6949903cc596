"""Chores: what the worker does every so often, whatever happens."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from itp_cms.core.models import ChoreState

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chore:
    """Something to do again and again."""

    name: str
    """A short name that stays, such as "publish_scheduled"."""
    label: Any
    """What the admin calls it; translatable."""
    every: timedelta
    do: Callable[[], datetime | None] | Callable[[], None]
    """Does it; may return a moment at which it wants to be done again, if that is sooner."""


_registered: dict[str, Chore] = {}


def register(chore: Chore) -> None:
    """Have the worker do a chore. To be called in an app's `ready()`."""
    _registered[chore.name] = chore


def registered() -> dict[str, Chore]:
    """The chores by name."""
    return dict(_registered)


def states() -> list[tuple[Chore, ChoreState]]:
    """The chores, by name, and how they went."""
    known = {state.name: state for state in ChoreState.objects.filter(name__in=_registered)}
    return [(chore, known.get(name) or ChoreState(name=name)) for name, chore in sorted(_registered.items())]


def due() -> list[str]:
    """The names of the chores whose time has come."""
    known = {state.name: state for state in ChoreState.objects.filter(name__in=_registered)}
    for name in _registered.keys() - known.keys():
        known[name], _created = ChoreState.objects.get_or_create(name=name)
    now = timezone.now()
    return [name for name, state in sorted(known.items()) if state.next_attempt_at <= now]


def run(name: str) -> None:
    """Do a chore now, and note how it went. Raises nothing that the chore raises."""
    chore = _registered[name]
    state, _created = ChoreState.objects.get_or_create(name=name)
    try:
        sooner = chore.do()
    except Exception as error:
        logger.warning("Chore %s failed", name, exc_info=True)
        state.failed(error)
        return
    again = timezone.now() + chore.every
    ChoreState.succeeded(ChoreState.objects.filter(name=name), min(again, sooner) if sooner else again)
