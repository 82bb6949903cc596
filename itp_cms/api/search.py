"""`?search=`: what Wagtail's search finds, as far as it is public.

The search back end only says what matches and in which order; what may be shown is decided by the queryset that is
searched, in the database. (Wagtail loses the queryset's conditions on Elasticsearch when a page type is given.)
"""

import re
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from rest_framework.request import Request
from wagtail.search.backends import get_search_backend

from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import BadRequest, ErrorCode
from itp_cms.api.filters.base import Filter
from itp_cms.core.tasks import are_indexing
from search.ranking import ranked_ids

# A broad word matches more than anybody pages through.
MOST_MATCHES = 1000
MOST_WORDS = 30


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
        view.is_passing = view.is_passing or are_indexing()
        ids = _matches(queryset.model, request.GET["search"], operator)
        if request.GET.get("order"):
            return queryset.filter(pk__in=ids)
        view.best_first = ids
        return queryset


def _matches(model: Any, words: str, operator: str | None) -> list[int]:
    # A quotation mark alone makes SQLite's full-text search fail (modelsearch 1.3), and means nothing here.
    if words and not re.search(r"\w", words):
        raise BadRequest("search must have a word in it", ErrorCode.INVALID, "search")
    words = words.replace('"', " ")
    if len(words.split()) > MOST_WORDS:
        raise BadRequest(f"search must have at most {MOST_WORDS} words", ErrorCode.TOO_MANY_VALUES, "search")
    results = get_search_backend().search(words, model._default_manager.all(), operator=operator)
    return ranked_ids(results, MOST_MATCHES)
