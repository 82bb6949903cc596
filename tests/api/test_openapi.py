"""The OpenAPI document: valid, true of what the API answers, and made of the declarations that serialise."""

import copy
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from openapi_spec_validator import OpenAPIV31SpecValidator

from itp_cms.api.endpoints.snippets import SponsorsViewSet
from itp_cms.api.transport.deprecation import Deprecation
from tests.api.contract import contract

GOLDEN = Path(__file__).parent / "golden"
DETAILS = sorted(GOLDEN.glob("*Page.*.json"))


def unmasked(data: Any) -> Any:
    """Golden JSON with numbers in place of what depends on the encoder's version."""
    if isinstance(data, dict):
        return {key: unmasked(value) for key, value in data.items()}
    if isinstance(data, list):
        return [unmasked(item) for item in data]
    return 1 if data == "of the encoder's" else data


def golden(path: Path) -> Any:
    return unmasked(json.loads(path.read_text()))


def test_it_is_valid():
    assert list(OpenAPIV31SpecValidator(contract().document).iter_errors()) == []


@pytest.mark.parametrize("path", DETAILS, ids=lambda path: path.stem)
def test_golden_details_are_as_it_says(path: Path):
    page_type = path.name.partition(".")[0]
    assert [error.message for error in contract().component(page_type).iter_errors(golden(path))] == []


def test_each_page_type_is_told_by_its_type():
    page = golden(GOLDEN / "BlogPage.en.json")
    assert contract().component("Page").is_valid(page)
    page["meta"]["type"] = "home.StandardPage"
    assert not contract().component("Page").is_valid(page)


def damages() -> list[tuple[str, Any]]:
    """Ways to make an answer wrong, by what they do to a golden post."""

    def block(name: str, data: Any) -> Any:
        return next(child for child in data["body"] if child["type"] == name)

    return [
        ("an undeclared field", lambda data: data.update(secret=1)),
        ("an undeclared field of meta", lambda data: data["meta"].update(secret=1)),
        ("a field left out", lambda data: data.pop("reading_minutes")),
        ("text for a number", lambda data: data.update(reading_minutes="3")),
        ("null for text", lambda data: data.update(title=None)),
        ("no date", lambda data: data.update(date="1 July 2018")),
        ("no moment", lambda data: data["meta"].update(first_published_at="yesterday")),
        ("an unknown locale", lambda data: data["meta"].update(locale="xx")),
        ("null in a list", lambda data: data["tags"].append(None)),
        ("an undeclared field of a reference", lambda data: data["teaser_image"].update(secret=1)),
        ("an undeclared field of a row", lambda data: data["bylines"][0].update(secret=1)),
        ("a block of an unknown type", lambda data: data["body"][0].update(type="unknown")),
        ("an undeclared field of a block", lambda data: block("quote", data)["value"].update(secret=1)),
        ("an unknown choice of a block", lambda data: block("callout", data)["value"].update(style="loud")),
        ("an undeclared field within a block", lambda data: block("people", data)["value"]["people"][0].update(x=1)),
    ]


@pytest.mark.parametrize("damage", [damage for _name, damage in damages()], ids=[name for name, _damage in damages()])
def test_it_refuses(damage: Any):
    data = golden(GOLDEN / "BlogPage.en.json")
    wrong = copy.deepcopy(data)
    damage(wrong)
    validator = contract().component("BlogPage")
    assert validator.is_valid(data)
    assert not validator.is_valid(wrong)


def descriptions(data: Any) -> Iterator[str]:
    """Every description that stands in a part of the document."""
    if isinstance(data, dict):
        if isinstance(text := data.get("description"), str):
            yield text
        for value in data.values():
            yield from descriptions(value)
    elif isinstance(data, list):
        for item in data:
            yield from descriptions(item)


def test_it_speaks_to_readers_of_the_api():
    assert [tag["name"] for tag in contract().document["tags"] if not tag["description"]] == []
    assert [text for text in descriptions(contract().document) if "itp_cms" in text or "Django" in text] == []
    texts = [tag["description"] for tag in contract().document["tags"]]
    assert len(texts) == len(set(texts))


def test_it_names_nobody_elses_host(client: Client, db: None):
    text = client.get("/api/v2/openapi.json").content.decode()
    # By which a JSON Feed says what it is; nobody fetches it.
    assert set(re.findall(r"https?://[^\s\"`)]*", text)) == {"https://jsonfeed.org/version/1.1"}


SPEAK_FOR_THEMSELVES = """
id type title name label kind value page pages image images document link links url items person people text body
language_code description introduction status logo country country_name city series institution sponsor meta locale
direction html_url detail_url

theme tagline cover pdf portrait sections group evaluator responses recommendations issue_number year partners
hero_title hero_text hero_image job_title organisation field_type required help_text caption author style level note
provider columns rows heading question summary navigation footer support_heading precision filename choice answers
extension media_type fellows countries message code field allowed

features geometry properties bbox version language home_page_url feed_url content_html date_published date_modified
authors attachments tags mime_type size_in_bytes webp avif jpeg width height x y
"""
"""Names of properties that need no description, the last of them those of other standards."""


def properties(data: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property that a part of the document has, by its name."""
    if isinstance(data, dict):
        if isinstance(found := data.get("properties"), dict):
            yield from ((name, schema) for name, schema in found.items() if isinstance(schema, dict))
        for value in data.values():
            yield from properties(value)
    elif isinstance(data, list):
        for item in data:
            yield from properties(item)


def test_it_says_what_everything_is():
    schemas = contract().document["components"]["schemas"]
    assert [name for name, schema in schemas.items() if not schema.get("description")] == []
    undescribed = {name for name, schema in properties(schemas) if not schema.get("description")}
    assert undescribed <= set(SPEAK_FOR_THEMSELVES.split())
    assert property_of("BlogPage", "deadline")["description"].startswith("Of an opportunity: the last day to apply.")
    parameters = {item["name"]: item["description"] for item in contract().operation("/api/v2/pages/")["parameters"]}
    assert "the last day to apply" in parameters["deadline"]
    assert [name for name, text in parameters.items() if not text] == []


def test_it_speaks_english_to_everybody(client: Client, settings: Any):
    settings.API_TITLE = "Made while somebody reads Chinese"  # so that the document is made anew
    with override("zh-hans"):
        document = client.get("/api/v2/openapi.json", headers={"Accept-Language": "zh-hans"}).json()
    ours = contract().document
    assert document["components"] == ours["components"]
    assert document["paths"] == ours["paths"]


def test_it_begins_with_how_to_ask(client: Client):
    text = contract().document["info"]["description"]
    for word in ("`locale`", "`fields`", "`cursor`", "`code`", "/api/v2/docs/"):
        assert word in text
    for address in re.findall(r"\]\(([^)]+)\)", text):
        page = client.get(address.partition("#")[0])
        assert page.status_code == 200
        assert not (anchor := address.partition("#")[2]) or f'id="{anchor}"' in page.content.decode()


def test_it_is_kept_by_caches(db, client: Client, settings: Any):
    settings.API_CACHE = True
    first = client.get("/api/v2/openapi.json")
    assert first.headers["Content-Type"] == "application/json"
    again = client.get("/api/v2/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


OF_EVERY_ANSWER = {"RateLimit", "RateLimit-Policy"}


def declared_headers(operation: dict[str, Any], status: int) -> set[str]:
    return set(operation["responses"][str(status)].get("headers", {}))


def test_it_declares_the_headers_of_answers(db, client: Client, settings: Any):
    settings.API_CACHE, settings.API_RATE_LIMIT = True, (6, 60)
    document = contract().operation("/api/v2/openapi.json")
    first = client.get("/api/v2/openapi.json")
    again = client.get("/api/v2/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    for response in (first, again):
        declared = declared_headers(document, response.status_code)
        assert declared == {"Cache-Control", "ETag", *OF_EVERY_ANSWER} <= response.headers.keys()
    pages = contract().operation("/api/v2/pages/")
    declared = declared_headers(pages, 405)
    assert declared == {"Allow", *OF_EVERY_ANSWER} <= client.post("/api/v2/pages/").headers.keys()
    for operation in (operation for methods in contract().document["paths"].values() for operation in methods.values()):
        assert all(declared_headers(operation, status) >= OF_EVERY_ANSWER for status in operation["responses"])
    assert contract().document["components"]["headers"].keys() == OF_EVERY_ANSWER
    settings.API_RATE_LIMIT = (1, 60)
    refused = [client.get("/api/v2/openapi.json") for _time in range(2)][1]
    assert refused.status_code == 429
    declared = declared_headers(document, 429)
    assert declared == {"Retry-After", *OF_EVERY_ANSWER} <= refused.headers.keys()
    assert contract().errors("/api/v2/openapi.json", 429, refused.json()) == []


def test_it_says_what_will_go(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, db: None):
    end = Deprecation(date(2030, 1, 1), date(2031, 1, 1), "https://www.example.org/changes")
    monkeypatch.setattr(SponsorsViewSet, "deprecation", end)
    settings.API_TITLE = "With an endpoint that will go"  # so that the document is made anew
    paths = client.get("/api/v2/openapi.json").json()["paths"]
    assert {path for path, methods in paths.items() if methods["get"].get("deprecated")} == {
        "/sponsors/",
        "/sponsors/{id}/",
        "/sponsors/find/",
    }
    sent = client.get("/api/v2/sponsors/999999/").headers
    for status in ("200", "404"):
        headers = paths["/sponsors/{id}/"]["get"]["responses"][status]["headers"]
        for name in ("Deprecation", "Sunset", "Link"):
            assert headers[name]["schema"]["const"] == sent[name]
    html = client.get("/api/v2/docs/").content.decode()
    assert "Wed, 01 Jan 2031" in html
    assert html.count("Deprecated:") == 3


def test_it_says_what_this_site_is(client: Client, settings: Any):
    settings.API_TITLE = "A title of one's own"
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English")]
    document = client.get("/api/v2/openapi.json").json()
    assert document["info"]["title"] == "A title of one's own"
    assert document["components"]["schemas"]["BlogPage"]["properties"]["meta"]["properties"]["locale"]["enum"] == ["en"]


def test_the_page_to_read_names_every_operation_and_every_schema(client: Client):
    response = client.get("/api/v2/docs/")
    html = response.content.decode()
    ids = set(re.findall(r' id="([^"]+)"', html))
    operations = {
        operation["operationId"] for methods in contract().document["paths"].values() for operation in methods.values()
    }
    assert operations <= ids
    assert {f"schema-{name}" for name in contract().document["components"]["schemas"]} <= ids
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids
    assert re.findall(r'<details[^>]* id="', html) == []  # a browser opens what a link's target stands in, not itself
    assert "<script" not in html
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_the_page_shows_markup_as_text(client: Client, settings: Any):
    settings.API_DESCRIPTION = "<img src=x onerror=alert(1)> *leaning*"
    html = client.get("/api/v2/docs/").content.decode()
    assert "<img" not in html
    assert "<em>leaning</em>" in html


def property_of(component: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = contract().document["components"]["schemas"][component]["properties"][name]
    return found


def test_it_names_the_kinds():
    def kinds(component: str, name: str = "kind") -> list[str]:
        found: list[str] = property_of(component, name)["enum"]
        return found

    parameters = {item["name"]: item for item in contract().operation("/api/v2/calendar/")["parameters"]}
    assert kinds("CalendarEvent") == parameters["kind"]["schema"]["items"]["enum"]
    parameters = {item["name"]: item for item in contract().operation("/api/v2/feeds/en/posts.rss")["parameters"]}
    assert kinds("FeedAddresses") == parameters["kind"]["schema"]["enum"]
    assert kinds("InstitutionProperties") == kinds("Institution")
    assert kinds("ProjectPlaceProperties", "status") == kinds("LegacyProjectPage", "status")
    assert {f"/maps/{kind}.geojson" for kind in kinds("MapAddress")} == {
        path for path in contract().document["paths"] if path.endswith(".geojson")
    }
