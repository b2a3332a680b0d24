"""Several questions of the database in one statement: where a page needs few rows of each of many tables."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

_Row = TypeVar("_Row", bound=Model)
Rows = list[list[Any]]
"""What one question brought, in its order, each row as its values in the order in which they were asked for."""


def ask_together(*asked: "QuerySet[Any, Any]") -> list[Rows]:
    """Return the rows of each of ``asked``, every one a bounded values_list(); one statement for all of them.

    Values come as JSON has them: whoever reads a date or a moment makes one of its ISO text. The database's own order
    is kept: each question keeps its ORDER BY inside.
    """
    parts: list[str] = []
    values: list[Any] = []
    places: list[int] = []
    for place, question in enumerate(asked):
        try:
            statement, given = question.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:  # the filter can match nothing: the database need not be asked
            continue
        columns = ", ".join(f"c{number}" for number in range(_width(question)))
        # The ORM's own statement: whatever somebody typed is among its values.
        rows = f"SELECT json_build_array({columns})::text FROM ({statement}) AS asked ({columns})"  # noqa: S608
        parts.append(f"ARRAY({rows})")
        values += given
        places.append(place)
    found: list[Rows] = [[] for _ in asked]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", values)
            row: Sequence[list[str]] = cursor.fetchone() or ()
        for place, texts in zip(places, row, strict=True):
            found[place] = [json.loads(text) for text in texts]
    return found


def _width(question: "QuerySet[Any, Any]") -> int:
    """Return how many values a row of ``question`` has."""
    inner = question.query.combined_queries[0] if question.query.combinator else question.query
    return len(inner.selected or ())


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
