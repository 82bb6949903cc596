"""A site behind an edge: answers with a count that tells how often it was asked, and the headers it is told to give."""

import http.server
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Origin:
    def __init__(self) -> None:
        self.headers: dict[str, dict[str, str]] = {}
        """Of answers, by path without query."""
        self.asked: Counter[str] = Counter()
        self.statuses: dict[str, int] = {}
        self.port = 0

    def keys(self, path: str, *keys: str) -> None:
        """Have what is at the path be kept for long, under these keys."""
        self.headers[path] = {"Cache-Control": "public, s-maxage=3600", "xkey": " ".join(keys)}


@contextmanager
def origin() -> Iterator[Origin]:
    site = Origin()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked[self.path] += 1
            path = self.path.partition("?")[0]
            body = f"{site.asked[self.path]} of {self.path}".encode()
            self.send_response(site.statuses.get(path, 200))
            for name, value in site.headers.get(path, {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
