"""Asking a table of words, as a part of a query of Django's."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Case, Expression, F, FloatField, Func, Lookup, TextField, Value, When
from django.db.models.lookups import In

from search.engines import FITS, Fit
from search.models import WordsField

ALL = "all"


def together(found: str, fits: Mapping[Fit, str]) -> str:
    """Several questions as one value: what is found, and by each fit the titles that have it."""
    return json.dumps({ALL: found, **fits}, ensure_ascii=False)


class Part(Func):
    """One of the questions."""

    output_field = TextField()

    def __init__(self, name: str, asked: Any) -> None:
        super().__init__(asked if isinstance(asked, Expression) else Value(asked, TextField()))
        self.extra["name"] = name

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_extract(%(expressions)s, '$.%(name)s')", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "((%(expressions)s)::json->>'%(name)s')::tsquery"
        return self.as_sql(compiler, connection, template=template, **context)


@WordsField.register_lookup
class Matches(Lookup):
    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self._joined_by("MATCH", compiler, connection)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self._joined_by("@@", compiler, connection)

    def _joined_by(self, operator: str, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, column_params = self.process_lhs(compiler, connection)
        asked, params = compiler.compile(self.rhs)
        return f"{column} {operator} {asked}", [*column_params, *params]


def fit_of(entry: str, words: Any, asked: Any) -> Case:
    """How many times as relevant an entry is by its title. `entry` leads to its key, `words` is the table.

    Titles that fit are looked up once for all hits.
    """
    fitting = {fit: words.objects.filter(all__matches=Part(fit, asked)).values("pk").query for fit in FITS}
    return Case(
        *(When(In(F(entry), fitting[fit]), then=Value(times)) for fit, times in FITS.items()),
        default=Value(1.0),
        output_field=FloatField(),
    )
