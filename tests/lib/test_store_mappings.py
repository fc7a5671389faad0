"""What the columns of a list mean, remembered; and files that hold several returns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from lib.findings import find
from lib.listing.mapping import Mapping, fingerprint
from lib.observation import Observation, Return
from lib.store import DuplicateLink, Store

ANSWERS = {"etab_nom": "École A", "etab_commune": "Ville", "etab_niveau": "elementaire", "statut_lien": "actif"}
RETURN = Return("2025-2026", "C1", "centre", "Centre A", observations=(Observation(1, ANSWERS),), template="hand")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with Store.open(f"sqlite:///{tmp_path / 'base.sqlite3'}") as store:
        yield store


def test_source_is_known_by_its_headers_in_any_order() -> None:
    assert fingerprint(["Niveau", " École "]) == fingerprint(["École", "Niveau", "École", ""])
    assert fingerprint(["École"]) != fingerprint(["Ecole"])


def test_newest_mapping_of_a_source_counts_and_the_others_stay(store: Store, tmp_path: Path) -> None:
    assert store.mapping("abc") is None
    for target in ("d3", "d3", "d4"):
        store.remember_mapping(Mapping("abc", {"Qui tient le fil ?": target}), who="Ana")
    store.remember_mapping(Mapping("other", {"Qui ?": ""}))
    assert store.mapping("abc") == Mapping("abc", {"Qui tient le fil ?": "d4"})
    with create_engine(f"sqlite:///{tmp_path / 'base.sqlite3'}").connect() as connection:
        kept = connection.execute(text("SELECT id, source, who FROM mappings ORDER BY id")).all()
    assert kept == [(1, "abc", "Ana"), (2, "abc", "Ana"), (3, "other", "")]
    assert store.revision() == 0


def test_what_values_stand_for_is_remembered_with_the_columns(store: Store) -> None:
    plain, said = Mapping("abc", {"Niveau": "etab_niveau"}), {"Niveau": {"A1": "maternelle", "9": ""}}
    store.remember_mapping(plain)
    assert store.mapping("abc") == plain
    store.remember_mapping(replace(plain, values=said))
    assert store.mapping("abc") == replace(plain, values=said)
    assert store.mapping("abc").digest == replace(plain, values=said).digest


def test_list_that_waited_is_accepted_with_the_same_bytes_and_waits_no_longer(store: Store) -> None:
    kept = store.refuse(data=b"liste", filename="liste.csv", findings=[find("not_our_template")], who="Ana")
    assert [store.refuse(data=b"liste", filename="encore.csv", findings=[]).number, kept.number] == [1, 1]
    assert store.waiting()[["number", "filename", "who"]].to_numpy().tolist() == [[1, "liste.csv", "Ana"]]
    receipts = store.deposit_all((RETURN, replace(RETURN, view="ecole")), data=b"liste", filename="liste.csv")
    assert [(one.number, one.state) for one in receipts] == [(2, "accepted"), (3, "accepted")]
    assert store.waiting().empty
    # Nothing of it counts any more: somebody may go on with it.
    for receipt in receipts:
        store.undo(receipt.number)
    assert store.waiting()["number"].tolist() == [1]


def test_refused_file_waits_until_a_later_return_of_the_same_centre_and_view(store: Store) -> None:
    store.deposit(RETURN, data=b"1", filename="a.xlsx")
    store.refuse(data=b"2", filename="b.xlsx", findings=[], ret=RETURN)
    store.deposit(replace(RETURN, view="ecole"), data=b"3", filename="c.xlsx")
    assert store.waiting()["number"].tolist() == [2]
    store.deposit(RETURN, data=b"4", filename="d.xlsx")
    assert store.waiting().empty
    assert store.deposits()[["number", "waiting"]].to_numpy().tolist() == [
        [4, False],
        [3, False],
        [2, False],
        [1, False],
    ]


def test_each_return_of_a_file_is_a_deposit_with_the_same_bytes(store: Store) -> None:
    returns = (RETURN, replace(RETURN, view="ecole"), replace(RETURN, centre_code="C2"))
    receipts = store.deposit_all(returns, data=b"liste", filename="liste.csv")
    assert [(one.number, one.state, one.replaces) for one in receipts] == [
        (1, "accepted", None),
        (2, "accepted", None),
        (3, "accepted", None),
    ]
    assert [store.original(one.number) for one in receipts] == [("liste.csv", b"liste")] * 3
    again = store.deposit_all(returns, data=b"liste", filename="liste.csv")
    assert [(one.number, one.state) for one in again] == [(1, "duplicate"), (2, "duplicate"), (3, "duplicate")]


def test_all_returns_of_a_file_are_kept_or_none(store: Store) -> None:
    twice = replace(RETURN, centre_code="C2", observations=(Observation(1, ANSWERS), Observation(2, ANSWERS)))
    with pytest.raises(DuplicateLink):
        store.deposit_all((RETURN, twice), data=b"liste", filename="liste.csv")
    assert (len(store.deposits()), store.centres()) == (0, [])


def test_same_bytes_read_by_another_mapping_replace_the_return(store: Store) -> None:
    store.deposit(RETURN, data=b"liste", filename="liste.csv")
    receipt = store.deposit(replace(RETURN, template="hand+1234"), data=b"liste", filename="liste.csv")
    assert (receipt.number, receipt.state, receipt.replaces) == (2, "accepted", 1)
