"""`?search=`: of the objects of a list, those in which the words are. What may be shown the list has decided."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from rest_framework.request import Request

from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import BadRequest, ErrorCode
from itp_cms.api.filters.base import Filter
from itp_cms.core.tasks import are_indexing
from search.finding import find_public
from search.follower import is_behind

OPERATORS = ["and", "or"]


class SearchFilter(Filter):
    def parameters(self, view: Any) -> list[Parameter]:
        return [
            Parameter(
                "search",
                "What has these words, and nothing where there are none; the best matches first where no order is asked"
                " for.",
                may_be_empty=True,
            ),
            Parameter(
                "search_operator", "Whether all or any of the words must match.", {"type": "string", "enum": OPERATORS}
            ),
        ]

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        operator = request.GET.get("search_operator")
        if operator not in {None, *OPERATORS}:
            raise BadRequest(
                "search_operator must be 'and' or 'or'", ErrorCode.INVALID_CHOICE, "search_operator", OPERATORS
            )
        if "search" not in request.GET:
            return queryset
        if not getattr(settings, "WAGTAILAPI_SEARCH_ENABLED", True):
            raise BadRequest("search is disabled", ErrorCode.SEARCH_DISABLED, "search")
        # Asked before the index is: what it takes up in between makes the answer newer, never older.
        view.is_passing = view.is_passing or are_indexing() or is_behind()
        languages = view.context.locales.values()
        found = find_public(queryset, request.GET["search"], language_codes=languages, any=operator == "or")
        return found if request.GET.get("order") else found.order_by("-relevance", "-pk")
