"""What the server of cold answers has before the project's own middleware."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from itp_cms.core.memory import forget


class ForgetfulMiddleware:
    """Has the process forget what it knows of the content before a request that says so, as each change makes it."""

    header = "X-Forget"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self.header in request.headers:
            forget()
        return self.get_response(request)
