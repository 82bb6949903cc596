"""Requests that cannot be answered are told why, and none makes the server fail."""

import pytest
from django.test import Client

from tests.factories.blog import BlogPageFactory
from tests.small_site import SmallSite

ENDPOINTS = [
    "pages",
    "images",
    "documents",
    "people",
    "institutions",
    "countries",
    "testimonials",
    "series",
    "sponsors",
    "locales",
    "redirects",
]

BAD = [
    "offset=-1",
    "offset=x",
    "offset=99999999999999999999999",
    "limit=-1",
    "limit=101",
    "limit=x",
    "fields=no_such_field",
    "fields=id,,title",
    "fields=title(id)",
    "fields=" + "a(" * 1500,
    "order=no_such_field",
    "order=random,id",
    "order=random&offset=1",
    "no_such_parameter=1",
    "id=abc",
    "id=99999999999999999999999",
    "search=%00",
    "x%00=1",
]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("query", BAD)
def test_bad_request(small_site: SmallSite, client: Client, endpoint: str, query: str) -> None:
    response = client.get(f"/api/v2/{endpoint}/?{query}")
    assert response.status_code == 400, response.content
    assert {"message", "code"} <= response.json().keys() <= {"message", "code", "field", "allowed"}


@pytest.mark.parametrize(
    "query",
    [
        "type=no.Model",
        "type=core.Person",
        "type=nothing",
        "type=" + "x" * 2000,
        "type=blog.BlogPage&date=abc",
        "type=blog.BlogPage&date=2020-13-01",
        "type=blog.BlogPage&fields=issue_number",
        "child_of=x",
        "child_of=-1",
        "child_of=999999",
        "descendant_of=x",
        "ancestor_of=x",
        "translation_of=x",
        "year=x",
        "year=0",
        "year=99999",
        "search=a&search_operator=xor",
        "show_in_menus=maybe",
        "first_published_at=yesterday",
        "alias_of=x",
        "order=tags",
    ],
)
def test_bad_request_for_pages(small_site: SmallSite, client: Client, query: str) -> None:
    response = client.get(f"/api/v2/pages/?{query}")
    assert response.status_code == 400, response.content
    assert {"message", "code"} <= response.json().keys() <= {"message", "code", "field", "allowed"}


@pytest.mark.parametrize(
    "path",
    [
        "pages/999999/",
        "pages/99999999999999999999999/",
        "pages/find/",
        "pages/find/?html_path=/no/such/page/",
        "pages/find/?id=999999",
        "pages/?locale=xx",
        "pages/?site=other.example",
        "pages/?site=localhost:abc",
        "images/1/",
        "documents/1/",
        "people/1/",
        "redirects/find/?html_path=/nowhere",
        "settings/?locale=xx",
        "countries/?locale=xx",
        "nothing/",
        "pages/abc/",
    ],
)
def test_not_found(small_site: SmallSite, client: Client, path: str) -> None:
    response = client.get(f"/api/v2/{path}")
    assert response.status_code == 404, response.content
    assert {"message", "code"} <= response.json().keys() <= {"message", "code", "field", "allowed"}


@pytest.mark.parametrize(
    "path",
    ["pages/find/?html_path=%00", "pages/find/?id=abc", "pages/find/?id=99999999999999999999999", "settings/?x=1"],
)
def test_bad_request_elsewhere(small_site: SmallSite, client: Client, path: str) -> None:
    assert client.get(f"/api/v2/{path}").status_code == 400


def test_unknown_parameter_of_a_detail(small_site: SmallSite, client: Client) -> None:
    assert client.get(f"/api/v2/pages/{small_site.blog.pk}/?order=title").status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(small_site: SmallSite, client: Client, method: str) -> None:
    for path in ("pages/", "settings/", ""):
        assert getattr(client, method)(f"/api/v2/{path}").status_code == 405


ODD_WORDS = ['"', '"museum', "museum'", "AND", "a OR", "*", "-", "museum*", "(", "NEAR(", "a:b", "^a", "{", "博物馆"]


@pytest.mark.parametrize("words", ODD_WORDS)
def test_search_takes_any_text(small_site: SmallSite, client: Client, words: str) -> None:
    BlogPageFactory(parent=small_site.blog, title="Museum")
    response = client.get("/api/v2/pages/", {"search": words})
    assert response.status_code in {200, 400}, response.content


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("navigation/", {"locale", "fallback", "site", "keys", "format", "_"}),
        ("calendar/", {"fallback", "locale", "site", "kind", "from", "to", "format", "_"}),
        ("forms/", {"fallback", "locale", "site", "limit", "offset", "format", "_"}),
        ("images/1/rendition/", {"width", "ratio", "format", "site"}),
        ("settings/", None),
    ],
)
def test_unknown_parameters_are_refused_alike(
    small_site: SmallSite, client: Client, path: str, allowed: set[str] | None
) -> None:
    answer = client.get(f"/api/v2/{path}", {"unheard": "1"})
    assert answer.status_code == 400
    error = answer.json()
    assert error["message"] == "query parameter is not an operation or a recognised field: unheard"
    assert (error["code"], error["field"]) == ("unknown_parameter", "unheard")
    if allowed is not None:
        assert set(error["allowed"]) == allowed
