"""What models say of the moments at which what readers see of their objects changes by time alone.

A model lists its own as `moments`. That drafts go live and expire needs not be said.
"""

from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True)
class MomentIn:
    """The moment in a column, which may be empty."""

    column: str


@dataclass(frozen=True)
class EachDay:
    """Each midnight of the site's time zone, where the condition holds."""

    condition: Q


Moment = MomentIn | EachDay
