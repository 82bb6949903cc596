"""One shape for everything that goes wrong: `{"message", "code", "field"?, "allowed"?}`.

`message` is that of Wagtail's API v2, for people. `code` is for programs, `field` names the parameter or field that
is wrong, and `allowed` lists its values where they can be listed.
"""

from collections.abc import Iterable
from typing import Any, NotRequired, TypedDict

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect, JsonResponse
from django.urls import Resolver404, resolve
from django.utils.http import escape_leading_slashes
from django.views.decorators.csrf import csrf_exempt
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from wagtail.api.v2.utils import BadRequestError

# The largest number a database column of an id can hold.
LARGEST_NUMBER = 2**63 - 1


class Error(TypedDict):
    """What went wrong."""

    message: str
    code: str
    field: NotRequired[str]
    allowed: NotRequired[list[str]]


class BadRequest(BadRequestError):
    """A request that cannot be answered (400), and why."""

    def __init__(
        self, message: str, code: str = "invalid", field: str | None = None, allowed: Iterable[str] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.allowed = None if allowed is None else list(allowed)


class Forbidden(APIException):
    """A token that opens nothing (403). Nothing is said of why: that would help to forge one."""

    status_code = status.HTTP_403_FORBIDDEN
    default_detail = "forbidden"
    default_code = "forbidden"


def describe(error: Exception, code: str) -> dict[str, Any]:
    """The body that tells a client of an error."""
    body: dict[str, Any] = {"message": str(error), "code": getattr(error, "code", code)}
    for name in ("field", "allowed"):
        if (value := getattr(error, name, None)) is not None:
            body[name] = value
    return body


def response_to(error: Exception) -> Response | None:
    """What the client is told of an error it made; None for one that is ours."""
    if isinstance(error, Http404):
        return Response({"message": str(error) or "not found", "code": "not_found"}, status=status.HTTP_404_NOT_FOUND)
    if isinstance(error, BadRequestError):
        return Response(describe(error, "invalid"), status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, SuspiciousOperation):  # more parameters than Django reads
        return Response(describe(error, "too_many_parameters"), status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, APIException):
        headers = {"Allow": ", ".join(getattr(error, "allowed", ()))} if hasattr(error, "allowed") else None
        body = {"message": str(error.detail), "code": error.default_code}
        return Response(body, status=error.status_code, headers=headers)
    return None


def refuse_unprintable(parameters: Any) -> None:
    """Raise `BadRequest` for a parameter with a null character, which no database takes."""
    for name, values in parameters.lists():
        if any("\x00" in text for text in (name, *values)):
            raise BadRequest("null characters are not allowed", "null_character", name.replace("\x00", "") or None)


def whole_number(parameter: str, value: str) -> int:
    """A number from a parameter, from 0 to what a database holds."""
    try:
        number = int(value)
    except ValueError:
        number = -1
    if not 0 <= number <= LARGEST_NUMBER:
        raise BadRequest(f"{parameter} must be a positive integer", "not_a_number", parameter)
    return number


def explain(error: ValidationError) -> str:
    return " ".join(error.messages)


@csrf_exempt
def no_such_address(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
    """404, or where the address leads with a slash at its end."""
    if not request.path_info.endswith("/") and _leads_somewhere(f"{request.path_info}/"):
        address = escape_leading_slashes(request.get_full_path(force_append_slash=True))
        return HttpResponsePermanentRedirect(address, preserve_request=request.method not in {"GET", "HEAD"})
    return JsonResponse({"message": "not found", "code": "not_found"}, status=404)


def _leads_somewhere(path: str) -> bool:
    try:
        return resolve(path).func is not no_such_address
    except Resolver404:
        return False
