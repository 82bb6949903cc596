"""SQLite's full-text search (FTS5). Its own analysis has nothing to do: it gets words as they are matched."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connections
from django.db.models import F, FloatField, Func, QuerySet

from search.engines import WEIGHTS, Fit, Within
from search.engines.matching import ALL, Part, fit_of, together
from search.models import SQLiteWords
from search.query import Query, Sought
from search.words import STEM, WHOLE, Field, WordsOf, with_pairs

COLUMNS = (Field.TITLE, Field.LEAD, Field.HEADINGS, Field.BODY, Field.NAMES)
BETWEEN = STEM
"""Stands between two texts, so that no phrase goes on from one to the next."""
_LOOKED_AT = {Within.ALL: "", Within.OWN: "{" + " ".join(COLUMNS[:-1]) + "} : ", Within.TITLES: "{title} : "}


class SQLiteEngine:
    def write(self, words: Mapping[int, Sequence[WordsOf]], using: str) -> None:
        self.forget(words, using)
        rows: list[list[Any]] = [[entry, *_columns(passages)] for entry, passages in words.items()]
        with connections[using].cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO search_sqlitewords (rowid, {', '.join(COLUMNS)}) VALUES (%s, %s, %s, %s, %s, %s)",  # noqa: S608  columns of ours
                rows,
            )

    def forget(self, entries: Iterable[int], using: str) -> None:
        with connections[using].cursor() as cursor:
            cursor.executemany("DELETE FROM search_sqlitewords WHERE rowid = %s", [(entry,) for entry in entries])

    def expression(self, query: Query, within: Within) -> str:
        return expression(query, within)

    def match(self, objects: QuerySet[Any], expression: Any, path: str) -> QuerySet[Any]:
        words = f"{path}sqlite_words__all"
        found = objects.filter(**{f"{words}__matches": Part(ALL, expression)})
        fit = fit_of(f"{path}sqlite_words__pk", SQLiteWords, expression)
        return found.alias(relevance=Relevance(F(words)) * fit)


class Relevance(Func):
    """How well a row matches; more is better. (FTS5's own number is the smaller the better.)"""

    output_field = FloatField()
    template = "-bm25(%(expressions)s, " + ", ".join(str(WEIGHTS[column]) for column in COLUMNS) + ")"


def expression(query: Query, within: Within) -> str:
    """The query in FTS5's language."""
    wanted = (" OR " if query.any else " AND ").join(map(_alternatives, query.wanted))
    if query.unwanted:
        wanted = f"({wanted}) NOT ({' OR '.join(map(_alternatives, query.unwanted))})"
    titles = _LOOKED_AT[Within.TITLES]
    fits = {
        Fit.WHOLE: f'{titles}"{WHOLE}{query.whole}"',
        Fit.TYPED: f"{titles}({' AND '.join(map(_phrase, query.wanted))})",
        Fit.FORMS: f"{titles}({' AND '.join(map(_alternatives, query.wanted))})",
    }
    return together(f"{_LOOKED_AT[within]}({wanted})", fits)


def _alternatives(sought: Sought) -> str:
    phrase = _phrase(sought)
    alternatives = [phrase, *(f'"{stem}"' for stem in sorted(sought.stems))]
    if sought.is_beginning:
        alternatives += [f"{phrase} *", *(f'"{stem}" *' for stem in sorted(sought.begun_stems))]
    return f"({' OR '.join(alternatives)})"


def _phrase(sought: Sought) -> str:
    tokens = list(with_pairs(sought.tokens))
    row = _row((token.text, pair) for token, pair in tokens)
    # A pair says both of its characters: 博 博物 物 物馆 馆 are asked for by the three in the middle.
    if tokens[0][1]:
        row = row[1:]
    if len(tokens) > 1 and tokens[-2][1]:
        row = row[:-1]
    return f'"{" ".join(row)}"'


def _row(words: Iterable[tuple[str, str]]) -> list[str]:
    """Words and pairs in the order in which they are in a column."""
    return [text for both in words for text in both if text]


def _columns(passages: Sequence[WordsOf]) -> list[str]:
    """What each column has: words and pairs, and behind them the stems and titles as one word."""
    rows: dict[Field, list[str]] = {column: [] for column in COLUMNS}
    marked: dict[Field, list[str]] = {column: [] for column in COLUMNS}
    for passage in passages:
        rows[passage.field] += [*_row((word.text, word.pair) for word in passage.words), BETWEEN]
        marked[passage.field] += [word.stem for word in passage.words if word.stem]
        if passage.field is Field.TITLE:
            marked[passage.field].append(WHOLE + passage.whole)
    return [" ".join(rows[column] + marked[column]) for column in COLUMNS]
