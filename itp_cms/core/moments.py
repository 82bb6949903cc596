"""What models say of the moments at which what readers see of their objects changes by time alone.

A model lists its own as `moments`. That drafts go live and expire needs not be said.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone


@dataclass(frozen=True)
class MomentIn:
    """The moment in a column, which may be empty."""

    column: str


@dataclass(frozen=True)
class EachDay:
    """Each midnight of the site's time zone, where the condition holds."""

    condition: Q


Moment = MomentIn | EachDay


def is_in_time(go_live_at: datetime | None, expire_at: datetime | None) -> bool:
    """Whether it is now between the two moments, of which each may be missing: what `Boundary` asks of rows, of values.

    What is out of its time can still be called live, until `publish_scheduled` runs.
    """
    now = timezone.now()
    return (go_live_at is None or go_live_at <= now) and (expire_at is None or now < expire_at)
