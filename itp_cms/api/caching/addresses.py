"""Which addresses ask for the same: one way to write each, whichever way a client wrote it."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest

from itp_cms.api.contract.openapi import declared_operations
from itp_cms.api.contract.operations import Operation, Parameter
from itp_cms.api.parameters import CACHE_BUSTER, FORMAT
from itp_cms.api.router import api_router
from itp_cms.api.transport.paths import ROOT, SITEMAP

MOST_PARAMETERS = 100
LONGEST = 4000
"""Characters of a query, and of a path. Whoever asks for more is answered anew each time."""

TOKEN = "token"  # noqa: S105  a parameter's name
"""Opens what is not public; no answer to it is ever kept."""

Usual = frozenset[tuple[str, str | None]]
"""Parameters with the values that change nothing; None stands for any value."""

CHANGES_NOTHING: tuple[tuple[Parameter, str | None], ...] = ((CACHE_BUSTER, None), (FORMAT, "json"))

NAMES_OF_HOST = ("HTTP_HOST", "HTTP_X_FORWARDED_HOST")


def canonical_address(request: HttpRequest) -> str | None:
    """The one way to write the address that is asked for, scheme and host included; None where no answer is to be kept.

    The request asks by it from now on, so that the answer cannot depend on how else it was written. Raises
    `DisallowedHost`.
    """
    path = request.path_info
    asked = request.META.get("QUERY_STRING", "")
    if len(path) > LONGEST or len(asked) > LONGEST or asked.count("&") >= MOST_PARAMETERS:
        return None
    # What is not escaped, the server has read as Latin-1, and Django knows better.
    query = canonical_query(path, asked if asked.isascii() else request.GET.urlencode())
    if query is None:
        return None
    host = request.get_host()
    if host != host.lower():
        request.META.update((name, request.META[name].lower()) for name in NAMES_OF_HOST if name in request.META)
        host = host.lower()
    if asked != query:
        request.META["QUERY_STRING"] = query
        vars(request).pop("GET", None)  # which was read by the old one
    return f"{request.scheme}://{host}{request.path}?{query}"


@lru_cache(4096)
def canonical_query(path: str, query: str) -> str | None:
    """The query with its parameters in order and without those that say what holds anyway: who says so may as well not.

    None for drafts. Parameters that nothing knows stay, to be refused. Of a parameter that comes twice both stay, in
    their order.
    """
    if path.startswith(SITEMAP):  # which takes no parameters, and looks at none
        return ""
    asked = parse_qsl(query, keep_blank_values=True)
    names = [name for name, _value in asked]
    if TOKEN in names:
        return None
    usual = _usual_at(path.removeprefix(ROOT))
    kept = [
        (name, value)
        for name, value in asked
        if names.count(name) > 1 or not usual.intersection({(name, value), (name, None)})
    ]
    return urlencode(sorted(kept, key=lambda pair: pair[0]))


def _usual_at(path: str) -> Usual:
    return next((usual for pattern, usual in _usual_by_pattern() if pattern.fullmatch(path)), frozenset())


@lru_cache(1)
def _usual_by_pattern() -> list[tuple[re.Pattern[str], Usual]]:
    declared = [operation for operation in declared_operations(api_router) if operation.method == "get"]
    # What is written out goes before what fits all: `pages/find/` before `pages/{id}/`.
    declared.sort(key=lambda operation: operation.path.count("{"))
    return [(_pattern(operation.path), _usual_of(operation)) for operation in declared]


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(map(re.escape, re.split(r"\{[^}]*\}", path))))


def _usual_of(operation: Operation) -> Usual:
    taken = [parameter for parameter in operation.parameters if parameter.location == "query"]
    defaults = {(one.name, str(one.schema["default"])) for one in taken if "default" in one.schema}
    return frozenset(defaults | {(one.name, value) for one, value in CHANGES_NOTHING if one in taken})
