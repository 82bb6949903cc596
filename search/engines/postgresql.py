"""PostgreSQL's full-text search, given words as they are matched, with their places and weights."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import Expression, F, FloatField, Func, QuerySet, Value

import search.engines.sqlite  # noqa: F401  the lookup
from search.engines import WEIGHTS, Within
from search.query import Query, Sought
from search.words import Field, WordsOf, with_pairs

NAME = "@"
"""Before words of the names of related things, which can be left out of a search."""

BETWEEN = 10
"""Places between two texts, so that no phrase goes on from one to the next."""

LAST_PLACE = 16_383
"""PostgreSQL counts no further; what is behind is found, but not as part of a phrase."""

LARGEST = 700_000
"""Bytes; a vector may have about a million. What does not go into it is not found."""

# A to D; PostgreSQL has no fifth, so that names count as much as a lead.
_LETTERS = {Field.TITLE: "A", Field.LEAD: "B", Field.NAMES: "B", Field.HEADINGS: "C", Field.BODY: "D"}
_FROM_D_TO_A = (Field.BODY, Field.HEADINGS, Field.LEAD, Field.TITLE)
_RANKS = ",".join(str(WEIGHTS[field] / WEIGHTS[Field.TITLE]) for field in _FROM_D_TO_A)


class PostgreSQLEngine:
    def write(self, words: Mapping[int, Sequence[WordsOf]], using: str) -> None:
        rows = [(entry, vector(passages)) for entry, passages in words.items()]
        with connections[using].cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_postgresqlwords (entry_id, vector) VALUES (%s, %s::tsvector)"
                " ON CONFLICT (entry_id) DO UPDATE SET vector = EXCLUDED.vector",
                rows,
            )

    def forget(self, entries: Iterable[int], using: str) -> None:
        with connections[using].cursor() as cursor:
            cursor.execute("DELETE FROM search_postgresqlwords WHERE entry_id = ANY(%s)", [list(entries)])

    def expression(self, query: Query, within: Within) -> str:
        return expression(query, within)

    def match(self, objects: QuerySet[Any], expression: Any, path: str) -> QuerySet[Any]:
        words = f"{path}postgresql_words__all"
        asked = expression if isinstance(expression, Expression) else Value(expression)
        found = objects.filter(**{f"{words}__matches": expression})
        return found.alias(relevance=Relevance(F(words), asked))


class Relevance(Func):
    """How well a row matches, less for long ones."""

    output_field = FloatField()
    template = f"ts_rank('{{{_RANKS}}}', %(expressions)s::tsquery, 1)"


@dataclass(frozen=True)
class _Place:
    """What is put around a word to look for it in one place."""

    mark: str = ""
    weight: str = ""

    def word(self, text: str, *, is_beginning: bool = False) -> str:
        flags = ("*" if is_beginning else "") + self.weight
        return f"'{self.mark}{text}'{':' if flags else ''}{flags}"


_PLACES = {
    Within.ALL: (_Place(), _Place(mark=NAME)),
    Within.OWN: (_Place(),),
    Within.TITLES: (_Place(weight=_LETTERS[Field.TITLE]),),
}


def expression(query: Query, within: Within) -> str:
    """The query in PostgreSQL's language."""
    places = _PLACES[within]
    wanted = (" | " if query.any else " & ").join(_alternatives(sought, places) for sought in query.wanted)
    unwanted = "".join(f" & !{_alternatives(sought, places)}" for sought in query.unwanted)
    return f"({wanted}){unwanted}"


def _alternatives(sought: Sought, places: Iterable[_Place]) -> str:
    alternatives = [one for place in places for one in (_phrase(sought, place), *map(place.word, sorted(sought.stems)))]
    return f"({' | '.join(alternatives)})"


def _phrase(sought: Sought, place: _Place) -> str:
    """Tokens that follow each other; of characters, by their pairs, of which the last says two."""
    words, after_pair = [], False
    for token, pair in with_pairs(sought.tokens):
        words.append(pair or ("" if after_pair else token.text))
        after_pair = bool(pair)
    if not words[-1]:
        words.pop()
    last = len(words) - 1
    return (
        "("
        + _followed(
            [
                word and place.word(word, is_beginning=sought.is_beginning and at == last)
                for at, word in enumerate(words)
            ]
        )
        + ")"
    )


def _followed(words: Sequence[str]) -> str:
    phrase, distance = words[0], 1
    for word in words[1:]:
        if word:
            phrase += f" <{distance}> {word}"
            distance = 1
        else:
            distance += 1
    return phrase


def vector(passages: Sequence[WordsOf]) -> str:
    """A `tsvector` as text."""
    places: dict[str, list[str]] = {}
    place, size = 1, 0
    for passage in passages:
        mark, letter = (NAME if passage.field is Field.NAMES else ""), _LETTERS[passage.field]
        for word in passage.words:
            at = f"{min(place + word.position, LAST_PLACE)}{letter}"
            for text in filter(None, (word.text, word.pair, word.stem)):
                lexeme = mark + text
                size += len(at) + 2 + (0 if lexeme in places else len(lexeme.encode()) + 8)
                if size > LARGEST:
                    break
                places.setdefault(lexeme, []).append(at)
        place += len(passage.words) + BETWEEN
    return " ".join(f"'{lexeme}':{','.join(at)}" for lexeme, at in places.items())
