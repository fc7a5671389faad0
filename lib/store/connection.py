"""How the store talks to its database, so that the rest of it need not know which one it is.

SQLite is driven the way SQLAlchemy documents for real transactions: the driver begins none, we begin each
ourselves. A writer says so at once (``BEGIN IMMEDIATE``), and so waits for its turn instead of failing half-way.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache, partial
from pathlib import Path

from sqlalchemy import (
    Compiled,
    Connection,
    Dialect,
    Engine,
    Table,
    create_engine,
    event,
    exc,
    insert,
    make_url,
    select,
)

from lib.store.schema import revision
from lib.store.values import StoreError, StoreUnavailable

DEFAULT_FILE = Path(__file__).parent.parent.parent / "data" / "passerelle.sqlite3"
BUSY_SECONDS = 15
"""How long to wait for another writer; a deposit takes milliseconds."""
_LOCK = select(revision.c.number).with_for_update()


def make_engine(url: str | None = None) -> Engine:
    """An engine for ``url``, else for ``DATABASE_URL``, else for the SQLite file in ``data/``."""
    url = url or os.environ.get("DATABASE_URL") or f"sqlite:///{DEFAULT_FILE}"
    if url.startswith("postgres://"):  # what hosting services hand out, and SQLAlchemy does not know
        url = url.replace("postgres://", "postgresql://", 1)
    try:
        address = make_url(url)
        engine = create_engine(
            address,
            # Accents stay readable in the findings, for whoever opens the database itself.
            json_serializer=partial(json.dumps, ensure_ascii=False),
            # A server may have gone away since the last call; a file does not.
            pool_pre_ping=address.get_backend_name() != "sqlite",
        )
    except (exc.ArgumentError, exc.NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
        raise StoreUnavailable(f"no database can be opened by this URL: {error}") from error
    if is_sqlite(engine):
        _drive_sqlite(engine)
    return engine


def is_sqlite(engine: Engine | Connection) -> bool:
    return engine.dialect.name == "sqlite"


def _drive_sqlite(engine: Engine) -> None:
    if not engine.url.database or engine.url.database == ":memory:":
        raise StoreUnavailable("the store needs a file: a database in memory would be another one in each thread")
    try:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"the folder of the database cannot be made: {error}") from error

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


def _write_ahead(connection: sqlite3.Connection) -> None:
    # The switch of a new file begins by reading it, and from there SQLite does not wait for another process that
    # is just doing the same: it gives up at once, whatever the busy timeout.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


@contextmanager
def reached() -> Iterator[None]:
    """Turn every way in which a database can fail us into `StoreUnavailable`; mistakes of ours pass through."""
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
        raise StoreUnavailable(str(getattr(error, "orig", None) or error)) from error
    except exc.DatabaseError as error:
        if type(error) is not exc.DatabaseError:  # a kind of its own: a constraint, say, that we broke
            raise
        raise StoreUnavailable(str(error.orig)) from error
    except sqlite3.OperationalError as error:  # where we talk to the driver itself
        raise StoreUnavailable(str(error)) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction in which every SELECT sees the same state of the database."""
    level = {} if is_sqlite(engine) else {"isolation_level": "REPEATABLE READ"}
    with reached(), engine.connect().execution_options(**level) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction of the only writer: all of it is kept, durably, or nothing is."""
    # Options of the connection: an engine with options of its own is made anew, and costs half a millisecond.
    with reached(), engine.connect() as connection, _immediate(connection).begin():
        if not is_sqlite(engine):  # a row held by whoever writes does there what BEGIN IMMEDIATE does here
            connection.execute(_LOCK)
        yield connection


def _immediate(connection: Connection) -> Connection:
    return connection.execution_options(sqlite_begin="BEGIN IMMEDIATE")


def insert_rows(connection: Connection, table: Table, rows: list[tuple[int | str, ...]]) -> None:
    """Insert many whole rows of numbers and texts, each in the order of the table's columns.

    They go to the driver as they are: what SQLAlchemy does for each row costs more than the inserting.
    """
    if not rows:
        return
    compiled = _insertion(table, connection.dialect)
    given = rows if compiled.positional else [dict(zip(table.c.keys(), row, strict=True)) for row in rows]
    connection.exec_driver_sql(str(compiled), given)


@lru_cache(maxsize=32)
def _insertion(table: Table, dialect: Dialect) -> Compiled:
    return insert(table).compile(dialect=dialect)


def copy_sqlite(engine: Engine, target: Path) -> None:
    """Copy a live SQLite database to a new file, whole and as of one moment.

    Raises
    ------
    StoreError
        If the database is not SQLite (it has backup tools of its own), or if the target exists already.
    """
    if not is_sqlite(engine):
        raise StoreError("only an SQLite database is copied from here; use the tools of the database server")
    try:
        with target.open("xb"):  # never over somebody's earlier copy
            pass
    except OSError as error:
        raise StoreError(f"no copy can be made at {target}: {error}") from error
    try:
        with reached(), engine.connect() as source, closing(sqlite3.connect(target)) as copy:
            source.connection.driver_connection.backup(copy)
    except (StoreError, sqlite3.Error) as error:
        target.unlink()  # half a copy is none
        raise StoreError(f"the copy at {target} failed: {error}") from error
