"""The roster edited in a grid: what is written, and what stands in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.collection import roster_editing
from lib.collection.roster_editing import CODE, COMMUNE, EMAIL, EXPECTED, NAME, Editing
from lib.store import Centre, CentreHasDeposits, Store
from tests.support.stores import CAMPAIGN, a_return

ARC, BOIS = Centre("A", "Centre Arc", "Cergy", "a@exemple.fr"), Centre("B", "Centre Bois", "Évry")
EMPTY = {EXPECTED: True, NAME: None, COMMUNE: None, EMAIL: None, CODE: None}


def rows() -> list[dict[str, object]]:
    return roster_editing.rows([ARC, BOIS], ["A"])


def test_grid_left_alone_changes_nothing() -> None:
    assert not roster_editing.compare([ARC, BOIS], ["A"], rows())


def test_every_kind_of_change_is_told_apart() -> None:
    first, second = rows()
    first |= {EMAIL: "", EXPECTED: False}
    new = EMPTY | {NAME: " Centre social  du Lac "}
    assert roster_editing.compare([ARC, BOIS], ["A"], [first, new, EMPTY]) == Editing(
        kept=(Centre("A", "Centre Arc", "Cergy", ""), Centre("LAC", "Centre social du Lac")),
        removed=("B",),
        invited=("LAC",),
        uninvited=("A",),
    )
    assert second[NAME] == "Centre Bois"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({CODE: "A"}, "Ces codes sont pris deux fois\u00a0: A."),
        ({NAME: ""}, "Le centre «\u00a0B\u00a0» n’a pas de nom."),
        ({EMAIL: "bois"}, "«\u00a0bois\u00a0» n’est pas une adresse de courriel."),
    ],
)
def test_what_cannot_be_is_said(change: dict[str, object], problem: str) -> None:
    first, second = rows()
    editing = roster_editing.compare([ARC, BOIS], ["A"], [first, second | change])
    assert editing.problems == (problem,)


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(f"sqlite:///{tmp_path / 'liste.sqlite3'}") as store:
        store.add_centres([ARC, BOIS])
        store.invite(CAMPAIGN, ["A"])
        yield store


def test_what_was_edited_is_written(store: Store) -> None:
    editing = Editing((Centre("A", "Centre Arc", "Cergy"), Centre("L", "Lac")), ("B",), ("L",), ("A",))
    roster_editing.apply(store, CAMPAIGN, editing)
    assert store.centres() == [Centre("A", "Centre Arc", "Cergy"), Centre("L", "Lac")]
    assert [centre.code for centre in store.expected(CAMPAIGN)] == ["L"]


@pytest.mark.parametrize("editing", [Editing(removed=("A",)), Editing(uninvited=("A",))])
def test_centre_that_answered_stays_and_nothing_is_written(store: Store, editing: Editing) -> None:
    store.deposit(a_return(centre="A"), data=b"a", filename="a.xlsx")
    more = Editing((Centre("L", "Lac"),), editing.removed, ("B",), editing.uninvited)
    with pytest.raises(CentreHasDeposits):
        roster_editing.apply(store, CAMPAIGN, more)
    assert store.centres() == [ARC, BOIS]
    assert [centre.code for centre in store.expected(CAMPAIGN)] == ["A"]
