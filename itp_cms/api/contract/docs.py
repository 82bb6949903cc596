"""The OpenAPI document as a page to read: no script, and nothing fetched from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from itp_cms.api.contract.openapi import Document

CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"

# Longer lists of values, and patterns, are for programs to read.
MOST_VALUES_SHOWN = 24

_COMPONENT = "#/components/schemas/"
_markdown = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True)
class Word:
    """A part of what describes a type; `component` where it is the name of a schema."""

    text: str
    component: str = ""


@dataclass(frozen=True)
class Row:
    """A property, or a parameter."""

    name: str
    type: list[Word]
    required: bool
    values: list[str]
    description: SafeString
    place: str = ""


def docs_page(document: Document, document_url: str) -> HttpResponse:
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
    return HttpResponse(_page(document, document_url), headers=headers)


@lru_cache(maxsize=4)
def _page(document: Document, document_url: str) -> str:
    """Kept like the document itself, as making it takes a second."""
    context = {
        "info": document.data["info"],
        "description": prose(document.data["info"]["description"]),
        "document_url": document_url,
        "server": document.data["servers"][0]["url"],
        "sections": list(sections(document.data)),
        "schemas": list(schemas(document.data)),
    }
    return render_to_string("api/docs.html", context)


def prose(text: str) -> SafeString:
    """CommonMark as HTML; HTML in it is shown as text."""
    return mark_safe(_markdown.render(text))


def sections(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The operations by their tag."""
    for tag in data["tags"]:
        operations = [
            describe_operation(path, method, operation)
            for path, methods in data["paths"].items()
            for method, operation in methods.items()
            if tag["name"] in operation["tags"]
        ]
        yield {"name": tag["name"], "description": prose(tag["description"]), "operations": operations}


def describe_operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": operation["operationId"],
        "path": path,
        "method": method.upper(),
        "summary": operation["summary"],
        "deprecated": operation.get("deprecated", False),
        "description": prose(operation.get("description", "")),
        "parameters": [parameter_row(parameter) for parameter in operation.get("parameters", ())],
        "body": list(_contents(operation.get("requestBody", {}))),
        "answers": [
            {
                "status": status,
                "description": prose(answer["description"]),
                "headers": [
                    header_row(name, header)
                    for name, header in answer.get("headers", {}).items()
                    if "schema" in header  # those of every answer are in the guide
                ],
                "contents": list(_contents(answer)),
            }
            for status, answer in operation["responses"].items()
        ],
    }


def parameter_row(parameter: dict[str, Any]) -> Row:
    schema = parameter["schema"]
    is_list = schema.get("type") == "array"
    return Row(
        parameter["name"],
        [Word("several of "), *words(schema["items"])] if is_list else words(schema),
        parameter.get("required", False),
        values(schema["items"] if is_list else schema),
        prose(parameter.get("description", "")),
        parameter["in"],
    )


def header_row(name: str, header: dict[str, Any]) -> Row:
    schema = header["schema"]
    return Row(name, words(schema), True, values(schema), prose(schema.get("description", "")), "header")


def schemas(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, schema in data["components"]["schemas"].items():
        properties = list(property_rows(schema))
        yield {
            "name": name,
            "description": prose(schema.get("description", "")),
            "type": [] if properties else words(schema),
            "properties": properties,
        }


def property_rows(schema: dict[str, Any], before: str = "") -> Iterator[Row]:
    """The properties of an object, and of the objects within it."""
    for name, inner in schema.get("properties", {}).items():
        required = name in schema.get("required", ())
        yield Row(before + name, words(inner), required, values(inner), prose(inner.get("description", "")))
        yield from property_rows(inner, f"{before}{name}.")
        if inner.get("type") == "array":
            yield from property_rows(inner["items"], f"{before}{name}[].")


def words(schema: dict[str, Any]) -> list[Word]:
    """What a schema is, in words."""
    options = schema.get("oneOf") or schema.get("anyOf")
    kinds = schema.get("type", "anything")
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_COMPONENT)
        found = [Word(name, name)]
    elif "const" in schema:
        found = [Word(f"“{schema['const']}”")]
    elif options:
        found = _joined([words(option) for option in options])
    elif isinstance(kinds, list):
        found = _joined([words({**schema, "type": kind}) for kind in kinds])
    elif kinds == "array":
        found = [Word("list of "), *words(schema["items"])]
    elif isinstance(extra := schema.get("additionalProperties"), dict):
        found = [Word("object, of each name: "), *words(extra)]
    else:
        found = [Word(f"{kinds} ({schema['format']})" if "format" in schema and kinds != "null" else kinds)]
    return found


def values(schema: dict[str, Any]) -> list[str]:
    found = [str(value) for value in schema.get("enum", ()) if value is not None]
    return found if len(found) <= MOST_VALUES_SHOWN else [*found[:MOST_VALUES_SHOWN], "…"]


def _joined(options: list[list[Word]]) -> list[Word]:
    return [word for number, option in enumerate(options) for word in ([Word(" or ")] if number else []) + option]


def _contents(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for media_type, content in described.get("content", {}).items():
        schema = content["schema"]
        yield {"media_type": media_type, "type": words(schema), "properties": list(property_rows(schema))}
