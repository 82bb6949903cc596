"""A client that keeps a server busy and times its answers: HTTP/1.1 over so many connections at once.

Each connection sends the next request once the last one is answered, on the same connection where the server allows
it. Only as much of HTTP is understood as is needed for that; an answer of another status or length than the first one
is an error, so that nothing is measured but the work that is meant.
"""

import asyncio
import re
import statistics
import time
from dataclasses import dataclass, field
from typing import Any

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
WITHOUT_BODY = (b"204", b"304")


class Unexpected(RuntimeError):
    """An answer that is not like the first one."""


@dataclass(frozen=True)
class Request:
    """What is asked, and the status that is to be answered."""

    path: str
    port: int
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()

    def as_bytes(self) -> bytes:
        lines = [f"GET {self.path} HTTP/1.1", f"Host: localhost:{self.port}", "Accept: application/json"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass
class Measured:
    """Answers to one request, perhaps of several rounds."""

    seconds: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    """Answers a second, of each round."""
    bytes: int = 0

    def add(self, other: "Measured") -> None:
        self.seconds += other.seconds
        self.rates += other.rates
        self.bytes = other.bytes

    @property
    def per_second(self) -> float:
        """Of the middle round: one that something else disturbed does not count."""
        return statistics.median(self.rates)

    def quantile_ms(self, share: float) -> float:
        return 1000 * quantile(self.seconds, share)


def quantile(values: list[float], share: float) -> float:
    if len(values) < 2:
        return values[0]
    return statistics.quantiles(values, n=1000, method="inclusive")[round(share * 1000) - 1]


def load(request: Request, connections: int, seconds: float, at_least: int = 3) -> Measured:
    """Ask for so long, and so often at least.

    Raises `Unexpected` for an answer of another status or length, or when the server hangs up without one.
    """
    return asyncio.run(_load(request, connections, seconds, at_least))


async def _load(request: Request, connections: int, seconds: float, at_least: int) -> Measured:
    run = _Run(request, seconds, at_least)
    loop = asyncio.get_running_loop()
    clients = [_Connection(run, loop) for _ in range(connections)]
    for client in clients:
        client.open()
    await asyncio.gather(*(client.done for client in clients))
    return Measured(run.times, [len(run.times) / (run.last - run.began)], run.length or 0)


class _Run:
    """What the connections have in common."""

    def __init__(self, request: Request, seconds: float, at_least: int) -> None:
        self.port = request.port
        self.sent = request.as_bytes()
        self.status = str(request.status).encode()
        self.times: list[float] = []
        self.length: int | None = None
        self.at_least = at_least
        self.began = self.last = time.perf_counter()
        self.until = self.began + seconds

    def answered(self, asked: float, length: int) -> bool:
        """Whether there is more to ask."""
        if self.length not in {None, length}:
            raise Unexpected(f"An answer has {length} bytes, the first one had {self.length}")
        self.length = length
        self.last = time.perf_counter()
        self.times.append(self.last - asked)
        return self.last < self.until or len(self.times) < self.at_least


class _Connection(asyncio.Protocol):
    def __init__(self, run: _Run, loop: asyncio.AbstractEventLoop) -> None:
        self.run = run
        self.loop = loop
        self.done: asyncio.Future[None] = loop.create_future()
        self.transport: Any = None
        self.head = bytearray()
        self.missing: int | None = None
        self.body = 0
        self.closes = False
        self.asked = 0.0

    def open(self) -> None:
        self.asked = time.perf_counter()
        opening = self.loop.create_task(self.loop.create_connection(lambda: self, "127.0.0.1", self.run.port))
        opening.add_done_callback(self._opened)

    def _opened(self, opening: "asyncio.Task[Any]") -> None:
        if (error := opening.exception()) and not self.done.done():
            self.done.set_exception(error)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        self.head.clear()
        self.missing = None
        self.transport.write(self.run.sent)

    def data_received(self, data: bytes) -> None:
        if self.missing is None:
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return
            self._read_head(bytes(self.head[:end]), len(self.head) - end - 4)
        else:
            self.missing -= len(data)
        if self.missing is not None and self.missing <= 0:
            self._answered()

    def _read_head(self, head: bytes, received: int) -> None:
        """Learn from the head how much is to come, when so many bytes of the body are there."""
        status = head[9:12]
        found = LENGTH.search(head)
        if status != self.run.status or (found is None and status not in WITHOUT_BODY):
            self._fail(f"{self.run.sent!r} was answered with {bytes(self.head[:2000])!r}")
            return
        self.closes = CLOSES.search(head) is not None
        self.body = int(found[1]) if found and status not in WITHOUT_BODY else 0
        self.missing = self.body - received

    def _answered(self) -> None:
        try:
            goes_on = self.run.answered(self.asked, self.body)
        except Unexpected as error:
            self._fail(str(error))
            return
        if goes_on and not self.closes:
            self.asked = time.perf_counter()
            self._ask()
            return
        transport, self.transport = self.transport, None
        transport.abort()
        if goes_on:
            self.open()
        else:
            self.done.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if self.transport is not None and not self.done.done():
            self._fail(f"The server hung up: {error}")

    def _fail(self, message: str) -> None:
        if not self.done.done():
            self.done.set_exception(Unexpected(message))
        if self.transport is not None:
            transport, self.transport = self.transport, None
            transport.abort()
