"""Tables to which rows are only added: each is numbered, and the newest about something holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, Table, func, insert, select


def last(table: Table) -> Select[tuple[int]]:
    """The number of the newest row; 0 in an empty table."""
    return select(func.coalesce(func.max(_number(table)), 0))


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows, each numbered after the one before and dated now; the caller holds the lock of all writers."""
    if rows:
        newest, column, now = connection.execute(last(table)).scalar_one(), _number(table).name, datetime.now(UTC)
        given = [{column: newest + i, "at": now, **row} for i, row in enumerate(rows, start=1)]
        connection.execute(insert(table), given)


def holding(*about: Column[str], where: Sequence[ColumnElement[bool]] = ()) -> Select:
    """The newest row about each value of some columns of one table; ``where`` narrows what is looked at."""
    number = _number(about[0].table)
    return select(about[0].table).where(number.in_(select(func.max(number)).where(*where).group_by(*about)))


def newest(connection: Connection, about: Column[str], value: str) -> Row | None:
    """The row that holds about one value, if there is any."""
    number = _number(about.table)
    return connection.execute(select(about.table).where(about == value).order_by(number.desc()).limit(1)).first()


def _number(table: Table) -> Column[int]:
    return next(iter(table.primary_key))
