"""Lists come in pages: by `limit` and `offset`, as Wagtail's, or by `cursor`.

With an offset, what is published or withdrawn between two requests shifts all that follows. A cursor remembers the
place after the last object, so that what follows is neither repeated nor left out.
"""

from typing import Any

from django.conf import settings
from django.db.models import F
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import LARGEST_NUMBER, BadRequest, ErrorCode, whole_number
from itp_cms.api.filters.order import OrderingFilter, offset_of, order_of
from itp_cms.core.representation.schema import Schema, an_object
from itp_cms.core.statements import Among, Several, Statement, read

DEFAULT_LIMIT = 20


class Pagination(BasePagination):
    """`meta` has the number of all objects and, wherever a cursor is possible, that of the next page or null."""

    def __init__(self) -> None:
        self.meta: dict[str, Any] = {}

    @classmethod
    def meta_schema(cls) -> Schema:
        """The `meta` of a list."""
        properties: dict[str, Schema] = {
            "total_count": {"type": "integer", "minimum": 0, "description": "How many there are in all."},
            "next_cursor": {
                "type": ["string", "null"],
                "description": "For `cursor`, to get what follows; null where nothing does.",
            },
        }
        return an_object(properties, required=["total_count"])

    def parameters(self, view: Any) -> list[Parameter]:
        most = _most() or LARGEST_NUMBER
        return [
            Parameter(
                "limit",
                "How many to give.",
                {"type": "integer", "minimum": 0, "maximum": most, "default": min(DEFAULT_LIMIT, most)},
            ),
            Parameter(
                "offset",
                "How many to leave out first.",
                {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER, "default": 0},
            ),
            Parameter(
                "cursor",
                "The `meta.next_cursor` of the page before, asked for in the same order. It takes the place of"
                " `offset`; unlike that, it neither repeats nor skips anything when pages are published meanwhile. An"
                " empty one begins.",
                may_be_empty=True,
            ),
        ]

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        offset = offset_of(request)
        limit = limit_of(request)
        order = order_of(request, view) if OrderingFilter in view.filter_backends else None
        cursor = request.GET.get("cursor")
        if cursor and offset:
            raise BadRequest("cursor cannot be combined with offset", ErrorCode.INCOMPATIBLE_PARAMETERS, "cursor")
        if cursor and order is None:
            raise BadRequest("cursor needs an order other than relevance", ErrorCode.INCOMPATIBLE_PARAMETERS, "cursor")
        if view.best_first is not None:
            return self._best_first(queryset, view.best_first, offset, limit)
        total = view.count(queryset)
        self.meta = {"total_count": total}
        if cursor and order is not None:
            queryset = order.after(queryset, cursor)
        # One more than asked for tells whether there are more.
        rows = read(queryset[offset : offset + min(limit, total) + 1]) if offset < total and limit else []
        shown = rows[:limit]
        if order is not None:
            self.meta["next_cursor"] = order.cursor(shown[-1]) if len(rows) > limit else None
        return shown

    def _best_first(self, queryset: Any, ids: list[int], offset: int, limit: int) -> list[Any]:
        among = Among(F("pk"), Several("ids", queryset.model._meta.pk))
        found = queryset.filter(among).order_by()
        public = {pk for (pk,) in Statement(found.values_list("pk")).rows(ids=ids)} if ids else set()
        shown = [pk for pk in ids if pk in public]
        self.meta = {"total_count": len(shown)}
        part = shown[offset : offset + limit]
        objects = {one.pk: one for one in Statement(found).rows(ids=part)} if part else {}
        return [objects[pk] for pk in part if pk in objects]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"meta": self.meta, "items": data})


def limit_of(request: Request) -> int:
    """How many objects are asked for at most."""
    most = _most()
    limit = whole_number("limit", request.GET.get("limit", str(min(DEFAULT_LIMIT, most or DEFAULT_LIMIT))))
    if most and limit > most:
        raise BadRequest(f"limit cannot be higher than {most}", ErrorCode.TOO_LARGE, "limit")
    return limit


def _most() -> int | None:
    return getattr(settings, "WAGTAILAPI_LIMIT_MAX", DEFAULT_LIMIT)
