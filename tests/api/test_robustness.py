"""No request makes the server fail, and whoever asks wrongly is told so in one shape.

Every address of the API, those of endpoints that are yet to be written included, is asked with what nobody should send.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from itp_cms.api.errors import ErrorCode
from itp_cms.api.router import api_router
from itp_cms.api.transport.paths import ROOT
from tests.factories.core import CountryFactory, DocumentFactory, ImageFactory, PersonFactory
from tests.small_site import SmallSite

Attempt = TypeVar("Attempt")

CONVERTED = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000"}


def addresses(resolver: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    """The addresses below the API's root, with something for each part that varies."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = getattr(pattern.pattern, "_route", None)
        if route is None:  # it is a regular expression
            route = str(pattern.pattern).strip("^$")
        path = before + re.sub(r"<(?:(\w+):)?\w+>", lambda found: CONVERTED.get(found[1], "x"), route)
        if isinstance(pattern, URLResolver):
            if ROOT.startswith(path) or path.startswith(ROOT):
                yield from addresses(pattern, path)
        elif path.startswith(ROOT):
            yield path


ADDRESSES = [*dict.fromkeys(addresses()), f"{ROOT}nothing/", f"{ROOT}pages/x/y/"]
LISTS = {f"{ROOT}{name}/": viewset for name, viewset in api_router._endpoints.items()}

VALUES = [
    "",
    "%00",
    "a%00b",
    "%ff",
    "%C0%80",
    "%ED%A0%80",
    "%F0%9F%92%A9",
    "%22",
    "%27",
    "%5C",
    "%25",
    "'%20OR%201=1--",
    "-1",
    "0",
    "1e400",
    "NaN",
    "Infinity",
    "9223372036854775807",
    "9223372036854775808",
    "9" * 5000,
    "%D9%A3",  # a digit, in Arabic
    "%C2%B2",  # no digit, though Python thinks so in part
    "true",
    "null",
    "[]",
    "%7B%22a%22:1%7D",
    ",",
    ",,,",
    "*",
    "-*",
    "_",
    "(",
    ")",
    "a(" * 2000,
    "(" * 2000,
    "title(" + "a,b(" * 50,
    "-",
    "--title",
    "random",
    "en",
    "EN",
    "xx",
    "2020-02-30",
    "0000-00-00",
    "99999-01-01",
    "9999-12-31T23:59:59-14:00",
    "a.b",
    "auth.User",
    "wagtailcore.Page",
    "blog.BlogPage,blog.BlogPage",
    "../../etc/passwd",
    "http://[",
    "//",
    "%E2%80%AE",
    "x" * 20000,
]

QUERIES = [
    *(
        f"{name}={value}"
        for name in ("no_such", "id", "%00", "%ff", "__proto__", "id__in", "pk")
        for value in VALUES[:5]
    ),
    "=",
    "&&&",
    "?",
    "a",
    "%",
    "%zz",
    "a=1;b=2",
    "&".join(f"p{number}=1" for number in range(10_001)),
    "&".join("id=1" for _ in range(3000)),
    "x" * 60_000,
    "locale=en&locale=xx",
    "limit=1&limit=x",
]

HEADERS = [
    *(
        {"accept": accept}
        for accept in (
            "",
            "text/html",
            "garbage",
            "*/*;q=x",
            "a/b/c",
            ";;;",
            ",",
            "application/json;v=9",
            "é",
            "x" * 9000,
        )
    ),
    *({"accept-language": value} for value in ("", "x" * 9000, "zz-ZZ;q=9", "*", "\u00ff")),
    *({"accept-encoding": value} for value in ("", ";q", "br;q=", "gzip;q=1e999", "é")),
    *({"if-modified-since": value} for value in ("", "yesterday", "Thu, 99 Foo 99999 00:00:00 GMT", "0")),
    *({"if-none-match": value} for value in ("", "*", "x", '"', 'W/"', "é")),
    *({"range": value} for value in ("", "bytes=-", "bytes=9-1", "bytes=0-0,1-1", "bytes=99999999999999999999-")),
    *({"origin": value} for value in ("", "null", "http://[", "é", "x" * 9000)),
    *({"x-forwarded-for": value} for value in ("", ",", "x", "é", "1.2.3.4," * 500)),
    *({"cookie": value} for value in ("", "sessionid=é", "csrftoken=x", "=", "sessionid=" + "x" * 9000)),
    *({"authorization": value} for value in ("", "Bearer", "Basic é", "Token x y z")),
    {"content-type": "é"},
    {"content-type": "text/plain; charset=nonsense"},
    {"x-http-method-override": "DELETE"},
    {"x-forwarded-host": "http://["},
    {"x-forwarded-proto": "gopher"},
    {"transfer-encoding": "chunked"},
    {"expect": "100-continue"},
]

BODIES: list[tuple[bytes, str]] = [
    (b"", "application/json"),
    (b"{", "application/json"),
    (b"null", "application/json"),
    (b"[]", "application/json"),
    (b"1" * 5000, "application/json"),
    (b"NaN", "application/json"),
    (b'"\\ud800"', "application/json"),
    (b'{"a": "\\u0000"}', "application/json"),
    (b'{"\\ud800": "\\ud800"}', "application/json"),
    (b"\xff\xfe", "application/json"),
    (b"[" * 100_000, "application/json"),
    (b'{"a":' * 100_000, "application/json"),
    (b"{}", "application/json; charset=nonsense"),
    (b"{}", "application/json; charset=utf-16"),
    (b"{}", "nonsense"),
    (b"<a/>", "text/xml"),
    (b"a=\xff", "application/x-www-form-urlencoded"),
    (b"a=%00&b=%ED%A0%80", "application/x-www-form-urlencoded"),
    (b"a=1", "application/x-www-form-urlencoded; charset=nonsense"),
    (b"&".join(b"a=1" for _ in range(10_001)), "application/x-www-form-urlencoded"),
    (b"x" * 3_000_000, "application/x-www-form-urlencoded"),
    (b"x" * 3_000_000, "application/json"),
    (b"", "multipart/form-data"),
    (b"x", "multipart/form-data; boundary="),
    (b"--b\r\n\r\n", "multipart/form-data; boundary=b"),
    (b'--b\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\x00\r\n--b--', "multipart/form-data; boundary=b"),
    (
        b"--b\r\nContent-Disposition: form-data; name=f; filename=../../x\r\nContent-Type: x\r\n\r\n\x00\r\n--b--",
        "multipart/form-data; boundary=b",
    ),
]


PARTS = 6


def part_of(attempts: Sequence[Attempt], address: str, more: int = 0) -> Sequence[Attempt]:
    """All attempts for the list of pages; for another address every sixth, beginning elsewhere for each.

    So each address is asked, and each attempt is made, without asking everything of everyone, which takes minutes.
    """
    return (
        attempts
        if address == f"{ROOT}pages/" and not more
        else attempts[(ADDRESSES.index(address) + more) % PARTS :: PARTS]
    )


@pytest.fixture
def site(small_site: SmallSite) -> SmallSite:
    """With one of what most addresses ask for."""
    CountryFactory(code="EG")
    PersonFactory()
    ImageFactory()
    DocumentFactory()
    return small_site


@pytest.fixture
def anyone(site: SmallSite) -> Client:
    """A client that is given the answer that readers would be given."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def fault(response: Any) -> str | None:
    """What is wrong with an answer."""
    if response.status_code >= 500:
        return f"{response.status_code}: {response.content[:300]!r}"
    if response.status_code < 400 or response.request["REQUEST_METHOD"] == "HEAD":
        return None
    if response.headers["Content-Type"] != "application/json":
        return f"{response.status_code} as {response.headers['Content-Type']}"
    body = json.loads(response.content)
    if not ({"message", "code"} <= body.keys() and body["message"] and body["code"] in ErrorCode.values):
        return f"{response.status_code}: {body}"
    return None


def faults(client: Client, requests: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """What is wrong with the answers to requests, each told by its address."""
    found = []
    for address, changes in requests:
        path, _, query = address.partition("?")
        options = {"method": "GET", **changes}
        if (wrong := fault(client.generic(path=path, QUERY_STRING=query, **options))) is not None:
            found.append(f"{options['method']} {address[:200]} {str(options)[:200]} → {wrong}")
    return found


def test_addresses_are_found() -> None:
    assert {ROOT, f"{ROOT}pages/", f"{ROOT}pages/1/", f"{ROOT}pages/find/", *LISTS} <= set(ADDRESSES)


@pytest.mark.parametrize("address", ADDRESSES)
def test_any_query(anyone: Client, address: str) -> None:
    assert not faults(anyone, [(f"{address}?{query}", {}) for query in part_of(QUERIES, address)])


@pytest.mark.parametrize("address", LISTS)
def test_any_value_of_any_parameter(anyone: Client, address: str) -> None:
    viewset: Any = LISTS[address]
    names = {
        parameter.name
        for operation in viewset.operations()
        for parameter in operation.parameters
        if parameter.location == "query"
    }
    assert names
    ids = [item["id"] for item in anyone.get(address).json().get("items", []) if "id" in item]
    detail = f"{address}{ids[0] if ids else 1}/"
    requests: list[tuple[str, dict[str, Any]]] = []
    for number, name in enumerate(sorted(names), start=1):
        requests += [(f"{address}?{name}={value}", {}) for value in part_of(VALUES, address, number)]
    for value in part_of(VALUES, address):
        requests += [(f"{address}find/?{name}={value}", {}) for name in ("id", "html_path")]
        requests += [(f"{detail}?{name}={value}", {}) for name in ("fields", "locale", "rich_text_format", "format")]
    assert not faults(anyone, requests)


@pytest.mark.parametrize("address", ADDRESSES)
def test_any_header(anyone: Client, address: str) -> None:
    assert not faults(anyone, [(address, {"headers": headers}) for headers in part_of(HEADERS, address)])


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["POST", "PUT", "GET"])
def test_any_body(anyone: Client, address: str, method: str) -> None:
    requests = [
        (address, {"method": method, "data": data, "content_type": kind}) for data, kind in part_of(BODIES, address)
    ]
    requests += [
        (address, {"method": method, "data": "{}", "content_type": "application/json", "CONTENT_LENGTH": length})
        for length in ("abc", "-1", "", "1", "99999999999999999999")
    ]
    assert not faults(anyone, requests)


@pytest.mark.parametrize(
    "path",
    [
        *(f"{ROOT}{before}{value}{after}" for before in ("", "pages/") for value in VALUES[1:9] for after in ("", "/")),
        f"{ROOT}pages/{'9' * 5000}/",
        f"{ROOT}pages/-1/",
        f"{ROOT}pages/%D9%A3/",
        f"{ROOT}{'x/' * 5000}",
        f"{ROOT}/",
        f"{ROOT}//",
        f"{ROOT}../../admin/",
        f"{ROOT}..%2f..%2fadmin/",
        f"{ROOT}pages//",
        f"{ROOT}pages/%2e%2e/",
        f"{ROOT}http://[/",
        f"{ROOT}%0d%0aSet-Cookie:a=b/",
        f"{ROOT};a=b?c",
    ],
)
def test_any_path(anyone: Client, path: str) -> None:
    assert not faults(anyone, [(path, {"method": method}) for method in ("GET", "HEAD", "POST", "OPTIONS")])


def test_bytes_as_they_come(anyone: Client) -> None:
    """What no library would send: raw bytes, where addresses have percent signs."""
    for raw in ("\x00", "\xff", "\xed\xa0\x80", "é", "\x80", "a\r\nb"):
        response = anyone.get(f"{ROOT}pages/", QUERY_STRING=f"search={raw}")
        assert fault(response) is None
        response = anyone.generic("GET", f"{ROOT}pages/", PATH_INFO=f"{ROOT}pages/{raw}/")
        assert fault(response) is None
        assert response.status_code == 404


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("host", ["evil.example", "", "[", "localhost:99999", "localhost:x", "a b", "é", "x" * 9000])
@pytest.mark.parametrize("path", [ROOT, f"{ROOT}pages/", f"{ROOT}pages", f"{ROOT}nothing/"])
def test_any_host(site: SmallSite, settings, path: str, host: str, debug: bool) -> None:
    settings.DEBUG = debug
    for is_redirecting in (False, True):
        settings.SECURE_SSL_REDIRECT = is_redirecting
        client = Client(raise_request_exception=False)
        assert fault(client.get(path, headers={"host": host})) is None


def test_errors_are_in_json_in_development_too(site: SmallSite, settings) -> None:
    settings.DEBUG = True
    client = Client(raise_request_exception=False)
    for path, status in (("nothing/", 404), ("pages/?x=1", 400), ("nothing", 404), ("pages/%00/", 404)):
        response = client.get(ROOT + path)
        assert response.status_code == status
        assert fault(response) is None
    assert fault(client.post(f"{ROOT}pages")) is None


def test_a_fault_of_ours_is_told_in_the_same_shape(site: SmallSite, monkeypatch: pytest.MonkeyPatch, settings) -> None:
    from itp_cms.api.endpoints.pages import PagesViewSet

    def fail(*args: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(PagesViewSet, "listing_view", fail)
    for debug in (False, True):
        settings.DEBUG = debug
        response = Client(raise_request_exception=False).get(f"{ROOT}pages/")
        assert response.status_code == 500
        assert response.json() == {"message": "Internal Server Error", "code": "internal_server_error"}
        assert response.headers["Access-Control-Allow-Origin"] == "*"
