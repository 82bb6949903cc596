"""The client of the bench, against a server that counts."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.bench.load import Measured, Request, Unexpected, load, quantile

pytestmark = pytest.mark.project


class Counting(BaseHTTPRequestHandler):
    """Answers with four bytes, every tenth time with three if asked for `/uneven/`."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body together, or the second would wait for the client to have acknowledged the first
    answered = 0
    connections = 0

    def setup(self) -> None:
        type(self).connections += 1
        super().setup()

    def do_GET(self) -> None:
        type(self).answered += 1
        body = b"abc" if self.path == "/uneven/" and self.answered % 10 == 0 else b"abcd"
        self.send_response(304 if self.headers["If-None-Match"] else 200)
        self.send_header("Content-Length", str(len(body)))
        if self.path == "/close/":
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if not self.headers["If-None-Match"]:
            self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def counting() -> Iterator[type[Counting]]:
    class Own(Counting):
        port: int

    with ThreadingHTTPServer(("127.0.0.1", 0), Own) as server:
        Own.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Own
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/", "/close/"])
def test_every_answer_is_timed(counting, path: str):
    measured = load(Request(path, counting.port), connections=3, seconds=0.2)

    assert measured.bytes == 4
    # What was under way on the other connections at the end is answered too.
    assert len(measured.seconds) == counting.answered > 20
    duration = len(measured.seconds) / measured.per_second
    assert 0.2 <= duration < 2
    assert sum(measured.seconds) <= 3 * duration
    assert (counting.connections > 20) == (path == "/close/")


def test_as_many_answers_as_asked_for(counting):
    assert len(load(Request("/", counting.port), connections=1, seconds=0, at_least=7).seconds) == 7


def test_answers_without_a_body(counting):
    request = Request("/", counting.port, 304, (("If-None-Match", '"a"'),))

    assert load(request, connections=2, seconds=0.05).bytes == 0


def test_an_answer_of_another_length_ends_it(counting):
    with pytest.raises(Unexpected, match="3 bytes"):
        load(Request("/uneven/", counting.port), connections=2, seconds=5)


def test_an_answer_of_another_status_ends_it(counting):
    with pytest.raises(Unexpected, match="304"):
        load(Request("/", counting.port, 200, (("If-None-Match", '"a"'),)), connections=2, seconds=5)


def test_one_disturbed_round_does_not_count():
    measured = Measured()
    for rate in (900.0, 100.0, 1000.0):
        measured.add(Measured([0.001], [rate], 4))

    assert measured.per_second == 900
    assert len(measured.seconds) == 3


def test_quantiles():
    assert quantile([float(number) for number in range(101)], 0.99) == pytest.approx(99)
    assert quantile([7.0], 0.99) == 7
