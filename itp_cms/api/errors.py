"""One shape for everything that goes wrong: `{"message": …}`, as Wagtail's API v2 has it."""

from typing import Any

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from wagtail.api.v2.utils import BadRequestError

# The largest number a database column of an id can hold.
LARGEST_NUMBER = 2**63 - 1


def response_to(error: Exception) -> Response | None:
    """What the client is told of an error it made; None for one that is ours."""
    if isinstance(error, Http404):
        return Response({"message": str(error) or "not found"}, status=status.HTTP_404_NOT_FOUND)
    if isinstance(error, BadRequestError):
        return Response({"message": str(error)}, status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, SuspiciousOperation):  # more parameters than Django reads
        return Response({"message": str(error)}, status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, APIException):
        headers = {"Allow": ", ".join(getattr(error, "allowed", ()))} if hasattr(error, "allowed") else None
        return Response({"message": str(error.detail)}, status=error.status_code, headers=headers)
    return None


def refuse_unprintable(parameters: Any) -> None:
    """Raise `BadRequestError` for a parameter with a null character, which no database takes."""
    for name, values in parameters.lists():
        if any("\x00" in text for text in (name, *values)):
            raise BadRequestError("null characters are not allowed")


def whole_number(parameter: str, value: str) -> int:
    """A number from a parameter, from 0 to what a database holds."""
    try:
        number = int(value)
    except ValueError:
        number = -1
    if not 0 <= number <= LARGEST_NUMBER:
        raise BadRequestError(f"{parameter} must be a positive integer")
    return number


def explain(error: ValidationError) -> str:
    return " ".join(error.messages)


@csrf_exempt
def no_such_address(request: HttpRequest, **kwargs: Any) -> JsonResponse:
    return JsonResponse({"message": "not found"}, status=404)
