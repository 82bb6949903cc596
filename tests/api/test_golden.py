"""The JSON of every page type in every language and of every endpoint, as it was when somebody last looked at it.

After a change that is meant: `pytest tests/api/test_golden.py --update-golden`, and read the difference.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from wagtail.models import Page, get_page_models

from tests.api.contract import contract
from tests.api.golden_tree import LANGUAGES, GoldenTree

pytestmark = pytest.mark.django_db

SNIPPETS = {
    "people": 10_103,
    "institutions": 10_101,
    "countries": 9003,
    "testimonials": 10_105,
    "series": 10_104,
    "sponsors": 10_102,
    "channels": 10_402,
}
GOLDEN = Path(__file__).parent / "golden"
TYPES = sorted(model.__name__ for model in get_page_models() if model is not Page)

EN = 10_000
REQUESTS = {
    "root": "",
    "pages": "pages/?type=blog.BlogPage",
    "pages-of-any-type": "pages/?locale=en",
    "pages-with-more": "pages/?type=blog.BlogPage&locale=ar&fields=date,bylines(person(name)),teaser_image(_,srcset)",
    "pages-with-everything": "pages/?type=blog.BlogPage&locale=en&fields=*",
    "pages-with-nothing-but": "pages/?locale=zh-hant&fields=_,title",
    "page": f"pages/{EN + 5}/",
    "page-without-references": f"pages/{EN + 5}/?expand=none",
    "page-as-text": f"pages/{EN + 5}/?body=text",
    "pages-with-fallback": "pages/?type=blog.BlogPage&locale=ar&fallback=en",
    "pages-by-cursor": "pages/?locale=en&order=title&limit=2",
    "page-chosen": f"pages/{EN + 5}/?fields=_,title,people(name)",
    "pages-found": "pages/find/?html_path=/blogindexpage/blogpage/",
    "pages-found-with": "pages/find/?html_path=/blogindexpage/blogpage/&fields=title",
    "pages-found-by-id": f"pages/find/?id={EN + 5}",
    "pages-not-found": "pages/find/?html_path=/nowhere/",
    "images": "images/?fields=*",
    "image": "images/9001/",
    "images-rendition": "images/9001/rendition/?width=400&ratio=1:1&format=webp",
    "images-found": "images/find/?id=9001",
    "documents": "documents/",
    "document": "documents/9002/?locale=zh-hans",
    "documents-found": "documents/find/?id=9002",
    **{name: f"{name}/?locale=en" for name in SNIPPETS},
    **{f"{name}-one": f"{name}/{pk}/" for name, pk in SNIPPETS.items()},
    **{f"{name}-found": f"{name}/find/?id={pk}" for name, pk in SNIPPETS.items()},
    "locales": "locales/",
    "locales-one": "locales/1/",
    "locales-found": "locales/find/?id=1",
    "redirects": "redirects/",
    "redirects-one": "redirects/9004/",
    "redirects-found": "redirects/find/?html_path=/old/",
    **{f"navigation.{code}": f"navigation/?locale={code}" for code in LANGUAGES},
    **{f"settings.{code}": f"settings/?locale={code}" for code in LANGUAGES},
    "error-unknown-parameter": "people/?colour=red",
    "error-unknown-field": "series/?fields=colour",
    "error-field-syntax": "series/?fields=name,,slug",
    "error-not-nested": "series/?fields=name(id)",
    "error-nested-too-deep": "pages/?fields=parent(parent(parent(parent(id))))",
    "error-unknown-type": "pages/?type=blog.Leaflet",
    "error-limit": "people/?limit=101",
    "error-offset": "people/?offset=-1",
    "error-order": "series/?order=colour",
    "error-random-offset": "series/?order=random&offset=1",
    "error-value": "pages/?type=blog.BlogPage&date=yesterday",
    "error-choice": "settings/?rich_text_format=word",
    "error-width": "images/9001/rendition/?width=123",
    "error-expand": "pages/?expand=9",
    "error-form-of-texts": "pages/?body=text&rich_text_format=html",
    "error-cursor": "people/?cursor=nothing",
    "error-site": "pages/?site=elsewhere.example.org",
    "error-format": "settings/?format=xml",
    "error-null": "people/?search=%00",
    "error-locale": "people/?locale=xx",
    "error-id": "people/1/",
    "error-address": "nowhere/",
    "error-method": "POST people/",
}
ELSEWHERE = frozenset({"openapi.json", "feeds", "forms", "page_preview", "calendar", "maps"})
"""Endpoints whose answers have tests of their own."""


@pytest.fixture(scope="module")
def golden_tree(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[GoldenTree]:
    """Built once for all of these tests, and rolled back."""
    with (
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("golden")),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield GoldenTree()
        transaction.set_rollback(True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page_type", TYPES)
def test_detail(golden_tree: GoldenTree, page_type: str, language: str, request: pytest.FixtureRequest) -> None:
    pk = golden_tree.pages[page_type, language]
    response = Client().get(f"/api/v2/pages/{pk}/")
    assert response.status_code == 200, response.content
    shown = json.dumps(stable(response.json()), ensure_ascii=False, indent=1) + "\n"
    path = GOLDEN / f"{page_type}.{language}.json"
    if request.config.getoption("--update-golden", default=False):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown)
    assert shown == path.read_text()


@pytest.mark.parametrize("name", REQUESTS)
def test_request(golden_tree: GoldenTree, name: str, request: pytest.FixtureRequest) -> None:
    method, _, address = REQUESTS[name].rpartition(" ")
    response = Client().generic(method or "GET", f"/api/v2/{address}")
    answer = {"request": REQUESTS[name], "status": response.status_code}
    if "Location" in response.headers:
        answer["location"] = response.headers["Location"]
    if response.content:
        answer["body"] = stable(response.json())
        if response.status_code >= 400:
            assert contract().component("Error").is_valid(response.json())
        else:
            assert contract().errors(f"/api/v2/{address}", response.status_code, response.json()) == []
    shown = json.dumps(answer, ensure_ascii=False, indent=1) + "\n"
    path = GOLDEN / "endpoints" / f"{name}.json"
    if request.config.getoption("--update-golden", default=False):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown)
    assert shown == path.read_text()


def test_every_endpoint_has_golden_json() -> None:
    paths = {path.rstrip("/").lstrip("/") for path in contract().document["paths"]}
    asked = {_path(address) for address in REQUESTS.values()}
    assert {path for path in paths if path.partition("/")[0] not in ELSEWHERE} <= asked


def _path(address: str) -> str:
    """The path of a request as the document has it."""
    path = address.rpartition(" ")[2].partition("?")[0].rstrip("/")
    return re.sub(r"/[0-9]+", "/{id}", path)


def test_every_file_is_of_something(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden", default=False):
        pytest.skip("the files are being written")
    pages = {f"{name}.{code}.json" for name in TYPES for code in LANGUAGES}
    assert {path.name for path in GOLDEN.glob("*.json")} == pages
    assert {path.stem for path in (GOLDEN / "endpoints").iterdir()} == set(REQUESTS)


def stable(data: Any) -> Any:
    """The data without the sizes of renditions, which depend on the encoder's version."""
    if isinstance(data, dict):
        masked = {"bytes": "of the encoder's"} if {"bytes", "format", "width"} <= data.keys() else {}
        return {key: masked.get(key, stable(value)) for key, value in data.items()}
    return [stable(item) for item in data] if isinstance(data, list) else data
