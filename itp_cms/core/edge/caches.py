"""The edge caches, and how each is told to forget. All raise `NotForgottenError`, or what their library raises."""

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import requests
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from wagtail.contrib.frontend_cache.backends import CloudflareBackend
from wagtail.contrib.frontend_cache.utils import get_backends

from itp_cms.core.surrogate_keys import MAX_LENGTH

TIMEOUTS = (1, 5)
"""Seconds to connect, and to wait for an answer."""

KEPT_PATHS = ("/api/v2/*", "/sitemap*")
"""All that an edge keeps, for those that know no keys but take a star for the rest of a path."""


class NotForgottenError(Exception):
    """An edge cache may still have what it was to forget."""


class EdgeCache(ABC):
    name: str

    @abstractmethod
    def forget(self, keys: Collection[str]) -> None:
        """Have it forget every answer with one of the keys, now."""


class Varnish(EdgeCache):
    """A Varnish with `docs/varnish.vcl`, which knows its objects by their keys (vmod xkey)."""

    def __init__(self, address: str, token: str) -> None:
        self.name = address
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def forget(self, keys: Collection[str]) -> None:
        with requests.Session() as session:
            for some in _portions(sorted(keys)):
                headers = self._headers | {"xkey-purge": " ".join(some)}
                answer = session.request("PURGE", f"{self.name}/", headers=headers, timeout=TIMEOUTS)
                if answer.status_code != requests.codes.ok:
                    raise NotForgottenError(f"{self.name} answers {answer.status_code} {answer.reason}")


def _portions(keys: Sequence[str]) -> Iterator[list[str]]:
    """The keys in as many headers as they need."""
    portion: list[str] = []
    length = 0
    for key in keys:
        if length + len(key) + 1 > MAX_LENGTH:
            yield portion
            portion, length = [], 0
        portion.append(key)
        length += len(key) + 1
    yield portion


class Cdn(EdgeCache):
    """A content delivery network, by Wagtail's back end for it, which is made when it is first of use: it may need a
    library and an account that web processes have not.
    """

    def __init__(self, name: str, options: Mapping[str, Any]) -> None:
        self.name = name
        self._options = options

    @cached_property
    def _backend(self) -> Any:
        return get_backends({self.name: self._options})[self.name]


class Cloudflare(Cdn):
    """Cloudflare, by tags. Wagtail's back end knows its accounts, but only how to forget single addresses.

    https://developers.cloudflare.com/cache/how-to/purge-cache/purge-by-tags/
    """

    AT_ONCE = 30
    """Tags that every plan takes in one call."""

    def forget(self, keys: Collection[str]) -> None:
        backend = self._backend
        if backend.cloudflare_token:
            headers = {"Authorization": f"Bearer {backend.cloudflare_token}"}
        else:
            headers = {"X-Auth-Email": backend.cloudflare_email, "X-Auth-Key": backend.cloudflare_api_key}
        tags = sorted(keys)
        for start in range(0, len(tags), self.AT_ONCE):
            some = {"tags": tags[start : start + self.AT_ONCE]}
            address = backend.cloudflare_purge_endpoint_url
            answer = requests.post(address, json=some, headers=headers, timeout=TIMEOUTS)
            if answer.status_code != requests.codes.ok or not answer.json().get("success"):
                raise NotForgottenError(f"Cloudflare answers {answer.status_code}: {answer.text[:500]}")


class ByPath(Cdn):
    """A CDN without keys, through Wagtail's back end for it (CloudFront, Azure): it forgets all that the API gave."""

    def forget(self, keys: Collection[str]) -> None:
        with _raising_what_is_logged("wagtail.frontendcache"):
            self._backend.purge_batch([f"{settings.WAGTAILADMIN_BASE_URL}{path}" for path in KEPT_PATHS])


@contextmanager
def _raising_what_is_logged(logger: str) -> Iterator[None]:
    """Raise `NotForgottenError` for an error of this thread: Wagtail's back ends (8.0) tell nobody but the log."""
    problems: list[str] = []
    handler = logging.Handler(logging.ERROR)
    here = threading.get_ident()
    handler.emit = lambda record: problems.append(record.getMessage()) if record.thread == here else None  # type: ignore[method-assign]  # one's own
    logging.getLogger(logger).addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger(logger).removeHandler(handler)
    if problems:
        raise NotForgottenError(problems[0])


def varnishes() -> list[EdgeCache]:
    return [Varnish(address, settings.EDGE_PURGE_TOKEN) for address in settings.EDGE_VARNISH]


def cdns() -> list[EdgeCache]:
    return [_cdn(name, options) for name, options in settings.EDGE_CDN.items()]


def _cdn(name: str, options: Mapping[str, Any]) -> EdgeCache:
    has_tags = issubclass(import_string(options["BACKEND"]), CloudflareBackend)
    return Cloudflare(name, options) if has_tags else ByPath(name, options)
