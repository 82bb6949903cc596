"""A receiver of webhooks on this machine, which behaves as it is told."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    url: str
    behaviour: str = "ok"
    """ok, error, gone, busy, redirect, close, hang, trickle, endless."""
    retry_after: str = ""
    """What it answers when it is busy."""
    server_names: list[str | None] = field(default_factory=list)
    """What was asked for in TLS's handshakes."""
    received: list[Received] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def ids(self) -> list[str]:
        return [request.headers["webhook-id"] for request in self.received]


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.received.append(Received(self.path, headers, body))
        getattr(self, f"_{self.receiver.behaviour}")()

    def do_GET(self) -> None:
        self.receiver.received.append(Received(f"GET {self.path}", {}, b""))
        self._answer(200, b"")

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _ok(self) -> None:
        self._answer(204, b"")

    def _error(self) -> None:
        self._answer(500, b"out of order \x00\xff")

    def _gone(self) -> None:
        self._answer(410, b"")

    def _busy(self) -> None:
        self._answer(429, b"", **{"retry-after": self.receiver.retry_after})

    def _redirect(self) -> None:
        self._answer(302, b"", location="/elsewhere")

    def _close(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def _hang(self) -> None:
        self.receiver.ended.wait(60)

    def _trickle(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
        while not self.receiver.ended.is_set():
            try:
                self.wfile.write(b"a")
            except OSError:
                return
            time.sleep(0.05)

    def _endless(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not self.receiver.ended.is_set():
            try:
                self.wfile.write(b"a" * 65536)
            except OSError:
                return

    def log_message(self, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 50

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who calls may hang up whenever they like."""


@contextmanager
def running(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    server = _Server(("127.0.0.1", 0), _Handler)
    receiver = Receiver(f"{'https' if tls else 'http'}://{host}:{server.server_port}/hook?from=cms")
    if tls:
        tls.sni_callback = lambda _socket, name, _context: receiver.server_names.append(name)
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.RequestHandlerClass = type("Handler", (_Handler,), {"receiver": receiver})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.ended.set()
        server.shutdown()
        server.server_close()
