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

from tests.api.contract import JSON, contract
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
    "feeds": "feeds/?locale=en",
    "feed-rss": "feeds/en/posts.rss",
    "feed-atom": "feeds/zh-hans/posts.atom",
    "feed-json": "feeds/ar/posts.json",
    "forms": "forms/?locale=en",
    **{f"form.{code}": f"forms/{10_000 * (number + 1) + 13}/" for number, code in enumerate(LANGUAGES)},
    "form-with-results": f"forms/{EN + 14}/",
    "form-sent": f"POST forms/{EN + 13}/",
    "form-with-errors": f"POST forms/{EN + 13}/",
    "form-closed": f"POST forms/{EN + 14}/",
    "form-unreadable": f"POST forms/{EN + 13}/",
    "draft": f"pages/{EN + 5}/?token={{typed}}",
    "draft-of-another-page": f"pages/{EN + 4}/?token={{typed}}",
    "page_preview": "page_preview/?token={typed}",
    "page_preview-new": "page_preview/?token={new}",
    "page_preview-forged": "page_preview/?token=x{typed}",
    "page_preview-without": "page_preview/",
    "calendar": "calendar/?locale=en",
    "calendar-of-a-kind": "calendar/?kind=programme&from=2018-07-01&to=2018-07-01",
    "calendar-ics": "calendar/zh-hans.ics",
    "maps": "maps/?locale=zh-hans",
    "maps-projects": "maps/projects.geojson?locale=ar",
    "maps-institutions": "maps/institutions.geojson",
    "changes": "changes/?since=7",
    "changes-from-the-beginning": "changes/?limit=2&locale=ar",
    "changes-too-far": "changes/?since=6",
    "sitemap": "sitemap.xml",
    "sitemap-part": "sitemap-0.xml",
    "error-unknown-parameter": "people/?colour=red",
    "error-unknown-field": "series/?fields=colour",
    "search": "search/?q=nour&locale=en&order=-date",
    "search-with-teasers": "search/?q=nour&locale=zh-hans&fallback=en&expand=1&limit=2&order=date",
    "search-corrected": "search/?q=blogpege&locale=en&limit=1&order=-date",
    "search-suggest": "search/suggest/?q=blogp&locale=en",
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
NOWHERE = {"nowhere/", "POST people/"}
"""Requests that are no operation's."""
BODIES: dict[str, Any] = {
    "form-sent": {"x": "a"},
    "form-with-errors": {"x": "c", "y": "a"},
    "form-closed": {"x": "a"},
    "form-unreadable": ["x"],
}
"""What is sent, by the name of the request."""


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
    method, address = _split(REQUESTS[name])
    address = f"/api/v2/{address.format(**golden_tree.tokens)}"
    response = Client().generic(method, address, json.dumps(BODIES[name]) if name in BODIES else "", JSON)
    answer = {"request": REQUESTS[name], "status": response.status_code}
    if name in BODIES:
        answer["sent"] = BODIES[name]
    if "Location" in response.headers:
        answer["location"] = response.headers["Location"]
    if content := response.getvalue():
        media_type = response.headers["Content-Type"].partition(";")[0]
        if media_type != JSON:
            answer["content_type"] = response.headers["Content-Type"]
        data = response.json() if media_type.endswith("json") else content.decode()
        answer["body"] = stable(data) if media_type.endswith("json") else lines(data)
        if response.status_code >= 400 and "errors" not in data:
            assert contract().component("Error").is_valid(data)
        if response.status_code < 404:
            assert contract().errors(address, response.status_code, data, method.lower(), media_type) == []
    shown = json.dumps(answer, ensure_ascii=False, indent=1) + "\n"
    path = GOLDEN / "endpoints" / f"{name}.json"
    if request.config.getoption("--update-golden", default=False):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown)
    assert shown == path.read_text()


def test_every_operation_has_golden_json() -> None:
    """But for the document itself, of which `test_openapi` holds every part against what is answered."""
    paths = contract().document["paths"]
    operations = {(method, path) for path in paths for method in paths[path]} - {("get", "/openapi.json")}
    asked = set()
    for address in REQUESTS.values():
        method, path = _split(address)
        if address not in NOWHERE:
            asked.add((method.lower(), contract().path(f"/api/v2/{path}", method.lower())))
    assert operations == asked


def _split(address: str) -> tuple[str, str]:
    """The method and the path of a request."""
    method, _, path = address.rpartition(" ")
    return method or "GET", path


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


def lines(text: str) -> list[str]:
    """XML element by element, iCalendar property by property."""
    return re.sub("><(?!/)", ">\n<", text).splitlines()
