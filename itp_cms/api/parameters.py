"""A request's parameters held against what is declared of them."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import BadRequest, ErrorCode, refuse_unprintable, told_of

FORMAT = Parameter("format", "The format of the answer.", {"type": "string", "enum": ["json"]})
CACHE_BUSTER = Parameter("_", "Nothing; some programs add it to get past caches.", may_be_empty=True)
KEYS = Parameter(
    "keys",
    "To be told, in the header `Content-Keys`, what the answer is made of; the changes have the same words.",
    {"type": "string", "enum": ["true"]},
)
WITHOUT_EFFECT = (FORMAT, CACHE_BUSTER)
"""Taken wherever the answer is the API's own."""


def refuse_unknown(parameters: QueryDict, declared: Iterable[Parameter]) -> None:
    """Raise `BadRequest` for a parameter of the query that is not among those declared, or is empty and may not be."""
    by_name = {parameter.name: parameter for parameter in declared}
    names = by_name.keys()
    refuse_empty(parameters, [by_name[name] for name in parameters if name in names])
    if unknown := sorted(parameters.keys() - names):
        raise BadRequest(
            f"query parameter is not an operation or a recognised field: {', '.join(unknown)}",
            ErrorCode.UNKNOWN_PARAMETER,
            unknown[0],
            sorted(names),
        )


def refuse_empty(parameters: QueryDict, declared: Iterable[Parameter]) -> None:
    """Raise `BadRequest` for one of the parameters that is given without a value, and may not be empty."""
    for parameter in declared:
        if parameters.get(parameter.name) == "" and not parameter.may_be_empty:
            raise BadRequest(
                f"{parameter.name} has an empty value",
                ErrorCode.REQUIRED,
                parameter.name,
                map(str, parameter.schema.get("enum", ())),
            )


def chosen(parameters: QueryDict, parameter: Parameter) -> str | None:
    """The value of a parameter, one of those it declares. Raises `BadRequest` for another, or for a missing one."""
    refuse_empty(parameters, [parameter])
    value = parameters.get(parameter.name)
    allowed = [str(choice) for choice in parameter.schema["enum"]]
    if value not in allowed and (parameter.required or value is not None):
        names = ", ".join(allowed)
        code = ErrorCode.INVALID_CHOICE if value else ErrorCode.REQUIRED
        raise BadRequest(f"{parameter.name} must be one of {names}", code, parameter.name, allowed)
    return value


def reads(*declared: Parameter) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Makes a function a view of the API that is no endpoint: it is only read, and takes these parameters alone."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                refuse_unprintable(request.GET)
                refuse_unknown(request.GET, declared)
                for parameter in declared:
                    if "enum" in parameter.schema:
                        chosen(request.GET, parameter)
                return view(request, *args, **kwargs)
            except (BadRequest, Http404, SuspiciousOperation) as refusal:
                told = told_of(refusal)
                if told is None:
                    raise
                body, status_code = told
                return JsonResponse(body, status=status_code)

        return csrf_exempt(require_safe(checked))

    return decorate
