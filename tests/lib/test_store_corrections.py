"""Corrections kept beside the bytes, the return in force read back, the history, and two people at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pandas as pd
import pytest

from lib.observation import Edit, Observation, Place, Return, Verbatim
from lib.store import Correction, Overtaken, Receipt, Store, UnknownDeposit
from tests.support.stores import CAMPAIGN, a_return, fresh_url, link

KEY = (CAMPAIGN, "C01", "centre")
YEAR = Edit(Place("Liens", "J5"), "vers 2019", "2019")
BOX = Edit(Place("Leviers", "D7"), "bof", "")


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(fresh_url(tmp_path)) as store:
        yield store


def deposit(store: Store, ret: Return | None = None, data: bytes = b"A", **words: object) -> Receipt:
    return store.deposit(ret or a_return(), data=data, filename="retour.xlsx", **words)


def test_corrections_are_kept_beside_the_original_bytes(store: Store) -> None:
    receipt = deposit(store, corrections=[YEAR, BOX], who="Ana")
    assert store.corrections(1) == [Correction(BOX, "Ana", receipt.at), Correction(YEAR, "Ana", receipt.at)]
    assert store.original(1) == ("retour.xlsx", b"A")


def test_a_deposit_without_corrections_has_none(store: Store) -> None:
    deposit(store)
    assert store.corrections(1) == []
    with pytest.raises(UnknownDeposit, match="2"):
        store.corrections(2)


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ([], [], "duplicate"),
        ([YEAR, BOX], [BOX, YEAR], "duplicate"),
        ([], [YEAR], "accepted"),
        ([YEAR], [], "accepted"),
        ([YEAR], [YEAR, BOX], "accepted"),
        ([YEAR], [Edit(YEAR.place, YEAR.before, "2018")], "accepted"),
    ],
)
def test_the_same_bytes_are_a_duplicate_only_with_the_same_corrections(store, first, second, state) -> None:
    deposit(store, corrections=first)
    assert deposit(store, corrections=second).state == state


def test_corrections_go_with_every_return_of_a_file(store: Store) -> None:
    store.deposit_all([a_return(), a_return(centre="C02")], data=b"A", filename="a.csv", corrections=[YEAR])
    assert [[kept.edit for kept in store.corrections(number)] for number in (1, 2)] == [[YEAR], [YEAR]]


def test_text_that_no_database_takes_is_kept_in_corrections_too(store: Store) -> None:
    odd = Edit(Place("L\x00iens", "B2"), "a\ud800", "b\x00")
    deposit(store, corrections=[odd])
    assert [kept.edit for kept in store.corrections(1)] == [Edit(Place("Liens", "B2"), "a?", "b")]
    assert deposit(store, corrections=[odd]).state == "duplicate"


WHOLE = Return(
    CAMPAIGN,
    "C01",
    "centre",
    "Centre C01",
    "Cergy",
    observations=(
        Observation(1, {"etab_nom": "École A", "etab_commune": "Cergy", "etab_niveau": "elementaire"}),
        Observation(4, {"etab_nom": "B", "etab_commune": "Cergy", "etab_niveau": "college", "l1": "lev_a lev_b"}),
    ),
    verbatims=(
        Verbatim("« Ça a pris. »", "rencontre", 4, True, "12:30"),
        Verbatim("Pour tous.", "", None),
        Verbatim("Encore.", "leviers", 1),
    ),
    answers={"fonction_repondant": "direction", "date_reponse": "2026-03-15"},
    template="1",
    codebook="2026.1",
)


def test_the_return_in_force_is_what_was_handed_in(store: Store) -> None:
    assert store.in_force(*KEY) is None
    deposit(store, WHOLE)
    assert store.in_force(*KEY) == (1, WHOLE)


def test_the_return_in_force_is_that_of_its_campaign_centre_and_view_alone(store: Store) -> None:
    others = [a_return(view="ecole"), a_return(centre="C02"), a_return(campaign="2024-2025")]
    for ret in [WHOLE, *others]:
        deposit(store, ret)
    assert store.in_force(*KEY) == (1, WHOLE)
    assert store.in_force(CAMPAIGN, "C02", "centre") == (3, others[1])
    assert store.in_force(CAMPAIGN, "C02", "ecole") is None


def test_after_an_undo_the_former_return_is_in_force(store: Store) -> None:
    deposit(store, WHOLE)
    deposit(store, a_return(link(1, "Nouvelle")), b"B")
    store.undo(2)
    assert store.in_force(*KEY) == (1, WHOLE)
    store.undo(1)
    assert store.in_force(*KEY) is None


def test_history_lists_the_deposits_of_one_centre_and_view(store: Store) -> None:
    first = deposit(store, WHOLE, who="Ana")
    deposit(store, a_return(view="ecole"))
    store.refuse(data=b"?", filename="faux.xlsx", findings=[], ret=a_return())
    second = deposit(store, a_return(), b"A", corrections=[YEAR, BOX], who="Léo")
    third = deposit(store, a_return(), b"C")
    store.undo(third.number, who="Zoé")
    history = store.history(*KEY)
    undone_at = history["withdrawn_at"][0]
    assert third.at <= undone_at
    expected = pd.DataFrame(
        {
            "number": [5, 4, 1],
            "at": pd.Series([third.at, second.at, first.at], dtype="datetime64[us, UTC]"),
            "who": ["", "Léo", "Ana"],
            "filename": ["retour.xlsx"] * 3,
            "links": [1, 1, 2],
            "verbatims": [0, 0, 3],
            "corrections": [0, 2, 0],
            "in_force": [False, True, False],
            "withdrawn": [True, False, False],
            "withdrawn_at": pd.Series([undone_at, None, None], dtype="datetime64[us, UTC]"),
            "withdrawn_by": ["Zoé", "", ""],
        }
    )
    pd.testing.assert_frame_equal(history, expected)


def test_history_of_nobody_is_empty_and_of_the_same_types(store: Store) -> None:
    empty = store.history(*KEY)
    deposit(store)
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, store.history(*KEY).dtypes)


def test_who_was_shown_the_return_in_force_replaces_it(store: Store) -> None:
    assert deposit(store, data=b"A", expected_replaces=None).replaces is None
    assert deposit(store, data=b"B", expected_replaces=1).replaces == 1


def test_who_was_shown_a_former_return_is_told_who_came_in_between(store: Store) -> None:
    deposit(store, data=b"A")
    between = deposit(store, data=b"B", who="Léo")
    for shown in (None, 1):
        with pytest.raises(Overtaken) as overtaken:
            deposit(store, data=b"C", expected_replaces=shown)
        told = overtaken.value
        assert (told.number, told.at, told.who) == (2, between.at, "Léo")
    assert list(store.deposits()["number"]) == [2, 1]
    assert store.in_force(*KEY) == (2, a_return())


def test_who_was_shown_a_return_that_was_taken_back_is_told(store: Store) -> None:
    deposit(store, data=b"A")
    store.undo(1, who="Zoé")
    with pytest.raises(Overtaken) as overtaken:
        deposit(store, data=b"B", expected_replaces=1)
    assert (overtaken.value.number, overtaken.value.at, overtaken.value.who) == (None, None, "Zoé")


def test_the_same_file_handed_in_by_two_people_overtakes_nobody(store: Store) -> None:
    deposit(store, data=b"A", expected_replaces=None)
    assert deposit(store, data=b"A", expected_replaces=None).state == "duplicate"


def test_one_overtaken_return_of_a_file_keeps_none_of_them(store: Store) -> None:
    deposit(store, data=b"A")
    both = [a_return(centre="C02"), a_return()]
    with pytest.raises(Overtaken, match="deposit 1"):
        store.deposit_all(both, data=b"B", filename="liste.csv", expected_replaces=[None, None])
    assert list(store.deposits()["number"]) == [1]
    receipts = store.deposit_all(both, data=b"B", filename="liste.csv", expected_replaces=[None, 1])
    assert [receipt.replaces for receipt in receipts] == [None, 1]


def test_of_two_people_who_confirm_at_once_the_second_sees_the_first(tmp_path: Path) -> None:
    barrier = Barrier(2, timeout=30)
    with Store.open(fresh_url(tmp_path)) as store:

        def confirm(who: str) -> Receipt | Overtaken:
            shown = store.in_force(*KEY)
            barrier.wait()  # both have looked before either confirms
            try:
                return deposit(store, data=who.encode(), who=who, expected_replaces=shown and shown[0])
            except Overtaken as overtaken:
                return overtaken

        for round_ in range(5):
            with ThreadPoolExecutor(2) as pool:
                ends = list(pool.map(confirm, [f"Ana {round_}", f"Léo {round_}"]))
            (won,) = [(who, end) for who, end in zip(("Ana", "Léo"), ends, strict=True) if type(end) is Receipt]
            (lost,) = [end for end in ends if type(end) is Overtaken]
            assert (won[1].number, won[1].replaces) == (round_ + 1, round_ or None)
            assert (lost.number, lost.at, lost.who) == (round_ + 1, won[1].at, f"{won[0]} {round_}")
        assert list(store.deposits()["number"]) == [5, 4, 3, 2, 1]
