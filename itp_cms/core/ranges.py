"""Parts of a file (RFC 9110, 14), so that a download that broke off can go on, and a long PDF opens at any page."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

_RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})", re.IGNORECASE | re.ASCII)
_AT_ONCE = 64 * 1024


def in_part(request: HttpRequest, response: FileResponse) -> HttpResponseBase:
    """The part of the file that is asked for (206), or 416 where it has none; the whole for anything else.

    Of several ranges the whole is sent, as HTTP lets servers do. The response has its `Content-Length`.
    """
    size = int(response.headers["Content-Length"])
    response.headers["Accept-Ranges"] = "bytes"
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or asked is None or not _is_same_file(request, response):
        return response
    places = _places(asked["first"], asked["last"], size)
    if places is None:
        return response
    file: Any = response.file_to_stream
    first, last = places
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = StreamingHttpResponse(_Part(file, first, last - first + 1), status=206, headers=response.headers)
    part.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    part.headers["Content-Length"] = str(last - first + 1)
    return part


def _places(first: str, last: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte, the one after the other where the file does not reach; None for no range."""
    if not first:
        return (max(size - int(last), 0), size - 1) if last else None
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) if last else size, size - 1)


def _is_same_file(request: HttpRequest, response: FileResponse) -> bool:
    """Whether the file is still the one of which the client has the rest, if it says so."""
    known = request.headers.get("If-Range")
    return known is None or known in {response.headers.get("ETag"), response.headers.get("Last-Modified")}


class _Part:
    """Some bytes of a file, which is closed with the response."""

    def __init__(self, file: Any, first: int, length: int) -> None:
        self.file = file
        self.first = first
        self.length = length

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(self.first)
        left = self.length
        while left and (content := self.file.read(min(left, _AT_ONCE))):
            left -= len(content)
            yield content

    def close(self) -> None:
        self.file.close()
