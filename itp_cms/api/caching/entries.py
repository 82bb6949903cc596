"""Answers as they are kept: one entry for each address and coding, under a name that no other answer ever has.

Entries are never changed and never removed: what is new has a new name, and the old one is forgotten in time.
"""

import gzip
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Self

import brotli
from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.locmem import LocMemCache

from itp_cms.api.transport.compression import CODINGS, SMALLEST, Coding, compress

KEPT_FOR = 24 * 60 * 60
"""Seconds after which an answer that may still hold is forgotten, so that a server of Redis fills up with none."""

LOCKED_FOR = 30
"""Seconds after which whoever computes an answer is taken to be dead."""

FIRST_PAUSE, LONGEST_PAUSE = 0.005, 0.1
"""Seconds between two looks at whether another has computed it."""


@dataclass(frozen=True)
class Entry:
    """An answer as it is sent, but for what is new each time. `headers` are those of this coding."""

    status: int
    headers: dict[str, str]
    body: bytes

    def plain(self) -> "Entry":
        """Without its coding."""
        headers = dict(self.headers)
        coding = headers.pop("Content-Encoding", None)
        decompress: dict[str | None, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}
        return replace(self, headers=headers, body=decompress[coding](self.body)) if coding else self

    def coded(self, coding: Coding | None) -> "Entry":
        """Of what is too short to be compressed, itself."""
        entry = self.plain()
        if coding is None or len(entry.body) < SMALLEST:
            return entry
        return replace(entry, headers={**entry.headers, "Content-Encoding": coding}, body=compress(entry.body, coding))


def key_of(name: str, coding: Coding | None) -> str:
    return f"answer.{name}.{coding or ''}"


def kept(name: str, coding: Coding | None) -> Entry | None:
    """The answer of a name. In a coding in which it is not yet kept, it is made from another one."""
    key = key_of(name, coding)
    is_far = _is_far()
    if is_far and (at_hand := _at_hand.get(key)) is not None:
        return at_hand
    found: Any = cache.get(key)
    if found is not None:
        entry = Entry(*found)
        if is_far:
            _at_hand.set(key, entry)
        return entry
    others = cache.get_many([key_of(name, other) for other in (None, *CODINGS) if other != coding])
    if not others:
        return None
    entry = Entry(*next(iter(others.values()))).coded(coding)
    if _is_small(entry):
        _set(name, coding, entry)
    return entry


def keep(name: str, coding: Coding | None, entry: Entry) -> None:
    """What is too large is kept compressed, and what is too large even then, not at all."""
    if not _is_small(entry):
        coding = CODINGS[0]
        entry = entry.coded(coding)
    if _is_small(entry):
        _set(name, coding, entry)


class _AtHand:
    """The answers that this process gave last, so many bytes of them: Redis is far away to be asked for each.

    A name is never another answer's, so that nothing here can be old.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.entries: OrderedDict[str, Entry] = OrderedDict()
        self.bytes = 0
        self.lock = Lock()

    def get(self, key: str) -> Entry | None:
        with self.lock:
            if (entry := self.entries.get(key)) is not None:
                self.entries.move_to_end(key)
            return entry

    def set(self, key: str, entry: Entry) -> None:
        with self.lock:
            if key not in self.entries:
                self.entries[key] = entry
                self.bytes += len(entry.body)
            while self.bytes > self.most:
                _key, forgotten = self.entries.popitem(last=False)
                self.bytes -= len(forgotten.body)


_at_hand = _AtHand(16 * 1024 * 1024)


def _is_far() -> bool:
    return not isinstance(caches["default"], LocMemCache)


def _is_small(entry: Entry) -> bool:
    return len(entry.body) <= settings.API_CACHE_MAX_BYTES


def _set(name: str, coding: Coding | None, entry: Entry) -> None:
    cache.set(key_of(name, coding), (entry.status, entry.headers, entry.body), KEPT_FOR)


class Turn:
    """The turn to compute an answer, which one of all who ask for it has: `with Turn(name) as mine`.

    Without a cache everybody has it, and nobody waits.
    """

    def __init__(self, name: str) -> None:
        self.key = f"turn.{name}"
        self.mine = False

    def __enter__(self) -> Self:
        self.mine = cache.add(self.key, True, LOCKED_FOR)
        return self

    def __exit__(self, *exception: object) -> None:
        if self.mine:
            cache.delete(self.key)

    def is_anothers(self) -> bool:
        return not self.mine and cache.get(self.key) is not None

    def wait(self) -> None:
        """Until whoever has it is done."""
        pause = FIRST_PAUSE
        while self.is_anothers():
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
