"""Answers held against the API's OpenAPI document."""

import re
from functools import cache, cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema_rs
from django.test import Client
from jsonschema import Draft202012Validator

JSON = "application/json"
CHOOSING = frozenset({"fields", "expand", "body"})
"""Parameters that choose what is given of an object, so that nothing is certain to be given."""


class Contract:
    """The document as the API gives it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.prefix: str = document["servers"][0]["url"]
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    @cached_property
    def patterns(self) -> list[tuple[re.Pattern[str], dict[str, Any]]]:
        """The paths, those without parameters first."""
        paths = sorted(self.document["paths"], key=lambda path: path.count("{"))
        return [
            (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), self.document["paths"][path])
            for path in paths
        ]

    def operation(self, address: str, method: str = "get") -> dict[str, Any]:
        path = urlsplit(address).path.removeprefix(self.prefix)
        for pattern, methods in self.patterns:
            if pattern.fullmatch(path) and method in methods:
                found: dict[str, Any] = methods[method]
                return found
        raise AssertionError(f"{method} {path} is not in the document")

    def schema(self, address: str, status: int, method: str = "get", media_type: str = JSON) -> dict[str, Any]:
        """What the document says of an answer: of one to a request that chooses nothing, that it is whole."""
        responses = self.operation(address, method)["responses"]
        assert str(status) in responses, f"{method} {address} answers {status}, which is not in the document"
        content = responses[str(status)]["content"]
        assert media_type in content, f"{method} {address} answers with {media_type}, which is not in the document"
        schema = content[media_type]["schema"]
        chooses = CHOOSING & parse_qs(urlsplit(address).query, keep_blank_values=True).keys()
        return schema if chooses else whole(schema)

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


def whole(schema: Any) -> Any:
    """The schema of an answer without what only `?fields=` can make of it."""
    if isinstance(schema, list):
        return [whole(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    options = schema.get("anyOf", [])
    kept = [option for option in options if not option.get("$ref", "").endswith("Selection")]
    if len(kept) < len(options):
        return kept[0] if len(kept) == 1 else {**schema, "anyOf": kept}
    return {key: whole(value) for key, value in schema.items()}


@cache
def contract() -> Contract:
    response = Client().get("/api/v2/openapi.json")
    assert response.status_code == 200
    return Contract(response.json())
