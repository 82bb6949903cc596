"""Builds the demo site by its command and follows every address that the API gives out.

Every answer is held against the API's OpenAPI document.
"""

import json
from collections import deque
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.test import Client

from tests.api.contract import contract

START = "/api/v2/"
RENDITION = "/rendition/?"
RENDITIONS_DRAWN = 40
"""Of the thousands of sizes and cuts there can be, the first so many are drawn."""
NOT_GIVEN_OUT = {"/page_preview/", "/search/", "/search/suggest/", "/sitemap-{digits}.xml"}
"""What is for a token only, or what a reader types, and parts of a sitemap that is larger than the demo's."""
LOCALES = ("en", "zh-hans", "zh-hant", "ar")


def strings(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value)
    elif isinstance(data, str):
        yield data


def addresses(data: Any) -> Iterator[str]:
    """Paths of this server that a payload names, in fields, in `srcset` and in the HTML of rich text."""
    for text in strings(data):
        for word in text.replace('"', " ").replace(",", " ").split():
            address = urlsplit(word)
            if address.scheme in {"http", "https"} and address.hostname in {"testserver", "localhost"}:
                yield f"{address.path}?{address.query}" if address.query else address.path


def everything_listed() -> list[str]:
    """Every address of the document that needs nothing but a language: lists with all fields, page by page."""
    paths: list[str] = []
    for path, methods in contract().document["paths"].items():
        parameters = methods["get"].get("parameters", [])
        needed = [parameter["schema"] for parameter in parameters if parameter.get("required")]
        if "200" in methods["get"]["responses"] and all("enum" in schema for schema in needed):
            paths += filled(path, parameters)
    return paths


def filled(path: str, parameters: list[dict[str, Any]]) -> Iterator[str]:
    """The path with every value of its own parameters, in every locale, and each part of a long list."""
    names = {parameter["name"] for parameter in parameters}
    inside = [parameter for parameter in parameters if parameter["in"] == "path"]
    for values in product(*(parameter["schema"]["enum"] for parameter in inside)):
        address = path.format(**dict(zip((parameter["name"] for parameter in inside), values, strict=True)))
        whole = {"fields": "*"} if "fields" in names else {}
        for locale in LOCALES if "locale" in names else (None,):
            query = {**whole, **({"locale": locale} if locale else {})}
            for offset in range(0, 300, 100) if "offset" in names else (None,):
                part = {} if offset is None else {"limit": 100, "offset": offset}
                yield f"{contract().prefix}{address}?{urlencode(query | part)}"


def test_every_address_the_api_gives_out_answers(demo_site_of_its_own, client: Client):
    waiting = deque([START, *everything_listed()])
    seen = set(waiting)
    failures, untrue, drawn = [], [], 0
    held = set()
    while waiting:
        path = waiting.popleft()
        response = client.get(path)
        if RENDITION in path and response.status_code == 302:
            continue
        if response.status_code != 200:
            failures.append((response.status_code, path))
            continue
        content = b"".join(response)
        assert content, path
        media_type = response.headers["Content-Type"].partition(";")[0]
        is_json = media_type.endswith("json")
        data: Any = json.loads(content) if is_json else content.decode("utf-8", "replace")
        if path.startswith(START):
            untrue += [(path, error) for error in contract().errors(path, 200, data, media_type=media_type)]
            held.add(contract().path(path))
        for found in addresses(data) if is_json else ():
            drawn += RENDITION in found
            if found not in seen and (RENDITION not in found or drawn <= RENDITIONS_DRAWN):
                seen.add(found)
                waiting.append(found)
    assert failures == []
    assert untrue == []
    assert len(seen) > 1_000
    paths = contract().document["paths"]
    assert {path for path in paths if "200" in paths[path]["get"]["responses"]} - held == NOT_GIVEN_OUT


def test_every_page_is_listed_in_its_locale(demo_site_of_its_own, client: Client):
    for locale, least in (("en", 150), ("zh-hans", 50), ("zh-hant", 20), ("ar", 20)):
        listed = client.get(f"{START}pages/?locale={locale}&limit=1").json()
        assert listed["meta"]["total_count"] >= least, locale
