"""The words of JSON Schema: what each schema is put together from."""

from collections.abc import Iterable, Mapping
from typing import Any

Schema = Mapping[str, Any]


def an_object(properties: Mapping[str, Schema], required: Iterable[str] | None = None) -> dict[str, Any]:
    """An object with these properties, all of them unless told otherwise, and no others."""
    names = list(properties if required is None else required)
    schema: dict[str, Any] = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**schema, "required": names} if names else schema


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def enum(values: Iterable[Any]) -> Schema:
    values = list(values)
    kind = "integer" if all(isinstance(value, int) for value in values) else "string"
    return {"type": kind, "enum": values}


def const(value: str) -> Schema:
    return {"type": "string", "const": value}


def either(schemas: list[Schema], exclusive: bool = True) -> Schema:
    """One of the schemas; `exclusive` where no value fits two of them."""
    return schemas[0] if len(schemas) == 1 else {"oneOf" if exclusive else "anyOf": schemas}


def nullable(schema: Schema) -> Schema:
    kind = schema.get("type")
    if kind == "null" or (isinstance(kind, list) and "null" in kind):
        return schema
    if isinstance(kind, str) and "const" not in schema:
        values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
        return {**schema, "type": [kind, "null"], **values}
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return {**schema, several: [*schema[several], {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]}


def without_null(schema: Schema) -> Schema:
    """Of what can be null, the rest: lists lose what is not public."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kept = [name for name in kind if name != "null"]
        return {**schema, "type": kept[0] if len(kept) == 1 else kept}
    for several in ("oneOf", "anyOf"):
        if several in schema:
            kept = [option for option in schema[several] if option != {"type": "null"}]
            return kept[0] if len(kept) == 1 else {**schema, several: kept}
    return schema


def text(max_length: int | None = None, **also: Any) -> Schema:
    return {"type": "string", **({"maxLength": max_length} if max_length else {}), **also}


RICH_TEXT: Schema = {
    "type": "string",
    "description": "HTML with the front end's addresses, or as `rich_text_format` asks.",
}
PLAIN_TEXT: Schema = {"type": "string", "description": "All of its words, with `body=text`."}
