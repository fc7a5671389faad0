"""What coordinators do with quotations: events of which the newest holds, and a counter of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from lib.store import Store
from lib.store.quotations import LONGEST, Notes, Reading, ReadMeanwhile
from tests.support.stores import CAMPAIGN, fresh_url

A, B, C = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture
def url(tmp_path: Path) -> str:
    return fresh_url(tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as store:
        store.add_campaign(CAMPAIGN)
        yield store


def said(reading: Reading) -> tuple[str, bool, bool, str, int]:
    return reading.text, reading.citable, reading.is_read, reading.who, reading.number


def test_nothing_was_done_with_quotations_at_first(store: Store) -> None:
    assert store.quotation_notes() == Notes((0, 0, 0), {}, {})
    assert store.quotation_stamp() == (0, 0, 0)
    assert store.basket(CAMPAIGN) == ()


def test_the_newest_reading_holds_and_the_older_ones_stay(store: Store, url: str) -> None:
    store.proof_read(Reading(A, " On se voit. "), who="Ana")
    store.proof_read(Reading(A, "On se voit.", is_read=False), who="Zoé")
    store.proof_read(Reading(B, "Ça tient.", citable=False), who="Ana")
    notes = store.quotation_notes()
    assert {key: said(reading) for key, reading in notes.readings.items()} == {
        A: ("On se voit.", True, False, "Zoé", 2),
        B: ("Ça tient.", False, True, "Ana", 3),
    }
    engine = create_engine(url)
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT number, who FROM quotation_readings ORDER BY number")).all()
    engine.dispose()
    assert kept == [(1, "Ana"), (2, "Zoé"), (3, "Ana")]


def test_the_same_reading_is_not_written_twice(store: Store) -> None:
    for _ in range(2):
        store.proof_read(Reading(A, "On se voit."))
    assert store.quotation_stamp() == (1, 0, 0)


def test_a_reading_that_came_in_between_is_not_overwritten(store: Store) -> None:
    store.proof_read(Reading(A, "Première."), seen=0)
    with pytest.raises(ReadMeanwhile) as raised:
        store.proof_read(Reading(A, "Deuxième."), seen=0)
    assert said(raised.value.newest) == ("Première.", True, True, "", 1)
    store.proof_read(Reading(A, "Première."), seen=0)  # says the same: nothing is lost
    store.proof_read(Reading(A, "Deuxième."), seen=1)
    assert store.quotation_notes().readings[A].text == "Deuxième."


def test_several_readings_are_kept_or_none(store: Store) -> None:
    with pytest.raises(ValueError, match="0 characters"):
        store.proof_read_all([Reading(A, "Oui."), Reading(B, " \n ")])
    with pytest.raises(ValueError, match=str(LONGEST)):
        store.proof_read(Reading(A, "x" * (LONGEST + 1)))
    assert store.quotation_stamp() == (0, 0, 0)


def test_themes_are_given_and_taken_off_one_by_one(store: Store) -> None:
    store.tag(A, ["lev_clas", "lev_crise"], who="Ana")
    store.tag(B, ["lev_crise"])
    store.tag(A, ["ren_crise", "lev_clas"], without=["lev_crise", "lev_pre"], who="Zoé")
    notes = store.quotation_notes()
    assert dict(notes.themes) == {A: ("lev_clas", "ren_crise"), B: ("lev_crise",)}
    assert notes.stamp == (0, 5, 0)  # « lev_clas » again, and « lev_pre » that was never given, are no events
    store.tag(A, ["lev_crise"])
    assert store.quotation_notes().themes[A] == ("lev_clas", "ren_crise", "lev_crise")


def test_the_basket_of_a_campaign_keeps_its_order(store: Store) -> None:
    store.add_campaign("2024-2025")
    for quotation in (A, B, C, A):
        store.put_in_basket(CAMPAIGN, quotation)
    assert store.basket(CAMPAIGN) == (A, B, C)
    store.move_in_basket(CAMPAIGN, C, -1)
    assert store.basket(CAMPAIGN) == (A, C, B)
    store.move_in_basket(CAMPAIGN, A, 9)
    assert store.basket(CAMPAIGN) == (C, B, A)
    store.move_in_basket(CAMPAIGN, C, -1)
    store.take_from_basket(CAMPAIGN, B)
    store.take_from_basket(CAMPAIGN, "d" * 64)
    store.move_in_basket(CAMPAIGN, B, 1)
    assert store.basket(CAMPAIGN) == (C, A)
    assert store.basket("2024-2025") == ()
    assert store.quotation_stamp() == (0, 0, 6)


def test_the_revision_of_the_figures_stays_as_it_is(store: Store) -> None:
    before = store.revision()
    store.proof_read(Reading(A, "Oui."))
    store.tag(A, ["lev_clas"])
    store.put_in_basket(CAMPAIGN, A)
    assert store.revision() == before
    assert store.quotation_stamp() == (1, 1, 1)


def test_text_that_no_database_takes_is_made_storable(store: Store) -> None:
    store.proof_read(Reading(A, "Ça\x00 tient \ud83d."), who="A\x00na")
    assert said(store.quotation_notes().readings[A]) == ("Ça tient ?.", True, True, "Ana", 1)
