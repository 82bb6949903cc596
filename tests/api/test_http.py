"""What HTTP promises of every answer: methods, headers, compression, other origins, and how often one may ask."""

import gzip
import re
from datetime import date
from io import BytesIO
from typing import Any

import brotli
import pytest
import requests
from django.test import Client, RequestFactory

import itp_cms.asgi
import itp_cms.wsgi
from itp_cms.api.endpoints.snippets import SponsorsViewSet
from itp_cms.api.router import api_router
from itp_cms.api.transport.deprecation import Deprecation
from itp_cms.api.transport.rate_limits import RateLimitThrottle
from itp_cms.settings import values
from tests.factories.blog import BlogPageFactory
from tests.factories.core import CountryFactory, DocumentFactory, PersonFactory
from tests.small_site import SmallSite, translate

ENDPOINTS = ["", *(f"{name}/" for name in api_router._endpoints)]

BESIDES = ["openapi.json", "docs/", "sitemap.xml", "sitemap-0.xml"]


@pytest.fixture
def long_list(small_site: SmallSite) -> str:
    """The address of an answer that is worth compressing."""
    for number in range(12):
        BlogPageFactory(parent=small_site.blog, title=f"Conservation of textiles, part {number}")
    return "/api/v2/pages/?type=blog.BlogPage"


# Methods


@pytest.mark.parametrize("endpoint", [*ENDPOINTS, *BESIDES])
def test_options_tells_the_methods(small_site: SmallSite, client: Client, endpoint: str) -> None:
    response = client.options(f"/api/v2/{endpoint}")
    assert response.status_code == 200
    assert response.content == b""
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "Content-Type" not in response.headers


def test_options_of_nothing_is_not_found(db, client: Client) -> None:
    assert client.options("/api/v2/nothing/").status_code == 404


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_head_has_the_headers_of_get(small_site: SmallSite, client: Client, endpoint: str) -> None:
    get, head = client.get(f"/api/v2/{endpoint}"), client.head(f"/api/v2/{endpoint}")
    assert head.content == b""
    assert dict(head.headers) == dict(get.headers)
    assert int(head.headers["Content-Length"]) == len(get.content)


def test_head_of_what_leads_on(small_site: SmallSite, client: Client, settings) -> None:
    for settings.API_CACHE in (False, True):
        address = f"/api/v2/pages/find/?id={small_site.blog.pk}"
        get, head = client.get(address), client.head(address)
        assert (get.status_code, head.status_code, head.content) == (302, 302, b"")
        assert head.headers["Content-Length"] == get.headers["Content-Length"] == "0"
        assert dict(head.headers) == dict(get.headers)


def test_head_of_an_error_has_no_body(db, client: Client) -> None:
    head = client.head("/api/v2/nothing/")
    assert (head.status_code, head.content) == (404, b"")
    assert int(head.headers["Content-Length"]) > 0


@pytest.mark.parametrize("endpoint", [*ENDPOINTS, *BESIDES, "pages/1/", "pages/find/"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "X" * 300])
def test_other_methods_are_refused(small_site: SmallSite, endpoint: str, method: str) -> None:
    response = Client(enforce_csrf_checks=True).generic(method, f"/api/v2/{endpoint}", "{", "application/json")
    assert response.status_code == 405
    assert response.json()["code"] == "method_not_allowed"
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_missing_slash_is_put_right(small_site: SmallSite, client: Client) -> None:
    response = client.get("/api/v2/pages?limit=1&search=%E5%8D%9A")
    assert response.status_code == 301
    assert response.headers["Location"] == "/api/v2/pages/?limit=1&search=%E5%8D%9A"
    assert client.get(f"/api/v2/pages/{small_site.blog.pk}").status_code == 301
    assert client.get("/api/v2").status_code == 301
    assert client.get("/api/v2/nothing").status_code == 404
    assert client.post("/api/v2/pages").status_code == 308


# Headers


def test_no_answer_is_kept_apart_for_a_reader(small_site: SmallSite) -> None:
    client = Client(headers={"accept-language": "ar", "cookie": "sessionid=abc; csrftoken=def", "accept": "text/html"})
    for endpoint in ["", *(f"{name}/" for name, viewset in api_router._endpoints.items() if viewset.is_list)]:
        response = client.get(f"/api/v2/{endpoint}")
        assert response.status_code == (400 if endpoint == "page_preview/" else 200)
        assert response.headers["Content-Type"] == "application/json"
        assert set(response.headers["Vary"].split(", ")) == {"Accept-Encoding"}
        assert not response.cookies


@pytest.mark.parametrize("path", ["", "pages/", "nothing/", "pages/?x=1"])
def test_browsers_are_kept_careful(small_site: SmallSite, client: Client, path: str) -> None:
    headers = client.get(f"/api/v2/{path}").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_language_of_an_answer_is_told(small_site: SmallSite, client: Client) -> None:
    def language(path: str) -> str:
        return client.get(f"/api/v2/{path}").headers["Content-Language"]

    person = PersonFactory()
    translate(person, "ar", name="لي")
    country = CountryFactory(code="EG")
    assert language(f"pages/{small_site.blog_zh.pk}/") == "zh-hans"
    assert language("pages/?locale=zh-hans") == "zh-hans"
    assert language(f"pages/?id={small_site.blog.pk}") == "en"
    assert language("pages/") == "en, zh-hans"
    assert language("people/?fields=_") == "ar, en"
    assert language("people/?locale=zh-hant") == "zh-hant"
    assert language(f"countries/{country.pk}/?locale=ar") == "ar"
    assert language("settings/?locale=ar") == "ar"
    assert language("nothing/") == "en"
    assert language("pages/?locale=ar&fallback=zh-hans,en") == "zh-hans"
    assert language("pages/?locale=ar&fallback=en,zh-hans") == "en"
    assert language(f"pages/{small_site.blog.pk}/?locale=ar&fallback=zh-hans,en") == "zh-hans"
    assert language("people/?locale=zh-hant&fallback=zh-hans,ar") == "ar"


def test_an_endpoint_that_will_go_says_so(small_site: SmallSite, client: Client, monkeypatch) -> None:
    why = "https://www.example.org/changes"
    monkeypatch.setattr(SponsorsViewSet, "deprecation", Deprecation(date(2030, 1, 1), date(2031, 1, 1), why))
    for path in ("sponsors/", "sponsors/999999/"):
        headers = client.get(f"/api/v2/{path}").headers
        assert headers["Deprecation"] == "@1893456000"
        assert headers["Sunset"] == "Wed, 01 Jan 2031 00:00:00 GMT"
        assert headers["Link"] == f'<{why}>; rel="deprecation", <{why}>; rel="sunset"'
    assert "Deprecation" not in client.get("/api/v2/pages/").headers


# Compression


@pytest.mark.parametrize(
    ("accepts", "coding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP, deflate", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("*", "br"),
        ("*, br;q=0", "gzip"),
        ("*;q=0", None),
        ("gzip;q=0.1, identity", None),
        ("gzip;q=much, br;q=-1", None),
        ("gzip;q=nan", None),
        (";;,,=;q", None),
        ("zstd", None),
    ],
)
def test_answers_are_compressed_as_asked(long_list: str, client: Client, accepts: str, coding: str | None) -> None:
    plain = client.get(long_list)
    response = client.get(long_list, headers={"accept-encoding": accepts})
    assert response.headers.get("Content-Encoding") == coding
    assert response.headers["Vary"] == "Accept-Encoding"
    assert int(response.headers["Content-Length"]) == len(response.content)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert unpack(response.content) == plain.content
    if coding:
        assert len(response.content) < len(plain.content) / 4
        head = client.head(long_list, headers={"accept-encoding": accepts})
        assert dict(head.headers) == dict(response.headers)


def test_short_answers_are_not_compressed(db, client: Client) -> None:
    response = client.get("/api/v2/nothing/", headers={"accept-encoding": "br"})
    assert "Content-Encoding" not in response.headers
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_what_comes_in_parts_is_compressed(small_site: SmallSite, client: Client, coding: str) -> None:
    plain = client.get("/sitemap.xml")
    response = client.get("/sitemap.xml", headers={"accept-encoding": coding})
    assert response.headers["Content-Encoding"] == coding
    body = b"".join(response) if response.streaming else response.content
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}[coding]
    assert unpack(body) == (b"".join(plain) if plain.streaming else plain.content)


def test_the_admin_is_not_compressed(db, client: Client) -> None:
    response = client.get("/admin/login/", headers={"accept-encoding": "br, gzip"})
    assert len(response.content) > 1000
    assert "Content-Encoding" not in response.headers


# Other origins

FOREIGN = "https://elsewhere.example"
LISTED = "https://www.example.org"


@pytest.mark.parametrize("path", ["", "pages/", "nothing/"])
def test_anyone_may_read(small_site: SmallSite, client: Client, path: str) -> None:
    for headers in ({}, {"origin": FOREIGN}, {"origin": "null"}, {"origin": "http://["}):
        response = client.get(f"/api/v2/{path}", headers=headers)
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "RateLimit" in response.headers["Access-Control-Expose-Headers"].split(", ")
        assert response.headers["Vary"] == "Accept-Encoding"
        assert "Access-Control-Allow-Credentials" not in response.headers


def preflight(client: Client, method: str, origin: str = FOREIGN, path: str = "/api/v2/pages/"):
    headers = {
        "origin": origin,
        "access-control-request-method": method,
        "access-control-request-headers": "content-type",
    }
    return client.options(path, headers=headers)


def test_preflight_of_reading(small_site: SmallSite, client: Client) -> None:
    response = preflight(client, "GET")
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "if-none-match" in response.headers["Access-Control-Allow-Headers"]
    assert int(response.headers["Access-Control-Max-Age"]) > 0


def test_sending_is_for_the_listed_origins(small_site: SmallSite, client: Client, settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [LISTED]
    allowed, refused = preflight(client, "POST", LISTED), preflight(client, "POST")
    assert allowed.headers["Access-Control-Allow-Origin"] == LISTED
    assert "POST" in allowed.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in refused.headers
    assert client.post("/api/v2/pages/", headers={"origin": LISTED}).headers["Access-Control-Allow-Origin"] == LISTED
    answer = client.post("/api/v2/pages/", headers={"origin": FOREIGN})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_reading_can_be_kept_to_the_listed_origins(small_site: SmallSite, client: Client, settings) -> None:
    settings.API_READABLE_FROM_ANY_ORIGIN = False
    settings.CORS_ALLOWED_ORIGINS = [LISTED]
    response = client.get("/api/v2/pages/", headers={"origin": LISTED})
    assert response.headers["Access-Control-Allow-Origin"] == LISTED
    assert "origin" in response.headers["Vary"]
    response = client.get("/api/v2/pages/", headers={"origin": FOREIGN})
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "origin" in response.headers["Vary"]


def test_files_may_be_read_and_the_admin_not(small_site: SmallSite, client: Client) -> None:
    document = DocumentFactory()
    response = client.get(document.file.url, headers={"origin": FOREIGN})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    response = client.get("/admin/login/", headers={"origin": FOREIGN})
    assert not any(name.startswith("Access-Control") for name in response.headers)


# In which charset


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "hex", "undefined", "zlib", "punycode"])
def test_an_address_is_read_the_same_whatever_the_charset_of_a_body(charset: str) -> None:
    content_type = f"text/plain; charset={charset}"
    query = "search=%E5%8D%9A"
    environ = RequestFactory().get(f"/api/v2/pages/?{query}").environ | {"CONTENT_TYPE": content_type}
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/api/v2/pages/",
        "query_string": query.encode(),
        "headers": [(b"content-type", content_type.encode())],
    }
    for request in (itp_cms.wsgi.Request(environ), itp_cms.asgi.Request(scope, BytesIO())):
        assert request.GET["search"] == "博"
        assert request.content_params == {"charset": charset}


def test_no_charset_is_an_error_of_a_server(demo_server: str) -> None:
    for charset in ("hex", "undefined"):
        headers = {"Content-Type": f"text/plain; charset={charset}"}
        assert requests.get(f"{demo_server}/api/v2/pages/?limit=1", headers=headers, timeout=60).status_code == 200


# How often


@pytest.fixture
def limited(small_site: SmallSite, settings) -> None:
    settings.API_RATE_LIMIT = (3, 3600)


def ask(client: Client, times: int, path: str = "pages/", **request: Any):
    return [client.get(f"/api/v2/{path}", **request) for _ in range(times)][-1]


def test_a_client_that_asks_too_often_is_told_to_wait(limited: None, client: Client) -> None:
    first = ask(client, 1)
    assert first.headers["RateLimit-Policy"] == '"default";q=3;w=3600'
    assert re.fullmatch(r'"default";r=2;t=[0-9]+', first.headers["RateLimit"])
    assert ask(client, 2).status_code == 200
    refused = ask(client, 1)
    assert refused.status_code == 429
    assert refused.json()["code"] == "throttled"
    wait = refused.headers["Retry-After"]
    assert refused.json()["message"] == f"Too many requests. Try again in {wait} seconds."
    assert refused.headers["RateLimit"].startswith('"default";r=0;')
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert refused.headers["Cache-Control"] == "no-cache"
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert ask(client, 1, "nothing/").status_code == 429
    assert client.head("/api/v2/").status_code == 429
    assert client.options("/api/v2/").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_clients_are_told_apart(limited: None, client: Client) -> None:
    assert ask(client, 4, REMOTE_ADDR="203.0.113.1").status_code == 429
    assert ask(client, 1, REMOTE_ADDR="203.0.113.2").status_code == 200
    assert ask(client, 1, REMOTE_ADDR="::ffff:203.0.113.1").status_code == 429
    assert ask(client, 4, REMOTE_ADDR="2001:db8:0:1::1").status_code == 429
    assert ask(client, 1, REMOTE_ADDR="2001:db8:0:1:ffff::9").status_code == 429
    assert ask(client, 1, REMOTE_ADDR="2001:db8:0:2::1").status_code == 200
    assert ask(client, 1, REMOTE_ADDR="fe80::1%eth0").status_code == 200
    assert ask(client, 9, REMOTE_ADDR="").status_code == 200


def test_only_proxies_that_are_known_say_who_asks(limited: None, client: Client, settings) -> None:
    for number in range(3):
        ask(client, 1, headers={"x-forwarded-for": f"203.0.113.{number}"})
    assert ask(client, 1, headers={"x-forwarded-for": "203.0.113.9"}).status_code == 429
    settings.REST_FRAMEWORK = {"NUM_PROXIES": 1}
    assert ask(client, 4, headers={"x-forwarded-for": "198.51.100.1, 203.0.113.5"}).status_code == 429
    assert ask(client, 1, headers={"x-forwarded-for": "198.51.100.2, 203.0.113.5"}).status_code == 429
    assert ask(client, 1, headers={"x-forwarded-for": "203.0.113.6"}).status_code == 200


def test_a_proxy_may_tell_the_port_too(limited: None, client: Client, settings) -> None:
    settings.REST_FRAMEWORK = {"NUM_PROXIES": 1}
    for number in range(3):
        ask(client, 1, headers={"x-forwarded-for": f"203.0.113.5:{4711 + number}"})
        ask(client, 1, headers={"x-forwarded-for": f"[2001:db8::5]:{4711 + number}"})
    assert ask(client, 1, headers={"x-forwarded-for": "203.0.113.5"}).status_code == 429
    assert ask(client, 1, headers={"x-forwarded-for": "2001:db8::5"}).status_code == 429
    assert ask(client, 4, headers={"x-forwarded-for": "unknown"}, REMOTE_ADDR="203.0.113.6").status_code == 429


def test_listed_clients_are_not_limited(limited: None, client: Client, settings) -> None:
    settings.API_UNLIMITED_CLIENTS = values.networks("203.0.113.7,2001:db8::/32")
    for address in ("203.0.113.7", "2001:db8::1", "::ffff:203.0.113.7"):
        response = ask(client, 5, REMOTE_ADDR=address)
        assert response.status_code == 200
        assert "RateLimit" not in response.headers


def test_an_endpoint_can_have_a_limit_of_its_own(limited: None, client: Client, settings, monkeypatch) -> None:
    class Throttle(RateLimitThrottle):
        policy = "costly"
        rate_setting = "COSTLY_RATE_LIMIT"

    monkeypatch.setattr(SponsorsViewSet, "throttle_classes", (Throttle,))
    settings.COSTLY_RATE_LIMIT = (1, 60)
    response = ask(client, 1, "sponsors/")
    assert response.headers["RateLimit-Policy"] == '"default";q=3;w=3600, "costly";q=1;w=60'
    assert re.fullmatch('"default";r=2;t=[0-9]+, "costly";r=0;t=[0-9]+', response.headers["RateLimit"])
    response = ask(client, 1, "sponsors/")
    assert response.status_code == 429
    assert response.json()["message"] == f"Too many requests. Try again in {response.headers['Retry-After']} seconds."
    assert response.json()["code"] == "throttled"
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert ask(client, 1, "series/").status_code == 200
