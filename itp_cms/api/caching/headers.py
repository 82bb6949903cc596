"""What caches on the way are told: how long an answer may be used, and which keys purge it.

`stale-while-revalidate` is for the edge alone, in `CDN-Cache-Control` (RFC 9213): in `Cache-Control`, browsers obey it
too, and show what is old.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.utils import timezone

from itp_cms.core.surrogate_keys import within_limit

ASK_AGAIN = "no-cache"
"""Of errors, and of what may already be old: nobody uses it a second time without asking."""

WITH_COMMAS = frozenset({"cache-tag", "edge-cache-tag"})
"""Headers whose keys stand between commas (Cloudflare, Akamai); others have spaces (Fastly, Varnish)."""


def key_headers(keys: Iterable[str]) -> dict[str, str]:
    """The keys under each name that `EDGE_KEY_HEADERS` lists."""
    if not settings.EDGE_KEY_HEADERS:
        return {}
    kept = within_limit(keys)
    return {name: (", " if name.lower() in WITH_COMMAS else " ").join(kept) for name in settings.EDGE_KEY_HEADERS}


def freshness(until: datetime | None) -> dict[str, str]:
    """The headers of an answer that time alone changes at `until` (None: never), which no cache keeps beyond that."""
    if until is None:
        return _freshness(settings.API_MAX_AGE, settings.EDGE_MAX_AGE, settings.EDGE_STALE_WHILE_REVALIDATE)
    left = max(0, int((until - timezone.now()).total_seconds()))
    at_edge = min(settings.EDGE_MAX_AGE, left)
    return _freshness(
        min(settings.API_MAX_AGE, left), at_edge, min(settings.EDGE_STALE_WHILE_REVALIDATE, left - at_edge)
    )


@lru_cache(256)
def _freshness(in_browsers: int, at_edge: int, stale: int) -> dict[str, str]:
    for_all = f"public, max-age={in_browsers}"
    if not at_edge:
        return {"Cache-Control": f"{for_all}, must-revalidate"}
    headers = {"Cache-Control": f"{for_all}, s-maxage={at_edge}"}
    if stale:
        headers["CDN-Cache-Control"] = f"max-age={at_edge}, stale-while-revalidate={stale}"
    return headers
