"""Which addresses are the delivery API's."""

from django.http import HttpRequest

ROOT = "/api/v2/"


def is_api(request: HttpRequest) -> bool:
    """Whether the request is the API's to answer, whatever becomes of it."""
    return request.path_info.startswith(ROOT)
