"""Errors have one vocabulary: `ErrorCode`, in the document of the API and in what people read."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from itp_cms.api.errors import ErrorCode
from tests.api.contract import contract
from tests.factories.core import ImageFactory
from tests.small_site import SmallSite

DOCS = Path(__file__).resolve().parents[2] / "docs" / "api-http.md"
ROW = re.compile(r"^\| `(?P<code>[a-z_]+)` \| (?P<meaning>.+?) \|$", re.MULTILINE)


def test_the_table_tells_of_every_code_what_it_means() -> None:
    told = [(row["code"], row["meaning"]) for row in ROW.finditer(DOCS.read_text(encoding="utf-8"))]
    assert told == ErrorCode.choices


def test_the_document_lists_the_codes() -> None:
    schemas = contract().document["components"]["schemas"]
    assert schemas["ErrorCode"]["enum"] == ErrorCode.values
    for name in ("Error", "FieldError"):
        assert schemas[name]["properties"]["code"]["$ref"] == "#/components/schemas/ErrorCode"
    assert schemas["FormErrors"]["properties"]["code"]["enum"] == ["invalid_form"]


@pytest.mark.parametrize(
    ("path", "code", "field"),
    [
        ("pages/?limit=x", "invalid", "limit"),
        ("pages/?limit=101", "too_large", "limit"),
        ("pages/?search=%00", "invalid", "search"),
        ("pages/?id__in=", "required", "id__in"),
        ("pages/?year=0", "invalid", "year"),
        ("pages/?type=blog.BlogPage&date=soon", "invalid", "date"),
        ("pages/?child_of=999999", "invalid_choice", "child_of"),
        ("pages/?type=no.such", "invalid_choice", "type"),
        ("pages/?locale__in=xx", "invalid_choice", "locale__in"),
        ("pages/?locale=en&fallback=xx", "invalid_choice", "fallback"),
        ("pages/?fallback=en", "required", "locale"),
        ("pages/?format=xml", "invalid_choice", "format"),
        ("pages/?fields=nothing", "unknown_field", "fields"),
        ("pages/?fields=title(id)", "unknown_field", "fields"),
        ("pages/?fields=title,(", "invalid_syntax", "fields"),
        ("pages/?order=nothing", "unknown_field", "order"),
        ("pages/?cursor=x", "invalid_cursor", "cursor"),
        ("pages/?country=GBR", "invalid", "country"),
        ("pages/?country=", "required", "country"),
        ("page_preview/", "required", "token"),
        ("calendar/?kind=party", "invalid_choice", "kind"),
        ("calendar/?from=soon", "invalid", "from"),
        ("images/{image}/rendition/", "required", "width"),
        ("images/{image}/rendition/?width=7", "invalid_choice", "width"),
    ],
)
def test_alike_for_alike(small_site: SmallSite, client: Client, path: str, code: str, field: str) -> None:
    address = f"/api/v2/{path.format(image=ImageFactory().pk)}"
    response = client.get(address)
    assert response.status_code == 400
    assert (response.json()["code"], response.json()["field"]) == (code, field)
    assert contract().errors(address, 400, response.json()) == []


LANGUAGES = ["ar", "en", "zh-hans", "zh-hant"]


@pytest.mark.parametrize(
    ("path", "field", "allowed"),
    [
        ("pages/?locale=xx", "locale", LANGUAGES),
        ("settings/?locale=xx", "locale", LANGUAGES),
        ("redirects/?locale=xx", "locale", LANGUAGES),
        ("feeds/xx/news.rss", "language", LANGUAGES),
        ("calendar/xx.ics", "language", LANGUAGES),
        ("pages/?site=other.example", "site", ["localhost"]),
        ("pages/?site=localhost:99", "site", ["localhost"]),
        ("feeds/en/nothing.rss", "kind", None),
    ],
)
def test_what_is_not_here_and_what_is(
    small_site: SmallSite, client: Client, path: str, field: str, allowed: Any
) -> None:
    kinds = sorted({feed["kind"] for feed in client.get("/api/v2/feeds/").json()["items"]})
    response = client.get(f"/api/v2/{path}")
    assert response.status_code == 404
    error = response.json()
    assert (error["code"], error["field"], error["allowed"]) == ("not_found", field, allowed or kinds)


def test_feeds_are_of_some_formats(small_site: SmallSite, client: Client) -> None:
    kind = client.get("/api/v2/feeds/").json()["items"][0]["kind"]
    error = client.get(f"/api/v2/feeds/en/{kind}.pdf").json()
    assert (error["field"], error["allowed"]) == ("extension", ["rss", "atom", "json"])


def test_a_site_that_nobody_may_see_is_not_named(small_site: SmallSite, client: Client) -> None:
    small_site.home.live = False
    small_site.home.save()
    error = client.get("/api/v2/pages/?site=other.example").json()
    assert error["field"] == "site"
    assert "allowed" not in error


@pytest.mark.parametrize(
    ("endpoint", "parameters"),
    [("pages", ["html_path", "id"]), ("images", ["id", "url"]), ("redirects", ["html_path", "id"]), ("people", ["id"])],
)
def test_find_says_what_it_finds_by(
    small_site: SmallSite, client: Client, endpoint: str, parameters: list[str]
) -> None:
    for query in ("", "?fields=id", "?_=1"):
        response = client.get(f"/api/v2/{endpoint}/find/{query}")
        assert response.status_code == 404  # as Wagtail's API v2
        error = response.json()
        assert (error["code"], error["allowed"]) == ("required", parameters)
        assert all(parameter in error["message"] for parameter in parameters)


def test_what_is_long_is_not_listed(small_site: SmallSite, client: Client) -> None:
    error = client.get("/api/v2/pages/?nothing=1").json()
    assert error["code"] == "unknown_parameter"
    assert "allowed" not in error


@pytest.mark.parametrize("path", ["", "openapi.json", "docs/"])
def test_no_address_takes_unknown_parameters(client: Client, path: str) -> None:
    assert client.get(f"/api/v2/{path}?_=1").status_code == 200
    response = client.get(f"/api/v2/{path}?unheard=1")
    assert response.status_code == 400
    error = response.json()
    assert (error["code"], error["field"]) == ("unknown_parameter", "unheard")
    assert "_" in error["allowed"]
    assert client.get(f"/api/v2/{path}?a%00b=1").status_code == 400
