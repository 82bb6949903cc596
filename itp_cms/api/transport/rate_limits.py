"""How often a client may ask: so many requests in each window of time, counted in the cache.

Headers are those of draft-ietf-httpapi-ratelimit-headers-11: `RateLimit-Policy: "default";q=600;w=60` tells the quota
and the window in seconds, `RateLimit: "default";r=599;t=42` what remains of it and when it is whole again.

While the cache is out of reach nobody is limited.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from rest_framework import status
from rest_framework.throttling import BaseThrottle

from itp_cms.api.contract.operations import Answer, Schema
from itp_cms.api.errors import ErrorCode, error
from itp_cms.api.transport.paths import is_delivery

HEADERS: Mapping[str, Schema] = {
    "RateLimit-Policy": {
        "type": "string",
        "description": "Limits that hold for the client: of each its name, quota (`q`) and window in seconds (`w`).",
        "examples": ['"default";q=600;w=60'],
    },
    "RateLimit": {
        "type": "string",
        "description": "Of each limit, how many requests remain (`r`), and after how many seconds all do again (`t`).",
        "examples": ['"default";r=599;t=42'],
    },
}
"""Of every answer to a client that is limited."""

TOO_MANY_REQUESTS = Answer(
    "The client has asked more often than it may, and should wait for as many seconds as `Retry-After` says.",
    headers={
        "Retry-After": {"type": "integer", "minimum": 1, "description": "Seconds until the client may ask again."},
    },
)
"""What every operation may answer with status 429; the body is that of all errors, its code `throttled`."""

# What one household or office gets of IPv6, and can choose addresses from.
IPV6_PREFIX = 64


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


class RateLimitThrottle(BaseThrottle):
    """For viewsets with a limit of their own besides `API_RATE_LIMIT`: `throttle_classes = (…,)`.

    `policy` is the name that clients see, `rate_setting` names the setting with its rate.
    """

    policy: str
    rate_setting: str

    usage: Usage | None = None

    def allow_request(self, request: Any, view: Any) -> bool:
        self.usage = count(getattr(request, "_request", request), self.policy, getattr(settings, self.rate_setting))
        return self.usage is None or not self.usage.is_exceeded

    def wait(self) -> float | None:
        return self.usage.reset if self.usage else None


class RateLimitMiddleware:
    """Limits all that programs read to `API_RATE_LIMIT`, and tells of it and of other limits in headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_limited = is_delivery(request) and request.method != "OPTIONS"
        usage = count(request, "default", settings.API_RATE_LIMIT) if is_limited else None
        response = too_many_requests(usage) if usage and usage.is_exceeded else self.get_response(request)
        if usages := vars(request).get("_rate_usage"):
            _tell(response, usages)
        return response


def too_many_requests(usage: Usage) -> JsonResponse:
    message = f"Too many requests: {usage.quota} may be made in {usage.window} seconds. Try again in {usage.reset}."
    return JsonResponse(error(message, ErrorCode.THROTTLED), status=status.HTTP_429_TOO_MANY_REQUESTS)


def _tell(response: HttpResponseBase, usages: Iterable[Usage]) -> None:
    response.headers["RateLimit-Policy"] = ", ".join(f'"{use.policy}";q={use.quota};w={use.window}' for use in usages)
    response.headers["RateLimit"] = ", ".join(f'"{use.policy}";r={use.remaining};t={use.reset}' for use in usages)
    if response.status_code == status.HTTP_429_TOO_MANY_REQUESTS:
        exceeded = [use.reset for use in usages if use.is_exceeded]
        response.headers.setdefault("Retry-After", str(max(exceeded, default=1)))


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
    text = str(BaseThrottle().get_ident(request))  # type: ignore[arg-type]  # which needs no more than its headers
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _client(address: IPv4Address | IPv6Address) -> str:
    """The client behind an address, as part of a key."""
    if isinstance(address, IPv6Address):
        return f"{int(address) >> (128 - IPV6_PREFIX):x}"
    return str(address)
