"""A follower that remembers what it was told, and fails as it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager

from itp_cms.core import followers


class Recorder(followers.Follower):
    batch_size = 4

    def __init__(self, name: str) -> None:
        self.name = name
        self.label = name.capitalize()
        self.told: list[list[int]] = []
        self.afresh = 0
        self.fails_at: int | None = None

    def follow(self, changes):
        numbers = [change.number for change in changes]
        self.told.append(numbers)
        if self.fails_at in numbers:
            raise ConnectionError("nobody there\0")

    def start_afresh(self):
        self.afresh += 1


@contextmanager
def recorder(name: str = "recorder") -> Iterator[Recorder]:
    """Registered as long as the context lasts."""
    follower = Recorder(name)
    followers.register(follower)
    try:
        yield follower
    finally:
        followers.unregister(name)
