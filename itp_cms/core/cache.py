"""The cache on a Redis server, which the site can do without."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from django.core.cache.backends.redis import RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PAUSE = 5
"""Seconds for which a server that did not answer is left alone, so that not every request waits for it."""


class ForgivingClient(RedisCacheClient):
    """Knows nothing while the server is out of reach, and forgets what it is told."""

    asked_again_at = 0.0

    def add(self, *args: Any) -> Any:
        return self._ask(super().add, *args, otherwise=False)

    def get(self, key: Any, default: Any) -> Any:
        return self._ask(super().get, key, default, otherwise=default)

    def set(self, *args: Any) -> Any:
        return self._ask(super().set, *args, otherwise=None)

    def touch(self, *args: Any) -> Any:
        return self._ask(super().touch, *args, otherwise=False)

    def delete(self, *args: Any) -> Any:
        return self._ask(super().delete, *args, otherwise=False)

    def get_many(self, *args: Any) -> Any:
        return self._ask(super().get_many, *args, otherwise={})

    def has_key(self, *args: Any) -> Any:
        return self._ask(super().has_key, *args, otherwise=False)

    def incr(self, key: Any, delta: int) -> Any:
        """Raises `ValueError`, as for a key that is not there."""
        value = self._ask(super().incr, key, delta, otherwise=None)
        if value is None:
            raise ValueError(f"Key '{key}' not found.")
        return value

    def set_many(self, *args: Any) -> Any:
        return self._ask(super().set_many, *args, otherwise=None)

    def delete_many(self, *args: Any) -> Any:
        return self._ask(super().delete_many, *args, otherwise=None)

    def clear(self) -> Any:
        return self._ask(super().clear, otherwise=False)

    def _ask(self, method: Callable[..., Any], *args: Any, otherwise: Any) -> Any:
        if time.monotonic() < self.asked_again_at:
            return otherwise
        try:
            return method(*args)
        except RedisError as error:
            self.asked_again_at = time.monotonic() + PAUSE
            logger.warning("The cache is out of reach and left alone for %s seconds: %s", PAUSE, error)
            return otherwise


class RedisCache(DjangoRedisCache):
    """Django's, except that a server that is down is as good as an empty cache, instead of an error."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
