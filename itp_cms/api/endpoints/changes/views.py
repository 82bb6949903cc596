import re
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import path, reverse
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import TranslatableMixin

from itp_cms.api.composed import ComposedViewSet, answer_of
from itp_cms.api.contract.operations import Operation
from itp_cms.api.endpoints.changes.shapes import (
    CURSOR,
    LIMIT,
    LOCALE,
    LOG,
    MOST,
    SINCE,
    ChangeList,
    ChangesMeta,
)
from itp_cms.api.errors import BadRequest, Error, ErrorCode, whole_number
from itp_cms.api.filters import locale_id
from itp_cms.api.parameters import WITHOUT_EFFECT
from itp_cms.api.sites import SITE
from itp_cms.core.changes import Kind, TooFarBehind, content_version, mark_of, since
from itp_cms.core.telling import ObjectChange, Objects


class Gone(APIException):
    """410: the log does not go back so far."""

    status_code = 410
    default_code = ErrorCode.TOO_FAR_BEHIND


@dataclass(frozen=True)
class Place:
    """How far a reader of all that there is has come: to the object with this id of this endpoint.

    `version` is the newest change of when it began. Written `1234.pages.56`.
    """

    version: int
    endpoint: str
    after: int = 0

    def __str__(self) -> str:
        return f"{self.version}.{self.endpoint}.{self.after}"


class ChangesViewSet(ComposedViewSet):
    """What changed of all that the API gives, to keep a copy of it true with little traffic.

    Begin without `since` and follow `meta.next_url` while there is `more`: that tells of every object there is. From
    then on `next_url` tells what became public, changed or is not to be seen any more. Nothing is left out; something
    may be told of twice, and what you fetch may be newer than the change you fetch it for.

    What an object shows of others changes with these. Ask with `?keys=true` for whatever you keep: the header
    `Content-Keys` names what the answer is made of, in words without a meaning. Each change comes with such `keys`: of
    what you keep, fetch again whatever has one of them.
    """

    name = "changes"
    parameters: ClassVar = {"listing_view": (SINCE, CURSOR, LOG, LIMIT, LOCALE, SITE)}

    def listing_view(self, request: Request) -> Response:
        if "since" not in request.GET:
            place = self.place()
            if self.request.GET.get(CURSOR.name):
                self.check_log(place.version)
            return Response(self.everything(place))
        if request.GET.get("cursor"):
            raise BadRequest("cursor cannot be combined with since", ErrorCode.INCOMPATIBLE_PARAMETERS, "cursor")
        number = whole_number("since", request.GET["since"])
        self.check_log(number)
        return Response(self.after(number))

    def check_log(self, number: int) -> None:
        """Raise `Gone` if the log in which the reader got this number is another, as far as that can be seen."""
        if (asked := self.request.GET.get(LOG.name)) and mark_of(number) not in {asked, None}:
            raise Gone(f"change {number} is another than it was: begin anew without since")

    @property
    def objects(self) -> Objects:
        return Objects(self.request, self.context)

    @property
    def limit(self) -> int:
        limit = whole_number("limit", self.request.GET.get("limit", str(MOST)))
        if not 1 <= limit <= MOST:
            code = ErrorCode.TOO_LARGE if limit else ErrorCode.INVALID
            raise BadRequest(f"limit must be from 1 to {MOST}", code, "limit")
        return limit

    @property
    def wanted_locale(self) -> int | None:
        """The id of the one language that is asked for."""
        code = self.request.GET.get("locale")
        return None if code is None else locale_id(self.context.locales, code)

    def everything(self, place: Place) -> ChangeList:
        """The objects after a place, in the order of endpoints and ids."""
        objects, limit, locale = self.objects, self.limit, self.wanted_locale
        endpoints = list(objects.endpoints)
        found: list[Place] = []
        items: list[ObjectChange] = []
        for endpoint in endpoints[endpoints.index(place.endpoint) :]:
            public = objects.public(endpoint)
            if locale is not None and issubclass(public.model, TranslatableMixin):
                public = public.filter(locale=locale)
            after = place.after if endpoint == place.endpoint else 0
            rest = limit - len(items)
            ids = list(public.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[: rest + 1])
            items += objects.tell_of(endpoint, dict.fromkeys(ids[:rest], Kind.PUBLISHED))
            found += [Place(place.version, endpoint, pk) for pk in ids[:rest]]
            if len(ids) > rest:
                break
        else:
            return self.answer(items, None, place.version)
        # Of a full answer the next begins with the endpoint that had more, if none of its objects is here yet.
        reached = found[-1] if rest else Place(place.version, endpoint)
        return self.answer(items, None, place.version, reached)

    def place(self) -> Place:
        """Where to go on, or the beginning. Raises `BadRequest`."""
        endpoints = self.objects.endpoints
        if not self.request.GET.get("cursor"):
            return Place(content_version(), next(iter(endpoints)))
        match = re.fullmatch(CURSOR.schema["pattern"], self.request.GET["cursor"])
        if not match or match[3] not in endpoints:
            raise BadRequest("cursor is none that this list gave", ErrorCode.INVALID_CURSOR, "cursor")
        return Place(int(match[2]), match[3], int(match[4]))

    def after(self, number: int) -> ChangeList:
        """What changed after one."""
        limit, locale = self.limit, self.request.GET.get("locale")
        self.wanted_locale  # noqa: B018  which refuses one that is unknown
        try:
            changes = since(number, limit + 1)
        except TooFarBehind:
            raise Gone(f"what changed after {number} is not known any more: begin anew without since") from None
        told = changes[:limit]
        items = [item for item in self.objects.changed(told) if locale is None or item["locale"] in {None, locale}]
        return self.answer(items, number, told[-1].number if told else number, more=len(changes) > limit)

    def answer(
        self,
        items: list[ObjectChange],
        number: int | None,
        following: int,
        place: Place | None = None,
        more: bool = False,
    ) -> ChangeList:
        query = {"cursor": str(place)} if place else {"since": str(following)}
        asked = [parameter.name for parameter in (LIMIT, LOCALE, SITE) if parameter.name in self.request.GET]
        if log := mark_of(following) or self.request.GET.get(LOG.name):
            query[LOG.name] = log
        query |= {name: self.request.GET[name] for name in asked}
        address = self.context.absolute(reverse(f"{self.router.url_namespace}:{self.endpoint}:listing"))
        return ChangeList(
            meta=ChangesMeta(
                since=number,
                next=following,
                more=more or place is not None,
                next_url=f"{address}?{urlencode(query)}",
            ),
            items=items,
        )

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        return [path("", cls.as_view({"get": "listing_view"}), name="listing")]

    @classmethod
    def operations(cls) -> list[Operation]:
        return [
            Operation(
                path="changes/",
                operation_id="changes",
                summary="List what changed",
                description=cls.__doc__ or "",
                parameters=(*cls.parameters["listing_view"], *WITHOUT_EFFECT),
                answers={
                    200: answer_of("What changed, or what there is.", ChangeList),
                    410: answer_of("What changed after that is not known any more: begin without `since`.", Error),
                },
            )
        ]
