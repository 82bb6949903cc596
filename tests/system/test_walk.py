"""Builds the demo site by its command and follows every address that the API gives out.

Every answer is held against the API's OpenAPI document.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from tests.api.contract import contract

START = "/api/v2/"
LISTS = ("pages", "images", "documents", "people", "institutions", "countries", "testimonials", "locales", "redirects")
RENDITION = "/rendition/?"
RENDITIONS_DRAWN = 40
"""Of the thousands of sizes and cuts there can be, the first so many are drawn."""
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
    """The lists with all fields, in every locale, page by page."""
    paths = [f"{START}settings/?locale={locale}" for locale in LOCALES]
    for name in LISTS:
        of_locale = LOCALES if name in {"pages", "people", "institutions", "testimonials"} else (None,)
        paths += [
            f"{START}{name}/?limit=100&offset={offset}" + (f"&locale={locale}&fields=*" if locale else "")
            for locale in of_locale
            for offset in range(0, 300, 100)
        ]
    return paths


def test_every_address_the_api_gives_out_answers(demo_site, client: Client):
    waiting = deque([START, *everything_listed()])
    seen = set(waiting)
    failures, untrue, drawn = [], [], 0
    while waiting:
        path = waiting.popleft()
        response = client.get(path)
        if RENDITION in path and response.status_code == 302:
            continue
        if response.status_code != 200:
            failures.append((response.status_code, path))
            continue
        if response.headers["Content-Type"] != "application/json":
            assert b"".join(response) != b"", path
            continue
        if path.partition("?")[0] != f"{START}openapi.json":
            untrue += [(path, error) for error in contract().errors(path, 200, response.json())]
        for found in addresses(response.json()):
            drawn += RENDITION in found
            if found not in seen and (RENDITION not in found or drawn <= RENDITIONS_DRAWN):
                seen.add(found)
                waiting.append(found)
    assert failures == []
    assert untrue == []
    assert len(seen) > 1_000


def test_every_page_is_listed_in_its_locale(demo_site, client: Client):
    for locale, least in (("en", 150), ("zh-hans", 50), ("zh-hant", 20), ("ar", 20)):
        listed = client.get(f"{START}pages/?locale={locale}&limit=1").json()
        assert listed["meta"]["total_count"] >= least, locale
