"""Places in the data files: what errors name, and what stable ids are made of."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

NAMESPACE = uuid.UUID("0b9c8b1e-5f0a-5d5a-9a53-6f1f5a1f6c0d")


class DataError(Exception):
    """The data files are wrong. `problems` says of each mistake where it is and what to do about it."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Place:
    """A value in a data file: `record` is what it belongs to, in any language, `path` leads to it from there."""

    record: str
    file: str
    path: tuple[str | int, ...] = ()

    def __truediv__(self, step: str | int) -> "Place":
        return Place(self.record, self.file, (*self.path, step))

    def __str__(self) -> str:
        keys = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path).lstrip(".")
        return f"{self.file}: {keys}" if keys else self.file

    @property
    def uuid(self) -> uuid.UUID:
        """The same for the same place in every language and run."""
        return uuid.uuid5(NAMESPACE, "/".join(map(str, (self.record, *self.path))))
