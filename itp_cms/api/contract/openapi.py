"""The API's OpenAPI 3.1 document, made of what the endpoints declare (`operations()`) and what objects give
(`schema()`).
"""

import inspect
import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import translation
from wagtail.api.v2.router import WagtailAPIRouter

from itp_cms.api.contract.guide import GUIDE
from itp_cms.api.contract.operations import JSON, Answer, Operation, Parameter, Schema, SchemaSource
from itp_cms.api.errors import Error
from itp_cms.api.parameters import KEYS
from itp_cms.api.transport.deprecation import Deprecation
from itp_cms.api.transport.rate_limits import HEADERS as RATE_LIMIT_HEADERS
from itp_cms.api.transport.rate_limits import TOO_MANY_REQUESTS
from itp_cms.core.representation.schema import SchemaScope

API_VERSION = "2"


def an_error(description: str) -> Answer:
    """An answer with nothing but the one shape of errors."""
    return Answer(description, {JSON: lambda components: SchemaScope(components).of(Error)})


_ALLOW = {"type": "string", "description": "The methods, with commas between them.", "examples": ["GET, HEAD, OPTIONS"]}

ERRORS: Mapping[int, Answer] = {
    400: an_error("The request cannot be answered as it is; `field` and `allowed` say why where that can be said."),
    404: an_error("There is nothing here, or nothing public."),
    405: replace(an_error("The method is not one of those named in `Allow`."), headers={"Allow": _ALLOW}),
    429: replace(an_error(TOO_MANY_REQUESTS.description), headers=TOO_MANY_REQUESTS.headers),
}
"""What every operation can answer besides what it declares."""

IF_NONE_MATCH = Parameter("If-None-Match", "The `ETag` of the answer that is there already.", location="header")
VALIDATORS: Mapping[str, Schema] = {
    "ETag": {"type": "string", "description": "Names this very answer; another one has another."},
    "Cache-Control": {"type": "string", "examples": ["public, max-age=0, must-revalidate"]},
}
"""Of what caches may keep."""


class DocumentSchemas:
    """The components of a document while it is made."""

    def __init__(self, router: WagtailAPIRouter) -> None:
        self.router = router
        self.schemas: dict[str, Schema] = {}
        self._named: dict[str, Hashable] = {}

    def reference(self, name: str, make: Callable[[], Schema], of: Hashable = None) -> Schema:
        if name not in self._named:
            self._named[name] = of
            self.schemas[name] = {}  # its place, and an end where a schema refers to itself
            self.schemas[name] = make()
        elif self._named[name] != of:
            raise TypeError(f"two schemas are named {name}: one of {self._named[name]}, one of {of}")
        return {"$ref": f"#/components/schemas/{name}"}

    def has_endpoint(self, model: type[Model]) -> bool:
        return self.router.get_object_detail_urlpath(model, 0) is not None


class Document:
    """The OpenAPI document; `content` as it is sent."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def document(router: WagtailAPIRouter, server: str) -> Document:
    """The document of a router whose root is at the path `server`; kept for the life of the process.

    It says nothing of the database; the settings it depends on only tests change.
    """
    languages = tuple(code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES)
    about = (settings.API_TITLE, settings.API_DESCRIPTION, settings.WAGTAILAPI_LIMIT_MAX)
    return _document(router, server, languages, about)


@lru_cache(maxsize=4)
def _document(router: WagtailAPIRouter, server: str, *depends_on: Any) -> Document:
    with translation.override(None):  # in the language of the code: what models say of themselves is translated
        return Document(_data(router, server))


def _data(router: WagtailAPIRouter, server: str) -> dict[str, Any]:
    schemas = DocumentSchemas(router)
    operations = sorted(declared_operations(router), key=lambda operation: operation.path)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        methods = paths.setdefault(f"/{operation.path}", {})
        if operation.method in methods:
            raise TypeError(f"{operation.method} /{operation.path} is declared twice")
        methods[operation.method] = _operation(operation, schemas)
    used = {tag for methods in paths.values() for operation in methods.values() for tag in operation["tags"]}
    return {
        "openapi": "3.1.0",
        "info": _info(server),
        "externalDocs": {"description": "This document as a page to read.", "url": f"{server}docs/"},
        "servers": [{"url": server.rstrip("/")}],
        "tags": [tag for tag in _tags(router) if tag["name"] in used],
        "security": [{}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.schemas.items())),
            "headers": {name: {"schema": schema} for name, schema in RATE_LIMIT_HEADERS.items()},
        },
    }


def declared_operations(router: WagtailAPIRouter) -> list[Operation]:
    """The operations of the router itself and of every endpoint."""
    declared: list[Operation] = list(router.operations())
    for endpoint in router._endpoints.values():
        declared += [_with_end(operation, endpoint.deprecation) for operation in endpoint.operations()]
    return [_with_validators(operation) for operation in declared]


def _with_validators(operation: Operation) -> Operation:
    """The operation, saying that who has its answer need not get it again; but nobody keeps what a token opens."""
    if operation.method != "get" or 200 not in operation.answers or _needs_token(operation):
        return operation
    answers = dict(operation.answers)
    headers = {**answers[200].headers, **VALIDATORS}
    if KEYS in operation.parameters:
        headers["Content-Keys"] = {"type": "string", "description": "Of what it is made, if asked with `keys`."}
    answers[200] = replace(answers[200], headers=headers)
    answers[304] = Answer("It is still the answer that `If-None-Match` names.", headers=VALIDATORS)
    return replace(operation, parameters=(*operation.parameters, IF_NONE_MATCH), answers=answers)


def _needs_token(operation: Operation) -> bool:
    return any(parameter.name == "token" and parameter.required for parameter in operation.parameters)


def _with_end(operation: Operation, deprecation: Deprecation | None) -> Operation:
    """The operation, saying that it will go if it will. What never reaches its endpoint (429) does not say so."""
    if deprecation is None:
        return operation
    headers = {name: {"type": "string", "const": value} for name, value in deprecation.headers().items()}
    answers = {**ERRORS, **operation.answers}
    for status in answers.keys() - {429}:
        answers[status] = replace(answers[status], headers={**answers[status].headers, **headers})
    return replace(operation, answers=answers, deprecated=True)


def _info(server: str) -> dict[str, Any]:
    guide = GUIDE.format(docs=f"{server}docs/", document=f"{server}openapi.json")
    description = f"{settings.API_DESCRIPTION}\n{guide}"
    return {"title": settings.API_TITLE, "version": API_VERSION, "description": description}


def _tags(router: WagtailAPIRouter) -> Iterable[dict[str, str]]:
    yield {"name": "api", "description": "Where the endpoints are, and what can be asked of them."}
    for name, endpoint in router._endpoints.items():
        # Its own docstring: what a base class says is for those who write endpoints.
        yield {"name": name, "description": inspect.cleandoc(vars(endpoint).get("__doc__") or "")}


def _operation(operation: Operation, schemas: DocumentSchemas) -> dict[str, Any]:
    first = operation.path.partition("/")[0]
    answers = {**ERRORS, **operation.answers}
    described: dict[str, Any] = {
        "operationId": operation.operation_id,
        "tags": [first if first in schemas.router._endpoints else "api"],
        "summary": operation.summary,
        "responses": {str(status): _answer(answers[status], schemas) for status in sorted(answers)},
    }
    if operation.deprecated:
        described["deprecated"] = True
    if operation.description:
        described["description"] = inspect.cleandoc(operation.description)
    if operation.parameters:
        described["parameters"] = [_parameter(parameter, schemas) for parameter in operation.parameters]
    if operation.body:
        described["requestBody"] = {"required": True, "content": _content(operation.body, schemas)}
    return described


def _answer(answer: Answer, schemas: DocumentSchemas) -> dict[str, Any]:
    described: dict[str, Any] = {"description": answer.description}
    if answer.content:
        described["content"] = _content(answer.content, schemas)
    of_all = {name: {"$ref": f"#/components/headers/{name}"} for name in RATE_LIMIT_HEADERS}
    described["headers"] = {**of_all, **{name: {"schema": schema} for name, schema in answer.headers.items()}}
    return described


def _content(content: Any, schemas: DocumentSchemas) -> dict[str, Any]:
    return {media_type: {"schema": _resolved(source, schemas)} for media_type, source in content.items()}


def _resolved(source: SchemaSource, schemas: DocumentSchemas) -> Schema:
    return source(schemas) if callable(source) else source


def _parameter(parameter: Parameter, schemas: DocumentSchemas) -> dict[str, Any]:
    schema = parameter.schema
    if parameter.component:
        schema = schemas.reference(parameter.component, lambda: parameter.schema)
    elif parameter.location == "query" and not parameter.may_be_empty and schema == {"type": "string"}:
        schema = {**schema, "minLength": 1}
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": parameter.location,
        "description": parameter.description() if callable(parameter.description) else parameter.description,
        "schema": schema,
    }
    if parameter.is_list:
        most = {"maxItems": parameter.most} if parameter.most else {}
        described |= {"schema": {"type": "array", "items": _between_commas(schema), "minItems": 1, **most}}
        described |= {"style": "simple" if parameter.location == "path" else "form", "explode": False}
    if parameter.required or parameter.location == "path":
        described["required"] = True
    if parameter.example is not None:
        described["example"] = parameter.example
    return described


def _between_commas(schema: Schema) -> Schema:
    """The schema of one of several values: none is empty, or has a comma in it."""
    if "enum" in schema:
        return {**schema, "enum": [value for value in schema["enum"] if value != ""]}
    says_what = schema.keys() & {"$ref", "const", "pattern", "format", "anyOf"}
    return {**schema, "pattern": "^[^,]+$"} if schema.get("type") == "string" and not says_what else schema
