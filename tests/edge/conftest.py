from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

from tests.edge.origin import Origin, origin
from tests.services import missing, varnish

TOKEN = "secret of the tests"


@dataclass
class Edge:
    """A Varnish before an origin."""

    origin: Origin
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> requests.Response:
        return requests.get(f"{self.address}{path}", headers=headers, timeout=10)

    def body(self, path: str, **headers: str) -> str:
        return self.get(path, **headers).text


@pytest.fixture(scope="session")
def varnish_program() -> str:
    program = varnish.program()
    if program is None:
        missing("Varnish with vmod xkey")
    return program


@pytest.fixture
def edge(varnish_program: str) -> Iterator[Edge]:
    with origin() as site, varnish.varnish(varnish_program, site.port, token=TOKEN) as port:
        yield Edge(site, port)
