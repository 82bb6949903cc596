"""One shape for everything that goes wrong: `{"message", "code", "field"?, "allowed"?}`.

`message` is that of Wagtail's API v2, for people. `code` is for programs: one of `ErrorCode`. `field` names the
parameter or field that is wrong, and `allowed` lists its values where they are few.
"""

from collections.abc import Iterable
from http import HTTPStatus
from math import ceil
from typing import Any, NotRequired, TypedDict

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect, JsonResponse
from django.urls import Resolver404, resolve
from django.utils.http import escape_leading_slashes
from django.views.decorators.csrf import csrf_exempt
from rest_framework import status
from rest_framework.exceptions import APIException, Throttled
from wagtail.api.v2.utils import BadRequestError

from itp_cms.core.representation.selection import FieldsError

# The largest number a database column of an id can hold.
LARGEST_NUMBER = 2**63 - 1
LONGEST_NUMBER = len(str(LARGEST_NUMBER))
"""In digits."""

SHORT_LIST = 80
"""So many values are listed in an error or in the document of the API."""


class ErrorCode(TextChoices):
    """What went wrong, for programs. `docs/api-http.md` has the same table."""

    UNKNOWN_PARAMETER = "unknown_parameter", "Nothing here takes a parameter of this name."
    REQUIRED = "required", "A parameter, or a field of a form, is needed and is missing or empty."
    INVALID = "invalid", "The value is not of the kind that the parameter or field takes."
    INVALID_CHOICE = "invalid_choice", "The value is none of those there are."
    UNKNOWN_FIELD = "unknown_field", "Nothing here has a field of this name, to give, to order by or to fill in."
    INVALID_SYNTAX = "invalid_syntax", "`fields` cannot be read: a bracket or a comma is out of place."
    TOO_DEEP = "too_deep", "`fields` asks for more than one answer can hold: it is nested too deeply."
    TOO_LARGE = "too_large", "A number, a file or the body (413) is larger than is taken."
    TOO_MANY_VALUES = "too_many_values", "There are more values in one parameter than are taken at once."
    TOO_MANY_PARAMETERS = "too_many_parameters", "There are more parameters in the address than are taken."
    INCOMPATIBLE_PARAMETERS = "incompatible_parameters", "Two parameters exclude each other."
    INVALID_CURSOR = "invalid_cursor", "The cursor is none that this list gave in this order: begin without one."
    AMBIGUOUS = "ambiguous", "The value names several things: say more."
    SEARCH_DISABLED = "search_disabled", "This site does not search."
    UNREADABLE_BODY = "unreadable_body", "The body is not what its media type says, or not an object."
    INVALID_FORM = "invalid_form", "Fields of the form are wrong: `errors` says of each why, by these codes."
    WRONG_TYPE = "wrong_type", "A field of the form was sent as another type than it has."
    MAX_LENGTH = "max_length", "A text in a field of the form is longer than is taken."
    FILE_TYPE = "file_type", "A file in a field of the form is of a type that is not taken."
    BAD_REQUEST = "bad_request", "The request cannot be understood: of its host or a header."
    FORBIDDEN = "forbidden", "The token opens nothing (403)."
    CLOSED = "closed", "The form is closed (403)."
    NOT_FOUND = "not_found", "There is nothing here, or nothing public (404)."
    METHOD_NOT_ALLOWED = "method_not_allowed", "The method is none of those that `Allow` names (405)."
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused", "The key came with another submission (409)."
    LENGTH_REQUIRED = "length_required", "`Content-Length` is missing (411)."
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type", "The body is of a media type that is not taken (415)."
    TOO_FAR_BEHIND = "too_far_behind", "What changed after that is not known any more: begin anew (410)."
    THROTTLED = "throttled", "The client asks too often: wait as long as `Retry-After` says (429)."
    INTERNAL_SERVER_ERROR = "internal_server_error", "A fault of the server's (500)."

    @classmethod
    def of_status(cls, status_code: int) -> "ErrorCode":
        """The code of an error of which nothing but its status is known."""
        if status_code in _BY_STATUS:
            return _BY_STATUS[status_code]
        return cls.BAD_REQUEST if status_code < HTTPStatus.INTERNAL_SERVER_ERROR else cls.INTERNAL_SERVER_ERROR


_BY_STATUS = {
    403: ErrorCode.FORBIDDEN,
    404: ErrorCode.NOT_FOUND,
    405: ErrorCode.METHOD_NOT_ALLOWED,
    410: ErrorCode.TOO_FAR_BEHIND,
    411: ErrorCode.LENGTH_REQUIRED,
    413: ErrorCode.TOO_LARGE,
    415: ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    429: ErrorCode.THROTTLED,
}


class Error(TypedDict):
    """What went wrong."""

    message: str
    code: ErrorCode
    field: NotRequired[str]
    allowed: NotRequired[list[str]]


def error(message: str, code: ErrorCode, field: str | None = None, allowed: Iterable[str] | None = None) -> Error:
    """The body that tells a client of an error. Of `allowed`, more than `SHORT_LIST` values are left out."""
    body = Error(message=message, code=code)
    if field is not None:
        body["field"] = field
    values = [] if allowed is None else list(allowed)
    if 0 < len(values) <= SHORT_LIST:
        body["allowed"] = values
    return body


def throttled(seconds: int) -> Error:
    """The body that tells a client to wait, whichever limit it has reached; headers say what the limits are."""
    return error(f"Too many requests. Try again in {seconds} seconds.", ErrorCode.THROTTLED)


class BadRequest(BadRequestError):
    """A request that cannot be answered (400), and why."""

    def __init__(
        self,
        message: str,
        code: ErrorCode = ErrorCode.INVALID,
        field: str | None = None,
        allowed: Iterable[str] | None = None,
    ) -> None:
        super().__init__(message)
        self.body = error(message, code, field, allowed)


class NotFound(Http404):
    """What the parameters name is not here (404), and what is."""

    def __init__(
        self,
        message: str,
        field: str | None = None,
        allowed: Iterable[str] = (),
        code: ErrorCode = ErrorCode.NOT_FOUND,
    ) -> None:
        super().__init__(message)
        self.body = error(message, code, field, allowed)


class Forbidden(APIException):
    """A token that opens nothing (403). Nothing is said of why: that would help to forge one."""

    status_code = status.HTTP_403_FORBIDDEN
    default_detail = "forbidden"
    default_code = ErrorCode.FORBIDDEN


def told_of(exception: Exception) -> tuple[Error, int] | None:
    """What the client is told of an error it made, with which status; None for one that is ours."""
    if isinstance(exception, Throttled):
        return throttled(ceil(getattr(exception, "wait", None) or 1)), exception.status_code
    if isinstance(exception, APIException):
        body = error(str(exception.detail), ErrorCode.of_status(exception.status_code))
        return body, exception.status_code
    if isinstance(exception, Http404):
        body = getattr(exception, "body", None) or error(str(exception) or "not found", ErrorCode.NOT_FOUND)
        return body, status.HTTP_404_NOT_FOUND
    if isinstance(exception, BadRequestError | SuspiciousOperation):
        return _asked_wrongly(exception), status.HTTP_400_BAD_REQUEST
    return None


def _asked_wrongly(exception: BadRequestError | SuspiciousOperation) -> Error:
    if isinstance(exception, BadRequest):
        return exception.body
    if isinstance(exception, FieldsError):
        return error(str(exception), ErrorCode.UNKNOWN_FIELD, "fields", exception.allowed)
    if isinstance(exception, SuspiciousOperation):  # more parameters than Django reads
        return error(str(exception), ErrorCode.TOO_MANY_PARAMETERS)
    return error(str(exception), ErrorCode.INVALID)


def refuse_unprintable(parameters: Any) -> None:
    """Raise `BadRequest` for a parameter with a null character, which no database takes."""
    for name, values in parameters.lists():
        if any("\x00" in text for text in (name, *values)):
            raise BadRequest("null characters are not allowed", ErrorCode.INVALID, name.replace("\x00", "") or None)


def whole_number(parameter: str, value: str) -> int:
    """A number from a parameter, from 0 to what a database holds."""
    # `int` would take signs, spaces, underscores and the digits of other scripts.
    number = int(value) if value.isascii() and value.isdecimal() and len(value) <= LONGEST_NUMBER else -1
    if not 0 <= number <= LARGEST_NUMBER:
        raise BadRequest(f"{parameter} must be a positive integer", ErrorCode.INVALID, parameter)
    return number


def explain(error: ValidationError) -> str:
    return " ".join(error.messages)


@csrf_exempt
def no_such_address(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
    """404, or where the address leads with a slash at its end."""
    if not request.path_info.endswith("/") and _leads_somewhere(f"{request.path_info}/"):
        address = escape_leading_slashes(request.get_full_path(force_append_slash=True))
        return HttpResponsePermanentRedirect(address, preserve_request=request.method not in {"GET", "HEAD"})
    return JsonResponse(error("not found", ErrorCode.NOT_FOUND), status=404)


def _leads_somewhere(path: str) -> bool:
    try:
        return resolve(path).func is not no_such_address
    except Resolver404:
        return False
