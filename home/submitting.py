"""What readers may send with a form, by the API or from the page itself: how much, and how often."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

from home.bodies import MULTIPART, UnreadableBodyError, read_form
from itp_cms.core.rate_limits import count

POLICY = "forms"
"""The name of `FORMS_RATE_LIMIT` in headers: one count, whichever way a form is sent."""


def most_bytes(*, with_files: bool) -> int:
    most: int = settings.FORMS_MAX_BODY_BYTES if with_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return most


def refused_by_size(request: HttpRequest) -> HTTPStatus | None:
    """With which status a body is refused by what its headers say, before any of it is read."""
    if "Transfer-Encoding" in request.headers:
        return HTTPStatus.LENGTH_REQUIRED
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return HTTPStatus.LENGTH_REQUIRED
    too_large = length > most_bytes(with_files=request.content_type == MULTIPART)
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else None


class SubmissionMiddleware:
    """Limits what is sent to the pages themselves, and reads it. Stands before Django's protection against forgery
    (CSRF), which looks for its token in the body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        match = request.resolver_match
        if request.method != "POST" or match is None or match.url_name != "wagtail_serve":
            return None
        if status := refused_by_size(request):
            return _refuse(status, gettext("What you sent is too large, or does not say how large it is."))
        usage = count(request, POLICY, settings.FORMS_RATE_LIMIT)
        if usage and usage.is_exceeded:
            return _refuse(HTTPStatus.TOO_MANY_REQUESTS, gettext("You have sent too many forms. Try again later."))
        try:
            read_form(request)
        except UnreadableBodyError:
            return _refuse(HTTPStatus.BAD_REQUEST, gettext("What you sent did not arrive whole. Please send it again."))
        return None


def _refuse(status: HTTPStatus, message: str) -> HttpResponse:
    return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
