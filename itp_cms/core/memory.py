"""What was worked out from the database, remembered until content changes.

The number of the newest change (`itp_cms.core.changes`) names a state of the content: what was read in one holds for as
long as the number stands. So each process reads sites, languages and restrictions once after a change, not for each
request.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")


class Memory:
    """What is known of the content in one state; `version` is its number, None where it is not to be told."""

    def __init__(self, version: int | None = None) -> None:
        self.version = version
        self._known: dict[Hashable, Any] = {}

    def recall(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is known under the key, made now if nothing is. Of keys there must be few, whatever is requested."""
        try:
            return self._known[key]
        except KeyError:
            return self._known.setdefault(key, make())


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
