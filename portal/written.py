"""Questions of the database that are asked a thousand times in a row: the ORM writes each of them once in a process.

What the ORM takes to write a statement is several times what PostgreSQL takes to answer one by its key. Here it writes
the statement of a QuerySet once, with stand-ins for its values; after that only the values change. What is asked, and
when, stays what the QuerySet says: nothing is remembered of the answers.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Generic, LiteralString, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BooleanField,
    Expression,
    F,
    Field,
    ForeignKey,
    Func,
    IntegerField,
    Model,
    OneToOneRel,
    QuerySet,
    TextField,
)
from django.db.models import Value as Given
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query, UpdateQuery
from django.db.transaction import TransactionManagementError

from portal.together import Asked, stored_columns, written

_Row = TypeVar("_Row", bound=Model)
_Part = tuple[str, type[Model], Sequence[str], list[tuple[int, Callable[[Any], Any]]]]
_Column = tuple[str, str, Sequence[Any], "Field[Any, Any]"]
Value = int | str | date | datetime | UUID | list[int] | list[str]
_STAND_INS: dict[type, Callable[[int], Value]] = {
    int: lambda number: 2_147_000_000 + number,  # what every sort of number in a column can be
    str: lambda number: f"stands in for value {number}",
    datetime: lambda number: datetime(1234, 5, 6, 7, 8, number, tzinfo=UTC),
    date: lambda number: date(1234, 5, 7 + number),
    UUID: lambda number: UUID(int=7_000_000_000_000_000_001 + number),
    list[int]: lambda number: [2_147_000_000 + number, 2_147_000_000 - number - 1],
    list[str]: lambda number: [f"stands in for list {number}"],
}


_KEY = 0
"""Where a model's own key stands among its columns: every model of the house has it first."""


def is_among(column: str, given: list[int] | list[str], number: type[int] | type[str]) -> Expression:
    """Return the condition that ``column`` is one of ``given``, in one place of the statement however many they are.

    What ``column__in=`` says, which has a place for each. ``number``: what each of them is, there may be none.
    """
    each = IntegerField() if number is int else TextField()
    return _Among(F(column), Given(given, output_field=ArrayField(each)))


class _Among(Func):
    """Equal to one of an array."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


class Written:
    """One question: ``ask`` returns it as a values_list() for values of these ``sorts``, each of which it must use.

    It may not look at the values, and not at the clock: what it asks must be the same statement whatever they are.
    ``locking`` is what SQL ends with to lock rows, where a values_list() cannot say which.
    """

    def __init__(
        self, ask: "Callable[..., QuerySet[Any, Any]]", *sorts: type, locking: LiteralString = ""
    ) -> None:
        self._ask = ask
        self._locking = locking
        self._stand_ins = [_STAND_INS[sort](number) for number, sort in enumerate(sorts)]

    def rows(self, *values: Value) -> list[tuple[Any, ...]]:
        """Return what the database answers for ``values``, in the order of the sorts. One query.

        Raises TransactionManagementError, as the ORM does, for what locks rows outside of a transaction.
        """
        with connection.cursor() as cursor:
            cursor.execute(*self._filled(values))
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def first(self, *values: Value) -> tuple[Any, ...] | None:
        """Return the first of the rows, or None. One query."""
        return next(iter(self.rows(*values)), None)

    def asked(self, *values: Value) -> Asked:
        """Return the question for ``values``, to be asked with others in one query (portal.together). No query."""
        return Asked(*self._filled(values), self._width)

    def _filled(self, values: Sequence[Value | None]) -> "tuple[str, list[Any]]":
        """Return the statement with ``values`` in their places, where it may be made now."""
        statement, given, locks = self._written
        if locks and not connection.in_atomic_block:
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        return statement, [values[one.place] if isinstance(one, _Place) else one for one in given]

    @cached_property
    def _width(self) -> int:
        return written(self._ask(*self._stand_ins)).width

    @cached_property
    def _written(self) -> "tuple[str, list[Any], bool]":
        query = self._write()
        statement, given = query.get_compiler(connection=connection).as_sql()
        filled = [self._placed(one) for one in given]
        missing = set(range(len(self._stand_ins))) - {one.place for one in filled if isinstance(one, _Place)}
        if missing:
            raise ValueError(f"the question does not use its values {sorted(missing)} as they are")
        if any(isinstance(one, date) for one in filled):
            raise ValueError("the question has a moment of its own, which would stay what it is for ever")
        if self._locking:
            statement = f"{statement} {self._locking}"
        return statement, filled, query.select_for_update or bool(self._locking)

    def _write(self) -> Query:
        return self._ask(*self._stand_ins).query

    def _placed(self, given: Any) -> Any:
        for place, stand_in in enumerate(self._stand_ins):
            if type(given) is type(stand_in) and given == stand_in:
                return _Place(place)
        return given


class WrittenChange(Written):
    """One change: ``ask`` returns which rows, and what of them becomes what, as QuerySet.update() takes it."""

    def __init__(
        self, ask: "Callable[..., tuple[QuerySet[Any, Any], Mapping[str, Any]]]", *sorts: type
    ) -> None:
        super().__init__(lambda *values: ask(*values)[0], *sorts)
        self._change = ask

    def made(self, *values: Value | None) -> int:
        """Make the change for ``values``, in the order of the sorts; return how many rows there were. One statement.

        Raises as rows() does.
        """
        with connection.cursor() as cursor:
            cursor.execute(*self._filled(values))
            many: int = cursor.rowcount
        return many

    def _write(self) -> Query:
        rows, changes = self._change(*self._stand_ins)
        query: UpdateQuery = rows.order_by().query.chain(UpdateQuery)  # type: ignore[assignment]
        query.add_update_values(dict(changes))
        return query


class _Place:
    """Where one of the values goes."""

    def __init__(self, place: int) -> None:
        self.place = place


class WrittenColumns(Written):
    """Annotations that are asked again and again beside others: ``ask`` returns them alone, as a values_list().

    They belong to a QuerySet of the same model: what they say of its row, they say by the name of its table.
    """

    def beside(self, *values: Value) -> dict[str, RawSQL]:
        """Return the annotations for ``values``, by their names, as QuerySet.annotate() takes them. No query."""
        filled = [self._at(values, one) for one in self._columns]
        return {name: RawSQL(sql, given, output) for name, sql, given, output in filled}  # noqa: S611  our own

    @staticmethod
    def _at(values: Sequence[Value], column: "_Column") -> "_Column":
        name, sql, given, output = column
        return name, sql, [values[one.place] if isinstance(one, _Place) else one for one in given], output

    @cached_property
    def _columns(self) -> "list[_Column]":
        self._written  # refuses what is not the same statement for all values  # noqa: B018
        query = self._write()
        compiler = query.get_compiler(connection=connection)
        compiler.pre_sql_setup()
        return [
            (str(alias), sql, [self._placed(one) for one in given], expression.output_field)
            for expression, (sql, given), alias in compiler.select
        ]


class WrittenWhole(Generic[_Row]):
    """One row of ``model``, whole, with what stands behind ``paths``: as select_related() brings it.

    ``paths``: foreign keys, and what belongs to one row alone (the other end of a one-to-one field); those nearer to
    the row first. Where there is nothing, nothing stands behind that either.
    """

    def __init__(
        self,
        model: type[_Row],
        *paths: str,
        of: "Callable[..., QuerySet[_Row]] | None" = None,
        sorts: Sequence[type] = (int,),
        beside: Sequence[str] = (),
        locking: LiteralString = "",
    ) -> None:
        """``of`` returns which row it is for values of the ``sorts``, else it is the one with the key that is given.

        ``beside``: annotations of ``of`` that the row is to have. ``locking``: as Written has it.
        """
        self._model = model
        self._paths = paths
        self._of = of or (lambda pk: model._default_manager.filter(pk=pk))
        self._sorts = sorts
        self._beside = beside
        self._locking = locking

    def get(self, *given: Value) -> _Row:
        """Return the row. One query. Raises the model's DoesNotExist, and as Written.rows() does."""
        values = self._question.first(*given)
        if values is None:
            raise self._model.DoesNotExist  # type: ignore[attr-defined]
        made: dict[str, Model] = {}
        at = 0
        for path, model, columns, readers in self._parts:
            part = list(values[at : at + len(columns)])
            at += len(columns)
            for place, read in readers:
                part[place] = read(part[place])
            above, _, name = path.rpartition("__")
            if part[_KEY] is None:
                if above in made:
                    made[above]._state.fields_cache[name] = None
                continue
            made[path] = model.from_db(connection.alias, columns, part)
            if path:
                setattr(made[above], name, made[path])
        for name, value in zip(self._beside, values[at:], strict=True):
            setattr(made[""], name, value)
        return made[""]  # type: ignore[return-value]

    @cached_property
    def _parts(self) -> "list[_Part]":
        found: list[_Part] = []
        for path in ("", *self._paths):
            model = _model_at(self._model, path)
            columns = stored_columns(model)
            readers = [
                (place, _reader(converter, field))
                for place, field in enumerate(model._meta.concrete_fields)
                for converter in field.get_db_converters(connection)
            ]
            found.append((path, model, columns, readers))
        return found

    @cached_property
    def _question(self) -> Written:
        names = [
            f"{path}__{column}" if path else column
            for path, _, columns, _ in self._parts
            for column in columns
        ]
        return Written(
            lambda *values: self._of(*values).values_list(*names, *self._beside),
            *self._sorts,
            locking=self._locking,
        )


def _model_at(model: type[Model], path: str) -> type[Model]:
    for name in path.split("__") if path else ():
        field = model._meta.get_field(name)
        if not isinstance(field, ForeignKey | OneToOneRel):
            raise TypeError(f"{name} of {model.__name__} is no foreign key")
        related = field.related_model
        assert not isinstance(related, str)  # noqa: S101  for the reader of types: the models are loaded
        model = related
    return model


def _reader(converter: Any, field: Any) -> Callable[[Any], Any]:
    return lambda value: converter(value, field, connection)
