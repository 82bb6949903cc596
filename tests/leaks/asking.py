"""Asks the site as an anonymous reader, and holds every answer against all that is hidden."""

import base64
import binascii
import html
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode

from django.test import Client

from tests.leaks.hidden import ANOTHER_SITES, NEVER_ID, NEVER_WORD, SECRET, Hidden
from tests.leaks.routes import Query

_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
# They differ from answer to answer.
_HEADERS_APART = frozenset({"date", "etag", "expires", "last-modified", "server-timing", "x-request-id", "set-cookie"})


@dataclass
class Answer:
    status: int
    headers: str
    text: str
    is_html: bool

    @property
    def is_given(self) -> bool:
        return self.status < 400

    def without(self, *traces: str) -> tuple[Any, ...]:
        """What can be compared with the answer about something that never was."""
        parts = [self.headers, "" if self.is_html else self.text]
        for trace in traces:
            never = NEVER_WORD if trace.startswith("zq") else str(NEVER_ID)
            parts = [re.sub(trace, never, part, flags=re.IGNORECASE) for part in parts]
        return (self.status, *parts)


@dataclass
class Reader:
    client: Client
    found: dict[str, Hidden]
    hidden: int
    asked: int = 0
    leaks: list[str] = field(default_factory=list)
    given: int = 0
    """Answers that were no refusal."""
    _never: dict[tuple[Any, ...], Answer] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """Each answer is held against every hidden object."""
        return self.asked * self.hidden

    def ask(self, path: str, query: Query = (), method: str = "get") -> Answer:
        """The answer, after whatever it tells of hidden things has been noted."""
        answer = self._answer(path, query, method)
        named = {trace.lower() for trace in SECRET.findall(unquote(path) + str(query))}
        known = named
        if is_door(path):  # the form for the password sends the page's id along; another site's pages are public there
            known = named | {str(self.found[word].pk) for word in named if word in self.found}
            known |= {trace for trace, hidden in self.found.items() if hidden.situation == ANOTHER_SITES}
        for trace in traces(answer.headers + answer.text) - known:
            self.leaks.append(f"{self.found.get(trace, trace)} in {method.upper()} {path}?{urlencode(query)}")
        if answer.status >= 500:
            self.leaks.append(f"{answer.status} for {method.upper()} {path}?{urlencode(query)}")
        if named:
            self._compare(answer, path, query, method, named)
        return answer

    def _answer(self, path: str, query: Query, method: str) -> Answer:
        self.asked += 1
        address = f"{path}?{urlencode(query)}" if query else path
        response: Any = self.client.generic(method.upper(), address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        headers = {name: value for name, value in response.items() if name.lower() not in _HEADERS_APART}
        is_html = response.headers.get("Content-Type", "").startswith("text/html")
        self.given += response.status_code < 400
        return Answer(response.status_code, str(headers), content.decode(errors="replace"), is_html)

    def _compare(self, answer: Answer, path: str, query: Query, method: str, named: set[str]) -> None:
        """Notes where an answer about something hidden differs from that about something that never was."""
        if is_door(path):
            return
        twin: Any = (path, query, method)
        for trace in named:
            never = NEVER_WORD if trace.startswith("zq") else str(NEVER_ID)
            twin = (
                re.sub(trace, never, twin[0], flags=re.IGNORECASE),
                tuple((name, re.sub(trace, never, value, flags=re.IGNORECASE)) for name, value in twin[1]),
                method,
            )
        if twin not in self._never:
            self._never[twin] = self._answer(*twin)
        expected = self._never[twin]
        if answer.without(*named) != expected.without():
            self.leaks.append(
                f"{method.upper()} {path}?{urlencode(query)} answers {answer.status} "
                f"where {expected.status} is the answer about what never was: {answer.text[:100]!r}"
            )


def is_door(path: str) -> bool:
    """Whether it is a page's or document's own address, which one has to know: where Wagtail asks for the password."""
    return re.match(r"^/documents/\d+/|^/(?!api/|media/|sitemap)", path) is not None


def traces(text: str) -> set[str]:
    """The words and ids of hidden objects in a text, in any form it may be written in."""
    found = {trace.lower() for trace in SECRET.findall(text)}
    if "%" in text:
        found |= {trace.lower() for trace in SECRET.findall(unquote(text))}
    if "&#" in text:
        found |= {trace.lower() for trace in SECRET.findall(html.unescape(text))}
    if "\\u" in text:
        found |= {trace.lower() for trace in SECRET.findall(re.sub(r"\\u00(\w\w)", _character, text))}
    for encoded in set(_ENCODED.findall(text)):
        try:
            decoded = base64.urlsafe_b64decode(encoded.rstrip("=").replace("+", "-").replace("/", "_") + "==")
        except (binascii.Error, ValueError):
            continue
        found |= {trace.lower() for trace in SECRET.findall(decoded.decode("latin-1"))}
    return found


def _character(match: re.Match[str]) -> str:
    try:
        return chr(int(match[1], 16))
    except ValueError:
        return match[0]
