"""Which fields of an object are given: the `?fields=` syntax of Wagtail's API v2 applied to one model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.api.v2.utils import BadRequestError

Config = tuple[tuple[str, bool, Any], ...]
"""What `?fields=` asks, as `parse_fields_parameter` reads it: (name, negated, the same of what it refers to)."""

NOTHING_ASKED: Config = ()
EVERYTHING: Config = (("*", False, None),)
EXPANDED: Config = (("", False, None),)
"""At the end of a configuration: that the object is shown by its teaser, however deep below what was asked for."""


@dataclass(frozen=True)
class Selection:
    """The fields of one object, in order, and what is asked of each one's related objects."""

    names: tuple[str, ...]
    nested: Mapping[str, Config]


def freeze(parsed: list[tuple[str, bool, Any]] | None) -> Config:
    return tuple((name, negated, freeze(nested) if nested else None) for name, negated, nested in parsed or ())


def select(available: tuple[str, ...], default: frozenset[str], config: Config) -> Selection:
    """What a configuration chooses of the available fields; a name that is not among them chooses nothing."""
    names = set(default)
    nested: dict[str, Config] = {}
    if config and config[0][0] in {"*", "_"}:
        names = set(available) if config[0][0] == "*" else set()
        config = config[1:]
    for name, negated, below in config:
        if negated:
            names.discard(name)
        else:
            names.add(name)
            if below:
                nested[name] = below
    return Selection(tuple(name for name in available if name in names), nested)


class FieldsError(BadRequestError):
    """`?fields=` asks for what there is not."""

    def __init__(self, message: str, allowed: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.allowed = sorted(allowed)


def refuse_unknown(names: set[str], available: Iterable[str]) -> None:
    """Raise `FieldsError` for names that are not available."""
    if unknown := names.difference(available):
        raise FieldsError(f"unknown fields: {', '.join(sorted(unknown))}", available)


def mentioned(config: Config) -> set[str]:
    """The names a configuration speaks of on its first level."""
    return {name for name, _negated, _nested in config if name not in {"*", "_"}}
