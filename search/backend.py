"""Wagtail's search back end: by it the admin finds what it lists and chooses, and it is told of what is saved."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Count, Model, QuerySet
from modelsearch.backends.base import BaseIndex, BaseSearchBackend, BaseSearchQueryCompiler, BaseSearchResults
from modelsearch.query import And, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

from itp_cms.core.changes.identity import root_of
from search import index
from search.engines import Within
from search.finding import find

AS_ONE_TYPES = 1
"""Letters from which on the last word may go on."""


class Index(BaseIndex):
    def add_items(self, model: type[Model], items: Iterable[Any]) -> None:
        index.update(root_of(model), [item.pk for item in items])

    def delete_item(self, item: Any) -> None:
        index.remove(root_of(type(item)), [item.pk])


class QueryCompiler(BaseSearchQueryCompiler):
    """What is asked, and of which objects. Any queryset will do, as the index is in the same database."""

    DEFAULT_OPERATOR = "and"
    HANDLES_ORDER_BY_EXPRESSIONS = True
    shortest_beginning = 3

    def check(self) -> None:
        """Nothing is to be declared to filter or order by; all fields are searched together."""


class AutocompleteQueryCompiler(QueryCompiler):
    shortest_beginning = AS_ONE_TYPES


class Results(BaseSearchResults):
    supports_facet = True

    def facet(self, field_name: str) -> dict[Any, int]:
        counts = self._objects().order_by().values_list(field_name).annotate(count=Count("pk"))
        return dict(counts.order_by("-count"))

    def _objects(self) -> QuerySet[Any]:
        compiler = self.query_compiler
        if isinstance(compiler.query, MatchAll):
            return compiler.queryset
        text, is_any = _text_of(compiler.query)
        found = find(
            compiler.queryset,
            text,
            any=is_any,
            language_codes=[code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES],
            shortest_beginning=compiler.shortest_beginning,
            within=Within.ALL,
        )
        if compiler.order_by_relevance and text:
            found = found.order_by("-relevance", "-pk")
        elif not found.query.order_by:
            found = found.order_by("-pk")
        if self._score_field:
            found = found.annotate(**{self._score_field: found.query.annotations["relevance"]})
        return found

    def _do_search(self) -> list[Any]:
        found = self._objects()[self.start : self.stop]
        return list(found.prefetch_related(*self.prefetch_related) if self.prefetch_related else found)

    def _do_count(self) -> int:
        return self._objects()[self.start : self.stop].count()


class SearchBackend(BaseSearchBackend):
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
    index_class = Index
    results_class = Results


def _text_of(query: SearchQuery) -> tuple[str, bool]:
    """A query of Wagtail's as somebody would type it, and whether any of its words is enough."""
    match query:
        case PlainText():
            return query.query_string, query.operator == "or"
        case Phrase():
            return f'"{query.query_string}"', False
        case Not():
            text, _any = _text_of(query.subquery)
            return f'-"{text}"', False
        case And() | Or():
            parts = [_text_of(part)[0] for part in query.subqueries]
            return " ".join(parts), isinstance(query, Or)
    raise NotImplementedError(f"{type(query).__name__} cannot be searched for")
