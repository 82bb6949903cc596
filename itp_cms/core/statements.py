"""Queries that are compiled once, run often, and several at a time.

For most answers Django takes longer to compile their queries than the database to run them. A `Statement` is a queryset
that is compiled once, with `Given`s in the place of what differs between runs; `read_together` runs several as one.
"""

import datetime
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, Field, Func, JSONField, Lookup, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable
from wagtail.fields import StreamField

LARGEST_NUMBER = 2**63 - 1

Row = Sequence[Any]
Read = tuple["Statement", Mapping[str, Any]]
"""A statement and the values of its `Given`s."""


class Given(Expression):
    """A value that is given when the statement is run."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def prepared(self, value: Any, connection: Any) -> Any:
        """The value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


class Several(Given):
    """Any number of values, for `Among`. Numbers that no column can have may be among them."""

    def prepared(self, value: Iterable[Any], connection: Any) -> Any:
        possible = (one for one in value if not isinstance(one, int) or abs(one) <= LARGEST_NUMBER)
        values = [super(Several, self).prepared(one, connection) for one in possible]
        return values if connection.vendor == "postgresql" else json.dumps(values)


class Among(Lookup):
    """That a column has one of several values: as `In`, but the SQL is the same however many there are."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, column_params = self.process_lhs(compiler, connection)
        values, params = compiler.compile(self.rhs)
        return f"{column} IN (SELECT value FROM json_each({values}))", [*column_params, *params]  # noqa: S608  compiled

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, column_params = self.process_lhs(compiler, connection)
        values, params = compiler.compile(self.rhs)
        kind = self.rhs.output_field.rel_db_type(connection)
        # Of what editors typed, an id can be larger than the column's.
        kind = "bigint" if kind in {"integer", "smallint"} else kind
        return f"{column} = ANY({values}::{kind}[])", [*column_params, *params]


class Unindexed(Func):
    """A column by whose index SQLite is not to look for rows: it would find too many, and lose the order that another
    index has. (Its manual, “The SQLite Query Optimizer Overview”, 2.4; PostgreSQL counts what it would find.)
    """

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


class Statement:
    """A queryset of model instances or of `values_list`, to be run with other values each time.

    It holds no row and no connection: any thread can use it. Where the queryset can have no row, none is looked for.
    """

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self.using = queryset.db
        connection = connections[self.using]
        compiler = queryset.query.get_compiler(self.using)
        try:
            self.sql, self._params = compiler.as_sql(with_col_aliases=True)
        except EmptyResultSet:
            self.sql, self._params = "", ()
            return
        expressions = [expression for expression, _sql, _alias in compiler.select]
        self.columns = ", ".join(connection.ops.quote_name(alias) for _expression, _sql, alias in compiler.select)
        self._converters = compiler.get_converters(expressions)
        self._make: Callable[[Row], Any] = tuple
        if issubclass(queryset._iterable_class, ModelIterable):
            self._make = _instances_of(compiler, self.using)
            self._converters |= {
                place: ([_from_text], expression)
                for place, expression in enumerate(expressions)
                if isinstance(expression.output_field, (StreamField, JSONField))
            }
        self._from_json = _converters_from_json(expressions, self._converters, connection)

    def params(self, values: Mapping[str, Any]) -> list[Any]:
        connection = connections[self.using]
        return [
            param.prepared(values[param.name], connection) if isinstance(param, Given) else param
            for param in self._params
        ]

    def rows(self, **values: Any) -> list[Any]:
        """The instances or tuples that the queryset would give; one query."""
        return self.made(self._fetch(values), self._converters) if self.sql else []

    def rows_from_json(self, rows: Iterable[list[Any]]) -> list[Any]:
        return self.made(rows, self._from_json)

    def made(self, rows: Iterable[Row], converters: Any) -> list[Any]:
        connection, make = connections[self.using], self._make
        conversions = [
            (place, convert, expression)
            for place, (functions, expression) in converters.items()
            for convert in functions
        ]
        made = []
        for row in map(list, rows):
            for place, convert, expression in conversions:
                row[place] = convert(row[place], expression, connection)
            made.append(make(row))
        return made

    def _fetch(self, values: Mapping[str, Any]) -> list[Row]:
        connection: Any = connections[self.using]
        return connection.fetch_all(self.sql, self.params(values))


def read(queryset: Any) -> list[Any]:
    """What the queryset gives, to read from only."""
    whole = queryset._iterable_class is not ModelIterable  # as `specific()` has it
    if whole or queryset.query.select_related or queryset._prefetch_related_lookups:
        return list(queryset)
    return Statement(queryset).rows()


def read_together(reads: Sequence[Read]) -> list[list[Any]]:
    """What each of the statements gives, in any order; one query for all of them."""
    asked = [place for place, (statement, _values) in enumerate(reads) if statement.sql]
    found: list[list[Any]] = [[] for _read in reads]
    if len(asked) <= 1:
        for place in asked:
            statement, values = reads[place]
            found[place] = statement.rows(**values)
        return found
    using = reads[asked[0]][0].using
    of_columns, of_rows = _JSON_ARRAYS[connections[using].vendor]
    sql, params = [], []
    for place in asked:
        statement, values = reads[place]
        array = of_rows.format(f"{of_columns}({statement.columns})")
        sql.append(f"SELECT {place}, {array} FROM ({statement.sql}) part{place}")  # noqa: S608  compiled
        params += statement.params(values)
    connection: Any = connections[using]
    for place, rows in connection.fetch_all(" UNION ALL ".join(sql), params):
        found[place] = reads[place][0].rows_from_json(orjson.loads(rows)) if rows else []
    return found


def _instances_of(compiler: Any, using: str) -> Callable[[Row], Model]:
    """What makes an instance of a row: to read from, without the signals and preparations of one that is edited."""
    model: type[Model] = compiler.klass_info["model"]
    names = dict.fromkeys(range(len(compiler.select)), "")
    names |= {place: compiler.select[place][0].target.attname for place in compiler.klass_info["select_fields"]}
    names |= {place: name for name, place in compiler.annotation_col_map.items()}
    streams = {field.attname: field for field in model._meta.concrete_fields if isinstance(field, StreamField)}
    plain = [(place, name) for place, name in names.items() if name not in streams]
    converted = [(place, name, streams[name].to_python) for place, name in names.items() if name in streams]

    def make(row: Row) -> Model:
        instance = model.__new__(model)
        instance._state = state = ModelState()
        state.adding, state.db = False, using
        attributes = vars(instance)
        for place, name in plain:
            attributes[name] = row[place]
        for place, name, to_python in converted:
            attributes[name] = to_python(row[place])
        return instance

    return make


def _from_text(value: Any, expression: Any, connection: Any) -> Any:
    """What a `StreamField` stores, which would make itself a `JSONField` for each value, or a `JSONField`."""
    return orjson.loads(value) if isinstance(value, str) else value


def _converters_from_json(expressions: Sequence[Any], converters: Any, connection: Any) -> dict[int, Any]:
    """As Django's converters, for values that have been JSON on the way."""
    if connection.vendor != "postgresql":
        return dict(converters)
    found = {}
    for place, expression in enumerate(expressions):
        kind = expression.output_field.get_internal_type()
        if kind == "JSONField":
            continue
        functions = list(converters[place][0]) if place in converters else []
        if kind in _FROM_JSON:
            functions.insert(0, _FROM_JSON[kind])
        if functions:
            found[place] = (functions, expression)
    return found


def _unless_null(convert: Callable[[Any], Any]) -> Callable[[Any, Any, Any], Any]:
    return lambda value, expression, connection: None if value is None else convert(value)


# What psycopg makes of each, of which JSON has a text or number.
_FROM_JSON = {
    "DateField": _unless_null(datetime.date.fromisoformat),
    "DateTimeField": _unless_null(datetime.datetime.fromisoformat),
    "TimeField": _unless_null(datetime.time.fromisoformat),
    "DecimalField": _unless_null(lambda number: Decimal(str(number))),
    "UUIDField": _unless_null(uuid.UUID),
}
_JSON_ARRAYS = {
    "sqlite": ("json_array", "json_group_array({})"),
    "postgresql": ("json_build_array", "json_agg({})::text"),
}
