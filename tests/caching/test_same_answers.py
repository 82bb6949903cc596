"""What is kept, and asked for by one way to write an address, is what is answered without: byte by byte."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings

from itp_cms.api.contract.openapi import declared_operations
from itp_cms.api.contract.operations import Operation, Parameter
from itp_cms.api.filters.order import RANDOM
from itp_cms.api.router import api_router
from itp_cms.core.changes import content_version
from tests.factories.blog import BlogPageFactory
from tests.factories.core import PersonFactory
from tests.small_site import SmallSite

TOLD = ("Location", "Link", "Content-Type", "Content-Language", "Content-Keys")
"""Headers that are a part of the answer."""

IN_PATHS = {"language": "en", "kind": "posts", "digits": "1"}

Answers = Callable[..., list[Any]]


@pytest.fixture
def answers(client: Client) -> Answers:
    """What an address is answered with nothing kept, when it is kept, and from what is kept."""

    def ask(address: str, **headers: str) -> list[Any]:
        return [_answer(client, address, is_kept, headers) for is_kept in (False, True, True)]

    return ask


def _answer(client: Client, address: str, is_kept: bool, headers: dict[str, str]) -> Any:
    with override_settings(API_CACHE=is_kept):
        response = client.get(address, headers=headers)
    told = {name: response.headers.get(name) for name in TOLD}
    return response.status_code, told, response.getvalue()


def _value_of(parameter: Parameter) -> str:
    schema = parameter.schema
    if "enum" in schema:
        return next(str(choice) for choice in schema["enum"] if choice != RANDOM)
    return "1" if schema.get("type") == "integer" else "x"


READ = [operation for operation in declared_operations(api_router) if operation.method == "get"]


def _of_its_own(operation: Operation) -> list[Parameter]:
    """The parameters that no operation before it takes too."""
    before = [one for other in READ[: READ.index(operation)] for one in other.parameters]
    return [one for one in operation.parameters if one.location == "query" and one not in before]


def _queries(operation: Operation) -> Iterator[list[tuple[str, str]]]:
    """Each parameter with all defaults and all that changes nothing, in any order; and what nothing takes."""
    taken = [parameter for parameter in operation.parameters if parameter.location == "query"]
    usual = [(one.name, str(one.schema["default"])) for one in taken if "default" in one.schema]
    usual += [("format", "json"), ("_", "5")]
    needed = [(one.name, _value_of(one)) for one in taken if one.required]
    yield [*usual, *needed]
    yield [*usual, *needed, *usual]
    yield [("nothing", "1"), *usual]
    for pair in usual:
        yield [(pair[0], "1"), *needed, pair]
    for parameter in _of_its_own(operation):
        yield [*reversed(usual), *needed, (parameter.name, _value_of(parameter))]


@pytest.mark.parametrize("operation", READ, ids=lambda operation: operation.path or "root")
def test_of_whatever_is_declared(small_site: SmallSite, answers: Answers, operation: Operation) -> None:
    ids = {**IN_PATHS, "id": str(small_site.blog.pk)}
    path = re.sub(r"\{(\w+)\}", lambda match: ids[match[1]], operation.path)
    for query in _queries(operation):
        address = f"/api/v2/{path}?{urlencode(query)}"
        without, computed, kept = answers(address)
        assert computed == without, address
        assert kept == without, address


@pytest.mark.parametrize(
    "address",
    [
        "pages/?limit=1&cursor={cursor}&offset=0",
        "pages/?offset=0&limit=020",
        "pages/?limit=20&limit=20&offset=00",
        "pages/?limit=%EF%BC%92%EF%BC%90",
        "pages/?title=博客",
        "pages/?title=%E5%8D%9A客&limit=20",
        "pages/?title=%FF",
        "pages/?search=a+b&search=a%20b",
        "pages/?&&title=&=1",
        "pages/?fields;limit=3",
        "pages/find/?html_path=/blog/&format=json",
        "pages/find/?html_path=/blog/&fields=title&_=1&expand=0",
        "pages/find/?fields=title&html_path=/blog/",
        "changes/?since={version}&limit=100",
        "changes/?limit=100&locale=en",
        "sitemap.xml?format=json",
        "sitemap-1.xml?format=json",
        "sitemap.xml?_=1",
        "docs/?format=json",
        "images/1/rendition/?format=json",
        "forms/?limit=20&offset=0",
        "../../sitemap.xml?format=json",
    ],
)
def test_of_odd_ways_to_write_an_address(small_site: SmallSite, client: Client, answers: Answers, address: str) -> None:
    cursor = client.get("/api/v2/pages/?limit=1").json()["meta"]["next_cursor"]
    address = address.format(cursor=cursor, version=content_version() - 1)
    without, computed, kept = answers(f"/api/v2/{address}".replace("/api/v2/../..", ""))
    assert computed == without
    assert kept == without


@pytest.mark.parametrize("path", ["", "pages/", "pages/find/?html_path=/blog/", "feeds/en/posts.rss", "changes/"])
@pytest.mark.parametrize("host", ["LOCALHOST", "localHost:8000", "localhost."])
def test_of_hosts(small_site: SmallSite, answers: Answers, path: str, host: str) -> None:
    without, computed, kept = answers(f"/api/v2/{path}", host=host)
    assert computed == kept == without


def test_the_case_of_a_host_that_a_proxy_names(small_site: SmallSite, client: Client, settings: Any) -> None:
    settings.USE_X_FORWARDED_HOST = True
    upper, lower = (
        client.get("/api/v2/", headers={"x-forwarded-host": host}).content for host in ("LOCALHOST", "localhost")
    )
    assert upper == lower


@pytest.mark.parametrize("path", ["pages/", "people/", "forms/", "changes/"])
def test_a_default_is_what_holds_without(small_site: SmallSite, client: Client, path: str) -> None:
    """What comes twice is not taken off, so that this is the endpoint's own answer."""
    operation = next(one for one in READ if one.path == path)
    defaults = [one for one in operation.parameters if "default" in one.schema]
    assert defaults
    for _number in range(22):
        BlogPageFactory(parent=small_site.blog)
        PersonFactory()
    address = f"/api/v2/{path}"
    for parameter in defaults:
        said = urlencode([(parameter.name, str(parameter.schema["default"]))] * 2)
        assert client.get(f"{address}?{said}").json()["items"] == client.get(address).json()["items"]
