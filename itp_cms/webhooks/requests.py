"""One request to a receiver, within limits of time and size, that follows no redirect."""

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from urllib.parse import SplitResult, quote

from django.utils.http import parse_http_date_safe
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from itp_cms.webhooks.addresses import AddressRefusedError, check_url, resolve

CONNECT_SECONDS = 5
MOST_ADDRESSES = 3
TOTAL_SECONDS = 10
"""From the connection on, however little at a time the receiver sends."""
ANSWER_BYTES = 2000
"""What is read of an answer's body, and kept."""
LONGEST_WAIT = timedelta(days=1)
BUSY = {429, 503}
"""The statuses whose `Retry-After` is heeded (RFC 6585, RFC 9110)."""


@dataclass(frozen=True)
class Outcome:
    """What came of a request. Of one without an answer the status is None, and `error` says why."""

    status: int | None
    answer: str
    error: str
    milliseconds: int
    wait: timedelta = timedelta()
    """How long the receiver asks to be left alone, a day at most."""

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
    """Send it. Raises nothing that the receiver or the network is to blame for."""
    begun = time.monotonic()
    status, answer, error, wait = None, "", "", timedelta()
    try:
        parts = check_url(url)
        status, answer, retry_after = _exchange(parts, resolve(parts), body, headers)
        wait = _wait(retry_after) if status in BUSY else wait
    except AddressRefusedError as refused:
        error = str(refused)
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as failure:
        error = f"{type(failure).__name__}: {failure}"
    milliseconds = round((time.monotonic() - begun) * 1000)
    return Outcome(status, answer.replace("\0", ""), error.replace("\0", "")[:500], milliseconds, wait)


def _wait(retry_after: str) -> timedelta:
    """What the header asks for, in seconds or as a date; nothing, if it is neither."""
    if re.fullmatch(r"[0-9]+", retry_after):
        seconds = float(retry_after)
    else:
        moment = parse_http_date_safe(retry_after)
        seconds = 0 if moment is None else moment - time.time()
    return timedelta(seconds=min(max(seconds, 0), LONGEST_WAIT.total_seconds()))


def _connect(addresses: list[str], port: int) -> socket.socket:
    """A connection to the first that answers; a host's name can stand for one that is down, or out of reach in IPv6."""
    *others, last = addresses[:MOST_ADDRESSES]
    for address in others:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout=CONNECT_SECONDS)
    return socket.create_connection((last, port), timeout=CONNECT_SECONDS)


def _exchange(
    parts: SplitResult, addresses: list[str], body: bytes, headers: Mapping[str, str]
) -> tuple[int, str, str]:
    is_secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if is_secure else http.client.HTTPConnection
    port = parts.port or kind.default_port
    host = parts.hostname or ""
    plain = _connect(addresses, port)
    with plain, _cut_off(plain) as late:
        try:
            plain.settimeout(TOTAL_SECONDS)
            connection = kind(host, port)
            connection.sock = plain
            if is_secure:
                connection.sock = tls_context().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
                late.watch(connection.sock)
                connection.sock.do_handshake()
            connection.request("POST", _target(parts), body, dict(headers))
            response = connection.getresponse()
            content = response.read(ANSWER_BYTES)
            connection.close()
        except (OSError, http.client.HTTPException, ValueError) as failure:
            if late.is_over:
                raise TimeoutError(f"no whole answer within {TOTAL_SECONDS} s") from failure
            raise
        if late.is_over:
            raise TimeoutError(f"no whole answer within {TOTAL_SECONDS} s")
        return response.status, content.decode("utf-8", errors="replace"), response.getheader("retry-after", "").strip()


def _target(parts: SplitResult) -> str:
    """Path and query, percent-encoded where they are not."""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._')}" if parts.query else path


class _Limit:
    """Shuts a connection down when its time is over."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.is_over = False

    def watch(self, connection: socket.socket) -> None:
        self._connection = connection

    def end(self) -> None:
        self.is_over = True
        with suppress(OSError):
            # The plain socket's method: that of TLS would pull the session away from under who reads.
            socket.socket.shutdown(self._connection, socket.SHUT_RDWR)


@contextmanager
def _cut_off(connection: socket.socket) -> Iterator[_Limit]:
    limit = _Limit(connection)
    timer = threading.Timer(TOTAL_SECONDS, limit.end)
    timer.daemon = True
    timer.start()
    try:
        yield limit
    finally:
        timer.cancel()


@cache
def tls_context() -> ssl.SSLContext:
    """What the operating system trusts, or `SSL_CERT_FILE`, and what browsers trust."""
    context = ssl.create_default_context()
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    return context
