"""How often a client may do something: so many times in each window of time, counted in the cache.

While the cache is out of reach nobody is limited.
"""

import re
import time
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

# What one household or office gets of IPv6, and can choose addresses from.
IPV6_PREFIX = 64

_WITH_PORT = re.compile(r"([0-9.]+):[0-9]+|\[([^\]]*)\](?::[0-9]+)?")


class Usage(NamedTuple):
    """What a client has used of a policy in the window that is running; times in seconds."""

    policy: str
    quota: int
    window: int
    used: int
    reset: int

    @property
    def remaining(self) -> int:
        return max(0, self.quota - self.used)

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.quota


def count(request: HttpRequest, policy: str, rate: tuple[int, int] | None) -> Usage | None:
    """Count a request against a policy of so many requests in so many seconds, and note it for the answer's headers.

    None where nobody is limited: without a rate, an address (behind a socket) or a cache, and for a client of
    `API_UNLIMITED_CLIENTS`.
    """
    if rate is None:
        return None
    address = _address(request)
    if address is None or any(address in network for network in settings.API_UNLIMITED_CLIENTS):
        return None
    quota, window = rate
    now = int(time.time())
    used = _increment(f"rate.{policy}.{_client(address)}.{now // window}", window)
    if used is None:
        return None
    usage = Usage(policy, quota, window, used, window - now % window)
    vars(request).setdefault("_rate_usage", []).append(usage)
    return usage


def usages_of(request: HttpRequest) -> list[Usage]:
    """What has been counted of a request."""
    found: list[Usage] = vars(request).get("_rate_usage", [])
    return found


def _increment(key: str, window: int) -> int | None:
    """One more than the number under the key, which is kept for the window; None if the cache does not keep it."""
    try:
        return cache.incr(key)
    except ValueError:  # it is the window's first
        pass
    if cache.add(key, 1, timeout=window):
        return 1
    try:
        return cache.incr(key)  # another request was quicker
    except ValueError:
        return None


def _address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """Where the request comes from, past as many proxies as `NUM_PROXIES` says there are."""
    told = str(BaseThrottle().get_ident(request))  # type: ignore[arg-type]  # which needs no more than its headers
    return _read(told) or _read(request.META.get("REMOTE_ADDR", ""))


def _read(text: str) -> IPv4Address | IPv6Address | None:
    """An address, which some proxies write with a port: `192.0.2.1:4711`, `[2001:db8::1]:4711`."""
    match = _WITH_PORT.fullmatch(text.strip())
    try:
        address = ip_address((match[1] or match[2] if match else text.strip()).partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _client(address: IPv4Address | IPv6Address) -> str:
    """The client behind an address, as part of a key."""
    if isinstance(address, IPv6Address):
        return f"{int(address) >> (128 - IPV6_PREFIX):x}"
    return str(address)
