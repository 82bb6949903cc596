"""Finding: of objects that somebody may see, those that match what was typed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import FloatField, QuerySet, Value

from itp_cms.core.memory import Memory
from search.engines import Within, database_engine
from search.follower import names_are_right
from search.models import RELATION
from search.query import Query, parse


def find(
    objects: QuerySet[Any],
    text: str,
    *,
    language_codes: Iterable[str],
    within: Within,
    any: bool = False,  # noqa: A002
    shortest_beginning: int = 3,
) -> QuerySet[Any]:
    """Narrow objects to those in which the words are, with their `relevance` as an alias, more is better.

    Their order is left as it is. Of drafts, too: what is for readers goes through `find_public`.
    """
    query = parse(text, language_codes, any=any, shortest_beginning=shortest_beginning)
    return _matching(objects, query, within)


def find_public(objects: QuerySet[Any], query: Query, within: Within) -> QuerySet[Any]:
    """As `find`, of objects that are public, by what was public of them when they were last read."""
    return _matching(objects.filter(**{f"{RELATION}__is_public": True}), query, within)


def _matching(objects: QuerySet[Any], query: Query, within: Within) -> QuerySet[Any]:
    if not query:
        return objects.none().alias(relevance=Value(0.0, output_field=FloatField()))
    engine = database_engine(objects.db)
    return engine.match(objects, engine.expression(query, within), f"{RELATION}__")


def where_readers_look(known: Memory, now: datetime) -> Within:
    """In names, too, while all of those in the index are public; `known` is what is known of the content."""
    return Within.ALL if names_are_right(known, now) else Within.OWN
