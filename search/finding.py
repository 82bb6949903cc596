"""Finding: of objects that somebody may see, those that match what was typed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from wagtail.models import Page

from itp_cms.core.memory import Memory
from search.engines import Within, database_engine
from search.follower import names_are_right
from search.highlights import Highlighter
from search.models import RELATION
from search.query import Query, parse
from search.words import Field, Passage

MOST_DRAFTS = 1000
MOST_RANKED = 200
"""Of what is found besides pages by their draft's title; the rest comes after it."""


def find(
    objects: QuerySet[Any],
    text: str,
    *,
    language_codes: Iterable[str],
    within: Within,
    any: bool = False,  # noqa: A002  as of a query
    shortest_beginning: int = 3,
) -> QuerySet[Any]:
    """Narrow objects to those in which the words are, with their `relevance` as an alias, more is better.

    Their order is left as it is. Of drafts, too, and by the titles that pages are to have, first: what is for readers
    goes through `find_public`.
    """
    query = parse(text, language_codes, any=any, shortest_beginning=shortest_beginning)
    found = _matching(objects, query, within)
    drafted = _by_draft_titles(objects, query) if issubclass(objects.model, Page) else []
    if not drafted:
        return found
    others = found.order_by().exclude(pk__in=drafted)
    first = [*drafted, *others.order_by("-relevance", "-pk").values_list("pk", flat=True)[:MOST_RANKED]]
    ranks = [When(pk=pk, then=Value(float(len(first) - place))) for place, pk in enumerate(first)]
    relevance = Case(*ranks, default=Value(0.0), output_field=FloatField())
    return objects.filter(Q(pk__in=drafted) | Q(pk__in=others.values("pk"))).alias(relevance=relevance)


def _by_draft_titles(pages: QuerySet[Any], query: Query) -> list[int]:
    """The pages whose title is to be another, in which the words are; of the last so many that were changed."""
    changed = pages.filter(has_unpublished_changes=True).exclude(draft_title=F("title"))
    titles = changed.order_by("-latest_revision_created_at").values_list("pk", "draft_title", "locale__language_code")[
        :MOST_DRAFTS
    ]
    wanted = [Highlighter(Query((one,))) for one in query.wanted]
    unwanted = [Highlighter(Query((one,))) for one in query.unwanted]
    enough = any if query.any else all

    def is_meant(title: Passage) -> bool:
        return enough(one.marked(title) for one in wanted) and not any(one.marked(title) for one in unwanted)

    return [pk for pk, text, code in titles if wanted and is_meant(Passage(Field.TITLE, code, text))]


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
