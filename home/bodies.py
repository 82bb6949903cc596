"""What a reader sends as the body of a form: whole, and as its media type says, or refused.

Where a connection breaks off, Django's parsers take what has arrived; what is no text, they replace with U+FFFD; a
part whose head they cannot read, they leave out. So a form would be stored without its file.
"""

import codecs
import re
from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters

MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"

LONGEST_HEAD = 1024
"""Django refuses a part with a longer one; in bytes."""

STRICT_UTF8 = "strict_utf_8"
"""UTF-8 that refuses what is none, whatever it is told to do with errors: Django's parsers tell it to replace them."""


def _decode(data: Any, errors: str = "strict", /) -> tuple[str, int]:
    return codecs.utf_8_decode(data, "strict", True)


_STRICT_UTF8 = codecs.CodecInfo(codecs.utf_8_encode, _decode, name=STRICT_UTF8)
codecs.register(lambda name: _STRICT_UTF8 if name == STRICT_UTF8 else None)


class UnreadableBodyError(Exception):
    """Says of a body why it cannot be read."""


def read_whole(request: HttpRequest) -> bytes:
    """The body, of at most `DATA_UPLOAD_MAX_MEMORY_SIZE` bytes. Raises `UnreadableBodyError`."""
    _check_charset(request)
    try:
        body = request.body
    except UnreadablePostError:
        raise UnreadableBodyError("the body could not be received") from None
    _check_length(request, len(body))
    return body


def read_form(request: Any) -> tuple[QueryDict, MultiValueDict]:
    """The values and files of a form, from now on those of `request.POST` and `request.FILES`.

    Raises `UnreadableBodyError`.
    """
    request._post, request._files = QueryDict(), MultiValueDict()  # where it cannot be read
    try:
        if request.content_type == MULTIPART:
            request._post, request._files = _multipart(request)
        elif request.content_type == URLENCODED:
            body = read_whole(request).decode()
            unquote(body, errors="strict")
            request._post = QueryDict(body)
    except UnicodeDecodeError:
        raise UnreadableBodyError("the body is not in UTF-8") from None
    return request._post, request._files


def _multipart(request: HttpRequest) -> tuple[QueryDict, MultiValueDict]:
    _check_charset(request)
    received: Any = _Received(request)
    try:
        values, files = MultiPartParser(request.META, received, request.upload_handlers, STRICT_UTF8).parse()
    except (MultiPartParserError, UnreadablePostError) as error:
        raise UnreadableBodyError(str(error) or "the body could not be received") from None
    try:
        received.check_end()
    except UnreadableBodyError:
        for of_field in files.lists():
            for file in of_field[1]:
                file.close()
        raise
    return values, files


class _Received:
    """A multipart body on its way to Django's parser, watched for what that does not ask."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.length = 0
        self._delimiter = b"--" + _said_of_type(request, "boundary").encode("ascii", "replace")
        self._heads = re.compile(re.escape(self._delimiter) + rb"\r\n(.{0,%d}?\r\n|)\r\n" % LONGEST_HEAD, re.DOTALL)
        self._overlap = len(self._delimiter) + LONGEST_HEAD + 6
        self._window = b""

    def read(self, size: int) -> bytes:
        """As the request's. Raises `UnreadableBodyError` of a part that Django's parser would leave out."""
        data: bytes = self.request.read(size)
        self.length += len(data)
        self._window = self._window[-self._overlap :] + data
        for head in self._heads.findall(self._window):
            if not _names_a_field(head):
                raise UnreadableBodyError("a part of the body names no field, or not in UTF-8")
        return data

    def check_end(self) -> None:
        _check_length(self.request, self.length)
        if not self._window.rstrip(b" \t\r\n").endswith(self._delimiter + b"--"):
            raise UnreadableBodyError("the body does not end with its closing boundary")


def _names_a_field(head: bytes) -> bool:
    try:
        lines = [parse_header_parameters(line) for line in head.decode().split("\r\n")]
    except ValueError:  # what is no text, or a name in an encoding that is none
        return False
    return any(name.startswith("content-disposition:") and parameters.get("name") for name, parameters in lines)


def _check_length(request: HttpRequest, received: int) -> None:
    announced = int(request.META.get("CONTENT_LENGTH") or 0)
    if received != announced:
        raise UnreadableBodyError(f"Content-Length says {announced} bytes, {received} came")


def _check_charset(request: HttpRequest) -> None:
    charset = _said_of_type(request, "charset", "utf-8")
    try:
        is_utf8 = codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        is_utf8 = False
    if not is_utf8:
        raise UnreadableBodyError("the body has to be in UTF-8")


def _said_of_type(request: HttpRequest, name: str, otherwise: str = "") -> str:
    """A parameter of `Content-Type`."""
    return (request.content_params or {}).get(name, otherwise)
