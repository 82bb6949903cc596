"""Answers held against the API's OpenAPI document."""

import re
from functools import cache, cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema_rs
from django.test import Client
from jsonschema import Draft202012Validator

JSON = "application/json"
CHOOSING = {
    "Selection": frozenset({"fields", "expand", "body"}),
    "Draft": frozenset({"token"}),
}
"""Components that an answer can be of only where the request has one of the parameters."""


class Contract:
    """The document as the API gives it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.prefix: str = document["servers"][0]["url"]
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    @cached_property
    def patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """The paths, those without parameters first."""
        paths = sorted(self.document["paths"], key=lambda path: path.count("{"))
        return [(re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), path) for path in paths]

    def path(self, address: str, method: str = "get") -> str:
        """The path under which the document has the address."""
        asked = urlsplit(address).path.removeprefix(self.prefix)
        for pattern, path in self.patterns:
            if pattern.fullmatch(asked) and method in self.document["paths"][path]:
                return path
        raise AssertionError(f"{method} {asked} is not in the document")

    def operation(self, address: str, method: str = "get") -> dict[str, Any]:
        found: dict[str, Any] = self.document["paths"][self.path(address, method)][method]
        return found

    def schema(self, address: str, status: int, method: str = "get", media_type: str = JSON) -> dict[str, Any]:
        """What the document says of an answer; of one to a request that chooses nothing, that it is whole."""
        responses = self.operation(address, method)["responses"]
        assert str(status) in responses, f"{method} {address} answers {status}, which is not in the document"
        content = responses[str(status)]["content"]
        assert media_type in content, f"{method} {address} answers with {media_type}, which is not in the document"
        schema = content[media_type]["schema"]
        parameters = self.operation(address, method).get("parameters", ())
        asked = {parameter["name"] for parameter in parameters if parameter.get("required")}
        asked |= parse_qs(urlsplit(address).query, keep_blank_values=True).keys()
        for kind, choosing in CHOOSING.items():
            if not choosing & asked:
                schema = without(schema, kind)
        return schema

    def errors(self, address: str, status: int, data: Any, method: str = "get", media_type: str = JSON) -> list[str]:
        """What of the answer is not as the document says; nothing where all is."""
        validator = self._validator(self.schema(address, status, method, media_type))
        return [f"{error.instance_path}: {error.message[:300]}" for error in validator.iter_errors(data)]

    def _validator(self, schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
        key = repr(schema)
        if key not in self._validators:
            self._validators[key] = jsonschema_rs.Draft202012Validator(self.rooted(schema), validate_formats=True)
        return self._validators[key]

    def rooted(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema with the components it refers to."""
        return {**schema, "components": self.document["components"]}

    def component(self, name: str) -> Draft202012Validator:
        """A validator of one component: slower, and with another's understanding of JSON Schema."""
        schema = self.rooted({"$ref": f"#/components/schemas/{name}"})
        return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def without(schema: Any, kind: str) -> Any:
    """The schema of an answer without the options of a kind: what only `?fields=` or a token can make of it."""
    if isinstance(schema, list):
        return [without(part, kind) for part in schema]
    if not isinstance(schema, dict):
        return schema
    options = schema.get("anyOf", [])
    kept = [option for option in options if not any(kind in name for name in names(option))]
    if len(kept) < len(options):
        return kept[0] if len(kept) == 1 else {**schema, "anyOf": kept}
    return {key: without(value, kind) for key, value in schema.items()}


def names(schema: dict[str, Any]) -> list[str]:
    """The components of which a schema is one, or several at once."""
    parts = [schema, *schema.get("allOf", [])]
    return [part["$ref"].rpartition("/")[2] for part in parts if "$ref" in part]


@cache
def contract() -> Contract:
    response = Client().get("/api/v2/openapi.json")
    assert response.status_code == 200
    return Contract(response.json())
