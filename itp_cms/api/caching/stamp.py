"""What answers are made of at a moment, in short: equal stamps mean equal answers."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from django.utils import timezone

from itp_cms.api.caching.release import release
from itp_cms.core.changes import content_version, next_moment
from itp_cms.core.models import Change

ATTEMPTS = 3


@dataclass(frozen=True)
class Stamp:
    """A version of the content, and a time, from `since` to before `until` (None: without end), in which nothing that
    readers see changes by time alone. `at` is when the version came to be, as far as the log goes back.
    """

    version: int
    at: datetime | None
    since: datetime = field(compare=False)  # each thread may have looked at another moment
    until: datetime | None

    def holds(self, version: int, now: datetime) -> bool:
        return self.version == version and self.since <= now and (self.until is None or now < self.until)

    def name(self, address: str) -> str:
        """What the answer to an address is called, and no other answer: 32 hexadecimal digits.

        `at` is in it for a database that was restored, and counts the same numbers again.
        """
        whole = f"{release()} {self.version} {self.at} {self.until} {address}"
        return blake2b(whole.encode(), digest_size=16).hexdigest()


_newest: Stamp | None = None


def current_stamp() -> Stamp | None:
    """What holds now; None while one change chases another.

    One query, for the version; and where that or the time is new, those for the next moment.
    """
    global _newest  # noqa: PLW0603  read and written whole, so that threads may share it
    stamp, version = _newest, content_version()
    for _attempt in range(ATTEMPTS):
        now = timezone.now()
        if stamp is not None and stamp.holds(version, now):
            _newest = stamp
            return stamp
        at = Change.objects.filter(number=version).values_list("at", flat=True).first()
        # It holds if the version is still the same afterwards: then it was when the moment was read.
        stamp, version = Stamp(version, at, now, next_moment(now)), content_version()
    return None


def forget_stamp() -> None:
    """For tests, whose databases count the same numbers again."""
    global _newest  # noqa: PLW0603  as above
    _newest = None
