"""Which other sites' pages may talk to the API (CORS). Cookies are never part of it."""

from typing import TYPE_CHECKING, Any

from corsheaders.conf import conf
from corsheaders.middleware import CorsMiddleware as ListedOriginsMiddleware
from django.conf import settings

from itp_cms.api.transport.paths import is_api
from itp_cms.core.previews import front_end_origins

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

READING = frozenset({"GET", "HEAD"})


class CorsMiddleware(ListedOriginsMiddleware):
    """What is public may be read by the pages of any site; all else is for those of `CORS_ALLOWED_ORIGINS`.

    All else: sending forms, and answers that are private to who asks, such as previews. For reading, the answer is the
    same whoever asks, so that one copy in a cache serves all origins.
    """

    def add_response_headers(self, request: "HttpRequest", response: "HttpResponseBase") -> "HttpResponseBase":
        if not self._is_open(request, response):
            return super().add_response_headers(request, response)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = ", ".join(conf.CORS_EXPOSE_HEADERS)
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = ", ".join(sorted(READING))
            response.headers["Access-Control-Allow-Headers"] = ", ".join(conf.CORS_ALLOW_HEADERS)
            response.headers["Access-Control-Max-Age"] = str(conf.CORS_PREFLIGHT_MAX_AGE)
        return response

    def _is_open(self, request: "HttpRequest", response: "HttpResponseBase") -> bool:
        if not settings.API_READABLE_FROM_ANY_ORIGIN or not self.is_enabled(request):
            return False
        method = request.headers.get("Access-Control-Request-Method") if request.method == "OPTIONS" else request.method
        return method in READING and not _is_private(response)


def is_preview_for_front_end(sender: Any, request: "HttpRequest", **kwargs: Any) -> bool:
    """Whether a draft is asked for by a page of a site's front end, which need not be listed for that."""
    if not is_api(request) or "token" not in request.GET:
        return False
    return request.headers.get("Origin") in front_end_origins()


def _is_private(response: "HttpResponseBase") -> bool:
    cache_control = response.headers.get("Cache-Control", "")
    return "private" in cache_control or "no-store" in cache_control
