"""What keeps words and finds them. Each database has an engine of its own; all of them mean the same."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, StrEnum
from functools import cache
from typing import Any, Protocol

from django.db import connections
from django.db.models import QuerySet

from search.query import Query
from search.words import Field, WordsOf

WEIGHTS: Mapping[Field, float] = {
    Field.TITLE: 10.0,
    Field.NAMES: 5.0,
    Field.LEAD: 4.0,
    Field.HEADINGS: 2.5,
    Field.BODY: 1.0,
}
"""How much a word tells by where it stands."""


class Fit(StrEnum):
    """How well a title is what was typed."""

    WHOLE = "whole"
    """It is that and nothing else."""
    TYPED = "typed"
    """It has all of the words as they were typed."""
    FORMS = "forms"
    """It has all of them in some form."""


FITS: Mapping[Fit, float] = {Fit.WHOLE: 1e24, Fit.TYPED: 1e16, Fit.FORMS: 1e8}
"""How many times as relevant a hit is by its title: more than anything else can be worth. A long body has a word any
number of times, and to BM25 a form that is rare is worth many times one that is frequent.
"""


class Within(Enum):
    """Where words are looked for."""

    ALL = "all"
    OWN = "own"
    """All but the names of related things."""
    TITLES = "titles"


class DatabaseEngine(Protocol):
    """Keeps words in the database itself, in the transaction of whoever writes them."""

    def write(self, words: Mapping[int, Sequence[WordsOf]], using: str) -> None:
        """Keep the words of entries, by their ids, in place of those there were."""

    def forget(self, entries: Iterable[int], using: str) -> None:
        """Drop the words of entries."""

    def expression(self, query: Query, within: Within) -> str:
        """The query in the database's own language, with the titles that fit it (`engines.matching.together`)."""

    def match(self, objects: QuerySet[Any], expression: Any, path: str) -> QuerySet[Any]:
        """Narrow objects to those that match, with their `relevance` as an alias, more is better.

        `expression` may stand for one that is given later. `path` leads to the entry, such as `search_entries__`, or is
        empty.
        """


@cache
def database_engine(using: str = "default") -> DatabaseEngine:
    if connections[using].vendor == "postgresql":
        from search.engines.postgresql import PostgreSQLEngine

        return PostgreSQLEngine()
    from search.engines.sqlite import SQLiteEngine

    return SQLiteEngine()
