"""How clients are told that an endpoint will go. The promise itself is in `docs/api-versioning.md`."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils.http import http_date


@dataclass(frozen=True)
class Deprecation:
    """Since when an endpoint should not be used any more, when it goes, and the address of a page that says why."""

    since: date
    sunset: date
    explained_at: str

    def headers(self) -> dict[str, str]:
        """`Deprecation` (RFC 9745), `Sunset` (RFC 8594) and the links of both."""
        return {
            "Deprecation": f"@{_seconds(self.since)}",
            "Sunset": http_date(_seconds(self.sunset)),
            "Link": f'<{self.explained_at}>; rel="deprecation", <{self.explained_at}>; rel="sunset"',
        }


def _seconds(day: date) -> int:
    """The first moment of the day, as Unix counts."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
