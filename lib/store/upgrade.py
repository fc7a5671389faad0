"""Bring a database to the tables that this version needs, in process and without any alembic.ini.

A migration is a file ``migrations/versions/NNNN_what.py`` whose revision is ``NNNN``, written by hand. Alembic is
imported only when there is something to do.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from lib.store.connection import copy_sqlite, is_sqlite, reached
from lib.store.schema import metadata
from lib.store.values import ForeignDatabase, NewerDatabase, StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x50415353  # any number that all Passerelles share
# Alembic keeps the environment that it is running in a global.
_one_at_a_time = threading.Lock()


def revisions(folder: Path = MIGRATIONS) -> list[str]:
    """The revisions that this version knows, oldest first."""
    return sorted(path.name.partition("_")[0] for path in (folder / "versions").glob("[0-9]*_*.py"))


def recorded(connection: Connection) -> str | None:
    """The revision of a database; None for one without our tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(engine: Engine, folder: Path = MIGRATIONS) -> None:
    """Run the migrations that are missing, all or none of them; existing SQLite data is copied aside before.

    Several processes may do this at once on one database: the first does the work, the others wait for it.

    Raises
    ------
    NewerDatabase, ForeignDatabase
        If it is not ours to change.
    """
    known = revisions(folder)
    with reached():
        with engine.connect() as connection:
            if _is_current(connection, known):
                return
        with _one_at_a_time, engine.connect() as connection:
            _upgrade(engine, connection, folder, known)


def _upgrade(engine: Engine, connection: Connection, folder: Path, known: list[str]) -> None:
    connection = connection.execution_options(sqlite_begin="BEGIN IMMEDIATE")
    driver = connection.connection.driver_connection
    if is_sqlite(engine):
        # Changing a table means replacing it there, which must not look like deleting what points to it.
        driver.execute("PRAGMA foreign_keys = OFF")
    try:
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            if _is_current(connection, known):
                return
            if (current := recorded(connection)) is None:
                _refuse_foreign(connection)
            elif is_sqlite(engine):
                copy_sqlite(engine, _aside(Path(engine.url.database), current))
            _run(connection, folder)
            if is_sqlite(engine) and (broken := driver.execute("PRAGMA foreign_key_check").fetchall()):
                raise StoreError(f"the migration to {known[-1]} would leave rows without their parents: {broken[:5]}")
    finally:
        if is_sqlite(engine):
            driver.execute("PRAGMA foreign_keys = ON")


def _is_current(connection: Connection, known: list[str]) -> bool:
    current = recorded(connection)
    if current is not None and current not in known:
        raise NewerDatabase(f"the database is at revision {current}; this version knows {known[-1]} at the most")
    return current == known[-1]


def _refuse_foreign(connection: Connection) -> None:
    if taken := sorted(set(inspect(connection).get_table_names()) & set(metadata.tables)):
        raise ForeignDatabase(f"tables that Passerelle did not make: {', '.join(taken)}")


def _aside(database: Path, current: str) -> Path:
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    return database.with_name(f"{database.stem}.revision-{current}.{now}{database.suffix}")


def _run(connection: Connection, folder: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
