"""Content delivery networks, as their documentation has them answer, on a port of this machine."""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from wagtail.contrib.frontend_cache.backends import CloudflareBackend


@dataclass
class Network:
    """What was asked of it, and how it answers: with this status and body."""

    answer: tuple[int, str]
    port: int = 0
    asked: list[tuple[str, str | None, str]] = field(default_factory=list)
    """Path, `Authorization` and body of each request."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def network(status: int, body: str) -> Iterator[Network]:
    one = Network((status, body))

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            one.asked.append((self.path, self.headers["Authorization"], sent))
            status, body = one.answer
            self.send_response(status)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()


class LocalCloudflareBackend(CloudflareBackend):
    """Wagtail's, but for where it asks."""

    def __init__(self, params):
        address = params.pop("ADDRESS")
        super().__init__(params)
        self.cloudflare_purge_endpoint_url = f"{address}/client/v4/zones/{self.cloudflare_zoneid}/purge_cache"


# https://developers.cloudflare.com/api/resources/cache/methods/purge/
CLOUDFLARE_DONE = json.dumps({"success": True, "errors": [], "messages": [], "result": {"id": "023e105f4ecef8ad"}})
CLOUDFLARE_REFUSED = json.dumps({"success": False, "errors": [{"code": 1134, "message": "Unable to purge"}]})

# https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html
CLOUDFRONT_DONE = """<?xml version="1.0"?>
<Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I1</Id><Status>InProgress</Status>
<CreateTime>2026-01-01T00:00:00Z</CreateTime><InvalidationBatch><Paths><Quantity>0</Quantity></Paths>
<CallerReference>x</CallerReference></InvalidationBatch></Invalidation>"""
CLOUDFRONT_BUSY = """<?xml version="1.0"?>
<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type>
<Code>TooManyInvalidationsInProgress</Code><Message>Too many invalidations in progress.</Message></Error>
<RequestId>r</RequestId></ErrorResponse>"""
