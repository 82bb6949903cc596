"""Reads the examples out of a page of documentation.

An example is a fenced block of the language `http` (a request, and after an empty line its body) followed by one of
the language `json`, `xml`, `text`, `ics` or `http` that shows its answer, as far as the page wants to show it. A
request may also be a block of the language `console` with `$ curl '…'`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

CURL = re.compile(r"\$ curl '(?P<address>[^']+)'\n")
FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A request and what the page shows of its answer. `line` is where it stands, from 1."""

    line: int
    method: str
    address: str
    headers: dict[str, str]
    body: str
    status: int
    shown_headers: dict[str, str]
    language: str
    shown: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.method} {self.address}"


def examples(text: str) -> Iterator[Example]:
    """The examples of a page's text, in order. A request without an answer after it raises `ValueError`."""
    blocks = [
        (text.count("\n", 0, match.start()) + 1, match["language"], match["text"]) for match in FENCE.finditer(text)
    ]
    request: tuple[int, str] | None = None
    for line, language, content in blocks:
        if language == "http" and not content.startswith("HTTP/"):
            if request:
                raise ValueError(f"line {request[0]}: the request has no answer")
            request = line, content
        elif language == "console" and (curl := CURL.fullmatch(content)):
            request = line, f"GET {curl['address']}\n"
        elif request:
            yield _example(*request, language, content)
            request = None
    if request:
        raise ValueError(f"line {request[0]}: the request has no answer")


def _example(line: int, request: str, language: str, answer: str) -> Example:
    head, _, body = request.partition("\n\n")
    first, *header_lines = head.splitlines()
    method, address = first.split(" ", 1)
    status, shown_headers = 200, {}
    if language == "http":
        shown_head, _, answer = answer.partition("\n\n")
        status_line, *shown_header_lines = shown_head.splitlines()
        status = int(status_line.split()[1])
        shown_headers = _headers(shown_header_lines)
        language = "json" if answer.lstrip().startswith(("{", "[")) else "text"
    return Example(
        line, method, address.strip(), _headers(header_lines), body.strip(), status, shown_headers, language, answer
    )


def _headers(lines: list[str]) -> dict[str, str]:
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
