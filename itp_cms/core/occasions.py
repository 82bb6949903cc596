"""What page types say of themselves to stand in the calendar: deadlines to keep, days to be there."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Occasion:
    """A date of a page; a page type lists its own as `occasions`. `start` and `end` name columns of the type.

    `start` is a day or a moment. `end` is the last day of what goes on for several.
    """

    kind: str
    """What the calendar is narrowed by: `deadline`."""

    start: str
    end: str | None = None

    name: Any = "%(title)s"
    """What it is called, in the reader's language; `%(title)s` is the page's title."""


def deadline_in(column: str) -> Occasion:
    """The last day, or the last moment, to answer what a page asks for."""
    return Occasion("deadline", column, name=_("Deadline: %(title)s"))
