"""What there is to ask, found by the server itself: addresses in its database, and the queries their answers take."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench.catalog import FIND, KINDS, POST, Kind
from tests.bench.middleware import ForgetfulMiddleware

APIS = {"ours": "/api/v2/", "plain": "/plain/"}


class Unmeant(RuntimeError):
    """An answer that is not the work that is meant to be measured."""


def asked(request: HttpRequest) -> JsonResponse:
    """For each kind of request that is named (`kind`) and each API: the address, an answer's status, its queries.

    `gzipped` is its size in bytes as it is sent to who takes it compressed. Raises `Unmeant`.
    """
    client = Client(headers={"host": "localhost"})
    post = client.get(f"{APIS['ours']}pages/{POST}").json()["items"][0]
    path = post["meta"]["html_url"].removeprefix("http://localhost")
    found = {}
    for kind in (kind for kind in KINDS if kind.name in request.GET.getlist("kind")):
        query = kind.query.format(id=post["id"], path=path)
        apis = APIS if kind.plain else {"ours": APIS["ours"]}
        found[kind.name] = {api: _ask(client, kind, f"{root}{kind.endpoint}/{query}") for api, root in apis.items()}
    return JsonResponse(found)


def _ask(client: Client, kind: Kind, address: str) -> dict[str, Any]:
    response = client.get(address)
    _verify(kind, address, response)
    queries = _queries(client, address)
    forgetting = _queries(client, address, {ForgetfulMiddleware.header: "1"})
    gzipped = client.get(address, headers={"accept-encoding": "gzip"})
    return {
        "address": address,
        "status": response.status_code,
        "queries": queries,
        "queries_after_a_change": forgetting,
        "gzipped": len(gzipped.content),
    }


def _queries(client: Client, address: str, headers: dict[str, str] | None = None) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address, headers=headers)
    return len(queries)


def _verify(kind: Kind, address: str, response: Any) -> None:
    if kind is FIND:
        is_meant = response.status_code == 302
    else:
        answer = response.json() if response.status_code == 200 else {}
        is_meant = len(answer.get("items", [])) >= kind.items if kind.items else "title" in answer
    if not is_meant:
        raise Unmeant(f"{address} is answered with {response.status_code} {response.content[:500]!r}")
