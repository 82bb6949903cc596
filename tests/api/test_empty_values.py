"""A parameter without a value is refused, by every operation in the same way, unless the document says it may be so."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from tests.api.contract import contract
from tests.api.golden_tree import GoldenTree

AS_IF_NOT_THERE = ("fields", "type", "cursor")
IN_PATHS = {"language": "en", "kind": "posts", "digits": "0"}


def empty_parameters(tree: GoldenTree, client: Client) -> Iterator[tuple[str, str, bool]]:
    """Of each operation the address, each of its parameters, and whether this may be empty."""
    for path, methods in contract().document["paths"].items():
        parameters = methods["get"].get("parameters", []) if "get" in methods else []
        address = "/api/v2" + path
        for name, value in IN_PATHS.items():
            address = address.replace(f"{{{name}}}", value)
        if "{id}" in address:
            above = address.partition("{id}")[0]
            address = address.replace("{id}", str(client.get(above).json()["items"][0]["id"]))
        for parameter in parameters:
            needs_others = {other["name"] for other in parameters if other.get("required") and other["in"] == "query"}
            if parameter["in"] == "query" and not needs_others - {parameter["name"]}:
                yield address, parameter["name"], takes_nothing(parameter)


def takes_nothing(parameter: dict[str, Any]) -> bool:
    schema = parameter["schema"]
    if "$ref" in schema:
        schema = contract().document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if parameter["name"] in AS_IF_NOT_THERE:
        return True
    says_what = schema.keys() & {"format", "anyOf"}
    return not says_what and Draft202012Validator(schema).is_valid("")


@pytest.mark.django_db
def test_every_parameter_of_every_operation(client: Client) -> None:
    wrong: list[Any] = []
    taken: set[str] = set()
    for address, name, may_be_empty in list(empty_parameters(GoldenTree(), client)):
        response = client.get(address, {name: ""})
        if may_be_empty:
            taken.add(name)
            body = response.json() if response.headers.get("Content-Type") == "application/json" else {}
            if response.status_code >= 400 and body["message"] == f"{name} has an empty value":
                wrong.append((address, name, body))
        elif (response.status_code, response.json().get("code"), response.json().get("field")) != (
            400,
            "required",
            name,
        ):
            wrong.append((address, name, response.status_code, response.content[:100]))
    assert not wrong, f"{len(wrong)}: {wrong[:20]}"
    assert taken > {*AS_IF_NOT_THERE, "search", "html_path", "url", "_", "title", "seo_title"}


def test_what_may_be_empty(small_site, api, client: Client) -> None:
    everything = api("pages")
    for name in AS_IF_NOT_THERE:
        assert api("pages", **{name: ""}) == everything
    assert api("changes", cursor="")["items"] == api("changes")["items"]
    assert api("pages", search="")["items"] == []
    assert api("pages", seo_title="") == everything
    assert api("pages", title="")["items"] == []
    assert api("pages", "find", html_path="")["id"] == small_site.home.pk
    api("redirects", "find", html_path="", status=404)
    api("images", "find", url="", status=404)
    api("pages", small_site.home.pk, token="", status=403)
