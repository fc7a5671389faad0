"""Migrations: the tables are those that the code means, and existing data survives."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from lib.store import Centre, ForeignDatabase, NewerDatabase, Store, upgrade
from lib.store.connection import make_engine
from lib.store.schema import metadata
from tests.support.stores import a_return, fresh_url

sqlite_only = pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="about the SQLite file itself")

NOW = upgrade.revisions()[-1]
THEN = f"{int(NOW) + 1:04}"
NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{now}"


def upgrade() -> None:
    with op.batch_alter_table("centres") as centres:
        centres.alter_column("commune", new_column_name="town")
    {then}
"""


def migrations(folder: Path, then: str = "pass") -> Path:
    """The migrations of a later version, which has one more."""
    copy = shutil.copytree(upgrade.MIGRATIONS, folder / "migrations")
    source = NEXT.format(revision=THEN, now=NOW, then=then)
    (copy / "versions" / f"{THEN}_next.py").write_text(source, encoding="utf-8")
    return copy


def ask(path: Path, sql: str) -> list[tuple]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """An SQLite database with one centre, one deposit and all that hangs on them."""
    path = tmp_path / "passerelle.sqlite3"
    with Store.open(f"sqlite:///{path}") as store:
        store.add_centres([Centre("C01", "A", "Cergy")])
        store.deposit(a_return(), data=b"A", filename="a.xlsx")
    return path


def test_migrations_make_the_tables_that_the_code_means(tmp_path: Path) -> None:
    url = fresh_url(tmp_path)
    Store.open(url).close()
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


@sqlite_only
def test_migrations_leave_no_difference_that_a_comparison_of_columns_would_miss(tmp_path: Path) -> None:
    """Checks, constraint names and table options included: the very text of the tables is compared."""
    ours, meant = tmp_path / "ours.sqlite3", tmp_path / "meant.sqlite3"
    Store.open(f"sqlite:///{ours}").close()
    engine = create_engine(f"sqlite:///{meant}")
    metadata.create_all(engine)
    engine.dispose()

    def made(path: Path) -> dict[str, list[str]]:
        found = ask(path, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name != 'alembic_version'")
        plain = {name: sql.replace(f'"{name}"', name) for name, sql in found}  # a table made anew is quoted
        return {name: sorted(line.strip(" ,\t)") for line in re.split(r"\n", sql)) for name, sql in plain.items()}

    assert made(ours) == made(meant)


def test_the_names_of_the_files_say_what_alembic_reads() -> None:
    config = Config()
    config.set_main_option("script_location", str(upgrade.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    assert [each.revision for each in reversed(list(script.walk_revisions()))] == upgrade.revisions()


@sqlite_only
def test_existing_data_is_copied_aside_before_a_migration(database: Path, tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{database}")
    upgrade.upgrade(engine, migrations(tmp_path))
    with engine.connect() as connection:
        # Replacing the table of centres broke nothing that points to it, and the rules are on again.
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()
    (copy,) = [path for path in tmp_path.glob("*.sqlite3") if path != database]
    assert re.fullmatch(rf"passerelle\.revision-{NOW}\.\d{{8}}T\d{{12}}\.sqlite3", copy.name)
    assert ask(copy, "SELECT code, commune FROM centres") == [("C01", "Cergy")]
    assert ask(copy, "SELECT data FROM files") == [(b"A",)]
    assert ask(database, "SELECT code, town FROM centres") == [("C01", "Cergy")]
    assert ask(database, "SELECT centre, school FROM links") == [("C01", 1)]
    assert ask(database, "SELECT version_num FROM alembic_version") == [(THEN,)]


@sqlite_only
def test_nothing_is_copied_when_there_is_nothing_to_do(database: Path, tmp_path: Path) -> None:
    Store.open(f"sqlite:///{database}").close()
    assert [path.name for path in tmp_path.glob("*.sqlite3")] == [database.name]


@sqlite_only
@pytest.mark.parametrize("then", ["raise RuntimeError('stop')", "op.execute('DELETE FROM schools')"])
def test_a_failed_migration_leaves_the_database_as_it_was(database: Path, tmp_path: Path, then: str) -> None:
    engine = make_engine(f"sqlite:///{database}")
    with pytest.raises(Exception, match=r"stop|without their parents"):
        upgrade.upgrade(engine, migrations(tmp_path, then))
    engine.dispose()
    with Store.open(f"sqlite:///{database}") as store:
        assert store.centres() == [Centre("C01", "A", "Cergy")]
        assert len(store.tables().observations) == 1


def test_a_database_of_a_newer_passerelle_is_left_alone(tmp_path: Path) -> None:
    url = fresh_url(tmp_path)
    Store.open(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(NewerDatabase, match="9999"):
        Store.open(url)


def test_tables_of_somebody_else_are_left_alone(tmp_path: Path) -> None:
    url = fresh_url(tmp_path)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE schools (x integer)")
    engine.dispose()
    with pytest.raises(ForeignDatabase, match="schools"):
        Store.open(url)


@sqlite_only
def test_the_environment_names_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new folder" / "100 % été.sqlite3"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    with Store.open() as store:
        store.add_campaign("2025-2026")
    assert ask(path, "SELECT name FROM campaigns") == [("2025-2026",)]
