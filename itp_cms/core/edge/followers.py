"""The followers that have edge caches forget what changed."""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from itp_cms.core.changes import Change
from itp_cms.core.edge.caches import EdgeCache, NotForgottenError, cdns, varnishes
from itp_cms.core.followers import Follower, register
from itp_cms.core.models import FollowerState
from itp_cms.core.surrogate_keys import EVERYTHING, keys_for

UNDER_WAY = timedelta(seconds=10)
"""How long an answer can take from when its content is read until an edge has stored it."""


PATIENCE = 5
"""Seconds that a cache waits for those that it asks to have forgotten."""


class EdgeFollower(Follower):
    """Has one edge cache forget what changed, at once; `behind` it are the followers of those that it asks itself."""

    def __init__(self, cache: EdgeCache, behind: Sequence[Follower] = ()) -> None:
        self.name = f"edge {cache.name}"
        self.label: Any = cache.name
        self._cache = cache
        self._behind = [follower.name for follower in behind]

    def follow(self, changes: Sequence[Change]) -> None:
        self._wait_for_those_behind(changes[-1].number)
        self._cache.forget(set().union(*map(keys_for, changes)))

    def start_afresh(self) -> None:
        self._cache.forget({EVERYTHING})

    def _wait_for_those_behind(self, number: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while waiting_for := FollowerState.objects.filter(name__in=self._behind).exclude(cursor__gte=number).first():
            if time.monotonic() > deadline:
                raise NotForgottenError(f"{waiting_for} has to forget first")
            time.sleep(0.05)


class LateEdgeFollower(EdgeFollower):
    """Has it forget the same once more, a little later.

    An answer that was made before a change may be stored after it was to be forgotten, as it was still under way.
    """

    def __init__(self, cache: EdgeCache) -> None:
        super().__init__(cache)
        self.name += " late"
        self.label = _("%(name)s, once more for what was under way") % {"name": cache.name}

    def follow(self, changes: Sequence[Change]) -> None:
        time.sleep(max(0.0, (changes[-1].at + UNDER_WAY - timezone.now()).total_seconds()))
        super().follow(changes)


def register_edges() -> None:
    """Register the followers of the edge caches that the settings name."""
    inner = [EdgeFollower(cache) for cache in varnishes()]
    outer = [EdgeFollower(cache, behind=inner) for cache in cdns()]
    late = [LateEdgeFollower(cache) for cache in (*varnishes(), *cdns())]
    for follower in (*inner, *outer, *late):
        register(follower)
