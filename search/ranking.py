"""What matches a search, best first, as the database's own index has it.

modelsearch (1.3) joins what is searched to its index: on PostgreSQL by the text of each id, which no index of the
database has; on SQLite it ranks anew all that matches for each object that does. Either takes the longer the more
objects there are. Here the index alone is asked.
"""

from typing import Any

from django.apps import apps
from django.db.models import BigIntegerField, F, QuerySet
from django.db.models.functions import Cast
from modelsearch.query import PlainText
from modelsearch.utils import get_descendants_content_types_pks


def ranked_ids(results: Any, most: int) -> list[int]:
    """The ids of what a search for words found, best first, at most so many; of equals, the newest first.

    `results` is what a search back end gives for all objects of a model that has numbers for ids.
    """
    ranked = _RANKED.get(type(results.backend).__name__)
    if ranked is None or not isinstance(results.query_compiler.query, PlainText):
        return [result.pk for result in results[:most]]
    ids: list[int] = list(ranked(results.query_compiler, results.backend)[:most])
    return ids


def _ranked_on_postgresql(compiler: Any, backend: Any) -> QuerySet[Any]:
    config = compiler.get_config(backend)
    rank = compiler._build_rank_expression([(F("title"), F("title_norm")), (F("body"), 1.0)], config)
    entries = apps.get_model("wagtailsearch.IndexEntry").objects.annotate(
        words=F("title")._combine(F("body"), "||", False),  # type: ignore[attr-defined]  # not stubbed
        id_of_object=Cast("object_id", BigIntegerField()),
    )
    return (
        entries.filter(
            words=compiler.build_tsquery(compiler.query, config=config),
            content_type__in=get_descendants_content_types_pks(compiler.queryset.model),
        )
        .order_by(rank.desc(), "-id_of_object")
        .values_list("id_of_object", flat=True)
    )


def _ranked_on_sqlite(compiler: Any, backend: Any) -> QuerySet[Any]:
    from modelsearch.backends.database.sqlite.query import MatchExpression  # which other databases cannot import

    config = compiler.get_config(backend)
    vectors = [(F("index_entry__title"), F("index_entry__title_norm")), (F("index_entry__body"), 1.0)]
    query = compiler.build_search_query(compiler.query, config=config)
    entries = apps.get_model("wagtailsearch.SQLiteFTSIndexEntry").objects.annotate(
        score=compiler._build_rank_expression(vectors, config),  # the lower, the better
        id_of_object=Cast("index_entry__object_id", BigIntegerField()),
    )
    return (
        entries.filter(
            MatchExpression(compiler.FTS_TABLE_FIELDS, query),
            index_entry__content_type__in=get_descendants_content_types_pks(compiler.queryset.model),
        )
        .order_by("score", "-id_of_object")
        .values_list("id_of_object", flat=True)
    )


_RANKED = {"PostgresSearchBackend": _ranked_on_postgresql, "SQLiteSearchBackend": _ranked_on_sqlite}
