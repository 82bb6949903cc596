"""Which addresses ask for the same: one way to write each, whichever way a client wrote it."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest

from itp_cms.api.contract.openapi import declared_operations
from itp_cms.api.contract.operations import Operation
from itp_cms.api.parameters import FORMAT
from itp_cms.api.router import api_router
from itp_cms.api.transport.paths import ROOT, SITEMAP

MOST_PARAMETERS = 100
LONGEST = 4000
"""Characters of a query, and of a path. Whoever asks for more is answered anew each time."""

TOKEN = "token"  # noqa: S105  a parameter's name
"""Opens what is not public; no answer to it is ever kept."""

Usual = frozenset[tuple[str, str | None]]
"""Parameters with the values that change nothing; None stands for any value."""

WITHOUT_EFFECT: Usual = frozenset({("_", None), ("format", "json")})


def canonical_address(request: HttpRequest) -> str | None:
    """The one way to write the address that is asked for, scheme and host included; None where no answer is to be kept.

    The request asks by it from now on, so that the answer cannot depend on how else it was written. Raises
    `DisallowedHost`.
    """
    path = request.path_info
    query = canonical_query(path, request.META.get("QUERY_STRING", "")) if len(path) <= LONGEST else None
    if query is None:
        return None
    host = request.get_host()
    if host != host.lower():
        request.META["HTTP_HOST"] = host = host.lower()
    if request.META.get("QUERY_STRING", "") != query:
        request.META["QUERY_STRING"] = query
        vars(request).pop("GET", None)  # which was read by the old one
    return f"{request.scheme}://{host}{request.path}?{query}"


@lru_cache(4096)
def canonical_query(path: str, query: str) -> str | None:
    """The query with its parameters in order and without those that say what holds anyway.

    None for drafts, and for more than can be sensible. Parameters that nothing knows stay, to be refused. Of a
    parameter that comes twice both stay, in their order.
    """
    if path.startswith(SITEMAP):  # which takes no parameters, and looks at none
        return ""
    try:
        asked = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return None
    names = [name for name, _value in asked]
    if TOKEN in names or len(query) > LONGEST:
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
    taken = {parameter.name: parameter for parameter in operation.parameters if parameter.location == "query"}
    defaults = {
        (name, str(parameter.schema["default"])) for name, parameter in taken.items() if "default" in parameter.schema
    }
    # Of a picture, `format` names the picture's.
    return frozenset(defaults) if taken.get("format", FORMAT) != FORMAT else frozenset(defaults | WITHOUT_EFFECT)
