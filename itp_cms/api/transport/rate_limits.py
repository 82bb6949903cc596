"""How often a client may ask, and how it is told.

Headers are those of draft-ietf-httpapi-ratelimit-headers-11: `RateLimit-Policy: "default";q=600;w=60` tells the quota
and the window in seconds, `RateLimit: "default";r=599;t=42` what remains of it and when it is whole again.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from rest_framework import status
from rest_framework.throttling import BaseThrottle

from itp_cms.api.contract.operations import Answer, Schema
from itp_cms.api.errors import throttled
from itp_cms.api.transport.paths import is_delivery
from itp_cms.core.rate_limits import Usage, count, usages_of

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
    """Limits all that programs read to `API_RATE_LIMIT`, and tells of any limit that was counted in headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_limited = is_delivery(request) and request.method != "OPTIONS"
        usage = count(request, "default", settings.API_RATE_LIMIT) if is_limited else None
        response = too_many_requests(usage) if usage and usage.is_exceeded else self.get_response(request)
        if usages := usages_of(request):
            _tell(response, usages)
        return response


def too_many_requests(usage: Usage) -> JsonResponse:
    headers = {"Cache-Control": "no-cache"}
    return JsonResponse(throttled(usage.reset), status=status.HTTP_429_TOO_MANY_REQUESTS, headers=headers)


def _tell(response: HttpResponseBase, usages: Iterable[Usage]) -> None:
    response.headers["RateLimit-Policy"] = ", ".join(f'"{use.policy}";q={use.quota};w={use.window}' for use in usages)
    response.headers["RateLimit"] = ", ".join(f'"{use.policy}";r={use.remaining};t={use.reset}' for use in usages)
    if response.status_code == status.HTTP_429_TOO_MANY_REQUESTS:
        exceeded = [use.reset for use in usages if use.is_exceeded]
        response.headers.setdefault("Retry-After", str(max(exceeded, default=1)))
