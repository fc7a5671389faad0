"""Nothing handed in is lost: two people at once, a killed process, a locked or broken database."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

import pytest

from lib.observation import Verbatim
from lib.store import Store, StoreError, StoreUnavailable, connection
from tests.support.stores import a_return, fresh_url, link, open_and_deposit, three_links

ROOT = Path(__file__).parent.parent.parent
sqlite_only = pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="about the SQLite file itself")


def test_two_people_at_once_are_both_kept_and_the_later_is_in_force(tmp_path: Path) -> None:
    people, rounds = 2, 10
    barrier = Barrier(people, timeout=30)  # one that fails must not keep the other waiting
    with Store.open(fresh_url(tmp_path)) as store:

        def hand_in(person: int) -> list:
            receipts = []
            for round_ in range(rounds):
                barrier.wait()
                data = f"{person} {round_}".encode()
                receipts.append(store.deposit(a_return(*three_links()), data=data, filename="a.xlsx"))
            return receipts

        with ThreadPoolExecutor(people) as pool:
            receipts = [receipt for given in pool.map(hand_in, range(people)) for receipt in given]
        receipts.sort(key=lambda receipt: receipt.number)
        frame = store.deposits()
        tables = store.tables()
    assert [receipt.number for receipt in receipts] == list(range(1, 21))
    # Each saw the one before it, whoever handed that in.
    assert [receipt.replaces for receipt in receipts] == [None, *range(1, 20)]
    assert list(frame.loc[frame["in_force"], "number"]) == [20]
    assert list(tables.observations["link"]) == [1, 2, 3]


def test_processes_that_open_a_fresh_database_at_once_all_succeed(tmp_path: Path) -> None:
    url = fresh_url(tmp_path)
    files = [bytes([number]) for number in range(4)]
    with ProcessPoolExecutor(len(files), mp_context=get_context("spawn")) as pool:
        receipts = list(pool.map(open_and_deposit, [url] * len(files), files))
    with Store.open(url) as store:
        kept = {receipt.number: store.original(receipt.number)[1] for receipt in receipts}
    assert kept == {receipt.number: data for receipt, data in zip(receipts, files, strict=True)}
    assert sorted(kept) == [1, 2, 3, 4]


def test_a_killed_process_leaves_every_reported_deposit_whole(tmp_path: Path) -> None:
    url = fresh_url(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.stores", url], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    with process:
        reported = [process.stdout.readline() for _ in range(40)]
        process.kill()
        reported += process.stdout.readlines()
    rounds = {int(number): int(round_) for number, round_ in (line.split() for line in reported if "\n" in line)}
    assert len(rounds) >= 40
    with Store.open(url) as store:
        frame = store.deposits().set_index("number")
        for number, round_ in rounds.items():
            data = f"fichier {round_}".encode() * 500
            assert store.original(number) == (f"retour-{round_}.xlsx", data)
            assert frame.loc[number, "sha256"] == hashlib.sha256(data).hexdigest()
        # Those that were not reported any more are whole as well, or not there at all.
        for number in sorted(frame.index, reverse=True):
            tables = store.tables()
            assert set(tables.observations["deposit"]) == {number}
            assert (len(tables.observations), len(tables.answers)) == (3, 30)
            assert list(tables.verbatims["text"]) == ["Ça tient."]
            store.undo(number)
        assert store.tables().observations.empty


@sqlite_only
def test_every_connection_writes_ahead_and_waits_for_the_disk(tmp_path: Path) -> None:
    engine = connection.make_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    with engine.connect() as first, engine.connect() as second:
        for each in (first, second):
            pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            found = [each.exec_driver_sql(f"PRAGMA {pragma}").scalar() for pragma in pragmas]
            assert found == ["wal", 2, 1, 15_000]
    engine.dispose()


@sqlite_only
def test_a_database_locked_for_too_long_is_said_and_nothing_is_half_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    path = tmp_path / "a.sqlite3"
    with Store.open(f"sqlite:///{path}") as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked"):
            store.deposit(a_return(), data=b"A", filename="a.xlsx")
        assert store.revision() == 0  # who reads does not wait for who writes
        other.execute("ROLLBACK")
        other.close()
        assert store.deposit(a_return(), data=b"A", filename="a.xlsx").number == 1


@sqlite_only
def test_a_failure_half_way_keeps_nothing_of_the_deposit(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    with Store.open(f"sqlite:///{path}") as store:
        with sqlite3.connect(path) as other:
            other.execute("CREATE TRIGGER full BEFORE INSERT ON verbatims BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        other.close()
        ret = a_return(link(1), verbatims=(Verbatim("Oui.", "leviers", 1),))
        with pytest.raises(Exception, match="disk full"):
            store.deposit(ret, data=b"A", filename="a.xlsx")
        assert (len(store.deposits()), store.centres(), store.revision()) == (0, [], 0)
        with sqlite3.connect(path) as other:
            tables = ("files", "schools", "links", "observations", "answers")
            assert [other.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables] == [(0,)] * 5
        other.close()


@sqlite_only
def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    path.write_bytes(b"PK\x03\x04 not a database at all" * 100)
    with pytest.raises(StoreUnavailable, match="not a database"):
        Store.open(f"sqlite:///{path}")


@pytest.mark.parametrize(
    "url",
    ["nonsense", "nosuch://host/db", "sqlite://", "postgresql+psycopg2://nobody@127.0.0.1:1/none"],
)
def test_a_database_that_cannot_be_reached_is_said(url: str) -> None:
    with pytest.raises(StoreUnavailable):
        Store.open(url)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="folder"):
        Store.open(f"sqlite:///{tmp_path / 'file' / 'a.sqlite3'}")


@sqlite_only
def test_a_backup_of_a_live_store_is_a_store(tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    with Store.open(f"sqlite:///{tmp_path / 'a.sqlite3'}") as store:
        store.deposit(a_return(), data=b"A", filename="a.xlsx")
        store.backup(copy)
        store.deposit(a_return(), data=b"B", filename="b.xlsx")
        with pytest.raises(StoreError, match="copy"):
            store.backup(copy)
    with Store.open(f"sqlite:///{copy}") as kept:
        assert [kept.original(number) for number in kept.deposits()["number"]] == [("a.xlsx", b"A")]
