"""How an answer tells an edge cache what it is made of."""

from collections.abc import Iterable

from django.conf import settings

from itp_cms.core.surrogate_keys import EVERYTHING, within_limit


def key_headers(keys: Iterable[str]) -> dict[str, str]:
    """The headers of an answer with these surrogate keys: in the form that the configured edge reads; none without one.

    They are the edge's to take off again: keys can name what readers are not shown.
    """
    headers = {}
    if settings.EDGE_VARNISH:
        headers["Surrogate-Key"] = " ".join(within_limit({EVERYTHING, *keys}))
    if settings.EDGE_CDN:
        headers["Cache-Tag"] = ",".join(within_limit({EVERYTHING, *keys}))
    return headers
