"""Requests a second, times and processor time of each request of the catalog, answered by each way there is.

The ways take turns, again and again, so that whatever else the machine does meets them alike.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode

import requests as http
from tqdm import tqdm

from tests.bench.catalog import DETAIL, KINDS, LIST, Kind
from tests.bench.load import Measured, Request, load
from tests.bench.processes import Database
from tests.bench.servers import Server, edge, server

CONNECTIONS = 4
"""Enough to have the worker always busy; a request waits for those before it, so times are of four requests."""

BARE = "bare JsonResponse"
NAKED = "bare JsonResponse, CommonMiddleware alone"
PLAIN = "plain Wagtail API v2"
COLD = "ours, cold"
FIRST = "ours, cold, first after a change"
CACHED = "ours, cached"
NOT_MODIFIED = "ours, 304"
VARNISH = "Varnish in front"
BARES = {"address": "/bare/", "status": 200, "queries": 0, "gzipped": None}
WAYS = (NAKED, BARE, PLAIN, COLD, FIRST, CACHED, NOT_MODIFIED, VARNISH)


@dataclass(frozen=True)
class Effort:
    """How much is measured: each way of each kind so many seconds in each round, with a crowd of so many connections at
    once, so many publications; with Varnish in front, where there is one, or without.
    """

    rounds: int
    seconds: float
    crowd: int = 64
    publications: int = 40
    kinds: tuple[Kind, ...] = KINDS
    edge: bool = True


@dataclass
class Cell:
    """One request, asked in one way; times in milliseconds."""

    vendor: str
    pages: int
    kind: str
    way: str
    queries: int
    gzipped: int | None
    measured: Measured = field(default_factory=Measured)
    cpu_seconds: float | None = 0.0

    def as_json(self) -> dict[str, Any]:
        cells = {name: value for name, value in asdict(self).items() if name not in {"measured", "cpu_seconds"}}
        answers = len(self.measured.seconds)
        return cells | {
            "bytes": self.measured.bytes,
            "answers": answers,
            "per_second": round(self.measured.per_second, 1),
            "cpu_ms": None if self.cpu_seconds is None else round(1000 * self.cpu_seconds / answers, 3),
            "p50_ms": round(self.measured.quantile_ms(0.5), 3),
            "p99_ms": round(self.measured.quantile_ms(0.99), 3),
        }


@dataclass(frozen=True)
class Way:
    """How a cell is measured: what is asked, and which process works for it."""

    cell: Cell
    request: Request
    server: Server | None

    def measure(self, connections: int, seconds: float) -> None:
        if self.cell.way == COLD:  # what the turn before had the process forget is `FIRST`'s to measure
            load(self.request, 1, 0.0, at_least=1)
        before = self.server.cpu_seconds() if self.server else None
        self.cell.measured.add(load(self.request, connections, seconds))
        after = self.server.cpu_seconds() if self.server else None
        if before is None or after is None or self.cell.cpu_seconds is None:
            self.cell.cpu_seconds = None
        else:
            self.cell.cpu_seconds += after - before


@dataclass(frozen=True)
class Servers:
    cold: Server
    cached: Server
    in_front: tuple[Server, int] | None
    """The port of a Varnish, and the server behind it."""


@dataclass(frozen=True)
class Answers:
    """What was measured on one database."""

    cells: list[dict[str, Any]]
    crowded: list[dict[str, Any]]
    resident_mb: float | None
    missing: list[str]


def measure(database: Database, effort: Effort) -> Answers:
    """Each way in each round, with a progress bar."""
    with ExitStack() as stack:
        ways, cached = _ways(database, effort, stack)
        missing = [way for way in WAYS if way not in {each.cell.way for each in ways}]
        crowded = [each for each in _ways_of(ways, LIST, DETAIL) if each.cell.way in {PLAIN, COLD, CACHED}]
        crowded = [Way(_fresh(each.cell), each.request, each.server) for each in crowded]
        for each in ways:  # what is made once is made: connections, caches of processes, entries
            load(each.request, 1, 0.0, at_least=2)
        turns = ways * effort.rounds
        for each in tqdm(turns, unit="turn", desc=f"measuring {database.vendor}, {database.pages:,} pages"):
            each.measure(CONNECTIONS, effort.seconds)
        for each in crowded:
            each.measure(effort.crowd, 2 * effort.seconds)
        cells, crowds = ([each.cell.as_json() for each in some] for some in (ways, crowded))
        return Answers(cells, crowds, cached.resident_mb(), missing)


def _ways(database: Database, effort: Effort, stack: ExitStack) -> tuple[list[Way], Server]:
    """All ways of all requests, in their order; and the server whose answers are cached."""
    cold, cached = (stack.enter_context(server(database, name)) for name in ("cold", "cached"))
    servers = Servers(cold, cached, stack.enter_context(edge(database)) if effort.edge else None)
    query = urlencode([("kind", kind.name) for kind in effort.kinds])
    asked, asked_cached = (each.json(f"/asked/?{query}") for each in (cold, cached))
    ways = []
    for kind in effort.kinds:
        for name, answer, port, worker in _answers_to(servers, asked[kind.name], asked_cached[kind.name]["ours"]):
            cell = Cell(database.vendor, database.pages, kind.name, name, answer["queries"], answer["gzipped"])
            request = Request(answer["address"], port, answer["status"], answer.get("headers", ()))
            ways.append(Way(cell, request, worker))
    return ways, servers.cached


def _answers_to(
    servers: Servers, asked: dict[str, Any], kept: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any], int, Server | None]]:
    """The ways to answer one request: name, what is asked, port, and the server that works for it if known."""
    cold, cached = servers.cold, servers.cached
    ours = asked["ours"]
    yield NAKED, BARES | {"address": "/naked/"}, cached.port, cached
    yield BARE, BARES, cached.port, cached
    if "plain" in asked:
        yield PLAIN, asked["plain"], cold.port, cold
    yield COLD, ours, cold.port, cold
    forgetting = {"queries": ours["queries_after_a_change"], "headers": (("X-Forget", "1"),)}
    yield FIRST, ours | forgetting, cold.port, cold
    yield CACHED, kept, cached.port, cached
    if etag := cached.etag(ours["address"]):  # what leads elsewhere, as `find/` does, has none
        yield (
            NOT_MODIFIED,
            kept | {"status": 304, "gzipped": None, "headers": (("If-None-Match", etag),)},
            cached.port,
            cached,
        )
    if servers.in_front:
        _behind, port = servers.in_front
        if _keeps(port, ours["address"]):
            yield VARNISH, kept | {"queries": 0}, port, None


def _keeps(varnish: int, path: str) -> bool:
    """Whether it answers from what it keeps."""
    answers = [
        http.get(f"http://localhost:{varnish}{path}", headers={"Accept-Encoding": "identity"}, allow_redirects=False)
        for _ in range(2)
    ]
    return answers[1].headers.get("X-Cache") == "HIT"


def _ways_of(ways: list[Way], *kinds: Kind) -> Iterator[Way]:
    names = {kind.name for kind in kinds}
    return (each for each in ways if each.cell.kind in names)


def _fresh(cell: Cell) -> Cell:
    return Cell(cell.vendor, cell.pages, cell.kind, cell.way, cell.queries, cell.gzipped)
