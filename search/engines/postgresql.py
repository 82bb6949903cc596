"""PostgreSQL's full-text search, given words as they are matched, with their places and weights."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connections
from django.db.models import F, FloatField, Func, QuerySet

from search.engines import WEIGHTS, Fit, Within
from search.engines.matching import ALL, Part, fit_of, together
from search.models import PostgreSQLWords
from search.query import Query, Sought
from search.words import WHOLE, Field, WordsOf, with_pairs

NAME = "@"
"""Before words of the names of related things, which can be left out of a search."""

TITLE = "="
"""Before words of titles, which have both: by their letter alone, each row that has a word would have to be read."""

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
        found = objects.filter(**{f"{words}__matches": Part(ALL, expression)})
        fit = fit_of(f"{path}postgresql_words__pk", PostgreSQLWords, expression)
        return found.alias(relevance=Relevance(F(words), Part(ALL, expression)) * fit)


class Relevance(Func):
    """How well a row matches, less for long ones."""

    output_field = FloatField()
    template = f"ts_rank('{{{_RANKS}}}', %(expressions)s, 1)"


_MARKS = {Within.ALL: ("", NAME), Within.OWN: ("",), Within.TITLES: (TITLE,)}
"""What is put before a word to look for it in one place."""


def expression(query: Query, within: Within) -> str:
    """The query in PostgreSQL's language."""
    marks = _MARKS[within]
    wanted = (" | " if query.any else " & ").join(_alternatives(sought, marks) for sought in query.wanted)
    unwanted = "".join(f" & !{_alternatives(sought, marks)}" for sought in query.unwanted)
    fits = {
        Fit.WHOLE: f"'{TITLE}{WHOLE}{query.whole}'",
        Fit.TYPED: " & ".join(_phrase(sought, TITLE) for sought in query.wanted),
        Fit.FORMS: " & ".join(_alternatives(sought, (TITLE,)) for sought in query.wanted),
    }
    return together(f"({wanted}){unwanted}", fits)


def _alternatives(sought: Sought, marks: Iterable[str]) -> str:
    alternatives = []
    for mark in marks:
        alternatives += [_phrase(sought, mark), *(f"'{mark}{stem}'" for stem in sorted(sought.stems))]
        if sought.is_beginning:
            alternatives.append(_phrase(sought, mark, goes_on=True))
            alternatives += [f"'{mark}{stem}':*" for stem in sorted(sought.begun_stems)]
    return f"({' | '.join(alternatives)})"


def _phrase(sought: Sought, mark: str, *, goes_on: bool = False) -> str:
    """Tokens that follow each other; of characters, by their pairs, of which the last says two."""
    words, after_pair = [], False
    for token, pair in with_pairs(sought.tokens):
        words.append(pair or ("" if after_pair else token.text))
        after_pair = bool(pair)
    if not words[-1]:
        words.pop()
    quoted = [word and f"'{mark}{word}'" for word in words]
    if goes_on:
        quoted[-1] += ":*"
    return f"({_followed(quoted)})"


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
        letter = _LETTERS[passage.field]
        for position, lexeme in _lexemes(passage):
            at = f"{min(place + position, LAST_PLACE)}{letter}"
            size += len(at) + 2 + (0 if lexeme in places else len(lexeme.encode()) + 8)
            if size > LARGEST:
                break
            places.setdefault(lexeme, []).append(at)
        place += len(passage.words) + BETWEEN
    return " ".join(f"'{lexeme}':{','.join(at)}" for lexeme, at in places.items())


def _lexemes(passage: WordsOf) -> Iterator[tuple[int, str]]:
    """What is kept of a passage, each with its place in it."""
    marks = {Field.TITLE: ("", TITLE), Field.NAMES: (NAME,)}.get(passage.field, ("",))
    for word in passage.words:
        for text in filter(None, (word.text, word.pair, word.stem)):
            for mark in marks:
                yield word.position, mark + text
    if passage.field is Field.TITLE:
        yield 0, TITLE + WHOLE + passage.whole
