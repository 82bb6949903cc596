"""`?search=`: of the objects of a list, those in which the words are. What may be shown the list has decided."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from rest_framework.request import Request

from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import BadRequest, ErrorCode
from itp_cms.api.filters.base import Filter
from itp_cms.core.changes.identity import root_of
from itp_cms.core.representation.context import Context
from search import misses
from search.elasticsearch import engine as elasticsearch
from search.elasticsearch.connection import Unavailable
from search.engines import Within, database
from search.finding import find_public, where_readers_look
from search.follower import has_followed, outdated
from search.query import Query, parse

OPERATORS = ["and", "or"]
MOST_LEFT_OUT = 10_000
"""Where the index has yet to read more, as after a change of everything, long lists are empty for the moment."""
NOT_NARROWING = frozenset(
    {
        *("search", "search_operator", "locale", "fallback", "order", "limit", "offset"),
        *("fields", "expand", "body", "rich_text_format", "keys", "format", "_"),
    }
)
"""Parameters beside which it is for its words that nothing was found."""
MOST_MATCHES = 1000
"""Of more than so many, the database has to say which are in the list that is filtered."""


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
        view.is_passing = view.is_passing or not has_followed(view.known)
        languages = list(view.context.locales.values())
        query = parse(request.GET["search"], languages, any=operator == "or")
        is_ordered = bool(request.GET.get("order"))
        within = where_readers_look(view.known, view.context.now)
        if (ids := _ids(queryset.model, query, within, view.context)) is None:
            left_out = outdated(view.known).get(root_of(queryset.model), {})
            if len(left_out) > MOST_LEFT_OUT:
                return queryset.none()
            found = find_public(queryset.exclude(pk__in=list(left_out)), query, within)
            return found if is_ordered else found.order_by("-relevance", "-pk")
        if is_ordered:
            return queryset.filter(pk__in=ids)
        view.best_first = ids
        return queryset


def count_if_missed(view: Any) -> None:
    """Count a search of a list that found nothing to show; nothing is said of what is hidden."""
    asked = view.request.GET
    if "search" not in asked or view.paginator.meta["total_count"]:
        return
    view.is_passing = True  # so that each is counted
    if asked.keys() <= NOT_NARROWING:
        misses.count(asked["search"], asked.get("locale", ""))


def _ids(model: Any, query: Query, within: Within, context: Context) -> list[int] | None:
    """What an index finds, best first; None where there is too much of it."""
    if not query:
        return []
    if elasticsearch.is_there(context.known, context.now):
        try:
            return elasticsearch.ids_of(context, root_of(model), query, within, MOST_MATCHES)
        except Unavailable:
            pass
    ids = database.ids_of(context, root_of(model), query, within, MOST_MATCHES)
    left_out = outdated(context.known).get(root_of(model), {})
    return None if ids is None else [pk for pk in ids if pk not in left_out]
