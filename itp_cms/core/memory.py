"""What was worked out from the database, remembered until content changes.

The number of the newest change (`itp_cms.core.changes`) names a state of the content: what was read in one holds for as
long as the number stands. So each process reads sites, languages and restrictions once after a change, not for each
request.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")


MOST_AT_A_TIME = 1000
"""So many things are known of which requests decide how many there are."""

MOST_KINDS = 500
"""So many kinds of things, which requests can choose: a statement for each choice of `fields`. Some tens are usual."""


class Memory:
    """What is known of the content in one state; `version` is its number, None where it is not to be told."""

    def __init__(self, version: int | None = None) -> None:
        self.version = version
        self._known: dict[Hashable, Any] = {}
        self._kinds: OrderedDict[Hashable, Any] = OrderedDict()
        """Those that were recalled last stand last."""
        self._moment: Moment | None = None

    def recall(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is known under the key, made now if nothing is. Of keys there must be few, whatever is requested."""
        try:
            return self._known[key]
        except KeyError:
            return self._known.setdefault(key, make())

    def recall_kind(self, key: Hashable, make: Callable[[], T]) -> T:
        """As `recall`, of what requests can have many kinds of: what was not recalled for longest is forgotten."""
        try:
            value: T = self._kinds[key]
            self._kinds.move_to_end(key)
        except KeyError:  # or another thread has just forgotten it
            value = self._kinds[key] = make()
        while len(self._kinds) > MOST_KINDS:
            self._kinds.popitem(last=False)
        return value

    def recall_for_now(self, key: Hashable, now: datetime, make: Callable[[], T]) -> T:
        """As `recall`, of what also changes with time: until the next moment at which something else may be public."""
        known = self.known_for_now(now)
        if key not in known:
            known[key] = make()
        value: T = known[key]
        return value

    def known_for_now(self, now: datetime) -> dict[Hashable, Any]:
        """What `recall_for_now` knows, to look up and to add to several at a time; nothing where it is not kept."""
        if self.version is None:
            return {}
        moment = self._moment
        if moment is None or not moment.holds(now) or len(moment.known) >= MOST_AT_A_TIME:
            from itp_cms.core.changes import next_moment

            moment = self._moment = Moment(now, next_moment(now))
        return moment.known


@dataclass(frozen=True)
class Moment:
    """A time, from `since` to before `until` (None: without end), in which nothing changes by time alone."""

    since: datetime
    until: datetime | None
    known: dict[Hashable, Any] = field(default_factory=dict)

    def holds(self, now: datetime) -> bool:
        return self.since <= now and (self.until is None or now < self.until)


_newest: dict[str, Memory] = {}
"""By the alias of the database."""


def memory() -> Memory:
    """What this process knows of the content as it is now; one query.

    Nothing, without a query, in a transaction: what it changed may be undone, and the number then names another state.
    """
    from itp_cms.core.changes import content_version

    if connection.in_atomic_block:
        return Memory()
    version = content_version()
    known = _newest.get(connection.alias)
    if known is None or known.version != version:
        known = _newest[connection.alias] = Memory(version)
    return known


def forget(**kwargs: Any) -> None:
    """Where the database itself is another than before: after migrations, and between tests."""
    _newest.clear()
