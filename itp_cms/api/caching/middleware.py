"""Answers a GET from what is kept, where that still holds; else keeps what the rest of the site answers."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import http_date

from itp_cms.api.caching.addresses import canonical_address
from itp_cms.api.caching.entries import Entry, Turn, keep, kept
from itp_cms.api.caching.headers import ASK_AGAIN, freshness, key_headers
from itp_cms.api.caching.stamp import Stamp, current_stamp
from itp_cms.api.transport.compression import Coding, preferred_coding
from itp_cms.api.transport.paths import is_delivery
from itp_cms.core.surrogate_keys import ANYTHING, EVERYTHING

KEPT = frozenset({HTTPStatus.OK, HTTPStatus.FOUND})
"""Found is where `find/` leads. What is not found is not kept: of that there is no end."""

KEPT_BY_NOBODY = frozenset({"private", "no-store", ASK_AGAIN})
VARY = "Accept-Encoding"
ANEW = frozenset({"ETag", "Last-Modified", "Content-Length", "Vary"})
"""Headers that are not kept as the rest of the site says them."""

CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
ATTEMPTS = 3


class CacheMiddleware:
    """For all that programs read, but drafts: whoever asks for it gets the same.

    Stands behind what holds for each request (hosts, origins, rates), and before all that costs time. An answer gets an
    `ETag`, and is kept, only if content and time were the same before and after it was made.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_delivery(request):
            return self.get_response(request)
        # Whether answers are kept or not, so that they are the same.
        address = canonical_address(request) if request.method in {"GET", "HEAD"} else None
        if not settings.API_CACHE:
            return self.get_response(request)
        if address is None:
            response = self.get_response(request)
            response.headers.setdefault("Cache-Control", ASK_AGAIN)
            return response
        return self.answer(request, address, preferred_coding(request.META.get("HTTP_ACCEPT_ENCODING", "")))

    def answer(self, request: HttpRequest, address: str, coding: Coding | None) -> HttpResponseBase:
        conditions = request.META.get("HTTP_IF_NONE_MATCH", "")
        stamp, waited_for = None, ""
        for _attempt in range(ATTEMPTS):
            stamp = current_stamp()
            if stamp is None:
                break
            name = stamp.name(address)
            if etag_of(name, coding) in conditions:  # in its quotes, so that it can be no part of another
                return not_modified(stamp, name, coding)
            if (entry := kept(name, coding)) is not None:
                return sent(entry, conditions, stamp, name, coding)
            if waited_for == name:  # what another has computed is not kept
                break
            with Turn(name) as turn:
                if turn.is_anothers():
                    turn.wait()
                    waited_for = name
                    continue
                # It may have been kept since this looked.
                entry = kept(name, coding) if turn.mine else None
                if entry is not None:
                    return sent(entry, conditions, stamp, name, coding)
                return self.compute(request, address, coding, stamp)
        return self.compute(request, address, coding, stamp)

    def compute(
        self, request: HttpRequest, address: str, coding: Coding | None, stamp: Stamp | None
    ) -> HttpResponseBase:
        """The rest of the site's answer, kept where it can be. `stamp` was read before."""
        conditions = request.META.get("HTTP_IF_NONE_MATCH", "")
        for _attempt in range(ATTEMPTS):
            response = self._get(request)
            if not is_for_all(response):
                response.headers.setdefault("Cache-Control", ASK_AGAIN)
                return response
            entry = entry_of(response)
            before, stamp = stamp, current_stamp()
            if stamp is not None and stamp == before:
                name = stamp.name(address)
                entry = entry.coded(coding)
                keep(name, coding, entry)
                return sent(entry, conditions, stamp, name, coding)
        # Parts of it may be of different versions, as one change chases another.
        response = HttpResponse(entry.body, status=entry.status, headers=entry.headers)
        response.headers["Cache-Control"] = ASK_AGAIN
        return response

    def _get(self, request: HttpRequest) -> Any:
        """As if asked for without conditions, and for all of it."""
        method, request.method = request.method, "GET"
        conditions = {name: request.META.pop(name) for name in CONDITIONS if name in request.META}
        try:
            return self.get_response(request)
        finally:
            request.method = method
            request.META.update(conditions)


def etag_of(name: str, coding: Coding | None) -> str:
    return f'"{name}-{coding}"' if coding else f'"{name}"'


def is_for_all(response: HttpResponseBase) -> bool:
    """Whether the next to ask for the address may be given the same."""
    if response.status_code not in KEPT or response.cookies:
        return False
    control = response.headers.get("Cache-Control", "").split(", ")
    varies = {name.strip().lower() for name in response.headers.get("Vary", VARY).split(",")}
    return varies == {VARY.lower()} and KEPT_BY_NOBODY.isdisjoint(control)


def entry_of(response: Any) -> Entry:
    parts: Iterable[bytes] = response.streaming_content if response.streaming else (response.content,)
    body = b"".join(parts)
    headers = {name: value for name, value in response.headers.items() if name not in ANEW}
    # What does not say what it is made of may be made of anything.
    return Entry(response.status_code, {**key_headers({EVERYTHING, ANYTHING}), **headers, "Vary": VARY}, body)


def sent(entry: Entry, conditions: str, stamp: Stamp, name: str, coding: Coding | None) -> HttpResponse:
    """The answer, or that it is the one that the client has."""
    if entry.status != HTTPStatus.OK:
        return _with(HttpResponse(entry.body, status=entry.status, headers=entry.headers), freshness(stamp.until))
    if conditions.strip() == "*":
        return not_modified(stamp, name, coding)
    response = HttpResponse(entry.body, headers=entry.headers)
    return _with(response, validators(stamp, name, coding))


def not_modified(stamp: Stamp, name: str, coding: Coding | None) -> HttpResponseNotModified:
    return _with(HttpResponseNotModified(), {"Vary": VARY, **validators(stamp, name, coding)})


def validators(stamp: Stamp, name: str, coding: Coding | None) -> dict[str, str]:
    """What tells a client whether it has this answer, and when to ask for that. RFC 9110, 8.8, and RFC 9111, 5.2."""
    headers = {"ETag": etag_of(name, coding), **freshness(stamp.until)}
    if stamp.at:
        headers["Last-Modified"] = http_date(stamp.at.timestamp())
    return headers


def _with(response: Any, headers: dict[str, str]) -> Any:
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    return response
