"""What the API asks of requests beyond what OpenAPI has words for: conditions between parameters, and on what there is.

schemathesis loads this (`schemathesis.toml`). Every request that is to be right is made to fulfil each condition, which
the document tells in prose; what is to be wrong stays as it was made.
"""

import os
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zlib import crc32

import requests
import schemathesis

Query = dict[str, Any]
Condition = Callable[[Query, Any], None]

CONDITIONS: list[Condition] = []
TIMEOUT = 60

SHARE = int(os.environ.get("SCHEMATHESIS_SHARE", "100"))
SEED = os.environ.get("SCHEMATHESIS_SEED", "")


def condition(fulfil: Condition) -> Condition:
    """Registers a function that changes a query so that it fulfils the condition that its docstring states."""
    CONDITIONS.append(fulfil)
    return fulfil


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Of the ten thousand wrong requests that differ from a right one in one parameter, `SCHEMATHESIS_SHARE` per cent.

    Which ones, the seed says.
    """
    meta = case.meta
    if meta is None or meta.generation.mode.is_positive or meta.phase.name.value != "coverage":
        return True
    asked = (
        f"{SEED} {case.method} {case.operation.label} {case.path_parameters} {case.query} {case.headers} {case.body}"
    )
    return crc32(asked.encode("utf-8", "replace")) % 100 < SHARE


@schemathesis.hook
def map_case(context: Any, case: Any) -> Any:
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return case
    for fulfil in CONDITIONS:
        fulfil(case.query, case)
    if case.operation.label == "POST /forms/{id}/":
        fill_in(case)
    elif "id" in (case.path_parameters or {}):
        case.path_parameters["id"] = some_id(case)
    return case


@condition
def a_fallback_is_from_a_language(query: Query, case: Any) -> None:
    """`fallback` is what stands in for `locale`."""
    if "fallback" in query:
        query.setdefault("locale", "en")


@condition
def default_is_a_chain_of_its_own(query: Query, case: Any) -> None:
    """`fallback=default` names all the languages that the settings have: no others beside it."""
    if "default" in str(query.get("fallback", "")).split(","):
        query["fallback"] = "default"


@condition
def references_are_expanded_to_one_level(query: Query, case: Any) -> None:
    """Of `expand`, one value at most is a level; the others are names."""
    if "expand" in query:
        query["expand"] = str(query["expand"]).split(",")[0]


@condition
def whole_pages_with_each_page_lower_the_limit(query: Query, case: Any) -> None:
    """`*` in brackets of pages, in a list of many pages, needs a lower `limit`."""
    if "limit" in query and "(*" in str(query.get("fields", "")):
        query["limit"] = "1"


@condition
def plain_text_has_no_format(query: Query, case: Any) -> None:
    """Of `body=text` there is one form."""
    if "body" in query:
        query.pop("rich_text_format", None)


@condition
def below_a_page_is_said_once(query: Query, case: Any) -> None:
    """`child_of` and `descendant_of` exclude each other, as in Wagtail's API."""
    if "child_of" in query:
        query.pop("descendant_of", None)


@condition
def fields_are_those_of_the_types(query: Query, case: Any) -> None:
    """With `type`, fields are those that one of the types has: here, those that all pages have."""
    if query.keys() & {"type", "type__not"}:
        if "type" in query:
            query.pop("type__not", None)
        of_some = fields_of_some_types(case.operation.schema.raw_schema["components"]["schemas"])
        for name in list(query):
            if name.partition("__")[0] in of_some | {"fields", "order", "expand"}:
                del query[name]


def fields_of_some_types(schemas: dict[str, Any]) -> set[str]:
    """The fields that not every page has; and what dates pages, which some types are not."""
    common = _properties(schemas["UntypedPageListItem"])
    of_any = (_properties(schema) for name, schema in schemas.items() if name.endswith("PageListItem"))
    return set().union(*of_any) - common | {"date", "year"}


def _properties(schema: dict[str, Any]) -> set[str]:
    names = schema.get("properties", {})
    return {*names, *names.get("meta", {}).get("properties", {})}


@condition
def places_are_pages_that_there_are(query: Query, case: Any) -> None:
    """`child_of` and the like name a page that is public, as in Wagtail's API: else there is no place to look below."""
    for name in ("child_of", "descendant_of", "ancestor_of", "translation_of"):
        if query.get(name, "root") != "root":
            query[name] = str(some_page(case))


@condition
def chance_has_no_places(query: Query, case: Any) -> None:
    """`order=random` is an order by itself, in which nothing has a place to go on from."""
    if "random" in str(query.get("order", "")).split(","):
        query["order"] = "random"
        query.pop("offset", None)
        query.pop("cursor", None)


@condition
def a_cursor_is_one_that_was_given(query: Query, case: Any) -> None:
    """`cursor` is a list's `meta.next_cursor`, in the same order, and takes the place of `offset`.

    It is signed: none can be made up. Only a list in its usual order gives it here.
    """
    if query.get("cursor"):
        for name in ("offset", "order", "search", "id__in"):
            query.pop(name, None)
        query["cursor"] = cursor_of(case)
    elif "cursor" in query:
        query.pop("offset", None)
        query.pop("search", None)


@condition
def a_number_is_one_that_was_handed_out(query: Query, case: Any) -> None:
    """`since` is a number of the log, which `meta.next` gave: the changes after any other are gone (410).

    It takes the place of `cursor`. `log`, where it is given, is the number's own.
    """
    if "since" in query:
        query.pop("cursor", None)
        given = last_change(base_of(case))
        query["since"] = str(int(query["since"]) % (given["next"] + 1))
        if "log" in query:
            query |= {"since": str(given["next"]), "log": given["log"]}
    elif "log" in query:
        query.pop("cursor", None)


@condition
def a_search_has_a_word(query: Query, case: Any) -> None:
    """`search` looks for words: letters or digits, and not more of them than anybody types."""
    if query.get("search"):
        words = "".join(character if character.isalnum() else " " for character in query["search"]).split()
        query["search"] = " ".join(words[:30]) or "museum"


@condition
def a_token_is_one_that_was_given(query: Query, case: Any) -> None:
    """`token` opens one draft for who was handed it; any other opens nothing (403), whatever is asked besides."""
    if case.operation.path != "/page_preview/":
        query.pop("token", None)


@condition
def texts_have_no_null_character(query: Query, case: Any) -> None:
    """No text has a null character in it, which no database takes."""
    for name, value in query.items():
        if isinstance(value, str):
            query[name] = value.replace("\0", "0")


def fill_in(case: Any) -> None:
    """A form's fields are what its definition (`GET`) says: the description of all forms cannot name them."""
    forms = open_forms(base_of(case))
    form = forms[len(repr(case.body)) % len(forms)]
    case.path_parameters["id"] = form["id"]
    case.body = {field["name"]: VALUES.get(field["type"], chosen)(field) for field in form["fields"]}


def chosen(field: dict[str, Any]) -> Any:
    values = [choice["value"] for choice in field["choices"]]
    return values if field["type"] in {"checkboxes", "multiselect"} else values[0]


VALUES: dict[str, Callable[[dict[str, Any]], Any]] = {
    **dict.fromkeys(("singleline", "multiline", "hidden"), lambda field: "Words, 字, كلمة"),
    "email": lambda field: "reader@example.org",
    "url": lambda field: "https://example.org/",
    "number": lambda field: 7,
    "checkbox": lambda field: True,
    "date": lambda field: "2018-07-31",
    "datetime": lambda field: "2018-07-31 12:00",
}
"""What is sent for a field by its type; for other types, what can be chosen."""


@cache
def open_forms(base: str) -> list[dict[str, Any]]:
    """The definitions of the forms that can be sent without files."""
    listed = requests.get(f"{base}/forms/", timeout=TIMEOUT).json()["items"]
    defined = [requests.get(form["action"], timeout=TIMEOUT).json() for form in listed if form["is_open"]]
    return [form for form in defined if "application/json" in form["media_types"]]


def base_of(case: Any) -> str:
    return str(case.operation.schema.get_base_url()).rstrip("/")


def some_page(case: Any) -> int:
    return _ids(base_of(case), "/pages/")[0]


def some_id(case: Any) -> int:
    """Of what the endpoint lists, so that there is something to be given."""
    ids = _ids(base_of(case), case.operation.path.partition("{")[0])
    return ids[crc32(repr(case.query).encode("utf-8", "replace")) % len(ids)]


def cursor_of(case: Any) -> str:
    return _cursor(base_of(case), case.operation.path)


@cache
def _ids(base: str, path: str) -> list[int]:
    return [item["id"] for item in requests.get(f"{base}{path}", timeout=TIMEOUT).json()["items"]]


@cache
def last_change(base: str) -> dict[str, Any]:
    """The number of the last change, and which log it is of."""
    meta = requests.get(f"{base}/changes/?limit=1", timeout=TIMEOUT).json()["meta"]
    return {"next": meta["next"], "log": parse_qs(urlsplit(meta["next_url"]).query)["log"][0]}


@cache
def _cursor(base: str, path: str) -> str:
    """Of a list with one object, it is empty: that begins anew."""
    return requests.get(f"{base}{path}?limit=1", timeout=TIMEOUT).json()["meta"].get("next_cursor") or ""
