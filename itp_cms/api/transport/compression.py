"""Answers compressed as the client likes them best.

Only what is the same for everybody is compressed: where an attacker can have a secret compressed together with words
of their own, the length tells the secret (BREACH). Django's `GZipMiddleware` knows neither Brotli nor `q`.
"""

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Literal

import brotli
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from itp_cms.api.transport.paths import is_delivery

Coding = Literal["br", "gzip"]

CODINGS: tuple[Coding, ...] = ("br", "gzip")
"""What there is, best first."""

SMALLEST = 500
"""Bytes below which compressing gains nothing worth the time."""

# Beyond these levels answers hardly get smaller, but much slower.
BROTLI_QUALITY = 4
GZIP_LEVEL = 6

COMPRESSIBLE = ("text/", "application/json", "application/xml", "image/svg+xml")
SUFFIXES = ("+json", "+xml")


@lru_cache(256)  # browsers send but a few
def preferred_coding(accept_encoding: str) -> Coding | None:
    """The coding that an `Accept-Encoding` likes best (RFC 9110, 12.5.3); None for no coding."""
    weights = dict(_weights(accept_encoding))
    others = weights.get("*", 0.0)
    liked = max(CODINGS, key=lambda coding: weights.get(coding, others))
    weight = weights.get(liked, others)
    return liked if weight > 0 and weight >= weights.get("identity", 0.0) else None


def compress(body: bytes, coding: Coding) -> bytes:
    """The same bytes for the same body, always."""
    if coding == "br":
        return brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


def compress_stream(parts: Iterable[bytes], coding: Coding) -> Iterator[bytes]:
    """The parts of a body as they come, compressed together."""
    if coding == "br":
        brotli_stream = brotli.Compressor(mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
        yield from (brotli_stream.process(part) for part in parts)
        yield brotli_stream.finish()
    else:
        gzip_stream = zlib.compressobj(GZIP_LEVEL, wbits=zlib.MAX_WBITS | 16)  # 16 for gzip's header
        yield from (gzip_stream.compress(part) for part in parts)
        yield gzip_stream.flush()


class CompressionMiddleware:
    """Compresses what is read from the API, and the sitemap, but nothing that is compressed already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: Any = self.get_response(request)
        if request.method in {"GET", "HEAD"} and is_delivery(request) and _is_compressible(response):
            # Also of what is not compressed this time, or a cache would give it to all.
            patch_vary_headers(response, ["Accept-Encoding"])
            coding = preferred_coding(request.headers.get("Accept-Encoding", ""))
            if coding and (response.streaming or len(response.content) >= SMALLEST):
                _apply(response, coding)
        return response


def _weights(accept_encoding: str) -> list[tuple[str, float]]:
    weights = []
    for item in accept_encoding.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        weights.append(("gzip" if name == "x-gzip" else name, _weight(parameters)))
    return weights


def _weight(parameters: list[str]) -> float:
    """From 0 for "never" to 1; 0 also for what is no weight."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0 <= weight <= 1 else 0.0
    return 1.0


def _is_compressible(response: HttpResponseBase) -> bool:
    if "Content-Encoding" in response.headers or "no-transform" in response.headers.get("Cache-Control", ""):
        return False
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return kind.startswith(COMPRESSIBLE) or kind.endswith(SUFFIXES)


def _apply(response: Any, coding: Coding) -> None:
    if response.streaming:
        response.streaming_content = compress_stream(response.streaming_content, coding)
        response.headers.pop("Content-Length", None)
    else:
        response.content = compress(response.content, coding)
        response.headers["Content-Length"] = str(len(response.content))
    response.headers["Content-Encoding"] = coding
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):  # which promised these very bytes
        response.headers["ETag"] = f"W/{etag}"
