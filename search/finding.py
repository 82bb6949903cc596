"""Finding: of objects that somebody may see, those that match what was typed."""

from collections.abc import Iterable
from typing import Any

from django.db.models import FloatField, QuerySet, Value

from search.engines import database_engine
from search.models import RELATION
from search.query import parse


def find(
    objects: QuerySet[Any],
    text: str,
    *,
    language_codes: Iterable[str],
    with_names: bool,
    any: bool = False,  # noqa: A002
    shortest_beginning: int = 3,
) -> QuerySet[Any]:
    """Narrow objects to those in which the words are, with their `relevance` as an alias, more is better.

    Their order is left as it is. `with_names` also looks at what the people, tags, countries and series are called that
    they are about.
    """
    query = parse(text, language_codes, any=any, shortest_beginning=shortest_beginning)
    if not query:
        return objects.none().alias(relevance=Value(0.0, output_field=FloatField()))
    return database_engine(objects.db).find(objects, query, f"{RELATION}__", with_names=with_names)
