"""What holds for every answer of the API, whichever view or middleware gave it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from itp_cms.api.errors import ErrorCode, error
from itp_cms.api.transport.paths import is_api

AnswerT = TypeVar("AnswerT", bound=HttpResponseBase)

# JSON, feeds and files of text: nothing in them is to run, be framed, or be taken for something else. Any site may
# embed them, which their own cross-origin policy may want to hear.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# Of an answer that is replaced by another: what described its content.
OF_CONTENT = frozenset({"etag", "last-modified", "cache-control", "expires"})
# Views of Django and of its REST framework disagree on them.
ANSWERS_TO_OPTIONS = frozenset({HTTPStatus.OK, HTTPStatus.NO_CONTENT, HTTPStatus.METHOD_NOT_ALLOWED})


class AnswerMiddleware:
    """Errors in their one shape, `OPTIONS` and `HEAD` as HTTP has them, and headers that keep browsers careful.

    Comes first, so that also what other middleware answers goes through here: a host that is not allowed, a body that
    is too large, a request that none can read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_api(request):
            return self.get_response(request)
        # The API knows no accounts: without cookies nothing can depend on one, set one, or be forged with one.
        request.META.pop("HTTP_COOKIE", None)
        vars(request)["csrf_processing_done"] = True
        response = self.get_response(request)
        if request.method == "OPTIONS" and response.status_code in ANSWERS_TO_OPTIONS and "Allow" in response.headers:
            response = _options(response)
        elif response.status_code >= HTTPStatus.BAD_REQUEST and not _is_json(response):
            response = _in_one_shape(request, response)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and "Allow" in response.headers:
            response.headers["Allow"] = _methods(response)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if isinstance(response, HttpResponse) and response.status_code not in {
            HTTPStatus.NO_CONTENT,
            HTTPStatus.NOT_MODIFIED,
        }:
            response.headers["Content-Length"] = str(len(response.content))
            if request.method == "HEAD":
                response.content = b""  # not every server of WSGI leaves it out
        return response


def _options(response: HttpResponseBase) -> HttpResponse:
    answer = HttpResponse(headers={"Allow": _methods(response)})
    del answer.headers["Content-Type"]
    return _like(answer, response)


def _methods(response: HttpResponseBase) -> str:
    """What `Allow` has to say: views name what they answer themselves."""
    return ", ".join(sorted({method.strip() for method in response.headers["Allow"].split(",")} | {"OPTIONS"}))


def _in_one_shape(request: HttpRequest, response: HttpResponseBase) -> JsonResponse:
    """The error as `itp_cms.api.errors` has them, with HTTP's phrase for the status."""
    message = HTTPStatus(response.status_code).phrase
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        message = f'Method "{request.method}" not allowed.'
    body = error(message, ErrorCode.of_status(response.status_code))
    return _like(JsonResponse(body, status=response.status_code), response)


def _like(answer: AnswerT, response: HttpResponseBase) -> AnswerT:
    """The answer with the headers of the one it replaces, but those that were about its content."""
    for name, value in response.headers.items():
        if not name.lower().startswith("content-") and name.lower() not in OF_CONTENT:
            answer.headers.setdefault(name, value)
    return answer


def _is_json(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").partition(";")[0].endswith("json")
