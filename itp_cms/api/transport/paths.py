"""Which addresses are the delivery API's."""

from django.http import HttpRequest

ROOT = "/api/v2/"
SITEMAP = "/sitemap"


def is_api(request: HttpRequest) -> bool:
    """Whether the request is the API's to answer, whatever becomes of it."""
    return request.path_info.startswith(ROOT)


def is_delivery(request: HttpRequest) -> bool:
    """Whether the answer is one that programs read, the same for everybody: the API's, or the sitemap."""
    return request.path_info.startswith((ROOT, SITEMAP))
