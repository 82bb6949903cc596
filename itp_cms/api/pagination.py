from typing import Any

from django.conf import settings
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2.utils import BadRequestError

from itp_cms.api.errors import whole_number
from itp_cms.core.representation.schema import Schema, an_object

DEFAULT_LIMIT = 20


class OffsetPagination(BasePagination):
    """`limit` and `offset`, as Wagtail's; an offset that no database can count to is a bad request."""

    total_count = 0

    @classmethod
    def meta_schema(cls) -> Schema:
        """The `meta` of a list."""
        return an_object({"total_count": {"type": "integer", "minimum": 0}})

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        limit_max = getattr(settings, "WAGTAILAPI_LIMIT_MAX", DEFAULT_LIMIT)
        offset = whole_number("offset", request.GET.get("offset", "0"))
        default = min(DEFAULT_LIMIT, limit_max) if limit_max else DEFAULT_LIMIT
        limit = whole_number("limit", request.GET.get("limit", str(default)))
        if limit_max and limit > limit_max:
            raise BadRequestError(f"limit cannot be higher than {limit_max}")
        self.total_count = queryset.count()
        return [] if offset >= self.total_count else queryset[offset : offset + limit]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"meta": {"total_count": self.total_count}, "items": data})
