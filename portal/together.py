"""Several questions of the database in one statement: where a page needs few rows of each of many tables."""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Model, QuerySet, Window
from django.db.models.query import ModelIterable, get_related_populators

_Row = TypeVar("_Row", bound=Model)
_MOST_GIVEN = 100
"""Arguments that a function of PostgreSQL takes."""
Rows = list[list[Any]]
"""What one question brought, in its order, each row as its values in the order in which they were asked for."""


class Asked(NamedTuple):
    """A question as the ORM has written it: its statement, its values, and how many of them a row of its answer has."""

    statement: str
    values: Sequence[Any]
    width: int


Question = QuerySet[Any, Any] | Asked


def ask_together(*asked: Question) -> list[Rows]:
    """Return the rows of each of ``asked``, every one a bounded values_list(); one statement for all of them.

    What a Written has filled (portal.written) is taken as it is; of a QuerySet the ORM writes the statement now.

    Values come as JSON has them: whoever reads a date or a moment makes one of its ISO text. The database's own order
    is kept: each question keeps its ORDER BY inside.
    """
    parts: list[str] = []
    values: list[Any] = []
    places: list[int] = []
    for place, question in enumerate(asked):
        try:
            statement, given, width = question if isinstance(question, Asked) else written(question)
        except EmptyResultSet:  # the filter can match nothing: the database need not be asked
            continue
        columns = ", ".join(f"c{number}" for number in range(width))
        packed = f"json_build_array({columns})" if width <= _MOST_GIVEN else "row_to_json(asked)"
        # The ORM's own statement: whatever somebody typed is among its values.
        rows = f"SELECT {packed}::text FROM ({statement}) AS asked ({columns})"  # noqa: S608
        parts.append(f"ARRAY({rows})")
        values += given
        places.append(place)
    found: list[Rows] = [[] for _ in asked]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", values)
            row: Sequence[list[str]] = cursor.fetchone() or ()
        for place, texts in zip(places, row, strict=True):
            found[place] = [_values(json.loads(text)) for text in texts]
    return found


def _values(row: list[Any] | dict[str, Any]) -> list[Any]:
    """Return the values of a row in their order; of a wide one they come by the names of its columns."""
    return row if isinstance(row, list) else list(row.values())


def bring_together(*asked: "QuerySet[Any, Any]") -> list[list[Any]]:
    """Return the rows of each of ``asked`` as it would bring them itself; one statement for all of them.

    Of one of models: whole instances, with what select_related() and annotate() bring, and without what is deferred;
    prefetch_related() asks for itself. Of a values_list(): its rows. What an array or an object in JSON holds has the
    types of JSON. No query where none of them can match anything.
    """
    readers = [_Reader(rows) for rows in asked]
    found = iter(ask_together(*(one.asked for one in readers if one.asked is not None)))
    return [one.read(next(found)) if one.asked is not None else [] for one in readers]


class _Reader:
    """How the rows of one QuerySet become what it would make of them: as Django's own ModelIterable has it.

    ``asked`` is its question; None where the filter can match nothing: the database need not be asked.
    """

    asked: Asked | None = None

    def __init__(self, rows: "QuerySet[Any, Any]") -> None:
        self._compiler: Any = rows.query.get_compiler(connection=connection)
        with suppress(EmptyResultSet):
            statement, given = self._compiler.as_sql()
            self.asked = Asked(statement, given, len(self._compiler.select))
        self._types = [column[0].output_field for column in self._compiler.select or ()]
        self._whole = issubclass(rows._iterable_class, ModelIterable)

    def read(self, rows: Rows) -> list[Any]:
        """Return what ``rows`` hold, in their order."""
        typed = [
            [
                None if value is None else kind.to_python(value)
                for kind, value in zip(self._types, row, strict=True)
            ]
            for row in rows
        ]
        if not typed or not self._whole:
            return [tuple(row) for row in typed]
        klass = self._compiler.klass_info
        populators = get_related_populators(klass, self._compiler.select, connection.alias)  # type: ignore[call-arg]
        return [self._instance(klass, populators, row) for row in typed]

    def _instance(self, klass: Any, populators: Sequence[Any], row: list[Any]) -> Model:
        places = klass["select_fields"]
        first, last = places[0], places[-1] + 1
        names = [column[0].target.attname for column in self._compiler.select[first:last]]
        made: Model = klass["model"].from_db(connection.alias, names, row[first:last])
        for one in populators:
            one.populate(row, made)
        for name, place in self._compiler.annotation_col_map.items():
            setattr(made, name, row[place])
        return made


def written(question: "QuerySet[Any, Any]") -> Asked:
    """Return what the ORM writes for ``question``. Raises EmptyResultSet where it can match nothing. No query."""
    query = question.query
    statement, given = query.get_compiler(connection=connection).as_sql()
    inner = query.combined_queries[0] if query.combinator else query
    return Asked(statement, given, len(inner.selected or ()))


def counted(rows: "QuerySet[Any]") -> "QuerySet[Any, Any]":
    """Return the question how many ``rows`` there are: one row with their number, none for none."""
    asked: QuerySet[Any, Any] = rows.annotate(in_all=Window(Count("*"))).values_list("in_all")
    return asked[:1]


def counted_to(rows: "QuerySet[Any]", most: int) -> Asked:
    """Return the question how many ``rows`` there are: one row with their number, counted no further than ``most``."""
    try:
        statement, given, _ = written(rows.order_by().values_list("pk")[:most])
    except EmptyResultSet:  # the filter can match nothing
        return Asked("SELECT 0", [], 1)
    return Asked(f"SELECT COUNT(*) FROM ({statement}) AS counted", given, 1)  # noqa: S608  the ORM's own statement


def instances(model: type[_Row], columns: Sequence[str], rows: Rows) -> list[_Row]:
    """Return ``rows`` as instances of ``model``: the first values of each are its ``columns``, by their stored names.

    What is not among the columns is read where somebody asks for it, as of any deferred column.
    """
    fields = [model._meta.get_field(column) for column in columns]
    return [
        model.from_db(
            connection.alias,
            columns,
            [field.to_python(value) for field, value in zip(fields, row, strict=False)],  # type: ignore[union-attr]
        )
        for row in rows
    ]


def stored_columns(model: type[Model]) -> tuple[str, ...]:
    """Return the names of all columns of ``model``, as instances() takes them."""
    return tuple(field.attname for field in model._meta.concrete_fields)
