"""Notes on the document's questions and ticks of its homework: only added to, never over what another wrote."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, exc, text

from lib.store import Store
from lib.store.remarks import DROPPED, LONGEST, SETTLED, TO_DISCUSS, UNDER_WAY, Remark, Tick, WrittenMeanwhile
from tests.support.stores import CAMPAIGN, a_return, fresh_url

SCHOOL, CENTRE = "quest_ecole_plus_ouverte", "quest_centre_ouvert_quartier"
INSPECTION, REP = "dev_dep_inspection", "dev_dep_coordinateurs_rep"
DAY, LATER = date(2026, 3, 2), date(2026, 4, 10)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return fresh_url(tmp_path)


@pytest.fixture
def store(url: str):
    with Store.open(url) as store:
        yield store


def said(remark: Remark) -> tuple[object, ...]:
    """All but the moment."""
    return (remark.number, remark.subject, remark.status, remark.text, remark.campaign, remark.who)


def ticked(tick: Tick) -> tuple[object, ...]:
    return (tick.number, tick.task, tick.day, tick.who)


def test_nobody_wrote_anything_yet(store: Store) -> None:
    assert (store.remarks(), store.ticks()) == ({}, {})
    assert (store.remark_history(SCHOOL), store.tick_history()) == ([], [])


def test_the_newest_note_of_each_question_holds_and_the_others_stay(store: Store) -> None:
    first = store.add_remark(SCHOOL, UNDER_WAY, "À voir avec les REP.", seen=None, campaign=CAMPAIGN, who="Référente")
    other = store.add_remark(CENTRE, DROPPED, seen=None)
    second = store.add_remark(SCHOOL, SETTLED, "Oui, dans six écoles.", seen=first.number, campaign="2026-2027")
    assert {subject: said(remark) for subject, remark in store.remarks().items()} == {
        SCHOOL: (3, SCHOOL, "settled", "Oui, dans six écoles.", "2026-2027", ""),
        CENTRE: (2, CENTRE, "dropped", "", "", ""),
    }
    assert store.remark_history(SCHOOL) == [second, first]
    assert store.remark_history(CENTRE) == [other]
    assert said(first) == (1, SCHOOL, "under_way", "À voir avec les REP.", "2025-2026", "Référente")
    assert datetime.now(UTC) - timedelta(minutes=5) < first.at <= second.at <= datetime.now(UTC)


def test_a_note_written_over_one_that_was_not_seen_is_refused_and_nothing_is_kept(store: Store) -> None:
    mine = store.add_remark(SCHOOL, UNDER_WAY, "Première.", seen=None)
    theirs = store.add_remark(SCHOOL, UNDER_WAY, "Seconde.", seen=mine.number)
    for seen in (None, mine.number):
        with pytest.raises(WrittenMeanwhile) as caught:
            store.add_remark(SCHOOL, SETTLED, "Troisième.", seen=seen)
        assert caught.value.newest == theirs
    assert store.remark_history(SCHOOL) == [theirs, mine]
    kept = store.add_remark(SCHOOL, SETTLED, "Troisième.", seen=caught.value.newest.number)
    assert store.remark_history(SCHOOL) == [kept, theirs, mine]


def test_what_holds_already_is_not_written_twice(store: Store) -> None:
    first = store.add_remark(SCHOOL, UNDER_WAY, "À voir.", seen=None, who="Ana")
    assert store.add_remark(SCHOOL, UNDER_WAY, "  À voir.\n", seen=None, who="Léo") == first
    assert store.add_remark(SCHOOL, TO_DISCUSS, "À voir.", seen=first.number) != first
    assert [remark.status for remark in store.remark_history(SCHOOL)] == ["to_discuss", "under_way"]


def test_a_note_may_be_emptied_and_the_history_keeps_it(store: Store) -> None:
    first = store.add_remark(SCHOOL, UNDER_WAY, "À voir.", seen=None)
    store.add_remark(SCHOOL, UNDER_WAY, "", seen=first.number)
    assert store.remarks()[SCHOOL].text == ""
    assert [remark.text for remark in store.remark_history(SCHOOL)] == ["", "À voir."]


def test_hostile_text_comes_back_letter_for_letter_but_what_no_database_takes(store: Store) -> None:
    hostile = "<script>alert(1)</script> **gras** '; DROP TABLE remarks; --\n=1+1 \ud800 fin\x00."
    store.add_remark(SCHOOL, UNDER_WAY, hostile, seen=None, who="O’Neil\x00")
    kept = store.remarks()[SCHOOL]
    assert kept.text == "<script>alert(1)</script> **gras** '; DROP TABLE remarks; --\n=1+1 ? fin."
    assert kept.who == "O’Neil"


def test_two_thousand_characters_are_kept_and_one_more_is_refused(store: Store) -> None:
    assert LONGEST == 2000
    kept = store.add_remark(SCHOOL, UNDER_WAY, "é" * 2000, seen=None)
    assert len(store.remarks()[SCHOOL].text) == 2000
    with pytest.raises(ValueError, match="2001"):
        store.add_remark(SCHOOL, UNDER_WAY, "é" * 2001, seen=kept.number)
    with pytest.raises(ValueError, match="not a status: 'perdue'"):
        store.add_remark(SCHOOL, "perdue", "Non.", seen=kept.number)
    assert store.remark_history(SCHOOL) == [kept]


def test_the_database_itself_refuses_an_unknown_status(store: Store, url: str) -> None:
    engine = create_engine(url)
    row = "INSERT INTO remarks VALUES (1, 's', 'perdue', '', '', '', '2026-01-01')"
    with pytest.raises(exc.IntegrityError), engine.begin() as connection:
        connection.execute(text(row))
    engine.dispose()


def test_notes_and_ticks_leave_the_revision_and_outlive_the_program(store: Store, url: str) -> None:
    store.deposit(a_return(), data=b"A", filename="a.xlsx")
    before = store.revision()
    remark = store.add_remark(SCHOOL, UNDER_WAY, "À voir.", seen=None)
    tick = store.tick(INSPECTION, DAY, seen=None)
    assert store.revision() == before == 1
    with Store.open(url) as other:
        assert (other.remarks(), other.ticks()) == ({SCHOOL: remark}, {INSPECTION: tick})


def test_a_contact_is_ticked_dated_anew_and_unticked(store: Store) -> None:
    first = store.tick(INSPECTION, DAY, seen=None, who="Ana")
    assert store.tick(INSPECTION, DAY, seen=None, who="Léo") == first
    store.tick(REP, LATER, seen=None, who="Léo")
    second = store.tick(INSPECTION, LATER, seen=first.number, who="Léo")
    with pytest.raises(WrittenMeanwhile) as caught:
        store.tick(INSPECTION, None, seen=first.number)
    assert caught.value.newest == second
    store.tick(INSPECTION, None, seen=second.number, who="Ana")
    assert {task: ticked(tick) for task, tick in store.ticks().items()} == {
        INSPECTION: (4, INSPECTION, None, "Ana"),
        REP: (2, REP, LATER, "Léo"),
    }
    assert [ticked(tick) for tick in store.tick_history()] == [
        (4, INSPECTION, None, "Ana"),
        (3, INSPECTION, LATER, "Léo"),
        (2, REP, LATER, "Léo"),
        (1, INSPECTION, DAY, "Ana"),
    ]


def test_of_people_who_all_saw_an_empty_note_one_writes_and_the_others_are_told(store: Store) -> None:
    kept, told = [], []

    def write(number: int) -> None:
        try:
            kept.append(store.add_remark(SCHOOL, UNDER_WAY, f"De la personne {number}.", seen=None))
        except WrittenMeanwhile as meanwhile:
            told.append(meanwhile.newest)

    people = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert (len(kept), len(told)) == (1, 7)
    assert set(told) == {kept[0]}
    assert store.remark_history(SCHOOL) == kept
