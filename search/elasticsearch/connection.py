"""The connection to the server, and leaving it alone for a while when it does not answer."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import BulkIndexError, ScanError

logger = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds in which a process asks nothing of a server that failed to answer a reader."""

_not_before = 0.0


class Unavailable(Exception):
    """The server refuses, hangs, or is not complete."""


def is_configured() -> bool:
    return bool(settings.ELASTICSEARCH_URL)


def client(seconds: float) -> Elasticsearch:
    """A client whose requests take so long at most, and are not repeated."""
    return _client(settings.ELASTICSEARCH_URL, seconds)


@lru_cache(4)
def _client(url: str, seconds: float) -> Elasticsearch:
    return Elasticsearch(url, request_timeout=seconds, retry_on_timeout=False, max_retries=0)


@contextmanager
def for_readers() -> Iterator[Elasticsearch]:
    """A client for what a reader waits for. Raises `Unavailable` instead of what the client raises; at once, for a
    while after it last did.
    """
    global _not_before  # noqa: PLW0603  a number, which threads may share
    if time.monotonic() < _not_before:
        raise Unavailable("It failed a moment ago")
    try:
        yield client(settings.ELASTICSEARCH_TIMEOUT)
    except (ApiError, TransportError) as error:
        _not_before = time.monotonic() + PAUSE
        logger.warning("Elasticsearch does not answer; the database's index does: %s", error)
        raise Unavailable(str(error)) from error


@contextmanager
def for_commands() -> Iterator[None]:
    """Raises `Unavailable`, which says what to do, instead of what the client raises."""
    try:
        yield
    except NotFoundError as error:
        raise Unavailable("It has no indexes of this site: `manage.py rebuild_search_index` makes them.") from error
    except (ApiError, TransportError, BulkIndexError, ScanError) as error:
        reason = f"Elasticsearch does not do what it is asked ({error})."
        raise Unavailable(f"{reason} See that it runs, and that ELASTICSEARCH_URL leads to it.") from error


def ask_again() -> None:
    """Forget that it failed. For tests."""
    global _not_before  # noqa: PLW0603  one for all threads
    _not_before = 0.0
